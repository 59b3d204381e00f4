"""Floors in words: what each is called, what it rests on, and its terms, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from corpusstat.estimate.claimed import claimed_row
from corpusstat.estimate.known import JUDGED, PACKS
from corpusstat.relations.confidence import confidence
from corpusstat.report.format import about, at_least, count, interval, plural, rate

__all__ = [
    "LABELS", "TERMS", "as_stated", "beside_n", "claimed", "from_where", "labelled", "nothing", "rests_on", "spread",
    "terms", "why_not",
]  # fmt: skip

Row = Mapping[str, Any]

LABELS: Final = {
    "wrong_or_declined": "wrong or declined",
    "statistical": "statistical",
    "guaranteed": "guaranteed",
    "paper": "Theorem 2",
}
"""The floors in the order in which they are shown, with their names."""
RESTS: Final = {
    "wrong_or_declined": "any model, whatever its calibration",
    "statistical": "model calibrated at the threshold (δ = 0)",
    "guaranteed": "the same, proved for independent mentions",
    "paper": "calibrated model, the paper's own constants",
}
TERMS: Final = {
    "sr": "singleton rate",
    "false_facts": "− false facts",
    "missed": "− missed mentions",
    "names": "− names",
    "sampling": "− sampling",
    "answers": "− answers",
    "delta": "− δ",
}


KNOWN_HOW: Final = {
    "given": "",
    "guessed": ", guessed from how documents open",
    "guessed in part": ", guessed from how documents open or the most cautious kind stated",
    None: ", the most cautious kind stated",
}
"""How the kind of text is known."""


def claimed(floor: Row | None) -> str:
    """Return what a floor claims: its value, rounded down, or that there is none, and from which N there would be.

    >>> claimed({"vacuous": True, "needed": 98_765, "sampling": 1.2, "n": 50, "value": 0.0})
    'none below N = 98.8 k'
    >>> claimed({"vacuous": False, "value": 0.84999, "n": 5000})
    '0.849'
    """
    if floor is None:
        return "–"
    if not floor["vacuous"]:
        return at_least(floor["value"], floor["n"])
    if floor["sampling"] is None:
        return "not claimed"
    if floor.get("kind") == "guaranteed" and not floor["corrected"]:
        return "not claimed"
    return nothing(floor["needed"])


def nothing(needed: float | None) -> str:
    """Say that a floor claims nothing, and the number of examples from which it would.

    >>> nothing(98_765), nothing(None)
    ('none below N = 98.8 k', 'none at any size')
    """
    return f"none below N = {about(needed)}" if needed else "none at any size"


def beside_n(row: Row, name: str) -> Row | None:
    """Return a floor of a row to stand beside the row's N: what it would need in mentions of all relations.

    >>> beside_n({"n": 40, "claimed": {"n": 10}, "floors": {"paper": {"needed": 50}}}, "paper")
    {'needed': 200.0}
    """
    floor: Row | None = (row.get("floors") or {}).get(name)
    if not floor or not row.get("claimed") or not floor.get("needed"):
        return floor
    return {**floor, "needed": floor["needed"] * row["n"] / row["claimed"]["n"]}


def why_not(row: Row) -> str:
    """Say what outweighs the singleton rate where *wrong or declined* claims nothing, and what could be done."""
    floor, n = row["floors"]["wrong_or_declined"], claimed_row(row)["n"]
    sr = rate(floor["sr"], n)
    if floor["needed"]:
        return (
            f"{plural(n, 'mention')} are too few, chance alone could make {rate(floor['sampling'], n)} of the "
            f"singleton rate {sr}; about {about(floor['needed'])} would say something, were the rate to stay"
        )
    causes = {"missed": "mentions that were missed", "false_facts": "false facts", "names": "split names"}
    worst = max(causes, key=lambda term: float(floor[term]))
    return (
        f"{causes[worst]} could account for {rate(floor[worst], n)} of the singleton rate {sr}, as far as is known; "
        "judge a sample: corpusstat sample RUN, then corpusstat report RUN --judged FILE"
    )


def rests_on(name: str, floor: Row, theta: float = 1.0) -> str:
    """Say what a floor rests on, or why it is not claimed."""
    if name == "guaranteed" and not floor["corrected"]:
        return "uncorrected: false and missed facts are not known, so nothing is guaranteed"
    if floor["sampling"] is None:
        return "prompts are sampled" if theta < 1 else "facts come in documents, so mentions are not independent"
    return RESTS[name]


def labelled(row: Row) -> list[tuple[str, str, str]]:
    """Return, for each floor of an estimate, its name, what it claims and what it rests on."""
    theta = row.get("theta", 1.0)
    return [
        (label, claimed(row["floors"][name]), rests_on(name, row["floors"][name], theta))
        for name, label in LABELS.items()
    ]


def terms(row: Row) -> list[tuple[str, list[str]]]:
    """Return the chains of an estimate: each term with its number in each of the floors, then the floors."""
    n, floors = claimed_row(row)["n"], [row["floors"][name] for name in LABELS]
    lines = [(label, [rate(floor[term], n) for floor in floors]) for term, label in TERMS.items()]
    return [*lines, ("= floor", [claimed(floor) for floor in floors])]


def from_where(row: Row) -> list[str]:
    """Say what is known of false and missed facts, and from where."""
    known, n, lines = row["extraction"], claimed_row(row)["n"], []
    unknown = [what for name, what in (("false", "precision"), ("missed", "recall")) if known[name] is None]
    if unknown:
        lines.append(
            f"uncorrected: {' and '.join(unknown)} on text like this {'are' if unknown[1:] else 'is'} not known; judge "
            "a sample (corpusstat sample, then report --judged) or state the kind of text (audit --kind)"
        )
    for name, what, end in (("false", "false facts", "phi"), ("missed", "missed mentions", "rho")):
        note = known[name]
        if note is None:
            continue
        kind = f", {note['kind']} text{KNOWN_HOW[known.get('kind_how')]}" if note.get("kind") else ""
        most = ""
        if known[end] is not None:
            limit = known[end] if end == "phi" else 1 - known[end]
            most = f", at most {rate(limit, note['n'])}"
        lines.append(
            f"{what}: {rate(note['value'], note['n'])} of {count(note['n'])} judged{most} "
            f"({PACKS if note.get('kind') else JUDGED}{kind}: {note['on']})"
        )
    stated = as_stated(row)
    if stated:
        lines.append(f"expected by how the facts are stated: {stated}")
    if known["f1_loose_names"] is not None:
        joined, share = plural(known["f1_loose_names"], "singleton"), rate(known["names"], n)
        taken = rate(row["floors"]["wrong_or_declined"]["names"], n) if row.get("floors") else share
        more = f"; {taken} is taken off, because missed mentions have such names too" if taken != share else ""
        lines.append(f"names: {joined} if they are joined by first and last word, {share} of sr fewer{more}")
    return lines


def as_stated(row: Row) -> str:
    """Say what precision to expect by how the facts are stated; "" where that is not known.

    >>> as_stated({"expected": {"value": 0.9625, "low": 0.941, "high": 0.975, "mentions": 800, "n": 3000}})[:66]
    '0.963 (0.941–0.975) right of 800 facts, as of 3,000 judged mention'
    """
    found = row.get("expected")
    if not found:
        return ""
    ends = interval(found["low"], found["high"], found["mentions"])
    right = rate(found["value"], found["mentions"])
    judged = f"{count(found['n'])} {found.get('on') or confidence().on}"
    return f"{right} ({ends}) right of {plural(found['mentions'], 'fact')}, as of {judged}"


def spread(row: Row) -> str:
    """Say what the sampling term is made from."""
    s, n = row["spread"], claimed_row(row)["n"]
    return (
        f"sampling: V = {s['v']:,.1f}, N = {count(n)}, N_eff = {s['n_eff']:,.1f} "
        f"(facts in {plural(s['documents'], 'document')}); answers: κ = {rate(row['guessing']['kappa'], n)}, "
        f"2τ = {rate(row['guessing']['two_tau'], n)}, π_max = {rate(row['guessing']['pi_max'], n)}"
    )
