"""What is known of the extraction behind a stratum's counts: false facts, missed mentions, split names.

In this order: what was judged in this run; what the relations' packs state for this kind of text; nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from corpusstat.estimate.extractor import limits
from corpusstat.relations import KINDS, Measured, Relation

__all__ = [
    "GRADES",
    "JUDGED",
    "JUDGED_AND_PACKS",
    "PACKS",
    "UNCORRECTED",
    "Cell",
    "Known",
    "Unfound",
    "from_judged",
    "from_packs",
]

JUDGED: Final = "judged in this run"
PACKS: Final = "relation packs"
JUDGED_AND_PACKS: Final = f"{JUDGED} and {PACKS}"
GRADES: Final = "how the facts are stated"
UNCORRECTED: Final = "uncorrected"
Cell = tuple[Relation, str | None, int]
"""A relation, the kind of text (None: not known) and its examples there."""
_LEAST_RECALL: Final = 1e-3
_MOST_FALSE: Final = 0.999


@dataclass(frozen=True, slots=True)
class Known:
    """Cautious ends of false and missed facts, and what they rest on.

    ``phi`` is the upper limit of the share of false mentions, ``rho`` the lower limit of recall, ``names`` the share
    of sr that goes if names are joined loosely. ``singleton_precision`` is the lower limit of the share of singletons
    that are true, where they were judged: it takes the place of ``phi``. ``source`` is one of the words of this
    module; ``notes`` says of each figure its ``value``, ``n`` and ``on``, and ``loose`` = singletons with names joined
    (None: not counted).
    """

    phi: float = 0.0
    rho: float = 1.0
    names: float = 0.0
    source: str = UNCORRECTED
    singleton_precision: float | None = None
    notes: Mapping[str, Any] | None = None
    loose: int | None = None

    @property
    def corrected(self) -> bool:
        """Whether false and missed facts are known."""
        return self.source != UNCORRECTED

    def row(self) -> dict[str, Any]:
        """As plain values, for the report."""
        known = self.corrected
        return {
            "source": self.source,
            "phi": self.phi if known else None,
            "singleton_precision": self.singleton_precision if known else None,
            "rho": self.rho if known else None,
            "names": self.names,
            "f1_loose_names": self.loose,
            **(self.notes or {"false": None, "missed": None}),
        }


def from_packs(cells: Sequence[Cell], how: str | None = None, most_false: float = 0.0) -> Known:
    """Return what the packs state of relations on kinds of text, weighted by their examples.

    ``φ = Σ n φ / Σ n`` with upper limits φ; ``ρ = Σ n / Σ (n/ρ)`` with lower limits ρ, over the cells. Where the kind
    of a cell is not known, the kind with the largest φ and that with the smallest ρ are taken. Uncorrected where a
    relation with examples says nothing. ``how`` the kinds are known (``"given"``, ``"guessed"``) is noted.

    ``most_false`` is the upper limit of φ by how the mentions are stated (`expected.most_false`): φ is this where it is
    larger than what the packs state, never where it is smaller, for it was judged on other text.
    """
    found = [made for each in KINDS if (made := _on(each, cells))]
    if not found:
        return Known()
    phi, rho = (max(found, key=lambda k: k.phi), min(found, key=lambda k: k.rho))
    notes = {"false": (phi.notes or {})["false"], "missed": (rho.notes or {})["missed"], "kind_how": how}
    notes["false_from"] = GRADES if most_false > phi.phi else PACKS
    return Known(phi=min(max(phi.phi, most_false), _MOST_FALSE), rho=rho.rho, source=PACKS, notes=notes)


def _on(other: str, cells: Sequence[Cell]) -> Known | None:
    """What is stated of the kind of each cell (of ``other`` where it is not known), if every relation states it."""
    held = [(relation.on(kind or other), kind or other, n) for relation, kind, n in cells if n]
    full = [(q.precision, q.recall, kind, n) for q, kind, n in held if q and q.precision and q.recall]
    if not full or len(full) < len(held):
        return None
    total = sum(n for *_, n in full)
    phi = sum(n * _limits(p.n - round(p.value * p.n), p.n)[1] for p, _, _, n in full) / total
    missed = sum(n / max(_limits(round(r.value * r.n), r.n)[0], _LEAST_RECALL) for _, r, _, n in full)
    notes = {
        "false": _note([(p, kind, n) for p, _, kind, n in full]),
        "missed": _note([(r, kind, n) for _, r, kind, n in full]),
    }
    return Known(phi=min(phi, _MOST_FALSE), rho=min(1.0, total / missed), source=PACKS, notes=notes)


@cache
def _limits(hits: int, judged: int) -> tuple[float, float]:
    """The limits of what a pack states, which is the same in every domain."""
    low, high = limits(hits, judged)
    return float(low), float(high)


def _note(measured: Sequence[tuple[Measured, str, int]]) -> dict[str, Any]:
    """What was measured: the share that is false or missed (weighted), of how many, on what, and on which kinds."""
    total = sum(n for *_, n in measured)
    different = {(m.value, m.n, m.on): m.n for m, _, _ in measured}
    return {
        "value": 1 - sum(n * m.value for m, _, n in measured) / total,
        "n": sum(different.values()),
        "on": "; ".join(sorted({m.on for m, *_ in measured})),
        "kind": " and ".join(sorted({kind for _, kind, _ in measured})),
    }


@dataclass(frozen=True, slots=True)
class Unfound:
    """Sentences with a cue of a relation and no fact of it, judged: how many state one after all.

    ``missed`` of ``judged`` state a fact that was not found. They were drawn from ``pairs`` pairs of a sentence and a
    relation; in the same documents ``found`` such pairs had a fact.
    """

    found: int
    pairs: int
    judged: int
    missed: int

    def recall(self, phi: float) -> tuple[float, float]:
        """Return recall in sentences with a cue: estimate and lower limit; ``phi`` of the found ones are false.

        ``ρ = F (1 − φ) / (F (1 − φ) + C x/m)``, F pairs with a fact, C without, x of m judged ones missed; for the
        limit the upper limit of x/m (Clopper and Pearson) and of φ.

        >>> tuple(round(x, 3) for x in Unfound(found=300, pairs=500, judged=200, missed=40).recall(0.0))
        (0.75, 0.68)
        """
        true = self.found * (1 - phi)
        point, high = self.missed / self.judged, float(limits(self.missed, self.judged)[1])
        low = true / (true + self.pairs * high) if true else 0.0
        return true / (true + self.pairs * point) if true else 0.0, max(low, _LEAST_RECALL)


def from_judged(
    stated: Known,
    precision: tuple[int, int] | None,
    unfound: Unfound | None,
    source: str,
    false_of_all: float | None = None,
) -> Known:
    """Return what judging a sample of this run says, over what was known before.

    Parameters
    ----------
    stated
        What was known before: of that, what was not judged stays.
    precision
        Right and judged mentions of prompts counted once.
    unfound
        Judged sentences with a cue and no fact.
    source
        Name of the judged file.
    false_of_all
        Upper limit of the share of all mentions that are false, for recall; default that of singletons (cautious).
    """
    notes = dict(stated.notes or {"false": None, "missed": None})
    singles, phi, rho = stated.singleton_precision, stated.phi, stated.rho
    if precision:
        right, judged = precision
        singles = float(limits(right, judged)[0])
        phi = min(1 - singles, _MOST_FALSE)
        notes["false"] = {
            "value": 1 - right / judged,
            "n": judged,
            "on": f"{source}: prompts counted once",
            "kind": None,
        }
    if unfound:
        point, rho = unfound.recall(phi if false_of_all is None else false_of_all)
        notes["missed"] = {
            "value": 1 - point,
            "n": unfound.judged,
            "on": f"{source}: sentences with a cue",
            "kind": None,
        }
    return Known(phi, rho, stated.names, _source(notes), singles, notes, stated.loose)


def _source(notes: Mapping[str, Any]) -> str:
    """Where what is known of false and missed facts comes from: figures of packs name the kind of text."""
    if notes["false"] is None or notes["missed"] is None:
        return UNCORRECTED
    from_packs = [notes[name]["kind"] is not None for name in ("false", "missed")]
    return PACKS if all(from_packs) else JUDGED_AND_PACKS if any(from_packs) else JUDGED
