"""What report.json says in words: the sentence on top, the alerts below it, and the steps from sr to the floor.

Everything here is read from the report; nothing is estimated. Page and terminal print the same sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from corpusstat.estimate.claimed import claimed_row
from corpusstat.report.format import about, confidence, count, percent, plural, rate

__all__ = [
    "HEADLINE", "Alert", "Step", "alerts", "caveat", "chain", "change", "claim", "headline", "not_in_floor", "over",
    "paper_line", "why_left",
]  # fmt: skip

Report = Mapping[str, Any]

HEADLINE: Final = "wrong_or_declined"
"""The floor that is claimed first: it needs no calibration."""
NAMES: Final = {
    "wrong_or_declined": "wrong or declined",
    "statistical": "calibrated model",
    "guaranteed": "calibrated model, guaranteed",
    "paper": "Theorem 2 of the paper",
}
TERMS: Final = (
    ("false_facts", "false facts", "extracted mentions that are wrong: nearly always singletons"),
    ("missed", "missed mentions", "a fact found once may be stated elsewhere in words that were not recognised"),
    ("names", "names", "one entity under several names counts as several"),
    ("sampling", "sampling", "what chance can do at this number of mentions"),
    ("answers", "answers", "what guessing may win"),
    ("delta", "δ", "miscalibration of the model, unknown before training"),
)
"""Fields of a floor that are taken off sr, in order, with their label and what they are."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step from sr down to the floor: from ``start`` to ``end``; ``total`` for the first and the last one."""

    label: str
    start: float
    end: float
    note: str
    total: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that matters here: in a few words, what it means, and the section that shows it."""

    title: str
    text: str
    section: str


def headline(row: Report) -> Report | None:
    """Return the floor that is claimed of a row; None where it has none."""
    found: Report | None = (row.get("floors") or {}).get(HEADLINE)
    return found


def chain(row: Report) -> list[Step]:
    """Return the steps from sr to the floor of a row, for the picture; empty where there is no floor."""
    floor = headline(row)
    if not floor:
        return []
    left = floor["sr"]
    whole = "all mentions" if not row.get("claimed") else f"all mentions of {over(row)}"
    steps = [Step("singleton rate", 0.0, left, f"prompts answered once, over {whole}", total=True)]
    for key, label, note in TERMS:
        term = floor.get(key)
        if term is None or (not term and key in ("names", "delta")):
            continue
        if not term and key in ("false_facts", "missed") and not floor["corrected"]:
            note = "not known for this text, so nothing is taken off"
        steps.append(Step(f"−\u00a0{label}", left, left - term, note))
        left -= term
    what = "what no model trained on this alone gets right"
    return [*steps, Step("floor", 0.0, max(0.0, left), what, total=True)]


def relations_in_words(names: Iterable[str]) -> str:
    """Return relations as words.

    >>> relations_in_words(["birth_date", "author"]), relations_in_words([])
    ('birth date and author', '')
    """
    shown = [name.replace("_", " ") for name in names]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def over(row: Report) -> str:
    """Return the relations that the floors of a row are over, as words.

    >>> over({"floor_set": ["birth_date", "author"], "claimed": {"relations": ["birth_date"]}})
    'birth date'
    """
    return relations_in_words((row.get("claimed") or {}).get("relations") or row.get("floor_set") or ())


def why_left(one: Report) -> str:
    """Say why a relation is counted and not in the floor.

    >>> why_left({"relation": "author", "value": 0.776, "n": 263, "kind": "web", "source": "relation packs"})
    'author: 0.776 of 263 judged on web text'
    >>> why_left({"relation": "author", "value": 0.5, "n": 30, "kind": None, "source": "judged in this run"})
    'author: 0.50 of 30 judged in this run'
    >>> why_left({"relation": "spouse", "value": 0.85, "n": 40, "kind": None, "source": "how the facts are stated"})
    'spouse: at most 0.85 expected by how 40 facts are stated'
    """
    share, n = rate(one["value"], one["n"]), count(one["n"])
    on = f" on {one['kind']} text" if one["kind"] else ""
    said = {
        "judged in this run": f"{share} of {n} judged in this run",
        "how the facts are stated": f"at most {share} expected by how {plural(one['n'], 'fact')} are stated",
    }.get(one["source"], f"{share} of {n} judged{on}")
    return f"{relations_in_words([one['relation']])}: {said}"


def not_in_floor(report: Report) -> list[str]:
    """Say which relations are counted and not in the floor: of the corpus, and of each kind of text where it differs.

    >>> left = {"relation": "author", "value": 0.776, "n": 263, "kind": "web", "source": "relation packs"}
    >>> left |= {"least": 0.88}
    >>> print(*not_in_floor({"corpus": {"left": [left]}, "domains": [], "cells": []}))
    Counted, and not in the floor, because fewer than 0.88 of their facts are right: author: 0.776 of 263 judged on \
