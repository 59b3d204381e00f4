"""Propose facts: documents in, proposals and what was rejected out.

The way narrows: documents with a trigger, their sentences with a trigger, those marked, those that a
template's capture-free pattern accepts. Only there are captures taken, names resolved and types checked. All
but the last is done on columns. Every document is handled alone, so results do not depend on batches.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from corpusstat import resolve, veto
from corpusstat.marking import marked
from corpusstat.relations import Relation, RelationSet
from corpusstat.schema import PROPOSAL, REJECTED, polars_schema
from corpusstat.sentences import split
from corpusstat.slots import MARKS, unmark
from corpusstat.spans import Fact, Span
from corpusstat.templates import Template, compile_template

__all__ = ["Extraction", "extract"]

MAX_DOCUMENT_BYTES: Final = 20_000_000
MAX_SENTENCE: Final = 1_000
MAX_FACTS: Final = 3_000
"""Budgets, in work and not in seconds, so that the same input always gives the same output."""

TOO_LONG: Final = f"document longer than {MAX_DOCUMENT_BYTES // 1_000_000} MB"
TOO_MANY: Final = f"more than {MAX_FACTS} facts in one document"
LONG_SENTENCE: Final = f"sentence longer than {MAX_SENTENCE} characters"


@dataclass(frozen=True)
class Extraction:
    """Proposed facts (schema PROPOSAL, in the order of the documents) and what was skipped (REJECTED)."""

    proposals: pl.DataFrame
    rejected: pl.DataFrame


@dataclass(frozen=True)
class _Compiled:
    templates: tuple[Template, ...]
    relations: dict[str, Relation]
    triggers: list[str]
    by_trigger: dict[str, list[int]]


@lru_cache(maxsize=16)
def _compiled(relations: RelationSet) -> _Compiled:
    templates = []
    for r in relations.relations:
        for kind, texts in (("", r.templates), ("idk", r.idk)):
            templates += [
                compile_template(text, r.name, f"{r.name}/{kind}{i}", r.subject, r.value, idk=bool(kind))
                for i, text in enumerate(texts)
            ]
    by_trigger: dict[str, list[int]] = {}
    for i, template in enumerate(templates):
        for literal in template.needs:
            by_trigger.setdefault(literal, []).append(i)
    names = {r.name: r for r in relations.relations}
    return _Compiled(tuple(templates), names, sorted(by_trigger), by_trigger)


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
    known = _compiled(relations)
    numbered = documents.with_row_index("doc")
    size = pl.col("text").str.len_bytes()
    wanted = numbered.filter(size <= MAX_DOCUMENT_BYTES, pl.col("text").str.contains_any(known.triggers))
    sentences = split(wanted.select("doc", "text")).filter(pl.col("sentence").str.contains_any(known.triggers))
    fits = pl.col("sentence").str.len_chars() <= MAX_SENTENCE
    skipped = sentences.filter(~fits)["doc"].to_list()
    sentences = sentences.filter(fits)

    texts = dict(zip(wanted["doc"], wanted["text"], strict=True)) if sentences.height else {}
    rejected: Counter[tuple[int, str, str]] = Counter((doc, "", LONG_SENTENCE) for doc in skipped)
    facts = []
    for doc, found in _by_document(_captured(sentences, known)):
        if len(found) > MAX_FACTS:
            rejected[doc, "", TOO_MANY] += len(found) - MAX_FACTS
        facts += found[:MAX_FACTS]
    facts = list(veto.typed(facts, known.relations, rejected))
    facts = list(resolve.resolved(facts, texts, rejected, keep_unresolved=keep_unresolved))
    too_long = numbered.filter(size > MAX_DOCUMENT_BYTES)
    return Extraction(_proposals(facts, numbered), _rejections(rejected, too_long, numbered))


def _candidates(sentences: pl.DataFrame, known: _Compiled) -> dict[int, pl.Series]:
    """Give, for each template, the rows of the sentences with its literals."""
    hits = (
        sentences.select(
            row=pl.int_range(pl.len(), dtype=pl.UInt32),
            trigger=pl.col("sentence").str.extract_many(known.triggers, overlapping=True).list.unique(),
        )
        .explode("trigger")
        .drop_nulls()
    )
    parts: dict[int, list[pl.Series]] = {}
    for (trigger,), part in hits.partition_by("trigger", as_dict=True).items():
        for i in known.by_trigger[str(trigger)]:
            parts.setdefault(i, []).append(part["row"])
    rows = {i: p[0] if len(p) == 1 else pl.concat(p).unique().sort() for i, p in sorted(parts.items())}
    text = sentences["sentence"]
    for i, at in rows.items():
        if also := known.templates[i].also:
            has = text.gather(at).to_frame("t").select(pl.col("t").str.contains_any(list(also)))["t"]
            rows[i] = at.filter(has)
    return {i: at for i, at in rows.items() if len(at)}


def _accepted(sentences: pl.DataFrame, known: _Compiled) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Yield, per template, the rows its capture-free pattern accepts, with the marked sentence."""
    rows = _candidates(sentences, known)
    if not rows:
        return
    wanted = pl.concat(list(rows.values())).unique().sort()
    text = sentences["sentence"].gather(wanted).to_frame("t").select(marked(pl.col("t")))["t"]
    has = {mark: text.str.contains(mark, literal=True) for mark in MARKS}
    place = pl.Series([0], dtype=pl.UInt32).new_from_index(0, sentences.height).scatter(
        wanted, pl.int_range(len(wanted), dtype=pl.UInt32, eager=True)
    )
    for i, at in rows.items():
        template = known.templates[i]
        mine = place.gather(at)
        for mark in template.marks:
            mine = mine.filter(has[mark].gather(mine))
        found = text.gather(mine)
        yes = found.str.contains(template.finds)
        yield i, list(zip(wanted.gather(mine.filter(yes)), found.filter(yes), strict=True))


