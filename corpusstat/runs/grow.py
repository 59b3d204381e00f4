"""The rate, the coverage and the floors of a report at another size of the corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final, TypeAlias

from corpusstat.errors import BadRequest, CorpusstatError
from corpusstat.estimate import extrapolate as module
from corpusstat.estimate import sizes

__all__ = ["SIZES", "extrapolated"]

SIZES: Final = ("2x", "10x")
Size: TypeAlias = str | float
"""``2x`` or ``1e9``, or a number of mentions."""
"""How far the data bound the answer, and how far a model's answer is still told apart."""


def extrapolated(
    report: Mapping[str, Any],
    to: Size | Sequence[Size] = SIZES,
    *,
    recall: float = 1.0,
    share: float = 1.0,
    scenarios: bool = False,
) -> list[dict[str, Any]]:
    """Extrapolate the corpus and each of its domains.

    Parameters
    ----------
    report
        Of a finished run.
    to
        Size or sizes: a multiple (``2x``) or a number of mentions (``1e9``, also as a number).
    recall, share
        Recall of the extraction, and share of the documents that were read at random: both are undone first
        (t = 1/recall, 1/share); ``to`` counts from there.
    scenarios
        Three stories instead of an estimate.

    Returns
    -------
    list of dict
        For each size ``domain`` (``*`` first: the corpus), ``n``, ``t``, and ``results`` (label, model, sr, distinct,
        coverage, backcasts; see `estimate.extrapolate`) with ``floors`` there (from the lower end of sr; not where
        recall or share is undone), or ``refused``, the reason.

    Raises
    ------
    BadRequest
        Recall or share is no share, there are no mentions, or the corpus itself is refused at every size.
    """
    if not 0 < recall <= 1 or not 0 < share <= 1:
        raise BadRequest(f"recall {recall}, share {share}", "numbers in (0, 1]")
    held = [row for row in (report["corpus"], *report["domains"]) if row["n"]]
    if not held:
        raise BadRequest("a run without mentions", "a run that found facts")
    sizes_wanted = (to,) if isinstance(to, str | int | float) else to
    rows = [_grown(row, str(size), recall * share, scenarios) for size in sizes_wanted for row in held]
    refused = [row.get("refused") for row in rows[:: len(held)]]
    if all(refused):
        raise BadRequest(str(refused[0]))
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
    there = sizes.at_size(sizes.alone(row), t) if row["floors"] and seen == 1 and not scenarios else None
    names = ("floor", "statistical", "paper", "label")
    claimed = {"floors": {name: there[name] for name in names}} if there else {}
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
