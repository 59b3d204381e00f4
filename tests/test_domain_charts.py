"""The charts of domains: where their marks are, and how many domains they show."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import reports
from pictures import SVG, drawn, table

from corpusstat.report import domain_charts
from corpusstat.report.svg import standalone


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return reports.made(9)


def test_marks_are_where_the_numbers_say(report: dict[str, Any]) -> None:
    """The dots of the ranking lie on one line with the ticks of its axis."""
    chart = drawn(report)["domains"]
    for picture in (chart.wide, chart.narrow):
        root = ET.fromstring(standalone(picture))
        texts = [
            (float(t.get("x", 0)), t.text or "") for t in root.iter(f"{SVG}text") if t.get("text-anchor") == "middle"
        ]
        ticks = [(x, float(text)) for x, text in texts if re.fullmatch(r"[0-9.]+", text)]
        assert len(ticks) >= 3
        (x0, v0), (x1, v1) = ticks[0], ticks[-1]
        dots = [float(c.get("cx", 0)) for c in root.iter(f"{SVG}circle") if c.find(f"{SVG}title") is not None]
        values = [float(row["sr"]) for row in table(chart)]
        assert dots == [pytest.approx(x0 + (v - v0) / (v1 - v0) * (x1 - x0), abs=0.1) for v in values]


def test_many_domains_are_cut_and_said() -> None:
    chart = domain_charts.ranked_chart(reports.made(200))
    assert chart is not None
    assert len(table(chart)) == domain_charts.MOST
    assert "the table has 150 more" in chart.text