web text.
    """
    gone = {one["relation"]: one for one in report["corpus"].get("left", ())}
    kinds = {row["domain"]: (row.get("kind_of_text") or {}).get("kind") for row in report["domains"]}
    found: dict[str | None, dict[str, Any]] = {}
    for cell in report["cells"]:
        if cell.get("in_floor") and "left" in cell:
            found.setdefault(kinds[cell["domain"]], {})[cell["relation"]] = cell["left"]
    least = next((one["least"] for row in (report["corpus"], *report["cells"]) for one in row.get("left", ())), None)
    why = f"because fewer than {least} of their facts are right"
    lines = [f"Counted, and not in the floor, {why}: {'; '.join(map(why_left, gone.values()))}."] if gone else []
    for kind, states in found.items():
        where = f"Of the domains of {kind} text" if kind else "Of the domains whose kind of text is not known"
        stay = [name for name, left in states.items() if not left and name in gone]
        leave = [why_left(left[0]) for name, left in states.items() if left and name not in gone]
        if stay:
            lines.append(f"{where} the floors are over {relations_in_words(stay)} too.")
        if leave:
            lines.append(f"{where} the floors are not over these, {why}: {'; '.join(leave)}.")
    return lines


def claim(report: Report) -> tuple[str, str, str]:
    """Return the one sentence that the report comes to, as the text before its number, the number, and the rest."""
    corpus = report["corpus"]
    facts = over(corpus)
    if not corpus["n"]:
        return (
            "No facts of these relations were found, so nothing can be said about what a model will get wrong.",
            "",
            "",
        )
    floor = headline(corpus)
    if not floor and corpus.get("left"):
        return f"Nothing is claimed of facts ({facts}): of no relation enough are right on text like this.", "", ""
    corpus, sure = claimed_row(corpus), confidence(report["gamma"])
    if floor and not floor["vacuous"]:
        share = percent(floor["value"], corpus["n"], down=True)
        after = "after correction" if floor["corrected"] else "not yet corrected"
        return (
            "A model trained on this corpus alone will get wrong or decline at least ",
            share,
            f" of the facts ({facts}) that text like this states, with {sure} confidence, {after} for false and missed "
            "facts.",
        )
    needed = floor.get("needed") if floor else None
    until = f"it could be from about {about(needed)} on" if needed else "what may be false or missed outweighs them"
    return (
        "With ",
        plural(corpus["n"], "mention"),
        f" of facts ({facts}) nothing can be claimed yet about what a model must get wrong: {until}.",
    )


def caveat(report: Report) -> str:
    """Return the largest caveat of the claim, in one sentence."""
    corpus = report["corpus"]
    floor = headline(corpus)
    if not corpus["n"] or not floor:
        return "Only facts worded as the templates know are found."
    if not floor["corrected"]:
        return (
            "Its largest caveat: nobody has judged how many facts are false or missed on text like this, and both make "
            "the rate too high."
        )
    steps = [s for s in chain(corpus) if not s.total]
    worst = max(steps, key=lambda s: s.start - s.end)
    corpus = claimed_row(corpus)
    taken, of = rate(worst.start - worst.end, corpus["n"]), rate(corpus["sr"], corpus["n"])
    what = f"{worst.label[2:]} ({worst.note})"
    return f"Its largest caveat is {what}, which takes {taken} off the singleton rate of {of}."


def paper_line(report: Report) -> str:
    """Say what the paper's own bound claims here."""
    paper = (report["corpus"].get("floors") or {}).get("paper") or {}
    if not paper:
        found = "of no relation are enough facts right" if report["corpus"].get("left") else "no mention was found"
        return f"Theorem 2 of the paper does not apply: {found}."
    n = claimed_row(report["corpus"])["n"]
    if not paper["vacuous"]:
        return (
            f"Theorem 2 of the paper, with its own constants and for a calibrated model: at least "
            f"{percent(paper['value'], n, down=True)}."
        )
    needed = paper.get("needed")
    until = f"; it would from about {about(needed)} on" if needed else " or at any other size"
    return f"Theorem 2 of the paper, with its own constants, claims nothing at N = {count(n)}{until}."


def change(row: Report) -> str:
    """Say what one run is beside another, from its row for the corpus (of `runs.compare`).

    >>> print(change({"n_a": 2000, "n_b": 3000, "sr_a": 0.9, "sr_b": 0.8, "floor_a": 0.7, "floor_b": None,
    ...     "difference": -0.1, "low": -0.2, "high": -0.01}))
    Wrong or declined: at least 70.0 % before, nothing is claimed after. The singleton rate went from 0.900 to 0.800: \
more than chance explains (difference −0.100, −0.200 to −0.010).
    """
    before, after = (
        f"at least {percent(row[f'floor_{x}'], row[f'n_{x}'], down=True)}"
        if row[f"floor_{x}"]
        else "nothing is claimed"
        for x in "ab"
    )
    floors = f"{before} before and after" if before == after else f"{before} before, {after} after"
    said = f"Wrong or declined: {floors}.{_unlike(row)}"
    if row["difference"] is None:
        return f"{said} One of the two has no mentions, so that there is no difference of rates."
    n = min(row["n_a"], row["n_b"])
    one, other = rate(row["sr_a"], row["n_a"]), rate(row["sr_b"], row["n_b"])
    if not row["difference"]:
        return f"{said} The singleton rate is the same, {one}."
    told = ""
    if row["low"] is not None:
        told = ": chance alone could explain it" if row["low"] <= 0 <= row["high"] else ": more than chance explains"
        told += f" (difference {rate(row['difference'], n)}, {rate(row['low'], n)} to {rate(row['high'], n)})"
    return f"{said} The singleton rate went from {one} to {other}{told}."


