"""The tables that were counted, by stratum and layer, for look-up.

A stratum is a (domain, relation), a layer a (scope, unit); ``*`` stands for the whole corpus and for the floor set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from corpusstat.estimate.answers import Answers, answers_of
from corpusstat.estimate.expected import parse_mark, summed
from corpusstat.estimate.kinds import Openings
from corpusstat.relations import RelationSet
from corpusstat.schema import ALL_DOMAINS, FLOOR_SET, GRADE, OPENING, label

__all__ = ["SUMS", "Index", "Integers", "Key", "Layer", "Stratum", "count_of", "indexed", "tallied"]

Stratum = tuple[str, str]
Layer = tuple[str, str]
Key = tuple[str, str, str, str]
SUMS = ("documents", "n", "n_sq", "f1", "f1_sq", "f1_n", "f2", "f2_sq")
"""Columns of DOCUMENTS."""
_NO_VALUES = dict.fromkeys(("commonest", "second_commonest", "third_commonest", "prompts"), 0) | {"distinct": 1}


@dataclass(frozen=True, slots=True)
class Integers:
    """Everything that was counted: the tables of `count.Counts`, and the summed TALLY of the whole run."""

    spectrum: pl.DataFrame
    jackknife: pl.DataFrame
    prompts: pl.DataFrame
    values: pl.DataFrame
    tally: pl.DataFrame
    documents: pl.DataFrame
    theta: float = 1.0
    loose: pl.DataFrame | None = None
    """Singletons per domain and relation with names joined loosely (`count.mentions.loose_singletons`)."""


@dataclass(slots=True)
class Index:
    """The tables by stratum and layer, for look-up."""

    spectra: dict[Key, list[tuple[int, int, int]]] = field(default_factory=dict)
    groups: dict[Key, list[tuple[int, int]]] = field(default_factory=dict)
    prompts: dict[Key, dict[str, int]] = field(default_factory=dict)
    documents: dict[Key, dict[str, int]] = field(default_factory=dict)
    tally: dict[Stratum, dict[str, int]] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    guessing: dict[str, Answers] = field(default_factory=dict)
    loose: dict[Stratum, int] | None = None
    openings: dict[str, Openings] = field(default_factory=dict)
    grades: dict[Stratum, dict[int, int]] = field(default_factory=dict)
    given: str | None = None
    """The kind of all text, where it is given."""

    def grades_of(self, domain: str, names: Iterable[str]) -> dict[int, int]:
        """Mentions of some relations by grade."""
        return summed(self.grades.get((domain, name), {}) for name in names)

    def grades_by_kind(self, domain: str, names: Sequence[str]) -> tuple[dict[int, int], dict[int, int]]:
        """The same in encyclopedic text, and in all that is not known to be such."""
        domains = self.domains if domain == ALL_DOMAINS else [domain]
        parts: tuple[list[str], list[str]] = ([], [])
        for one in domains:
            parts[self.kind_of(one) != "encyclopedic"].append(one)
        known, other = (summed(self.grades_of(one, names) for one in part) for part in parts)
        return known, other

    @property
    def domains(self) -> list[str]:
        """All domains, sorted."""
        return sorted({domain for domain, _ in self.tally} - {ALL_DOMAINS})

    def join(self, domain: str, names: Sequence[str]) -> None:
        """Add the stratum of some relations together (`label`): all but its documents, which must have been counted."""
        own = label(names)
        for key in [key for key in self.prompts if key[0] == domain and key[1] == FLOOR_SET]:
            parts = [(domain, name, *key[2:]) for name in names]
            counts = [self.prompts[part] for part in parts if part in self.prompts]
            spectrum: dict[int, tuple[int, int]] = {}
            for k, f, m in (row for part in parts for row in self.spectra.get(part, [])):
                before = spectrum.get(k, (0, 0))
                spectrum[k] = before[0] + f, before[1] + m
            joined = (domain, own, *key[2:])
            self.prompts[joined] = {name: sum(row[name] for row in counts) for name in ("n", "n_idk")}
            self.spectra[joined] = [(k, f, m) for k, (f, m) in sorted(spectrum.items())]
            if domain == ALL_DOMAINS and key[2] == "domain":
                self.add_up(joined, [(one, *joined[1:]) for one in self.domains])
        if self.loose is not None:
            self.loose[domain, own] = sum(self.loose.get((domain, name), 0) for name in names)

    def add_up(self, key: Key, alone: Sequence[Key]) -> None:
        """Add up the documents of every domain for itself."""
        terms = [self.documents[one] for one in alone if one in self.documents]
        if terms:
            self.documents[key] = {name: sum(row[name] for row in terms) for name in SUMS}

    def kind_of(self, domain: str) -> str | None:
        """The kind of a domain's text: given, or as far as it can be guessed."""
        return self.given or (self.openings[domain].kind if domain in self.openings else None)


def tallied(tally: pl.DataFrame) -> Index:
    """Put summed tallies in order for look-up: what is known before anything is counted."""
    sums = _tally(tally)
    return Index(tally=sums, openings=_openings(sums), grades=_grades(sums))


