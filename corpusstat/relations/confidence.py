"""How likely a mention is right, by how it is stated: the model, and what was judged at each of its grades.

A mention gets a **grade** when it is found: an integer, from a logistic model of some forty named features (its
relation, the form of its template, who its subject is, a few facts of its line). The **confidence** of a grade is the
share that was right of the judged mentions which got this grade from a model that had not seen their documents. The
file is written by ``tests/bench/bench_confidence.py`` from the verdicts of ``tests/judged``; weights are thousandths,
so that a grade is the same on every machine.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from corpusstat.relations.loading import load_all
from corpusstat.relations.relation import Relation

__all__ = ["FLOOR", "OTHER", "Confidence", "Grade", "confidence", "is_graded"]

FLOOR: Final = "floor"
OTHER: Final = "other"
"""The two sets of weights: for relations of the floor set, and for the others."""
_FILE: Final = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True, slots=True)
class Grade:
    """Of ``judged`` mentions of this grade ``right`` were right."""

    right: int
    judged: int

    @property
    def value(self) -> float:
        """The share that was right: the confidence."""
        return self.right / self.judged


@dataclass(frozen=True, slots=True)
class Confidence:
    """The model: weights by set and feature, bounds of the score between grades, and what was judged at each grade.

    ``on`` says in words what the judged mentions are from. ``web``: what was judged of the floor set on web text that
    no rule was made on, and ``on_web`` says which; the lowest grades are rare there and share one figure.
    """

    on: str
    weights: Mapping[str, Mapping[str, int]]
    bounds: tuple[int, ...]
    grades: tuple[Grade, ...]
    on_web: str = ""
    web: tuple[Grade, ...] = ()

    def grade(self, weights: str, features: Iterable[str]) -> int:
        """Return the grade of a mention with these features, 0 the least sure; features without a weight count 0.

        >>> model = Confidence("", {"floor": {"": 1000, "pronoun": -600}}, (0, 847), ())
        >>> model.grade("floor", ["pronoun"]), model.grade("floor", [])
        (1, 2)
        """
        known = self.weights[weights]
        return bisect_right(self.bounds, known[""] + sum(known.get(feature, 0) for feature in features))


@lru_cache(maxsize=1)
def confidence() -> Confidence:
    """Read the model that comes with the package.

    >>> [grade.judged > 100 for grade in confidence().grades]
    [True, True, True, True, True, True, True]
    """
    read = json.loads(_FILE.read_text("utf-8"))
    grades, web = (tuple(Grade(**one) for one in read[name]) for name in ("grades", "web"))
    return Confidence(read["on"], read["weights"], tuple(read["bounds"]), grades, read["on_web"], web)


@lru_cache(maxsize=1)
def _built_in() -> Mapping[str, Relation]:
    return {r.name: r for r in load_all().relations}


def is_graded(relation: Relation) -> bool:
    """Whether the model knows a relation: it comes with the package, as it is, and some of its mentions were judged.

    >>> by_name = {r.name: r for r in load_all().relations}
    >>> is_graded(by_name["birth_date"]), is_graded(by_name["manufacturer"])
    (True, False)
    """
    weights = confidence().weights[FLOOR if relation.in_floor else OTHER]
    return f"relation {relation.name}" in weights and _built_in().get(relation.name) == relation
