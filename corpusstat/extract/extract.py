"""Propose facts: documents in, proposals and what was rejected out.

The way narrows: sentences that have all that some template needs, those that one matches. Only these become facts in
Python, whose types are checked and whose names are resolved. Every document is handled alone, so results do not depend
on batches.
"""

from __future__ import annotations

import contextlib
import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from corpusstat.extract.filter.refuse import filter_facts
from corpusstat.extract.match.candidates import CompiledRelations, compile_relations, match_templates
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.extract.match.matcher import MAX_STEPS
from corpusstat.extract.match.sentences import MAX_SENTENCE, sentences
from corpusstat.extract.resolve.coreference import resolved
from corpusstat.extract.resolve.particles import with_particle
from corpusstat.extract.text.clean import Cleaned, clean
from corpusstat.extract.text.jit import is_kept as is_prepared
from corpusstat.extract.text.jit import watched
from corpusstat.relations import RelationSet
from corpusstat.schema import DOCUMENT, PROPOSAL, REJECTED, polars_schema

__all__ = ["Extraction", "extract", "is_prepared", "prepare", "with_cue"]

MAX_DOCUMENT_BYTES: Final = 20_000_000
MAX_FACTS: Final = 3_000
"""Budgets, in work and not in seconds, so that the same input always gives the same output."""

TOO_LONG: Final = f"document longer than {MAX_DOCUMENT_BYTES // 1_000_000} MB"
TOO_MANY: Final = f"more than {MAX_FACTS} facts in one document"
COSTLY: Final = f"sentence takes more than {MAX_STEPS} steps"
AT_LINE_END: Final = "at the end of a line that may go on"
LONG_SENTENCE: Final = f"sentence longer than {MAX_SENTENCE} characters"


@dataclass(frozen=True)
class Extraction:
    """Proposed facts (schema PROPOSAL, in the order of the documents) and what was skipped (REJECTED)."""

    proposals: pl.DataFrame
    rejected: pl.DataFrame


def extract(documents: pl.DataFrame, relations: RelationSet, *, keep_unresolved: bool = False) -> Extraction:
    """Propose the facts that the relations' templates find in the documents.

    Parameters
    ----------
    documents
        Schema DOCUMENT; each is taken alone.
    relations
        What to look for.
    keep_unresolved
        Keep facts whose subject or value stays an unresolved pronoun (for gold without its document); otherwise
        they are rejected with that reason.

    Returns
    -------
    Extraction
        Proposals sorted by (row of ``documents``, start, relation), and rejections summed by reason.
    """
    with _uncollected():
        return _extracted(documents, compile_relations(relations), keep_unresolved=keep_unresolved)


def with_cue(documents: pl.DataFrame, relations: RelationSet) -> pl.DataFrame:
    """Cut documents into sentences; return those that have what some template needs, whether or not it matches.

    Returns
    -------
    polars.DataFrame
        The columns of DOCUMENT without the text, ``sentence``, and its ``start`` and ``end`` in the text (characters).
    """
    known, numbered = compile_relations(relations), documents.with_row_index("doc")
    cleaned = clean(numbered["text"])
    texts = numbered.select("doc", text=cleaned.texts)
    cut = sentences(texts, known.index, known.vocabulary, buffers=cleaned.buffers).frame
    ends = cut["start"] + cut["sentence"].str.len_chars()
    places = [cleaned.place(doc, start, end) for doc, start, end in zip(cut["doc"], cut["start"], ends, strict=True)]
    starts, ends = (pl.Series([place[i] for place in places], dtype=pl.Int64) for i in range(2))
    return (
        cut.with_columns(start=starts)
        .join(numbered.drop("text"), on="doc", how="left")
        .with_columns(end=ends)
        .drop("doc")
    )


def prepare(relations: RelationSet, tell: Callable[[int, int], None] | None = None) -> None:
    """Compile what extraction needs and keep it, so that many workers need not do so at the same time.

    ``tell`` is called after each function: how many are compiled, and of about how many.
    """
    text = "Mara Kelling, a writer, was born in Tarsk. He worked for Acme and died in 1951."
    columns = {name: [None] for name in DOCUMENT.names} | {"text": [text]}
    with watched(tell) if tell is not None else contextlib.nullcontext():
        extract(pl.DataFrame(columns, schema=polars_schema(DOCUMENT)), relations)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Hold garbage collection back: the many small records made here form no cycles, looking for some takes time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _extracted(documents: pl.DataFrame, known: CompiledRelations, *, keep_unresolved: bool) -> Extraction:
    numbered = documents.with_row_index("doc")
    size = pl.col("text").str.len_bytes()
    wanted = numbered.filter(size <= MAX_DOCUMENT_BYTES).select("doc", "text")
    cleaned = clean(wanted["text"])
    wanted = wanted.with_columns(cleaned.texts)
    cut = sentences(wanted, known.index, known.vocabulary, buffers=cleaned.buffers)
    rejected: Counter[tuple[int, str, str]] = Counter((doc, "", LONG_SENTENCE) for doc in cut.too_long)
    found = match_templates(cut.frame, known)
    rejected.update((doc, "", COSTLY) for doc in found.costly)
    found, rest = found.within(MAX_FACTS)
    rejected.update((doc, "", TOO_MANY) for doc in rest)
    facts = list(_once(filter_facts(found, rejected)))
    facts = list(_within_lines(facts, wanted, cleaned, rejected))
    facts = list(resolved(facts, wanted, rejected, keep_unresolved=keep_unresolved))
    _complete(facts, wanted)
    _put_back(facts, wanted["doc"], cleaned)
    too_long = numbered.filter(size > MAX_DOCUMENT_BYTES)
    return Extraction(_proposals(facts, cut.frame["sentence"], numbered), _rejections(rejected, too_long, numbered))


