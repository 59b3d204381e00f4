"""From sentences to captures: which templates may match where, do match, and what their slots hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from corpusstat.extract.marking import marked
from corpusstat.extract.slots import MARKS
from corpusstat.extract.spans import Fact
from corpusstat.extract.templates import Template, compile_template
from corpusstat.relations import Relation, RelationSet

__all__ = ["Compiled", "captured", "compiled"]

FEW: Final = 300
"""Up to so many rows a second look for literals costs more than it saves."""
A_FEW: Final = 60
"""Up to so many rows it is the same with a pattern's capture-free form."""

_Rows = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Compiled:
    """The templates of a set of relations, and which of them each trigger wakes."""

    templates: tuple[Template, ...]
    relations: dict[str, Relation]
    triggers: list[str]
    by_trigger: dict[str, list[int]]


class _Hit(NamedTuple):
    """A match: row of the sentence, template, places of subject and value in the marked text (-1: none)."""

    row: int
    order: int
    subject: tuple[int, int]
    value: tuple[int, int]
    whole: tuple[int, int]
    text: str


@lru_cache(maxsize=16)
def compiled(relations: RelationSet) -> Compiled:
    """Compile the templates of all relations, in order, and index them by trigger."""
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
    return Compiled(tuple(templates), names, sorted(by_trigger), by_trigger)


def _candidates(sentences: pl.DataFrame, known: Compiled) -> dict[int, _Rows]:
    """Give, for each template, the rows of the sentences with its literals."""
    if sentences.is_empty():
        return {}
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
    has = _evaluated(sentences["sentence"], {i: found[i] for i in also}, lambda i, t: t.str.contains_any(list(also[i])))
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


def _accepted(sentences: pl.DataFrame, known: Compiled) -> Iterator[tuple[int, int, str]]:
    """Yield (template, row, marked sentence) where a capture-free pattern accepts."""
    rows = _candidates(sentences, known)
    wanted = np.unique(np.concatenate([np.empty(0, np.uint32), *rows.values()]))
    text = sentences["sentence"].gather(wanted).to_frame("t").select(marked(pl.col("t")))["t"]
    has = {mark: text.str.contains(mark, literal=True).to_numpy() for mark in MARKS}
    for i, at in rows.items():
        rows[i] = np.searchsorted(wanted, at).astype(np.uint32)
        for mark in known.templates[i].marks:
            rows[i] = rows[i][has[mark][rows[i]]]
    many = {i: at for i, at in rows.items() if len(at) > A_FEW}  # a handful costs less than compiling the pattern
    accepted = _evaluated(text, many, lambda i, t: t.str.contains(known.templates[i].finds))
    for i, at in rows.items():
        hits = at[accepted[i]] if i in many else at
        yield from zip([i] * len(hits), wanted[hits].tolist(), text.gather(hits).to_list(), strict=True)


def captured(sentences: pl.DataFrame, known: Compiled) -> list[Fact]:
    """Take the captures: one fact per match and, for list slots, per element; in the order of the text.

    Of several templates of a relation that find the same value (or IDK) in a sentence, the first of the pack counts.
    """
    hits: list[_Hit] = []
    for i, row, text in _accepted(sentences, known):
        for match in known.templates[i].captures.finditer(text):
            hits += _hits(match, known.templates[i], i, row)
    symmetric = {i for i, t in enumerate(known.templates) if known.relations[t.relation].symmetric}
    hits += [h._replace(subject=h.value, value=h.subject) for h in hits if h.order in symmetric]
    hits.sort()
    seen = set()
    facts = []
    for hit in hits:
        relation = known.templates[hit.order].relation
        key = (hit.row, relation, hit.value, hit.subject if hit.order in symmetric else None)
        if key not in seen:
            seen.add(key)
            doc, offset, sentence = sentences.row(hit.row)
            template = known.templates[hit.order]
            where = (hit.text, hit.subject, hit.value, hit.whole)
            facts.append(Fact.of(relation, template.name, doc, offset, sentence, *where, template.text))
    return facts


def _hits(match: re.Match[str], template: Template, order: int, row: int) -> Iterator[_Hit]:
    groups = match.re.groupindex
    subject = match.span("s") if "s" in groups else (match.start(), match.start())
    values = [match.span("v")] if "v" in groups else [(-1, -1)]
    if template.item:
        start, end = values[0]
        values = [m.span() for m in re.compile(template.item).finditer(match.string, start, end)]
    for value in values:
        yield _Hit(row, order, subject, value, match.span(), match.string)
