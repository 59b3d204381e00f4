"""What the report draws against size: sr of the corpus at other sizes, and of domains at smaller ones.

Curves are computed here and stored in the report, so that a page is drawn from report.json alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Final

from corpusstat.errors import CorpusstatError
from corpusstat.estimate.answers import Answers
from corpusstat.estimate.claimed import claimed_row
from corpusstat.estimate.claims import counts_of
from corpusstat.estimate.extractor import Quality
from corpusstat.estimate.extrapolate import extrapolate
from corpusstat.estimate.floors import paper, statistical, wrong_or_declined
from corpusstat.estimate.projected import counts_at, counts_at_common
from corpusstat.estimate.rarefy import rarefied_rate
from corpusstat.estimate.stratum import Counts
from corpusstat.schema import ALL_DOMAINS

__all__ = ["alone", "at_common", "at_size", "at_sizes", "curves", "floor_of_mixture", "floors_of", "rarefied", "steps"]

TIMES: Final = (0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0)
"""Sizes in multiples of the corpus; beyond 30 no estimate is made."""
_FLOORS: Final = {"floor": "wrong_or_declined", "statistical": "statistical", "paper": "paper"}
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
        Rows of `at_size`, for every multiple in `TIMES`.

    >>> at_sizes({"n": 0})
    []
    """
    found = [at_size(corpus, t) for t in TIMES] if corpus["n"] else []
    return [row for row in found if row] if all(found) else []


def at_size(row: Row, t: float) -> dict[str, Any] | None:
    """Compute an estimate of a report at ``t`` times its size; None where that is not extrapolated.

    Returns
    -------
    dict
        ``t``, ``n`` examples, ``label`` (how far the data carry), ``model``, ``sr`` and ``distinct`` (each ``value``,
        ``low``, ``high``), and floors there, 0 where nothing is claimed: ``floor`` (*wrong or declined*),
        ``statistical`` and ``paper``. Below the corpus its counts are known (rarefaction). Above it they are made from
        the *lower* end of sr's range, so that a floor is no higher than what the data bound. At t = 1 they are the
        report's own. Documents, extraction and answers are taken to stay as they are (*derived*).

    >>> at_size({"n": 0}, 2.0) is None
    True
    """
    if not row["n"]:
        return None
    spectrum = [(k, f) for k, f in row["spectrum"]]
    try:
        x = extrapolate(spectrum, row["n"], t, theta=row["theta"])
    except CorpusstatError:
        return None
    about = {"t": t, "n": _size(row, t), "label": x.label, "model": x.model}
    about |= {"sr": asdict(x.sr), "distinct": asdict(x.distinct)}
    return about | _floors_at(row, t)


def _size(row: Row, t: float) -> int:
    return max(1, round(t * int(row["n"])))


def _floors_at(row: Row, t: float) -> dict[str, float]:
    """Floors at ``t`` times the size, from the counts that they are of; 0 where these are not extrapolated."""
    if t == 1 or not row["floors"]:
        return _claimed(row)
    held, row = counts_of(row), claimed_row(row)
    spectrum = [(k, f) for k, f in row["spectrum"]]
    if t < 1:
        return floors_of(row, counts_at_common(held, spectrum, _size(row, t)))
    try:
        sr = extrapolate(spectrum, row["n"], t, theta=row["theta"]).sr
    except CorpusstatError:
        return dict.fromkeys(_FLOORS, 0.0)
    return floors_of(row, counts_at(held, sr.low, t, sr.value))


def at_common(row: Row, m: int) -> dict[str, Any]:
    """Compute an estimate of a report at ``m`` of its examples, m at most its N: ``n``, ``sr`` and floors (exact).

    ``row`` is the corpus, or a domain at domain scope, with its ``spectrum``.
    """
    if m == row["n"]:
        return {"n": m, "sr": row["sr"]} | _claimed(row)
    sr = rarefied_rate([(k, f) for k, f in row["spectrum"]], row["n"], m, theta=row["theta"])
    return {"n": m, "sr": sr} | _floors_at(row, m / row["n"])


def alone(domain: Row) -> Row:
    """Return a domain at domain scope, with its spectrum, as `at_size` and `at_common` take it; the corpus as it is."""
    if domain["domain"] == ALL_DOMAINS or not domain.get("domain_scope"):
        return domain
    return {**domain, **domain["domain_scope"], "m2": None}


def _claimed(row: Row) -> dict[str, float]:
    floors = row["floors"] or {}
    return {key: floors[name]["value"] if floors else 0.0 for key, name in _FLOORS.items()}


def floors_of(row: Row, counts: Counts) -> dict[str, float]:
    """Compute floors of other counts with the extraction and answers of an estimate: 0 where nothing is claimed."""
    guessing, claim = row["guessing"], row["floors"]["wrong_or_declined"]
    answers = Answers(**{f.name: guessing[f.name] for f in fields(Answers)})
    quality, family = _quality(row), {"gamma": claim["gamma"], "claims": claim["claims"]}
    found = {
        "floor": wrong_or_declined(counts, answers, quality, **family),
        "statistical": statistical(counts, answers, quality, **family),
        "paper": paper(counts, guessing["e_min"], quality, **family),
    }
    return {name: float(floor.value) for name, floor in found.items()}


def floor_of_mixture(corpus: Row, f1: float, n: float, n_eff: float) -> float:
    """Compute *wrong or declined* for another mixture of the corpus' domains, with ``f1`` singletons in ``n`` examples.

    Both are of the relations that its floors are over. Extraction and answers are those of the corpus, pairs and
    documents in proportion; examples of one document are taken as wholly dependent (cautious). ``f1`` is of the prompts
    kept.
    """
    corpus = claimed_row(corpus)
    pairs = min(corpus["f"][1] * n / corpus["n"], max(0.0, n * corpus["theta"] - f1) / 2)
    counts = Counts(f1=f1, f2=pairs, n=n, n_eff=n_eff, theta=corpus["theta"])
    return floors_of(corpus, counts)["floor"]


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
