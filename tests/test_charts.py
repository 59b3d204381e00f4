"""The charts: their numbers are the report's, marks are where the numbers say, and text is only text."""

from __future__ import annotations

import base64
import csv
import io
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import reports
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.report import charts, domain_charts, html
from corpusstat.report.chart import NARROW, WIDE, Chart
from corpusstat.report.svg import Scale, clip, span, standalone, text_width

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return reports.made(9)


def drawn(report: dict[str, Any]) -> dict[str, Chart]:
    return {name: chart for name, chart in html.charts_of(report).items() if chart}


def table(chart: Chart) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(chart.csv)))


def test_every_chart_is_drawn(report: dict[str, Any]) -> None:
    names = {"waterfall", "sizes", "domains", "cells", "rarefaction", "facts", "copies", "spectrum", "precision"}
    assert set(drawn(report)) == names


def test_numbers_are_the_reports(report: dict[str, Any]) -> None:
    """Unrounded, in the CSV of each chart."""
    found = drawn(report)
    corpus, domains = report["corpus"], {d["domain"]: d for d in report["domains"]}
    steps = table(found["waterfall"])
    assert float(steps[0]["to"]) == corpus["sr"]
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


def test_a_picture_stands_alone(report: dict[str, Any]) -> None:
    for chart in drawn(report).values():
        text = base64.b64decode(chart.svg_address.partition("base64,")[2]).decode()
        assert "var(" not in text
        assert ET.fromstring(text).tag == f"{SVG}svg"
        assert base64.b64decode(chart.csv_address.partition("base64,")[2]).decode() == chart.csv


def test_hostile_names_are_text_and_no_formulas() -> None:
    evil = '</svg><script>x</script>"&\u202e'
    report = reports.made(9, names=[evil, "=HYPERLINK(1)"])
    for name in ("domains", "cells", "facts", "copies"):
        chart = drawn(report)[name]
        for picture in (chart.wide, chart.narrow):
            assert "<script" not in picture
            assert "\u202e" not in picture
            ET.fromstring(standalone(picture))
        assert "'=HYPERLINK(1)" in chart.csv
        assert not re.search(r"^=", chart.csv, re.MULTILINE)


def test_many_domains_are_cut_and_said() -> None:
    chart = domain_charts.ranked_chart(reports.made(200))
    assert chart is not None
    assert len(table(chart)) == domain_charts.MOST
    assert "others are in the table" in chart.text


@given(st.floats(1e-6, 1e6), st.floats(1e-3, 1e6), st.booleans())
def test_a_scale_keeps_order_and_ends(low: float, width: float, log: bool) -> None:
    scale = Scale(low, low + width, 10, 110, log=log)
    assert scale(low) == pytest.approx(10, abs=0.01)
    assert scale(low + width) == pytest.approx(110, abs=0.01)
    ticks = scale.ticks()
    assert ticks == sorted(ticks)
    assert len(ticks) <= 14
    assert log or all(9.99 <= scale(t) <= 110.01 for t in ticks)
    assert not log or all(low * (1 - 1e-6) <= t <= (low + width) * (1 + 1e-6) or t == low for t in ticks)


@given(st.text(max_size=80), st.floats(10, 300))
def test_clipped_text_fits(text: str, room: float) -> None:
    assert text_width(clip(text, room)) <= max(room, text_width("…"))
