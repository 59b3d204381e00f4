"""What every chart of the report has: a title, a sentence to read it by, two widths, its numbers and its picture."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from corpusstat.report.svg import Drawing, Scale, clip, standalone

__all__ = ["NARROW", "WIDE", "Chart", "Rows", "chart"]

WIDE: Final = 472
NARROW: Final = 340
"""Widths in pixels: of a column of the page, and of a phone."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart. ``header`` and ``rows`` are its numbers, unrounded, as in report.json."""

    name: str
    title: str
    text: str
    wide: str
    narrow: str
    header: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    @property
    def csv(self) -> str:
        """The numbers as CSV; text that a spreadsheet would take for a formula starts with an apostrophe."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerows([_cell(value) for value in row] for row in self.rows)
        return out.getvalue()

    @property
    def csv_address(self) -> str:
        """The CSV as a ``data:`` address, to be saved without a request."""
        return "data:text/csv;charset=utf-8;base64," + base64.b64encode(self.csv.encode()).decode()

    @property
    def svg_address(self) -> str:
        """The picture as a ``data:`` address, to be saved without a request."""
        return "data:image/svg+xml;base64," + base64.b64encode(standalone(self.wide).encode()).decode()


def _cell(value: object) -> object:
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return "'" + value
    return "" if value is None else value


def chart(
    name: str,
    title: str,
    text: str,
    draw: Callable[[float], str],
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> Chart:
    """Draw a chart in both widths."""
    return Chart(name, title, text, draw(WIDE), draw(NARROW), tuple(header), tuple(tuple(row) for row in rows))


class Rows:
    """A chart of labelled rows over one horizontal axis: labels left of the marks, or above them where it is narrow.

    ``names`` label the rows; ``low`` … ``high`` is the axis; ``values`` are printed at the right. The attributes
    ``drawing``, ``x`` (the scale) and ``y`` (the middles of the rows) are for the marks.
    """

    def __init__(
        self,
        width: float,
        names: Sequence[str],
        low: float,
        high: float,
        title: str,
        *,
        values: Sequence[str] = (),
        legend: Sequence[tuple[str, str, str]] = (),
        log: bool = False,
    ) -> None:
        narrow = width < 400
        step = 40 if narrow else 26
        self.drawing = Drawing(width, 0)
        top = self.drawing.legend(legend) + 6 if legend else 8
        left = 4 if narrow else min(0.37 * width, 16 + max((7.0 * len(n) for n in names), default=60))
        room = max((7.2 * len(v) for v in values), default=0.0) + 10
        self.left, self.right = left, width - (10 if narrow else max(12, room))
        self.x = Scale(low, high, left + 4, self.right - 4, log=log)
        self.y = [top + step * i + (28 if narrow else step / 2) for i in range(len(names))]
        bottom = top + step * len(names) + 4
        self.drawing.x_axis(self.x, bottom, top, title, 4 if narrow else 5)
        self.labels = list(zip(self.y, names, values or [""] * len(names), strict=True))
        self.drawing.height = bottom + 42

    def interval(self, i: int, low: float, high: float, *, colour: str = "accent", tip: str = "") -> None:
        """Draw a row's interval."""
        y = self.y[i]
        self.drawing.line(self.x(low), y, self.x(high), y, stroke=colour, width=2.5, tip=tip)
        for end in (low, high):
            self.drawing.line(self.x(end), y - 4, self.x(end), y + 4, stroke=colour, width=1.5)

    def svg(self, label: str) -> str:
        """Write the labels over the marks, and return the picture."""
        width, d = self.drawing.width, self.drawing
        for y, name, value in self.labels:
            if self.left < 10:
                d.text(4, y - 13, clip(name, width - 24 - 7.2 * len(value)), halo=True)
                d.text(width - 4, y - 13, value, anchor="end", fill="muted", halo=True)
            else:
                d.text(self.left - 8, y + 4, clip(name, self.left - 10), anchor="end")
                d.text(width - 2, y + 4, value, anchor="end", fill="muted")
        return d.svg(label)
