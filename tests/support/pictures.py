"""Reading what a chart shows: its picture as XML, its CSV as rows."""

from __future__ import annotations

import csv
import io
from typing import Any

from corpusstat.report import html
from corpusstat.report.chart import Chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(report: dict[str, Any]) -> dict[str, Chart]:
    return {name: chart for name, chart in html.charts_of(report).items() if chart}


def table(chart: Chart) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(chart.csv)))
