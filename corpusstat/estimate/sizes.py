"""What the report draws against size: sr of the corpus at other sizes, and of domains at smaller ones.

Curves are computed here and stored in the report, so that a page is drawn from report.json alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from corpusstat.errors import CorpusstatError
from corpusstat.estimate.bounds import floor
from corpusstat.estimate.extrapolate import Extrapolation, extrapolate
from corpusstat.estimate.rarefy import rarefied_rate

__all__ = ["at_sizes", "curves", "rarefied", "steps"]

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
        ``distinct`` (each ``value``, ``low``, ``high``), and ``paper``: Theorem 2's floor at that sr and N, 0 where
        its terms exceed sr.

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
    return [_at_size(x, corpus) for x in found]


def _at_size(x: Extrapolation, corpus: Row) -> dict[str, Any]:
    n = max(1, round(x.t * x.n))
    paper = floor(x.sr.value, n, corpus["e_min"], gamma=corpus["floor"]["gamma"])
    sizes = {"sr": asdict(x.sr), "distinct": asdict(x.distinct)}
    return {"t": x.t, "n": n, "label": x.label, "model": x.model} | sizes | {"paper": paper.value}


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
