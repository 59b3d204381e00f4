"""Mentions judged by hand → the precision-corrected singleton rate of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from corpusstat.estimate.correct import Judged, corrected

__all__ = ["with_judged"]


def with_judged(report: Mapping[str, Any], judged: Sequence[Judged], source: str) -> dict[str, Any]:
    """Give a report with the corrected rate of the corpus and of every domain.

    Parameters
    ----------
    report
        Of a run, over the floor set.
    judged
        Valid and judged mentions per class of count, of a sample drawn from the run (`judge.read_judged`).
    source
        Name of the file, for the reader.

    Returns
    -------
    dict
        The report with ``judged`` (the classes), and with ``corrected`` in ``corpus`` and each of ``domains``: ``sr``,
        ``sr_low``, ``sr_high`` (95 %, errors of judging and of counting together), expected ``f1`` and ``n`` of valid
        mentions, and ``thin``: classes with fewer than 200 judged mentions. null where a domain has no examples.

    Raises
    ------
    BadData
        The corpus has prompts of a class of which nothing was judged.
    """
    classes = [asdict(j) | {"precision": j.precision} for j in judged]
    return {
        **report,
        "judged": {"source": source, "n": sum(j.judged for j in judged), "classes": classes},
        "corpus": _corrected(report["corpus"], judged),
        "domains": [_corrected(row, judged) for row in report["domains"]],
    }


def _corrected(row: Mapping[str, Any], judged: Sequence[Judged]) -> dict[str, Any]:
    if not row["n"] or not row["examples"]:
        return {**row, "corrected": None}
    found = corrected(
        [(k, m) for k, m in row["examples"]],
        row["n"],
        judged,
        n_idk=row["n_idk"],
        se_count=row["interval"]["se"] or 0.0,
    )
    return {
        **row,
        "corrected": {
            "sr": found.sr,
            "sr_low": found.interval.low,
            "sr_high": found.interval.high,
            "se": found.interval.se,
            "f1": found.f1,
            "n": found.n,
            "thin": list(found.thin),
        },
    }