def indexed(counted: Integers, relations: RelationSet) -> Index:
    """Put the tables in order for look-up; the corpus at domain scope is added (every domain for itself, summed)."""
    index = tallied(counted.tally)
    for domain, relation, scope, unit, k, f, m in counted.spectrum.rows():
        index.spectra.setdefault((domain, relation, scope, unit), []).append((k, f, m))
    for domain, relation, scope, unit, _, f1, n in counted.jackknife.rows():
        index.groups.setdefault((domain, relation, scope, unit), []).append((f1, n))
    for row in counted.prompts.iter_rows(named=True):
        index.prompts[row["domain"], row["relation"], row["scope"], row["unit"]] = row
    for row in counted.documents.iter_rows(named=True):
        index.documents[row["domain"], row["relation"], row["scope"], row["unit"]] = {k: row[k] for k in SUMS}
    index.loose = _loose(counted.loose, relations)
    _add_all_domains(index)
    seen = {row["relation"]: row for row in counted.values.iter_rows(named=True)}
    for relation in relations.relations:
        row = seen.get(relation.name, _NO_VALUES)
        index.answers[relation.name] = relation.answers or max(int(row["distinct"]), 1)
        index.guessing[relation.name] = answers_of(
            row["commonest"], row["second_commonest"], row["third_commonest"], row["prompts"]
        )
    return index


def _loose(counted: pl.DataFrame | None, relations: RelationSet) -> dict[Stratum, int] | None:
    """Singletons with loose names of every stratum, ``*`` included."""
    if counted is None:
        return None
    floor_set = {r.name for r in relations.relations if r.in_floor}
    sums: dict[Stratum, int] = {}
    for domain, relation, f1 in counted.select("domain", "relation", "f1").rows():
        for name in (relation, FLOOR_SET) if relation in floor_set else (relation,):
            for where in (domain, ALL_DOMAINS):
                sums[where, name] = sums.get((where, name), 0) + f1
    return sums


def _add_all_domains(index: Index) -> None:
    """Domain scope of the whole corpus: every domain for itself, summed (ratio of sums).

    A prompt in two domains is then two prompts, as for models that each see one domain.
    """
    members: dict[tuple[str, ...], list[Key]] = {}
    for key in index.prompts:
        if key[0] != ALL_DOMAINS and key[2] == "domain":
            members.setdefault(key[1:], []).append(key)
    for (relation, scope, unit), alone in members.items():
        key = (ALL_DOMAINS, relation, scope, unit)
        spectrum: dict[int, list[int]] = {}
        for k, f, m in (row for one in alone for row in index.spectra.get(one, [])):
            sums = spectrum.setdefault(k, [0, 0])
            sums[0] += f
            sums[1] += m
        index.spectra[key] = [(k, f, m) for k, (f, m) in sorted(spectrum.items())]
        index.add_up(key, alone)
        groups = [index.groups[one] for one in alone if index.groups.get(one)]
        complete = len(groups) == len(alone)
        index.groups[key] = (
            [(sum(f1 for f1, _ in group), sum(n for _, n in group)) for group in zip(*groups, strict=True)]
            if complete
            else []
        )


def _tally(tally: pl.DataFrame) -> dict[Stratum, dict[str, int]]:
    sums = pl.col("documents", "bytes", "n", "n_idk", "n_sq").sum()
    cells = tally.group_by("domain", "relation").agg(sums)
    everywhere = tally.group_by("relation").agg(sums).with_columns(pl.lit(ALL_DOMAINS).alias("domain"))
    both = pl.concat([cells, everywhere.select(cells.columns)])
    return {(row["domain"], row["relation"]): row for row in both.iter_rows(named=True)}


def _openings(tally: dict[Stratum, dict[str, int]]) -> dict[str, Openings]:
    """How the documents of each domain open, ``*`` included."""
    found = {domain for domain, relation in tally if relation.startswith(OPENING)}
    counts = {d: [tally.get((d, OPENING + word), {}).get("documents", 0) for word in ("entry", "other")] for d in found}
    return {domain: Openings(entry, entry + other) for domain, (entry, other) in counts.items()}


def _grades(tally: dict[Stratum, dict[str, int]]) -> dict[Stratum, dict[int, int]]:
    """Mentions by grade of each domain and relation, ``*`` as a domain included."""
    found: dict[Stratum, dict[int, int]] = {}
    for (domain, mark), row in tally.items():
        if mark.startswith(GRADE):
            relation, grade = parse_mark(mark[len(GRADE) :])
            cell = found.setdefault((domain, relation), {})
            cell[grade] = cell.get(grade, 0) + row["documents"]
    return found


def count_of(rows: list[tuple[int, int, int]], k: int) -> tuple[int, int]:
    """Return f_k and m_k of a spectrum, rows (k, f, m).

    >>> count_of([(1, 5, 5), (2, 3, 6)], 2), count_of([], 1)
    ((3, 6), (0, 0))
    """
    return next(((f, m) for count, f, m in rows if count == k), (0, 0))
