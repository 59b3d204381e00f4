"""Floors of the report: the four floors of every stratum with their terms, from integers and what is known of the text.

What strata of one kind (domains, relations, cells) claim is claimed together: each claim may fail with γ over their
number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from corpusstat.estimate.answers import Answers, pooled
from corpusstat.estimate.claimed import claimed_row
from corpusstat.estimate.extractor import Quality
from corpusstat.estimate.floors import TERMS, Floor, floors
from corpusstat.estimate.known import Known
from corpusstat.estimate.stratum import Counts, DocumentSums

__all__ = ["Basis", "again", "claims", "counts_of", "document_sums"]

_DERIVED: Final = ("v", "n_eff", "examples_sq")
"""What ``spread`` has besides the sums of DOCUMENTS; ``examples_sq`` is Σ n_g² of all examples, 0 = not known."""
_NAMES: Final = ("wrong_or_declined", "statistical", "guaranteed", "paper")


@dataclass(frozen=True, slots=True)
class Basis:
    """What the floors of one stratum are made from.

    Attributes
    ----------
    f1, m2, n
        Singletons and examples of prompts counted twice, among the kept prompts; examples of all (exact).
    sums
        The stratum's row of DOCUMENTS.
    n_sq
        Σ n_g² of all examples, where known exactly (0: not).
    theta
        Share of prompts kept.
    relations
        Per relation with examples: (name, its singletons, its examples), in the stratum.
    e_min
        Least number of plausible wrong answers among them.
    known
        What is known of the extraction.
    """

    f1: int
    m2: int
    n: int
    sums: Mapping[str, int]
    n_sq: int
    theta: float
    relations: Sequence[tuple[str, int, int]]
    e_min: int
    known: Known = field(default_factory=Known)


def claims(bases: Sequence[Basis], answers: Mapping[str, Answers], gamma: float) -> list[dict[str, Any]]:
    """Compute the floors of strata that are claimed together, each of them with examples.

    Parameters
    ----------
    bases
        All with the same θ.
    answers
        Per relation, what its answers take off.
    gamma
        Chance that any of the claims of one kind of floor fails.

    Returns
    -------
    list of dict
        Per stratum ``floors`` (by name: the fields of `floors.Floor`, ``value``, ``vacuous``, ``claimed``, ``band``,
        ``dominant``; null where something is not claimed), ``extraction`` (what is known of false, missed and split
        facts), ``guessing`` (κ, 2τ, π_max, least |E|) and ``spread`` (V, N_eff and the sums they come from).
    """
    results: list[dict[str, Any]] = [{} for _ in bases]
    for corrected in (True, False):
        group = [i for i, basis in enumerate(bases) if basis.known.corrected == corrected]
        if group:
            some = [bases[i] for i in group]
            made = _together(some, _answers(some, answers), gamma, len(bases))
            for i, row in zip(group, made, strict=True):
                results[i] = row
    return results


def again(rows: Sequence[Mapping[str, Any]], known: Callable[[Mapping[str, Any]], Known]) -> list[dict[str, Any]]:
    """Compute the floors of rows of a report anew, with what is known now of their extraction.

    ``rows`` have floors; ``known`` says of a row what is known. Returns as `claims`.
    """
    results = []
    for row in map(claimed_row, rows):
        spread, guessing, floor = row["spread"], row["guessing"], row["floors"]["statistical"]
        sums = {name: value for name, value in spread.items() if name not in _DERIVED}
        basis = Basis(
            f1=row["f"][0], m2=row["m2"], n=row["n"], sums=sums, n_sq=spread["examples_sq"], theta=row["theta"],
            relations=(), e_min=guessing["e_min"], known=known(row),
        )  # fmt: skip
        numbers = {f.name: np.array([guessing[f.name]]) for f in fields(Answers) if f.name != "rule"}
        answers = Answers(**numbers, rule=guessing["rule"])
        results += _together([basis], answers, floor["gamma"], floor["claims"])
    return results


def _together(bases: Sequence[Basis], guessing: Answers, gamma: float, count: int) -> list[dict[str, Any]]:
    def each(value: Callable[[Basis], float]) -> NDArray[np.float64]:
        return np.array([value(basis) for basis in bases], dtype=float)

    theta = bases[0].theta
    counts = Counts(
        f1=each(lambda b: b.f1),
        f2=each(lambda b: b.sums["f2"]),
        n=each(lambda b: b.n),
        m2=each(lambda b: b.m2),
        documents=DocumentSums(*(each(lambda b, i=i: _sums(b)[i]) for i in range(4))),  # type: ignore[misc]
        theta=theta,
        many=each(lambda b: max(b.sums["documents"], 1)),
    )
    known = bases[0].known
    judged = [basis.known.singleton_precision for basis in bases]
    quality = Quality(
        phi=each(lambda b: b.known.phi),
        rho=each(lambda b: b.known.rho),
        singleton_precision=None if None in judged else np.array(judged, dtype=float),
        names=each(lambda b: b.known.names),
        phi_source=known.source if known.corrected else "",
        rho_source=known.source if known.corrected else "",
    )
    e_min = each(lambda b: b.e_min)
    found = floors(counts, guessing, quality, e_min=e_min, gamma=gamma, claims=count)
    spread = {"v": np.asarray(counts.v), "n_eff": np.asarray(counts.effective)}
    claimed = {name: _columns(getattr(found, name)) for name in _NAMES}
    return [_row(claimed, i, basis, guessing, spread) for i, basis in enumerate(bases)]


def document_sums(sums: Mapping[str, int], n: int, n_sq: int, theta: float) -> DocumentSums:
    """Return `stratum.DocumentSums` from a row of DOCUMENTS: n_g of all prompts, not of those kept.

    Of the kept prompts' sums, Σ n_g² and Σ s_g n_g hold θ² of the pairs of different examples and θ of the examples
    themselves (*derived*). ``n``, ``n_sq``: exact N and Σ n_g² of all examples, the latter 0 where not known.

    >>> row = {"n": 10, "n_sq": 30, "f1": 6, "f1_n": 16, "f1_sq": 12, "f2_sq": 4}
    >>> document_sums(row, 10, 0, 1.0)
    DocumentSums(n_sq=30.0, s_sq=12.0, s_n=16.0, b_sq=4.0)
    """
    known = n_sq or (sums["n_sq"] - (1 - theta) * sums["n"]) / theta**2
    s_n = (sums["f1_n"] - (1 - theta) * sums["f1"]) / theta
    return DocumentSums(float(max(known, n)), float(sums["f1_sq"]), float(s_n), float(sums["f2_sq"]))


def counts_of(row: Mapping[str, Any]) -> Counts:
    """Return the counts that the floors of an estimate of a report were made from."""
    row = claimed_row(row)
    spread, theta = row["spread"], row["theta"]
    return Counts(
        f1=row["f"][0],
        f2=spread["f2"],
        n=row["n"],
        m2=row.get("m2"),
        documents=document_sums(spread, row["n"], spread["examples_sq"], theta),
        theta=theta,
        many=max(spread["documents"], 1),
    )


def _sums(basis: Basis) -> tuple[float, ...]:
    d = document_sums(basis.sums, basis.n, basis.n_sq, basis.theta)
    return tuple(float(x) for x in (d.n_sq, d.s_sq, d.s_n, d.b_sq))


def _answers(bases: Sequence[Basis], answers: Mapping[str, Answers]) -> Answers:
    """The answers of each stratum, pooled over its relations."""
    names = sorted({name for basis in bases for name, _, _ in basis.relations})
    place = {name: i for i, name in enumerate(names)}
    f1, n = np.zeros((len(bases), len(names))), np.zeros((len(bases), len(names)))
    for row, basis in enumerate(bases):
        for name, singles, examples in basis.relations:
            f1[row, place[name]], n[row, place[name]] = singles, examples
    columns = {
        f.name: np.array([getattr(answers[name], f.name) for name in names], dtype=float)
        for f in fields(Answers)
        if f.name != "rule"
    }
    return pooled(Answers(**columns, rule=answers[names[0]].rule), f1, n)


def _row(
    claimed: Mapping[str, Mapping[str, Any]],
    i: int,
    basis: Basis,
    guessing: Answers,
    spread: Mapping[str, NDArray[np.float64]],
) -> dict[str, Any]:
    return {
        "floors": {name: _floor(columns, i) for name, columns in claimed.items()},
        "extraction": basis.known.row(),
        "guessing": {
            **{f.name: _at(getattr(guessing, f.name), i) for f in fields(Answers) if f.name != "rule"},
            "rule": guessing.rule,
            "e_min": basis.e_min,
        },
        "spread": {name: _at(values, i) for name, values in spread.items()}
        | {"examples_sq": basis.n_sq}
        | dict(basis.sums),
    }


def _columns(floor: Floor) -> dict[str, Any]:
    """What a floor says of all its strata, each computed once: arrays, or what is the same of every stratum."""
    fixed = {f.name: getattr(floor, f.name) for f in fields(floor)}
    return fixed | {"value": floor.value, "raw": floor.raw, "band": floor.band}


def _floor(columns: Mapping[str, Any], i: int) -> dict[str, Any]:
    """A floor as plain values; "guaranteed" is claimed only of counts that were corrected."""
    row = dict(columns)
    band = row.pop("band")
    numbers = ("sr", *TERMS, "n", "n_eff", "needed", "sampling_linear", "value", "raw")
    row |= {name: _at(row[name], i) for name in numbers}
    row["vacuous"] = not (row["raw"] is not None and row["raw"] > 0)
    row["n"] = int(row["n"])
    row["needed"] = None if row["needed"] is None else math.ceil(row["needed"])
    row["rests_on"] = list(row["rests_on"])
    row["band"] = [_at(end, i) for end in band]
    if row["kind"] == "guaranteed" and not row["corrected"]:
        row |= {"vacuous": True, "value": 0.0, "band": [0.0, 0.0]}
    taken = {name: row[name] for name in TERMS if row[name] is not None}
    row["dominant"] = max(taken, key=lambda name: float(taken[name]))
    return row


def _at(values: Any, i: int) -> float | None:
    """One stratum's number; null where there is none."""
    array = np.asarray(values, dtype=float)
    value = float(array if array.ndim == 0 else array[i])
    return value if math.isfinite(value) else None