def _once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Of the facts of a document with the same value of a relation, keep the first that was not refused."""
    seen = set()
    for fact in facts:
        value = fact.value
        if value and not fact.origin.relation.symmetric:
            told = fact.doc, fact.relation, value.start, value.end
            if told in seen:
                continue
            seen.add(told)
        yield fact


def _within_lines(
    facts: list[Fact], wanted: pl.DataFrame, cleaned: Cleaned, rejected: Counter[tuple[int, str, str]]
) -> Iterator[Fact]:
    """Yield the facts whose subject and value touch no end of a line that may be none."""
    if not cleaned.unsure:
        yield from facts
        return
    docs = wanted["doc"].to_list()
    unsure = {(docs[text], at) for text, at in cleaned.unsure}
    for fact in facts:
        spans = [fact.subject, fact.value] if fact.value else [fact.subject]
        if any((fact.doc, s.end) in unsure or (fact.doc, s.start - 1) in unsure for s in spans):
            rejected[fact.doc, fact.relation, AT_LINE_END] += 1
        else:
            yield fact


def _complete(facts: list[Fact], wanted: pl.DataFrame) -> None:
    """Give the names of persons the particles before them."""
    docs = sorted({fact.doc for fact in facts})
    rows = wanted["doc"].to_numpy().searchsorted(docs)
    texts = dict(zip(docs, wanted["text"].gather(rows).to_list(), strict=True))
    for fact in facts:
        text, value, relation = texts[fact.doc], fact.value, fact.origin.relation
        if fact.subject_name and relation.subject == "person":
            fact.subject_name = with_particle(fact.subject_name, text)
        if value and relation.value == "person" and value.text == fact.value_text and value.is_name:
            fact.value = with_particle(value, text)
            fact.value_text = fact.value.text


def _put_back(facts: list[Fact], docs: pl.Series, cleaned: Cleaned) -> None:
    """Give the mentions of facts the places that they have in the original texts."""
    if not len(cleaned.edits):
        return
    rows = docs.to_numpy().searchsorted([fact.doc for fact in facts]).tolist()
    for fact, row in zip(facts, rows, strict=True):
        if cleaned.ends[row] == cleaned.ends[row + 1]:
            continue
        for name in ("subject", "value", "subject_name"):
            span = getattr(fact, name)
            if span:
                start, end = cleaned.place(row, span.start, span.end)
                setattr(fact, name, replace(span, start=start, end=end))


def _texts(facts: list[Fact]) -> dict[str, list[object]]:
    """What facts say, and by which template."""
    return {
        "doc": [f.doc for f in facts],
        "relation": [f.origin.relation.name for f in facts],
        "template": [f.origin.name for f in facts],
        "subject": [(f.subject_name or f.subject).text for f in facts],
        "value": [f.value_text for f in facts],
    }


def _place_columns(name: str, spans: list[Span | None]) -> dict[str, list[int | None]]:
    """Two columns: where mentions start and end."""
    return {
        f"{name}_start": [s.start if s else None for s in spans],
        f"{name}_end": [s.end if s else None for s in spans],
    }


def _proposals(facts: list[Fact], sentences: pl.Series, numbered: pl.DataFrame) -> pl.DataFrame:
    schema = polars_schema(PROPOSAL)
    types = {"doc": pl.UInt32} | {name: kind for name, kind in schema.items() if name not in numbered.columns}
    columns: dict[str, Sequence[object] | pl.Series] = {
        **_texts(facts),
        "sentence": sentences.gather([f.sentence for f in facts]),
        **_place_columns("subject", [f.subject for f in facts]),
        **_place_columns("value", [f.value for f in facts]),
        **_place_columns("name", [f.subject_name for f in facts]),
    }
    made = pl.DataFrame([pl.Series(n, c, types[n]) for n, c in columns.items()]).with_columns(
        start=pl.min_horizontal("subject_start", "value_start"), end=pl.max_horizontal("subject_end", "value_end")
    )
    made = made.sort("doc", "start", "relation", "end", maintain_order=True)
    given = numbered.drop("doc", "text")[made["doc"]]
    return pl.concat([made, given], how="horizontal").select(schema.names())


def _rejections(counts: Counter[tuple[int, str, str]], too_long: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    schema = polars_schema(REJECTED)
    domains = numbered["domain"].gather([doc for doc, _, _ in counts]).to_list()
    sums: Counter[tuple[str, str, str]] = Counter()
    for domain, ((_, relation, reason), n) in zip(domains, counts.items(), strict=True):
        sums[domain, relation, reason] += n
    columns = {name: schema[name] for name in ("domain", "relation", "reason", "n")}
    none = {c: pl.lit(None, schema[c]) for c in ("shard", "row_group", "row")}
    summed = pl.DataFrame([(*key, n) for key, n in sums.items()], columns, orient="row").with_columns(**none)
    whole = too_long.with_columns(relation=pl.lit(""), reason=pl.lit(TOO_LONG), n=pl.lit(1, pl.Int64))
    return pl.concat([f.select(pl.col(c).cast(t) for c, t in schema.items()) for f in (summed, whole)]).sort(
        "domain", "relation", "reason", "shard", "row_group", "row"
    )