def _captured(sentences: pl.DataFrame, known: _Compiled) -> list[Fact]:
    """Take the captures: one fact per match and, for list slots, per element."""
    docs, starts, plain = (sentences[c] for c in ("doc", "start", "sentence"))
    facts: list[Fact] = []
    for i, rows in _accepted(sentences, known):
        template = known.templates[i]
        for row, text in rows:
            for match in template.captures.finditer(text):
                facts += _facts(match, template, i, docs[row], starts[row], plain[row])
    facts.sort(key=lambda f: (f.doc, f.sentence_start, f.order, f.subject.start))
    return _tightest(facts)


def _facts(
    match: re.Match[str], template: Template, order: int, doc: int, offset: int, sentence: str
) -> Iterator[Fact]:
    def span(start: int, end: int) -> Span:
        return Span.cut(match.string, start, end, offset)

    groups = match.groupdict()
    subject = span(*match.span("s")) if groups.get("s") else None
    if subject is None:
        return
    values: list[Span | None] = [None]
    if "v" in groups:
        spans = [match.span("v")]
        if template.item:
            spans = [
                m.span() for m in re.finditer(template.item, match.string[: spans[0][1]]) if m.start() >= spans[0][0]
            ]
        values = [span(*s) for s in spans]
    for value in values:
        yield Fact(
            doc,
            template.relation,
            template.name,
            order,
            subject,
            value,
            sentence,
            offset,
            unmark(match.string[match.start() : match.end()]),
            match.string,
        )


def _tightest(facts: list[Fact]) -> list[Fact]:
    """Keep, for each relation and value mention, the fact of the first template in the pack's order."""
    kept, seen = [], set()
    for fact in facts:
        about = fact.value or fact.subject
        key = (fact.doc, fact.relation, about.start, about.end, fact.value is None)
        if key not in seen:
            seen.add(key)
            kept.append(fact)
    return kept


def _by_document(facts: list[Fact]) -> Iterator[tuple[int, list[Fact]]]:
    groups: dict[int, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.doc, []).append(fact)
    yield from groups.items()


def _proposals(facts: list[Fact], numbered: pl.DataFrame) -> pl.DataFrame:
    schema = polars_schema(PROPOSAL)
    rows = [f.row() for f in facts]
    frame = pl.DataFrame(
        rows, schema={"doc": pl.UInt32} | {k: t for k, t in schema.items() if k not in numbered.columns}, orient="row"
    )
    return (
        frame.join(numbered.drop("text"), on="doc", how="left", maintain_order="left")
        .sort("doc", "start", "relation", "end", maintain_order=True)
        .select(schema.names())
    )


def _rejections(counts: Counter[tuple[int, str, str]], too_long: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    schema = polars_schema(REJECTED)
    rows = [(*key, n) for key, n in counts.items()]
    few = pl.DataFrame(
        rows, schema={"doc": pl.UInt32, "relation": pl.String, "reason": pl.String, "n": pl.Int64}, orient="row"
    )
    none = {c: pl.lit(None, schema[c]) for c in ("shard", "row_group", "row")}
    summed = (
        few.join(numbered.select("doc", "domain"), on="doc", how="left")
        .group_by("domain", "relation", "reason")
        .agg(pl.col("n").sum())
        .with_columns(**none)
    )
    whole = too_long.with_columns(relation=pl.lit(""), reason=pl.lit(TOO_LONG), n=pl.lit(1, pl.Int64))
    return pl.concat([f.select(pl.col(c).cast(t) for c, t in schema.items()) for f in (summed, whole)]).sort(
        "domain", "relation", "reason", "shard", "row_group", "row"
    )
