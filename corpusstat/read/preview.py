"""What a look at a few rows shows before a run: shards that do not fit, domains and ids that will not do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

import polars as pl
import pyarrow as pa

from corpusstat.errors import BadData, BadRequest, SkipShard, TryAgain
from corpusstat.read.columns import Columns, resolve
from corpusstat.read.documents import peeked_rows
from corpusstat.read.domains import UNKNOWN
from corpusstat.read.shards import Plan, Shard
from corpusstat.schema import stable_hash

__all__ = ["Look", "Names", "fitting", "look", "preview"]

_ROW_GROUPS: Final = 16
_ROWS: Final = 250
_FEW: Final = 100
"""Documents below which nothing is said about how many domains there are."""


@dataclass(frozen=True, slots=True)
class Names:
    """The columns as a user names them (None: by convention)."""

    text: str | None = None
    id: str | None = None
    domain: str | None = None


def fitting(plan: Plan, names: Names, strict: bool = False) -> Plan:
    """Return the plan without the shards whose columns do not fit; they are broken, with the reason.

    Raises
    ------
    BadRequest
        None fits: the request is wrong, not the data. (Of a slice of the data none need fit.)
    BadData
        ``strict``, and one does not fit.
    """
    reasons, first = _misfits(plan, names)
    readable = any(s.name not in reasons for s in plan.shards)
    if first is not None and not readable and not plan.sliced:
        raise first
    if strict and reasons:
        name, reason = min(reasons.items())
        raise BadData(f"{name} cannot be read: {reason}", "whole shards (--strict)", "repair or leave it out")
    return plan.without(reasons)


def _misfits(plan: Plan, names: Names) -> tuple[dict[str, str], BadRequest | None]:
    """Why shards do not fit, by their names, and the first error of these; each schema is looked at once a folder."""
    reasons: dict[str, str] = {}
    first: BadRequest | None = None
    for schema, having in plan.schemas:
        by_folder: dict[str, list[str]] = {}
        for name in having:
            by_folder.setdefault(name.rpartition("/")[0], []).append(name)
        for members in by_folder.values():
            try:
                resolve(schema, members[0], names.text, names.id, names.domain)
            except BadRequest as error:
                first = first or error
                reason = f"{error.given}; expected {error.expected}"
                reasons |= {member: reason.replace(members[0], member) for member in members}
    return reasons, first


@dataclass
class _Seen:
    documents: int = 0
    unknown: int = 0
    domains: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    with_id: int = 0


def preview(plan: Plan, names: Names, most_domains: int) -> Plan:
    """Return the plan with notes on domains and ids, from a few rows of row groups drawn by hash."""
    seen = _Seen()
    for domains, ids in _looked_at(_shuffled(plan), names):
        seen.documents += domains.len()
        seen.unknown += int((domains == UNKNOWN).sum())
        seen.domains |= set(domains)
        seen.ids |= set(ids.drop_nulls())
        seen.with_id += ids.len() - ids.null_count()
    return replace(plan, notes=(*plan.notes, *_notes(seen, most_domains)))


@dataclass(frozen=True, slots=True)
class Look:
    """What an audit would use: ``columns`` of shards, in words, and how many shards have them.

    ``domains`` counts the ``documents`` that were looked at.
    """

    columns: Mapping[str, int]
    domains: Mapping[str, int]
    documents: int


def look(plan: Plan, names: Names) -> Look:
    """Look at which columns of the shards would be used, and at the domains of a few rows."""
    columns: Counter[str] = Counter()
    for schema, having in plan.schemas:
        for name in having:
            with suppress(BadRequest):  # the plan names it as unreadable
                columns[_said(resolve(schema, name, names.text, names.id, names.domain))] += 1
    domains: Counter[str] = Counter()
    for seen, _ in _looked_at(_shuffled(plan), names):
        domains.update(seen.to_list())
    ordered = dict(sorted(domains.items(), key=lambda pair: (-pair[1], pair[0])))
    return Look(dict(columns.most_common()), ordered, sum(domains.values()))


def _said(columns: Columns) -> str:
    """The columns of a shard in words."""
    rule = columns.domain
    named = f" {rule.field.name if rule.field is not None else rule.spec}".rstrip()
    found = {"text": columns.text, "id": columns.id, "source": columns.source, "language": columns.language}
    said = [f"{what} = {field.name if field is not None else 'none'}" for what, field in found.items()]
    return ", ".join([*said, f"domain = {rule.kind}{named}"])


def _shuffled(plan: Plan) -> list[tuple[Shard, int]]:
    """All row groups in a fixed pseudo-random order."""
    every = [(s, i) for s in plan.shards for i, rows in enumerate(s.row_groups) if rows]
    return sorted(every, key=lambda c: stable_hash("preview", c[0].name, str(c[1])))


def _looked_at(every: Sequence[tuple[Shard, int]], names: Names) -> Iterator[tuple[pl.Series, pl.Series]]:
    def seen(place: tuple[Shard, int]) -> tuple[pl.Series, pl.Series] | None:
        try:
            return peeked_rows(*place, _ROWS, text=names.text, id=names.id, domain=names.domain)
        except (SkipShard, TryAgain, OSError, pa.ArrowException):
            return None  # the run itself will name it

    with ThreadPoolExecutor(_ROW_GROUPS) as pool:  # a store takes its time for each, and not more for all
        yield from (found for found in pool.map(seen, islice(every, _ROW_GROUPS)) if found is not None)


def _notes(seen: _Seen, most_domains: int) -> Iterator[str]:
    looked = f"of {seen.documents:,} documents looked at"
    if seen.unknown * 2 > seen.documents:
        all_of_one = (
            "the one document looked at has none" if seen.documents == 1 else f"{seen.unknown:,} {looked} have none"
        )
        yield f"domain: {all_of_one}: check --domain"
    known = seen.documents - seen.unknown
    if known >= _FEW and len(seen.domains) * 5 > known * 4:
        yield (
            f"domain: {len(seen.domains):,} different ones {looked}, nearly as many as documents: the largest "
            f"{most_domains:,} will be reported, the others pooled"
        )
    if seen.with_id >= _FEW and len(seen.ids) * 10 < seen.with_id * 9:
        yield (
            f"id: {len(seen.ids):,} different ones in {seen.with_id:,} documents looked at: documents that share an id "
            "are taken for one in the error bars"
        )
