"""The charts: their numbers are the report's, marks are where the numbers say, and text is only text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import reports
from pictures import SVG, drawn, table

from corpusstat.report import charts
from corpusstat.report.chart import NARROW, WIDE
from corpusstat.report.svg import span, standalone, text_width


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return reports.made(9)


def test_every_chart_is_drawn(report: dict[str, Any]) -> None:
    names = {"waterfall", "sizes", "domains", "cells", "rarefaction", "facts", "copies", "spectrum", "precision"}
    assert set(drawn(report)) == names


def test_numbers_are_the_reports(report: dict[str, Any]) -> None:
    """Unrounded, in the CSV of each chart."""
    found = drawn(report)
    corpus, domains = report["corpus"], {d["domain"]: d for d in report["domains"]}
    steps = table(found["waterfall"])
    assert float(steps[0]["to"]) == corpus["claimed"]["sr"]
    assert float(steps[-1]["to"]) == pytest.approx(corpus["floors"]["wrong_or_declined"]["value"])
    assert [(int(r["k"]), int(r["prompts"])) for r in table(found["spectrum"])] == [
        tuple(p) for p in corpus["spectrum"]
    ]
    sizes = report["curves"]["sizes"]
    assert [float(r["sr"]) for r in table(found["sizes"])] == [e["sr"]["value"] for e in sizes]
    for row in table(found["domains"]):
        d = domains[row["domain"]]
        assert float(row["sr"]) == (d["sr_common_n"] if row["ranked"] == "yes" else d["sr"])
        assert int(row["N"]) == d["n"]
    for row in table(found["facts"]):
        assert float(row["only here per MB"]) == domains[row["domain"]]["adds"]["per_mb"]
    for row in table(found["copies"]):
        assert float(row["sr copies collapsed"]) == domains[row["domain"]]["sr_collapsed"]
    cells = {(e["domain"], e["relation"]): e for e in report["cells"]}
    for row in table(found["cells"]):
        assert float(row["sr"]) == cells[row["domain"], row["relation"]]["sr"]


def test_axes_begin_where_the_data_do(report: dict[str, Any]) -> None:
    assert span([0.95, 0.99], low=0, high=1) == (0.946, 0.994)
    assert span([0.5, 0.5], 0.02)[0] == pytest.approx(0.49)
    steps = charts.waterfall(report)
    assert steps is not None
    root = ET.fromstring(standalone(steps.wide))
    bars = [float(r.get("width", 0)) for r in root.iter(f"{SVG}rect") if r.find(f"{SVG}title") is not None]
    assert max(bars) > 3 * min(bars)


def test_tips_carry_n_and_interval(report: dict[str, Any]) -> None:
    for name in ("domains", "cells", "sizes"):
        tips = re.findall(r"<title>(.*?)</title>", drawn(report)[name].wide)
        assert tips
        assert all("N = " in tip for tip in tips), name
        assert any(re.search(r"\d–\d", tip) for tip in tips), name


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nothing_is_drawn_outside(report: dict[str, Any], width: int) -> None:
    """Texts end inside the picture, legends too, by a cautious estimate of their width."""
    for name, chart in drawn(report).items():
        root = ET.fromstring(standalone(chart.narrow if width == NARROW else chart.wide))
        size = float(root.get("width", 0)), float(root.get("height", 0))
        assert size[0] == width
        turned = {t for g in root.iter(f"{SVG}g") for t in g.iter(f"{SVG}text")}
        for text in set(root.iter(f"{SVG}text")) - turned:
            x, room = float(text.get("x", 0)), text_width(text.text or "", float(text.get("font-size", 12)))
            left = {"start": x, "middle": x - room / 2, "end": x - room}[text.get("text-anchor", "start")]
            assert left >= -8, (name, text.text)
            assert left + room <= width + 8, (name, text.text)
            assert 0 <= float(text.get("y", 0)) <= size[1], (name, text.text)
