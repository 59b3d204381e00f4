"""Check proposed facts with a spaCy pipeline: the only place that knows spaCy.

Any pipeline will do, by name or path. Its entity recogniser, if it has one, must see the right type at the subject
and at the value; its parser, if it has one, must join the two by a short path. Only proposed sentences are
parsed, each once per batch, inside ``nlp.memory_zone()`` so that a long run does not grow.

What it brings, measured with tests/bench/bench_verify.py and a small recogniser trained on half of the gold: on
the other half precision rises from .914 to .933 while recall falls from .565 to .470, and encyclopedia text takes
28 times as long. On unselected text (tests/judged, relations outside the floor set) .78 of those found are right
and .82 of those kept, which are two thirds of the right ones. A better recogniser may do more.

On the default path spaCy is not used: on proposed sentences its blank tokenizer and 15 Matcher patterns do 1.1 MB/s
where Python checks on names already cut out did 20 MB/s (same run, one thread); those of
:mod:`corpusstat.extract.filter.checks` are compiled, and faster.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from corpusstat.errors import BadRequest
from corpusstat.lexicon import pronouns
from corpusstat.schema import REJECTED, polars_schema

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

    from corpusstat.relations import RelationSet

__all__ = ["LABELS", "load_pipeline", "verify"]

_PRONOUNS: Final = frozenset(pronoun.lower() for pronoun in pronouns())
LABELS: Final[dict[str, frozenset[str]]] = {
    "person": frozenset({"PERSON", "PER"}),
    "org": frozenset({"ORG", "FAC", "NORP", "GPE"}),
    "place": frozenset({"GPE", "LOC", "FAC", "PLACE"}),
    "nationality": frozenset({"NORP", "GPE", "LOC"}),
    "title": frozenset({"WORK_OF_ART", "WORK", "PRODUCT", "LAW", "EVENT", "MISC"}),
    "date": frozenset({"DATE", "TIME"}),
    "year": frozenset({"DATE", "TIME"}),
    "number": frozenset({"CARDINAL", "QUANTITY", "MONEY", "PERCENT"}),
    "quantity": frozenset({"QUANTITY", "CARDINAL", "MONEY", "PERCENT"}),
}
"""Entity labels that fit a slot type: those of spaCy's pipelines and of the CoNLL scheme. A ``name`` may be any."""

LONGEST_PATH: Final = 7
"""Arcs between subject and value that a parser may find; "A, son of B, was born in C and died in D" has five."""
_BATCH: Final = 256


