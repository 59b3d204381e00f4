"""Propose facts: documents in, proposals and what was rejected out.

The way narrows: documents with a trigger, their sentences with a trigger, those marked, those that a
template's capture-free pattern accepts. Only there are captures taken, names resolved and types checked. All
but the last is done on columns. Every document is handled alone, so results do not depend on batches.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from corpusstat import resolve, veto
from corpusstat.marking import marked
from corpusstat.relations import Relation, RelationSet
from corpusstat.schema import PROPOSAL, REJECTED, polars_schema
from corpusstat.sentences import split
from corpusstat.slots import MARKS, NAME, unmark
from corpusstat.spans import Fact, Span
from corpusstat.templates import Template, compile_template

__all__ = ["Extraction", "extract"]

MAX_DOCUMENT_BYTES: Final = 20_000_000
MAX_SENTENCE: Final = 1_000
MAX_FACTS: Final = 3_000
FEW: Final = 300
"""Budgets, in work and not in seconds, so that the same input always gives the same output."""

TOO_LONG: Final = f"document longer than {MAX_DOCUMENT_BYTES // 1_000_000} MB"
TOO_MANY: Final = f"more than {MAX_FACTS} facts in one document"
LONG_SENTENCE: Final = f"sentence longer than {MAX_SENTENCE} characters"


_Rows = npt.NDArray[np.uint32]


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


def _candidates(sentences: pl.DataFrame, known: _Compiled) -> dict[int, _Rows]:
    """Give, for each template, the rows of the sentences with its literals."""
    triggers = pl.Enum(known.triggers)
    hits = sentences.select(
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        trigger=pl.col("sentence").str.extract_many(known.triggers, overlapping=True),
    ).explode("trigger")
    code = hits["trigger"].cast(triggers).to_physical().to_numpy()
    order = np.argsort(code, kind="stable")
    code, row = code[order], hits["row"].to_numpy()[order]
    present, starts = np.unique(code, return_index=True)
    parts: dict[int, list[_Rows]] = {}
    for trigger, rows in zip(present, np.split(row, starts[1:]), strict=True):
        for i in known.by_trigger[known.triggers[trigger]]:
            parts.setdefault(i, []).append(rows)
    found = {i: np.unique(np.concatenate(p)) for i, p in sorted(parts.items())}
    also = {i: known.templates[i].also for i in found if known.templates[i].also and len(found[i]) > FEW}
    has = _evaluated(
        sentences["sentence"], {i: found[i] for i in also}, lambda i, t: t.str.contains_any(list(also[i]))
    )
    return found | {i: found[i][yes] for i, yes in has.items()}


def _evaluated(
    text: pl.Series, rows: dict[int, _Rows], test: Callable[[int, pl.Expr], pl.Expr]
) -> dict[int, npt.NDArray[np.bool_]]:
    """Evaluate a test for each key on its rows of the text: one query, because each has a fixed cost."""
    asked = {i: at for i, at in rows.items() if len(at)}
    if not asked:
        return {}
    parts = [test(i, pl.col("t").gather(pl.lit(pl.Series(at)))).implode().alias(str(i)) for i, at in asked.items()]
    answers = text.to_frame("t").select(parts)
    return {i: answers[str(i)][0].to_numpy() for i in asked}


def _accepted(sentences: pl.DataFrame, known: _Compiled) -> Iterator[tuple[int, int, str]]:
    """Yield (template, row, marked sentence) where a capture-free pattern accepts."""
    rows = _candidates(sentences, known)
    wanted = np.unique(np.concatenate([np.empty(0, np.uint32), *rows.values()]))
    text = sentences["sentence"].gather(wanted).to_frame("t").select(marked(pl.col("t")))["t"]
    has = {mark: text.str.contains(mark, literal=True).to_numpy() for mark in MARKS}
    for i, at in rows.items():
        rows[i] = np.searchsorted(wanted, at).astype(np.uint32)
        for mark in known.templates[i].marks:
            rows[i] = rows[i][has[mark][rows[i]]]
    accepted = _evaluated(text, rows, lambda i, t: t.str.contains(known.templates[i].finds))
    for i, yes in accepted.items():
        hits = rows[i][yes]
        yield from zip([i] * len(hits), wanted[hits].tolist(), text.gather(hits).to_list(), strict=True)


def _captured(sentences: pl.DataFrame, known: _Compiled) -> list[Fact]:
    """Take the captures: one fact per match and, for list slots, per element."""
    facts: list[Fact] = []
    for i, row, text in _accepted(sentences, known):
        template, where = known.templates[i], sentences.row(row)
        for match in template.captures.finditer(text):
            facts += _facts(match, template, i, *where)
    facts += [f.reversed() for f in facts if known.relations[f.relation].symmetric and f.value]
    facts.sort(key=lambda f: (f.doc, f.sentence_start, f.order, f.subject.start))
    return _tightest(facts, known.relations)


def _facts(
    match: re.Match[str], template: Template, order: int, doc: int, offset: int, sentence: str
) -> Iterator[Fact]:
    def span(start: int, end: int) -> Span:
        return Span.cut(match.string, start, end, offset)

    groups = match.groupdict()
    at = match.start()
    subject = span(*match.span("s")) if "s" in groups else Span("", x := offset + len(unmark(match.string[:at])), x)
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
            unmark(match[0]),
            match.string,
            match.string.find(NAME, at, match.end("s")) if subject.is_name and at == match.start("s") else -1,
        )


def _tightest(facts: list[Fact], relations: dict[str, Relation]) -> list[Fact]:
    """Keep, for each relation and value mention, the fact of the first template in the pack's order."""
    kept, seen = [], set()
    for fact in facts:
        about = fact.value or fact.subject
        side = fact.subject.start if relations[fact.relation].symmetric else -1
        key = (fact.doc, fact.relation, about.start, about.end, side)
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
