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
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from corpusstat.extract.filter.nearby import is_meant
from corpusstat.extract.filter.refuse import filter_facts
from corpusstat.extract.match.candidates import Candidates, CompiledRelations, compile_relations, match_templates
from corpusstat.extract.match.facts import WHOLE_END, Fact
from corpusstat.extract.match.matcher import MAX_STEPS
from corpusstat.extract.match.sentences import MAX_SENTENCE, sentences
from corpusstat.extract.resolve.antecedents import read_windows
from corpusstat.extract.resolve.coreference import resolved
from corpusstat.extract.resolve.features import grades
from corpusstat.extract.resolve.first_lines import read_first_lines
from corpusstat.extract.text.clean import Cleaned, clean
from corpusstat.extract.text.jit import watched
from corpusstat.extract.text.kept import is_kept as is_prepared
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.relations import RelationSet, load
from corpusstat.schema import PROPOSAL, REJECTED, polars_schema

__all__ = ["PARTS", "Extraction", "extract", "is_prepared", "prepare", "with_cue"]

MAX_DOCUMENT_BYTES: Final = 20_000_000
MAX_FACTS: Final = 3_000
"""Budgets, in work and not in seconds, so that the same input always gives the same output."""

_NOWHERE: Final = -1
TOO_LONG: Final = f"document longer than {MAX_DOCUMENT_BYTES // 1_000_000} MB"
TOO_MANY: Final = f"more than {MAX_FACTS} facts in one document"
COSTLY: Final = f"sentence takes more than {MAX_STEPS} steps"
NOT_MEANT: Final = "the words around do not show that it is meant"
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
    """Cut documents into sentences; return those with the words that some template needs, whether or not it matches.

    Returns
    -------
    polars.DataFrame
        The columns of DOCUMENT without the text, ``sentence``, and its ``start`` and ``end`` in the text (characters).
    """
    known, numbered = compile_relations(relations), documents.with_row_index("doc")
    cleaned = clean(numbered["text"])
    texts = numbered.select("doc", text=cleaned.texts)
    cut = sentences(texts, known.index, known.vocabulary, buffers=cleaned.buffers, by_words=True).frame
    first = cut["start"].to_numpy().astype(np.int64)
    starts, ends = cleaned.places(cut["doc"].to_numpy(), first, first + cut["sentence"].str.len_chars().to_numpy())
    return (
        cut.with_columns(start=pl.Series(starts))
        .join(numbered.drop("text"), on="doc", how="left")
        .with_columns(end=pl.Series(ends))
        .drop("doc")
    )


def _prepare_cutting(known: CompiledRelations) -> None:
    text = pl.Series(["Mara Kelling is the CEO of Acme."])  # known has the first relation, who is chief executive
    sentences(pl.DataFrame({"doc": [0], "text": text}), known.index, known.vocabulary, most=1)  # so it is cut
    tokenize(text, known.vocabulary)


def _prepare_checks(known: CompiledRelations) -> None:
    nothing = np.empty((0, WHOLE_END + 1), np.int32)
    filter_facts(Candidates(known, _NO_SENTENCES, tokenize(_NO_SENTENCES["sentence"]), nothing, []), Counter())
    read_first_lines([])
    read_windows([])


def _prepare_cleaning(_: CompiledRelations) -> None:
    clean(pl.Series(["Mara\u00ad Kelling was\nborn in Tarsk."]))


def _prepare_matching(known: CompiledRelations) -> None:
    match_templates(_NO_SENTENCES, known)


_PARTS: Final = (_prepare_cutting, _prepare_checks, _prepare_cleaning, _prepare_matching)
PARTS: Final = len(_PARTS)
"""Of what is compiled: they have little in common, so that processes may do one each, and none needs another."""
_NO_SENTENCES: Final = pl.DataFrame(schema={"doc": pl.UInt32, "start": pl.Int64, "sentence": pl.String})


