"""Mentions judged by hand → the precision-corrected singleton rate of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from corpusstat.estimate.claims import again
from corpusstat.estimate.correct import Judged, corrected
from corpusstat.estimate.extractor import limits
from corpusstat.estimate.known import Known, Unfound, from_judged

__all__ = ["with_judged"]


def with_judged(
    report: Mapping[str, Any],
    judged: Sequence[Judged],
    source: str,
    unfound: Unfound | None = None,
    each: Mapping[str, Sequence[Judged]] | None = None,
) -> dict[str, Any]:
    """Return a report with the corrected rate of the corpus and of every domain, and with floors that rest on it.

    Parameters
    ----------
    report
        Of a run, over the floor set.
    judged
        Valid and judged mentions per class of count, of a sample drawn from the run (`judge.read_judged`).
    source
        Name of the file, for the reader.
    unfound
        Judged sentences with a cue and no fact, of the same file: without them recall stays what the packs state.
    each
        ``judged`` by relation: a row's floors take what was judged of the relations that they are over (without: all).

    Returns
    -------
    dict
        The report with ``judged`` (the classes), and with ``corrected`` in ``corpus`` and each of ``domains``: ``sr``,
        ``sr_low``, ``sr_high`` (95 %, errors of judging and of counting together), expected ``f1`` and ``n`` of valid
        mentions, and ``thin``: classes with fewer than 200 judged mentions. null where a domain has no mentions. Their
        ``floors`` and ``extraction`` are those that follow from the judged file (the packs' where it is silent).

    Raises
    ------
    BadData
        The corpus has prompts of a class of which nothing was judged.
    """
    false = _false_of_all(report["corpus"]["examples"], judged)
    by_relation = each or {"": judged}
    once = {name: (j.valid, j.judged) for name, found in by_relation.items() for j in found if j.low == 1}

    def refloored(row: Mapping[str, Any]) -> dict[str, Any]:
        return _refloored(_corrected(row, judged), once, unfound, source, false)

    classes = [asdict(j) | {"precision": j.precision} for j in judged]
    return {
        **report,
        "judged": {
            "source": source,
            "n": sum(j.judged for j in judged),
            "classes": classes,
            "unfound": asdict(unfound) if unfound else None,
        },
        "corpus": refloored(report["corpus"]),
        "domains": [refloored(row) for row in report["domains"]],
    }


def _false_of_all(examples: Sequence[Sequence[int]], judged: Sequence[Judged]) -> float:
    """Upper limit of the share of answered mentions that are false: that of each class of counts, by its examples."""
    false = total = 0.0
    for k, m in examples:
        one = next((j for j in judged if j.low <= k and (j.high is None or k <= j.high)), None)
        false += m * (1.0 if one is None else 1 - float(limits(one.valid, one.judged)[0]))
        total += m
    return false / total if total else 1.0


def _refloored(
    row: dict[str, Any], once: Mapping[str, tuple[int, int]], unfound: Unfound | None, source: str, false: float
) -> dict[str, Any]:
    """The row with the floors that follow from what was judged."""
    if not row.get("floors"):
        return row
    gone = {one["relation"] for one in row.get("left", ())}
    kept = [verdicts for relation, verdicts in once.items() if relation not in gone]
    right, n = (sum(verdicts[i] for verdicts in kept) for i in range(2))
    known = (right, n) if n else None
    return {**row, **again([row], lambda r: from_judged(_stated(r), known, unfound, source, false))[0]}


def _stated(row: Mapping[str, Any]) -> Known:
    """What the report said so far of a row's extraction, without what an earlier judged file said."""
    known = row["extraction"]
    notes = {name: known.get(name) for name in ("false", "missed", "kind_how", "false_from")}
    return Known(
        phi=known["phi"] or 0.0, rho=known["rho"] or 1.0, names=known["names"], source=known["source"],
        singleton_precision=known.get("singleton_precision"), notes=notes, loose=known["f1_loose_names"],
    )  # fmt: skip


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