def verify(proposals: pl.DataFrame, relations: RelationSet, pipeline: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep the proposals whose arguments a spaCy pipeline finds plausible.

    A type is checked only where the pipeline knows a label for it, so a pipeline trained on persons alone rejects
    nothing because of its dates. IDK rows have no value to check; pronouns have no type.

    Parameters
    ----------
    proposals
        Schema PROPOSAL.
    relations
        The relations they belong to.
    pipeline
        Name of an installed pipeline, or the path of a saved one.

    Returns
    -------
    (kept, rejected)
        The proposals kept, in their order, and REJECTED rows summed by domain, relation and reason.

    Raises
    ------
    BadRequest
        If there is no such pipeline, or it has neither an entity recogniser nor a parser.
    """
    nlp = load_pipeline(pipeline)
    kinds = {r.name: (r.subject, r.value) for r in relations.relations}
    known = frozenset(nlp.pipe_labels.get("ner", ()))
    rows = proposals.with_row_index("_row")
    sentences = rows["sentence"].unique(maintain_order=True).to_list()
    by_sentence = rows.partition_by("sentence", as_dict=True, include_key=True)
    reasons: dict[int, str] = {}
    for at in range(0, len(sentences), _BATCH):
        batch = sentences[at : at + _BATCH]
        with nlp.memory_zone():
            for text, doc in zip(batch, nlp.pipe(batch), strict=True):
                for row in by_sentence[(text,)].iter_rows(named=True):
                    if reason := _reason(doc, row, kinds[row["relation"]], known):
                        reasons[row["_row"]] = reason
    rejected = pl.DataFrame(
        {"_row": list(reasons), "reason": list(reasons.values())}, schema={"_row": pl.UInt32, "reason": pl.String}
    )
    kept = rows.join(rejected, on="_row", how="anti", maintain_order="left").drop("_row")
    summed = (
        rows.join(rejected, on="_row", how="inner")
        .group_by("domain", "relation", "reason")
        .agg(n=pl.len().cast(pl.Int64))
        .sort("domain", "relation", "reason")
    )
    schema = polars_schema(REJECTED)
    return kept, summed.select(
        (pl.col(c) if c in summed.columns else pl.lit(None)).cast(t).alias(c) for c, t in schema.items()
    )


@lru_cache(maxsize=2)
def load_pipeline(pipeline: str) -> Language:
    """Load a spaCy pipeline, by its name or path.

    Raises
    ------
    BadRequest
        There is none, or it does not find names or dependencies.
    """
    import spacy

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a pipeline of another patch version warns and works
            nlp = spacy.load(pipeline)
    except (OSError, ValueError, ImportError) as error:
        first = str(error).splitlines()[0]
        expected = "the name or path of an installed spaCy pipeline"
        todo = "python -m spacy download NAME, or give a path"
        raise BadRequest(f"--verify {pipeline}: {first}", expected, todo) from None
    if not {"ner", "parser"} & set(nlp.pipe_names):
        raise BadRequest(f"--verify {pipeline}: components {nlp.pipe_names}", "an 'ner' or 'parser' component")
    return nlp


def _reason(doc: Doc, row: dict[str, Any], kinds: tuple[str, str], known: frozenset[str]) -> str:
    """Say why a proposal is implausible, or ''."""
    if (offset := _offset(doc.text, row)) is None:
        return ""
    spans = {side: _span(doc, row, side, offset) for side in ("subject", "value")}
    for (side, span), kind in zip(spans.items(), kinds, strict=True):
        if span is None or span.text.casefold() in _PRONOUNS:
            continue
        fitting = LABELS.get(kind, frozenset()) & known
        if fitting and (wrong := _wrong_type(span, fitting)):
            return f"verify: {side} is {wrong}, no {kind}"
    subject, value = spans.values()
    if subject is not None and value is not None and doc.has_annotation("DEP") and _are_apart(subject, value):
        return "verify: subject and value are far apart in the sentence"
    return ""


def _are_apart(one: Span, other: Span) -> bool:
    length = _path(one.root, other.root)
    return length is None or length > LONGEST_PATH


def _span(doc: Doc, row: dict[str, Any], side: str, offset: int) -> Span | None:
    """The tokens of a proposal's subject or value in its sentence; None where it has none."""
    start, end = row[f"{side}_start"], row[f"{side}_end"]
    return None if start is None else doc.char_span(start - offset, end - offset, alignment_mode="expand")


def _offset(sentence: str, row: dict[str, Any]) -> int | None:
    """Find where the sentence starts in its document: positions of a proposal are the document's.

    A mention that is in the text as it is written (not a resolved pronoun or a completed name) gives the offset; it
    must put every such mention in its place. None if nothing does.
    """
    written = [
        (row[side], row[f"{side}_start"])
        for side in ("value", "subject")
        if row[side] is not None and len(row[side]) == row[f"{side}_end"] - row[f"{side}_start"]
    ]
    last = max(row["subject_end"], row["value_end"] or 0)
    first = min(row["subject_start"], last if row["value_start"] is None else row["value_start"])
    for text, start in written:
        at = sentence.find(text)
        while at >= 0:
            offset = int(start) - at
            inside = offset <= first and last - offset <= len(sentence)
            if inside and all(sentence.startswith(t, s - offset) for t, s in written):
                return offset
            at = sentence.find(text, at + 1)
    return None


def _wrong_type(span: Span, fitting: frozenset[str]) -> str:
    """Return the type found instead, or '' if one that fits overlaps the span."""
    found = [e.label_ for e in span.doc.ents if e.start < span.end and span.start < e.end]
    if any(label in fitting for label in found):
        return ""
    return f"a {found[0]}" if found else "not recognised"


def _path(one: Any, other: Any) -> int | None:
    """Arcs between two tokens of a parse; None if they are in different trees."""
    above = {t.i: n for n, t in enumerate([one, *one.ancestors])}
    for n, token in enumerate([other, *other.ancestors]):
        if token.i in above:
            return n + above[token.i]
    return None
