"""The sentence on top, its caveat, the alerts: each from report.json, and only where it holds."""

from __future__ import annotations

import copy
import re
from itertools import pairwise
from typing import Any

import pytest
import reports

from corpusstat.report.reading import alerts, caveat, chain, claim, paper_line


@pytest.fixture
def report() -> dict[str, Any]:
    return copy.deepcopy(reports.made(9))


def floor(report: dict[str, Any], kind: str = "wrong_or_declined") -> dict[str, Any]:
    found: dict[str, Any] = report["corpus"]["floors"][kind]
    return found


def test_the_claim_is_the_floor_rounded_down(report: dict[str, Any]) -> None:
    floor(report).update(vacuous=False, value=0.84999, corrected=True)
    report["corpus"]["n"] = 5000
    before, number, after = claim(report)
    assert number == "84.9 %"
    text = before + number + after
    assert text.count(".") == 2  # one sentence, and the point in its number
    assert "99 % confidence" in text
    assert "birth date" in text
    assert "after correction for false and missed facts" in text


def test_an_uncorrected_claim_says_so(report: dict[str, Any]) -> None:
    floor(report).update(vacuous=False, value=0.5, corrected=False)
    assert "not yet corrected" in "".join(claim(report))
    assert "nobody has judged" in caveat(report)


def test_no_claim_without_a_floor(report: dict[str, Any]) -> None:
    floor(report).update(vacuous=True, value=0.0, needed=5400)
    text = "".join(claim(report))
    assert "nothing can be claimed" in text
    assert "5.4 k" in text
    assert "%" not in text
    floor(report)["needed"] = None
    assert "outweighs" in "".join(claim(report))
    report["corpus"].update(n=0, floors=None)
    assert "nothing can be said" in "".join(claim(report))
    assert "does not apply" in paper_line(report)


def test_the_papers_line_is_its_own(report: dict[str, Any]) -> None:
    floor(report, "paper").update(vacuous=True, value=0.0, needed=121_000)
    assert "claims nothing" in paper_line(report)
    assert "121 k" in paper_line(report)
    floor(report, "paper").update(vacuous=False, value=0.4599)
    assert "at least 45.9 %" in paper_line(report)


def test_the_caveat_is_the_largest_step(report: dict[str, Any]) -> None:
    floor(report).update(missed=0.0, false_facts=0.0, sampling=0.001, answers=0.2, corrected=True)
    assert "answers" in caveat(report)
    floor(report).update(sampling=0.3)
    assert "sampling" in caveat(report)


def test_the_steps_lead_from_the_rate_to_the_floor(report: dict[str, Any]) -> None:
    steps = chain(report["corpus"])
    assert steps[0].end == report["corpus"]["claimed"]["sr"]
    assert steps[-1].end == pytest.approx(floor(report)["value"])
    for before, after in pairwise(steps[:-1]):
        assert after.start == before.end


def titles(report: dict[str, Any]) -> str:
    return "; ".join(alert.title for alert in alerts(report))


def test_alerts_come_where_they_hold(report: dict[str, Any]) -> None:
    corpus = report["corpus"]
    quiet = copy.deepcopy(report)
    quiet["manifest"]["quarantined"], quiet["skipped_documents"] = [], []
    quiet["corpus"].update(sr_collapsed=corpus["sr"], theta=1.0, conflict_rate=0.0, left=[])
    quiet["corpus"]["extraction"]["source"] = "judged in this run"
    assert alerts(quiet) == []
    changes: list[tuple[dict[str, Any], str]] = [
        ({"sr_collapsed": corpus["sr"] - 0.2}, "Copies move the rate"),
        ({"extraction": {"source": "uncorrected"}}, "not measured on text like this"),
        ({"theta": 0.25}, "25.0 % of the prompts"),
        (
            {"languages": {"en": {"bytes": 60}, "de": {"bytes": 35}, "und": {"bytes": 5}}},
            "35.0 % of the bytes are in languages",
        ),
        ({"conflict_rate": 0.4, "repeated": 50, "conflicts": 20}, "20 of 50 repeated prompts"),
    ]
    for change, words in changes:
        changed = copy.deepcopy(quiet)
        changed["corpus"].update(change)
        assert words in titles(changed)
    changed = copy.deepcopy(quiet)
    changed["manifest"]["quarantined"] = [{"name": "a", "reason": "broken"}]
    assert re.match(r"1 of \d+ shards was not read", titles(changed))
    changed["skipped_documents"] = [{"reason": "no text", "n": 1}]
    assert "1 document skipped" in titles(changed)


def test_at_most_three_alerts(report: dict[str, Any]) -> None:
    report["manifest"]["quarantined"] = [{"name": "a", "reason": "broken"}]
    report["skipped_documents"] = [{"reason": "no text", "n": 9}]
    report["corpus"].update(sr_collapsed=0.1, theta=0.5, extraction={"source": "uncorrected"})
    assert len(alerts(report)) == 3
    assert "not read" in alerts(report)[0].title
