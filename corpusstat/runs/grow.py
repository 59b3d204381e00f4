"""The rate, the coverage and the floors of a report at another size of the corpus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from corpusstat.errors import BadRequest, CorpusstatError
from corpusstat.estimate import extrapolate as module
from corpusstat.estimate import sizes

__all__ = ["extrapolated"]


def extrapolated(
    report: Mapping[str, Any], to: str = "2x", *, recall: float = 1.0, share: float = 1.0, scenarios: bool = False
) -> list[dict[str, Any]]:
    """Extrapolate the corpus and each of its domains.

    Parameters
    ----------
    report
        Of a finished run.
    to
        Size: a multiple (``2x``) or a number of examples (``1e9``).
    recall, share
        Recall of the extraction, and share of the documents that were read at random: both are undone first
        (t = 1/recall, 1/share); ``to`` counts from there.
    scenarios
        Three stories instead of an estimate.

    Returns
    -------
    list of dict
        ``domain`` (``*`` first: the corpus), ``n``, ``t``, and ``results`` (label, model, sr, distinct, coverage,
        backcasts; see `estimate.extrapolate`) or ``refused``, the reason; for the corpus also ``floors``.

    Raises
    ------
    BadRequest
        Recall or share is no share, there are no examples, or the corpus itself is refused.
    """
    if not 0 < recall <= 1 or not 0 < share <= 1:
        raise BadRequest(f"recall {recall}, share {share}", "numbers in (0, 1]")
    rows = [_grown(row, to, recall * share, scenarios) for row in (report["corpus"], *report["domains"]) if row["n"]]
    if not rows:
        raise BadRequest("a run without examples", "a run that found facts")
    if rows[0].get("refused"):
        raise BadRequest(rows[0]["refused"])
    return rows


def _grown(row: Mapping[str, Any], to: str, seen: float, scenarios: bool) -> dict[str, Any]:
    spectrum, n, theta = [(int(k), int(f)) for k, f in row["spectrum"]], int(row["n"]), float(row["theta"])
    out: dict[str, Any] = {"domain": row["domain"], "n": n}
    t = module.parse_size(to, n) / seen
    try:
        if scenarios:
            found = module.scenarios(spectrum, n, t, theta=theta)
        else:
            found = (module.extrapolate(spectrum, n, t, theta=theta),)
    except CorpusstatError as problem:
        return out | {"t": t, "refused": str(problem).replace("ask for scenarios", "use --scenarios")}
    floors = sizes.floor_at(row, t) if row["domain"] == "*" and seen == 1 and not scenarios else None
    claimed = {"floors": {name: floors[name] for name in ("floor", "paper")}} if floors and row["floors"] else {}
    return out | {"t": t, "results": [_result(x) for x in found]} | claimed


def _result(x: module.Extrapolation) -> dict[str, Any]:
    return {
        "label": x.label,
        "model": x.model,
        "sr": asdict(x.sr),
        "distinct": asdict(x.distinct),
        "coverage": asdict(x.coverage),
        "backcasts": [asdict(b) for b in x.backcasts],
    }