def prepare(part: int, tell: Callable[[int, int], None] | None = None) -> None:
    """Compile a part of what extraction needs, and keep it, so that many workers need not do so at the same time.

    ``tell`` is called after each function: how many are compiled, and of about how many in all parts.
    """
    few = RelationSet(load().relations[:1])
    with _uncollected(), watched(tell) if tell is not None else contextlib.nullcontext():
        _PARTS[part](compile_relations(few))


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
    fits = numbered["text"].str.len_bytes() <= MAX_DOCUMENT_BYTES
    wanted = numbered.select("doc", "text")
    wanted = wanted if fits.all(ignore_nulls=False) else wanted.filter(fits)
    cleaned = clean(wanted["text"])
    wanted = wanted.with_columns(cleaned.texts)
    cut = sentences(wanted, known.index, known.vocabulary, buffers=cleaned.buffers)
    rejected: Counter[tuple[int, str, str]] = Counter((doc, "", LONG_SENTENCE) for doc in cut.too_long)
    found = match_templates(cut.frame, known)
    rejected.update((doc, "", COSTLY) for doc in found.costly)
    found, rest = found.within(MAX_FACTS)
    rejected.update((doc, "", TOO_MANY) for doc in rest)
    facts = filter_facts(found, rejected)
    texts = _texts_of(facts, wanted)
    facts = list(_once(_meant(facts, texts, rejected)))
    facts = list(_within_lines(facts, wanted, cleaned, rejected))
    facts = list(resolved(facts, texts, rejected, keep_unresolved=keep_unresolved))
    too_long = numbered.clear() if fits.all(ignore_nulls=False) else numbered.filter(~fits)
    columns = _place_columns(facts, wanted["doc"], cleaned) | {"grade": grades(facts, texts)}
    proposals = _proposals(facts, cut.frame["sentence"], numbered, columns)
    return Extraction(proposals, _rejections(rejected, too_long, numbered))


def _texts_of(facts: list[Fact], wanted: pl.DataFrame) -> dict[int, str]:
    """The texts of the documents of facts, by number."""
    docs = sorted({fact.doc for fact in facts})
    texts = wanted["text"].gather(wanted["doc"].to_numpy().searchsorted(docs)).to_list()
    return dict(zip(docs, texts, strict=True))


def _once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Of the facts of a document with the same value of a relation, keep the first that was not refused.

    Titles of a list share their author. Of *Tarsk* and *Tarsk, Orland* at one place the first is kept, too.
    """
    seen = set()
    for fact in facts:
        value, relation = fact.value, fact.origin.relation
        if value and not relation.symmetric:
            told = fact.doc, relation.name, value.start, fact.listed
            if told in seen:
                continue
            seen.add(told)
        yield fact


def _meant(facts: list[Fact], texts: dict[int, str], rejected: Counter[tuple[int, str, str]]) -> Iterator[Fact]:
    """Yield the facts of templates that are sure by themselves, and those that the words around them make sure."""
    for fact in facts:
        if fact.origin.unsure and not is_meant(fact, texts[fact.doc]):
            rejected[fact.doc, fact.relation, NOT_MEANT] += 1
        else:
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
    concerned = {doc for doc, _ in unsure}
    for fact in facts:
        if fact.doc in concerned and _touches_end(fact, unsure):
            rejected[fact.doc, fact.relation, AT_LINE_END] += 1
        else:
            yield fact


def _touches_end(fact: Fact, unsure: set[tuple[int, int]]) -> bool:
    """Whether subject or value touches such an end of a line."""
    spans = (fact.subject, fact.value or fact.subject)
    return any((fact.doc, s.end) in unsure or (fact.doc, s.start - 1) in unsure for s in spans)


def _texts(facts: list[Fact]) -> dict[str, list[object]]:
    """What facts say, and by which template."""
    return {
        "doc": [f.doc for f in facts],
        "relation": [f.origin.relation.name for f in facts],
        "template": [f.origin.name for f in facts],
        "subject": [(f.subject_name or f.subject).text for f in facts],
        "value": [f.value_text for f in facts],
    }


def _place_columns(facts: list[Fact], docs: pl.Series, cleaned: Cleaned) -> dict[str, pl.Series]:
    """Where subject, value and the subject's name start and end in the original texts."""
    rows = docs.to_numpy().searchsorted(np.array([fact.doc for fact in facts], np.int64))
    columns: dict[str, pl.Series] = {}
    for name, spans in (
        ("subject", [fact.subject for fact in facts]),
        ("value", [fact.value for fact in facts]),
        ("name", [fact.subject_name for fact in facts]),
    ):
        starts = np.array([s.start if s else _NOWHERE for s in spans], np.int64)
        ends = np.array([s.end if s else _NOWHERE for s in spans], np.int64)
        given = pl.Series(starts != _NOWHERE)
        for part, at in zip(("start", "end"), cleaned.places(rows, starts, ends), strict=True):
            columns[f"{name}_{part}"] = pl.Series(at).zip_with(given, pl.Series([None], dtype=pl.Int64))
    return columns


def _proposals(
    facts: list[Fact], sentences: pl.Series, numbered: pl.DataFrame, computed: dict[str, pl.Series]
) -> pl.DataFrame:
    schema = polars_schema(PROPOSAL)
    types = {"doc": pl.UInt32} | {name: kind for name, kind in schema.items() if name not in numbered.columns}
    columns: dict[str, Sequence[object] | pl.Series] = {
        **_texts(facts),
        "sentence": sentences.gather([f.sentence for f in facts]),
        **computed,
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
