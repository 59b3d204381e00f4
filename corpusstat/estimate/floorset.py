"""Which relations the floors of a domain are over: those of which enough facts are right on its kind of text.

Decided by kind of text and not by domain, before anything is counted, from what the packs state and from sums of the
tallies: a domain of few mentions decides nothing, and order and number of workers change nothing (*derived*). sr and N
stay over the whole floor set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from corpusstat.estimate.expected import expected, summed
from corpusstat.estimate.index import Index
from corpusstat.estimate.known import GRADES, JUDGED, PACKS
from corpusstat.relations import KINDS, Measured, Relation, RelationSet
from corpusstat.schema import ALL_DOMAINS

__all__ = ["ENOUGH", "LEAST", "Figure", "FloorSets", "Mentions", "decided", "floor_sets"]

LEAST: Final = 0.88
"""Share of a relation's facts that must be right, or its floor would rest on mistakes."""
ENOUGH: Final = 20
"""Judged facts from which a share is believed: one verdict then moves it by at most 0.05, and a relation of which 0.95
are right falls below `LEAST` in 8 of 100 samples (of 5 facts in 23)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The share of a relation's facts that are right, of how many, on which kind of text, and from where.

    ``source`` is a word of `known`. That of `GRADES` is the most to expect of ``n`` mentions here; others are of ``n``
    judged.
    """

    value: float
    n: int
    kind: str | None
    source: str

    @property
    def stays(self) -> bool:
        """Whether enough are right.

        >>> Figure(0.88, 25, "web", PACKS).stays, Figure(0.8799, 10**6, "web", PACKS).stays
        (True, False)
        """
        return self.value >= LEAST


@dataclass(frozen=True, slots=True)
class Mentions:
    """How often a relation is mentioned in text of a kind (None: not known), and how these mentions are graded."""

    relation: Relation
    kind: str | None
    n: int
    grades: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class FloorSets:
    """Relations of the floor set with mentions, the kind of each domain, and what is known of them on each kind.

    ``figures`` has what is known by kind and relation, ``everywhere`` by relation: their mean, weighted by mentions.
    """

    names: tuple[str, ...]
    kinds: Mapping[str, str | None]
    figures: Mapping[str | None, Mapping[str, Figure]]
    everywhere: Mapping[str, Figure]

    def of(self, domain: str) -> tuple[str, ...]:
        """The relations that the floors of a domain (``*``: of the corpus) are over."""
        known = self._known(domain)
        return tuple(name for name in self.names if name not in known or known[name].stays)

    def left(self, domain: str) -> dict[str, dict[str, Any]]:
        """The others, by name: why each left, as plain values."""
        stay = self.of(domain)
        return {name: asdict(self._known(domain)[name]) | {"least": LEAST} for name in self.names if name not in stay}

    def _known(self, domain: str) -> Mapping[str, Figure]:
        return self.everywhere if domain == ALL_DOMAINS else self.figures.get(self.kinds.get(domain), {})

    def together(self) -> list[tuple[str, tuple[str, ...]]]:
        """Domains, each with relations whose sums over documents are to be counted together, sorted.

        The whole floor set and single relations are counted anyway.
        """
        whole = self.of(ALL_DOMAINS)
        asked = {(domain, names) for domain in self.kinds for names in (whole, self.of(domain))}
        return sorted((domain, names) for domain, names in asked if 1 < len(names) < len(self.names))