def _unlike(row: Report) -> str:
    """Say which relations two floors leave out, where that differs: then they are not of the same facts.

    >>> _unlike({"left_a": ["author"], "left_b": []})
    ' The floors are not of the same facts: counted and not in the floor are author before, none after.'
    """
    before, after = (relations_in_words(row.get(name) or ()) or "none" for name in ("left_a", "left_b"))
    if before == after:
        return ""
    return f" The floors are not of the same facts: counted and not in the floor are {before} before, {after} after."


def alerts(report: Report, most: int = 3) -> list[Alert]:
    """Return what a reader must know before using the numbers, the gravest first."""
    corpus = report["corpus"]
    found = [
        _unread(report),
        _copies(corpus),
        _left(report),
        _language(report),
        _quality(corpus),
        _sampled(corpus),
        _skipped(report),
        _conflicts(corpus),
    ]
    return [alert for alert in found if alert][:most]


def _unread(report: Report) -> Alert | None:
    unread, read = len(report["manifest"].get("quarantined") or ()), len(report["manifest"]["inputs"])
    if not unread:
        return None
    verb = "was" if unread == 1 else "were"
    return Alert(
        f"{count(unread)} of {plural(unread + read, 'shard')} {verb} not read",
        "All figures are for the rest.",
        "provenance",
    )


def _copies(corpus: Report) -> Alert | None:
    raw, other, n = corpus.get("sr"), corpus.get("sr_collapsed"), corpus["n"]
    if raw is None or other is None or abs(other - raw) < 0.02:
        return None
    return Alert(
        f"Copies move the rate from {rate(raw, n)} to {rate(other, n)}",
        "Sentences are repeated nearly word for word; believe the rate with copies collapsed.",
        "chart-copies",
    )


def _left(report: Report) -> Alert | None:
    gone = [one["relation"] for one in report["corpus"].get("left", ())]
    if not gone:
        return None
    verb = "is" if len(gone) == 1 else "are"
    title = f"{relations_in_words(gone).capitalize()} {verb} not in the floor"
    return Alert(title, " ".join(not_in_floor(report)), "relations")


def _language(report: Report) -> Alert | None:
    """Relations are written for English; ``und`` are texts too short to tell."""
    sizes = {code: spoken["bytes"] for code, spoken in (report["corpus"].get("languages") or {}).items()}
    other = sum(size for code, size in sizes.items() if code not in ("en", "und"))
    total = sum(sizes.values())
    if not total or other < 0.1 * total:
        return None
    title = f"{percent(other / total)} of the bytes are in languages without relations"
    return Alert(title, "Only English is read; the rest adds no mentions.", "limits")


def _quality(corpus: Report) -> Alert | None:
    known = corpus.get("extraction") or {}
    if not corpus["n"] or known.get("source", "").startswith("judged"):
        return None
    judge = "To judge this text itself: corpusstat sample RUN, then corpusstat report RUN --judged FILE."
    if known.get("source") != "relation packs":
        return Alert("Precision and recall not measured on text like this", judge, "relations")
    if known.get("kind_how") == "given":
        return None
    if known.get("kind_how"):
        return Alert(
            "The kind of text was guessed", f"{_guess(corpus, known)} Name it with --kind. {judge}", "relations"
        )
    on = f"Corrected as for {known['false']['kind']} text, the most cautious that was measured. Name it with --kind."
    return Alert("The kind of text was not given", f"{on} {judge}", "relations")


def _guess(corpus: Report, known: Report) -> str:
    """What kind was guessed, and why."""
    seen = corpus["kind_of_text"]
    return (
        f"Corrected as for {known['false']['kind']} text: {count(seen['entries'])} of the "
        f"{plural(seen['documents'], 'document')} that are long enough to judge open like an entry of an encyclopedia."
    )


def _sampled(corpus: Report) -> Alert | None:
    if corpus["theta"] >= 1:
        return None
    return Alert(
        f"Only {percent(corpus['theta'])} of the prompts were counted", "To save memory; N is exact.", "chart-spectrum"
    )


def _skipped(report: Report) -> Alert | None:
    skipped = sum(r["n"] for r in report.get("skipped_documents") or ())
    if not skipped:
        return None
    return Alert(
        f"{plural(skipped, 'document')} skipped", "The reasons are listed under what was left out.", "left-out"
    )


def _conflicts(corpus: Report) -> Alert | None:
    share, repeated = corpus.get("conflict_rate"), corpus.get("repeated") or 0
    if share is None or repeated < 20 or share < 0.2:
        return None
    return Alert(
        f"{count(corpus['conflicts'])} of {plural(repeated, 'repeated prompt')} have differing values",
        "Several people of one name may count as one, which lowers the rate.",
        "domains",
    )
