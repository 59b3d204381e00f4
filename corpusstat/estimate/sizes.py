"""What the report draws against size: sr of the corpus at other sizes, and of domains at smaller ones.

Curves are computed here and stored in the report, so that a page is drawn from report.json alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Final

from corpusstat.errors import CorpusstatError
from corpusstat.estimate.answers import Answers
from corpusstat.estimate.extractor import Quality, take_off
from corpusstat.estimate.extrapolate import Extrapolation, extrapolate
from corpusstat.estimate.floors import paper, wrong_or_declined
from corpusstat.estimate.rarefy import rarefied_rate, thinned_spectrum
from corpusstat.estimate.stratum import Counts

__all__ = ["at_sizes", "curves", "floor_at", "floor_of_mixture", "rarefied", "steps"]

TIMES: Final = (0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0)
"""Sizes in multiples of the corpus; beyond 30 no estimate is made."""
RAREFIED: Final = 8
"""Domains with a curve of their own: more lines could not be told apart."""

Row = Mapping[str, Any]


def curves(corpus: Row, domains: Sequence[Row]) -> dict[str, Any]:
    """Compute the curves of a report.

    Returns
    -------
    dict
        ``sizes``: rows of `at_sizes`. ``rarefaction``: for the ranked domains with most examples ``domain``, ``n`` and
        ``points``, pairs (m, sr at m examples).
    """
    return {"sizes": at_sizes(corpus), "rarefaction": rarefied(domains)}


def at_sizes(corpus: Row) -> list[dict[str, Any]]:
    """Compute the corpus at other sizes; empty where its counts are too few to extrapolate.

    Returns
    -------
    list of dict
        ``t`` (multiple of the corpus), ``n`` examples, ``label`` (how far the data carry), ``model``, ``sr`` and
        ``distinct`` (each ``value``, ``low``, ``high``), and two floors at that sr and N, 0 where nothing is claimed:
        ``floor`` (*wrong or declined*) and ``paper``. Their proportions stay: the slack of *wrong or declined* falls
        as √N and N, with the same documents, extraction and answers (*derived*). At t = 1 they are the report's own.

    >>> at_sizes({"n": 0})
    []
    """
    if not corpus["n"]:
        return []
    spectrum, theta = [(k, f) for k, f in corpus["spectrum"]], corpus["theta"]
    try:
        found = [extrapolate(spectrum, corpus["n"], t, theta=theta) for t in TIMES]
    except CorpusstatError:
        return []
    pairs = [_pairs(spectrum, corpus, found, i) for i in range(len(found))]
    return [_at_size(x, twice, corpus) for x, twice in zip(found, pairs, strict=True)]


def _pairs(spectrum: list[tuple[int, int]], corpus: Row, found: Sequence[Extrapolation], i: int) -> float:
    """f_2 (of all prompts) at a size: exact below the corpus, above from the slope, ``−½ N t² d sr/d t``."""
    x, scale = found[i], 1 / corpus["theta"]
    if x.t <= 1:
        return float(thinned_spectrum(spectrum, x.t, 2)[1] * scale)
    before, after = found[i - 1], found[min(i + 1, len(found) - 1)]
    slope = (after.sr.value - before.sr.value) / math.log(after.t / before.t) / x.t
    return max(0.0, -0.5 * float(x.n) * x.t**2 * slope)


def _at_size(x: Extrapolation, twice: float, corpus: Row) -> dict[str, Any]:
    n = max(1, round(x.t * x.n))
    sizes = {"sr": asdict(x.sr), "distinct": asdict(x.distinct)}
    counts = Counts(f1=x.sr.value * n, f2=min(twice, n * (1 - x.sr.value) / 2), n=n)
    line = paper(counts, corpus["guessing"]["e_min"], _quality(corpus), gamma=corpus["floors"]["paper"]["gamma"])
    floors = {"floor": _wrong_or_declined(x.t, counts, corpus), "paper": line.value}
    if x.t == 1:
        floors = {"floor": corpus["floors"]["wrong_or_declined"]["value"], "paper": corpus["floors"]["paper"]["value"]}
    return {"t": x.t, "n": n, "label": x.label, "model": x.model} | sizes | floors


def floor_at(corpus: Row, t: float) -> dict[str, Any] | None:
    """Compute the floors of the corpus at ``t`` times its size, as `at_sizes`; None where that is not extrapolated.

    >>> floor_at({"n": 0}, 2.0) is None
    True
    """
    if not corpus["n"]:
        return None
    spectrum = [(k, f) for k, f in corpus["spectrum"]]
    try:
        found = [extrapolate(spectrum, corpus["n"], s, theta=corpus["theta"]) for s in (t / 1.1, t, t * 1.1)]
    except CorpusstatError:
        return None
    return _at_size(found[1], _pairs(spectrum, corpus, found, 1), corpus)


def floor_of_mixture(corpus: Row, f1: float, n: float, n_eff: float) -> float:
    """Compute *wrong or declined* for another mixture of the corpus' domains, with ``f1`` singletons in ``n`` examples.

    Its extraction and answers are those of the corpus, pairs and documents in proportion; examples of one document are
    taken as wholly dependent (cautious). ``f1`` is of the prompts kept.
    """
    guessing, theta = corpus["guessing"], corpus["theta"]
    numbers = {f.name: guessing[f.name] for f in fields(Answers)}
    pairs = min(corpus["f"][1] * n / corpus["n"], max(0.0, n * theta - f1) / 2)
    counts = Counts(f1=f1, f2=pairs, n=n, n_eff=n_eff, theta=theta)
    gamma = corpus["floors"]["wrong_or_declined"]["gamma"]
    return float(wrong_or_declined(counts, Answers(**numbers), _quality(corpus), gamma=gamma).value)


def _wrong_or_declined(t: float, counts: Counts, corpus: Row) -> float:
    floor: dict[str, float | None] = corpus["floors"]["wrong_or_declined"]
    if floor["sampling"] is None:
        return 0.0
    linear = floor["sampling_linear"] or 0.0
    slack = (floor["sampling"] - linear) / math.sqrt(t) + linear / t
    left: float = float(take_off(counts, _quality(corpus)).value) - slack
    return max(0.0, (1 - float(corpus["guessing"]["pi_max"])) * left)


def _quality(corpus: Row) -> Quality:
    """What the report takes off, as the floors took it."""
    known = corpus["extraction"]
    return Quality(
        phi=known["phi"] or 0.0,
        rho=known["rho"] or 1.0,
        names=known["names"] or 0.0,
        singleton_precision=known.get("singleton_precision"),
    )


def rarefied(domains: Sequence[Row], most: int = RAREFIED) -> list[dict[str, Any]]:
    """Compute each ranked domain's own sr at smaller sizes (exact rarefaction), for the ``most`` largest of them."""
    ranked = sorted((d for d in domains if d.get("rank")), key=lambda d: (-d["n"], d["domain"]))[:most]
    return [
        {
            "domain": d["domain"],
            "n": d["n"],
            "points": [
                [m, rarefied_rate([(k, f) for k, f in d["spectrum"]], d["n"], m, theta=d["theta"])]
                for m in steps(d["n"])
            ],
        }
        for d in ranked
    ]


def steps(n: int, most: int = 40) -> list[int]:
    """Return sizes from 1 to n, evenly spaced on a logarithmic axis.

    >>> steps(10, 4)
    [1, 2, 5, 10]
    """
    return sorted({round(n ** (i / (most - 1))) for i in range(most)})
