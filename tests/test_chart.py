"""A chart as a reader takes it away: a picture and a CSV that stand alone, in which names are only text."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import reports
from pictures import SVG, drawn

from corpusstat.report.svg import standalone


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return reports.made(9)


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