def decided(
    mentions: Iterable[Mentions],
    kinds: Mapping[str, str | None],
    judged: Mapping[str, tuple[float, int]] | None = None,
) -> FloorSets:
    """Decide which relations stay.

    A relation leaves where fewer than `LEAST` of its facts are right: of those judged in this run, if at least `ENOUGH`
    were; else by the lower of what its pack states of it on this kind of text (of at least `ENOUGH` judged; where the
    kind is not known, the lowest) and the most to expect from how at least `ENOUGH` of its mentions in such text are
    stated: the upper end, for grades are right within 0.03 only, and near `LEAST` what they say would flip from corpus
    to corpus. What was judged decides by its share, not by an end of its interval: an end would make relations leave or
    stay for being judged less. One of which nothing is known stays: its floors are uncorrected anyway.

    Parameters
    ----------
    mentions
        Of each relation of the floor set in each kind of text, in the order of relations; those without any are left
        out.
    kinds
        The kind of each domain.
    judged
        The share of answers judged right in this run, and how many were judged, by relation.

    >>> relation = Relation("born", "person", "date", ("{subject} was born on {value}",))
    >>> mentions = [Mentions(relation, "web", 9, {})]
    >>> [decided(mentions, {"a": "web"}, {"born": (share, 40)}).of("a") for share in (0.88, 0.87)]
    [('born',), ()]
    """
    held = [one for one in mentions if one.n]
    figures: dict[str | None, dict[str, Figure]] = {one.kind: {} for one in held}
    for one in held:
        found = _judged(judged or {}, one) or _stated(one)
        if found:
            figures[one.kind][one.relation.name] = found
    names = tuple(dict.fromkeys(one.relation.name for one in held))
    everywhere = {name: mean for name in names if (mean := _mean(name, held, figures))}
    return FloorSets(names, dict(kinds), figures, everywhere)


def floor_sets(
    index: Index, relations: RelationSet, kind: str | None = None, judged: Mapping[str, tuple[float, int]] | None = None
) -> FloorSets:
    """Decide from the tallies; ``kind`` is that of all text, where it is given (None: guessed for each domain)."""
    kinds = {domain: kind or index.kind_of(domain) for domain in index.domains}
    each = {one: [domain for domain in kinds if kinds[domain] == one] for one in sorted(set(kinds.values()), key=str)}
    floor = [relation for relation in relations.relations if relation.in_floor]
    mentions = (
        Mentions(
            relation,
            one,
            sum(index.tally.get((domain, relation.name), {}).get("n", 0) for domain in domains),
            summed(index.grades.get((domain, relation.name), {}) for domain in domains),
        )
        for relation in floor
        for one, domains in each.items()
    )
    return decided(mentions, kinds, judged)


def _judged(judged: Mapping[str, tuple[float, int]], one: Mentions) -> Figure | None:
    share, n = judged.get(one.relation.name, (0.0, 0))
    return Figure(share, n, None, JUDGED) if n >= ENOUGH else None


def _stated(one: Mentions) -> Figure | None:
    """The lower of what the pack states and the most that grades say, as of all text.

    Grades of web text rest on the very mentions that the packs state by relation, and would count them twice.
    """
    kinds = (one.kind,) if one.kind else KINDS
    packs = [Figure(own.value, own.n, kind, PACKS) for kind in kinds if (own := _own(one.relation, kind))]
    graded = expected(one.grades)
    found = packs
    if graded and graded["mentions"] >= ENOUGH:
        found = [*packs, Figure(graded["high"], graded["mentions"], None, GRADES)]
    return min(found, key=lambda figure: figure.value, default=None)


def _own(relation: Relation, kind: str) -> Measured | None:
    """What a pack states of a relation on a kind of text; if nothing of this kind, what it states of all text."""
    stated = relation.on(kind)
    found = [stated.own, stated.precision] if stated else [relation.precision]
    return next((one for one in found if one and one.n >= ENOUGH), None)


def _mean(name: str, held: Sequence[Mentions], figures: Mapping[str | None, Mapping[str, Figure]]) -> Figure | None:
    """What is known of a relation on each kind of text, weighted by its mentions there."""
    mine = [one for one in held if one.relation.name == name]
    known = [(one.n, figures[one.kind][name]) for one in mine if name in figures[one.kind]]
    if not known:
        return None
    value = sum(n * figure.value for n, figure in known) / sum(n for n, _ in known)
    distinct = dict.fromkeys(figure for _, figure in known)
    told = sorted({figure.kind for figure in distinct if figure.kind})
    sources = sorted({figure.source for figure in distinct})
    return Figure(value, sum(figure.n for figure in distinct), " and ".join(told) or None, " and ".join(sources))
