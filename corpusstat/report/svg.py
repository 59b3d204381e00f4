"""Static SVG: scales, axes and marks, as text that is safe to put into a page.

All text passes through `escape`; colours are the page's CSS variables, which `standalone` replaces, so that a chart
follows light, dark and print in the page and is whole as a file of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from corpusstat.errors import printable

__all__ = ["Drawing", "Scale", "clip", "span", "standalone", "text_width"]

FONT_SIZE: Final = 12.5
LIGHT: Final = {
    "page": "#ffffff", "panel": "#f3f1eb", "ink": "#1f2528", "muted": "#586066", "line": "#d9d6cc",
    "accent": "#14637a", "second": "#a2521b", "warn": "#8a3b12", "soft": "#cfe3e8",
    "c1": "#14637a", "c2": "#a2521b", "c3": "#5b4b9a", "c4": "#3f7a2a",
    "c5": "#a1304f", "c6": "#7a6a12", "c7": "#28708f", "c8": "#6b6b6b",
}  # fmt: skip
"""Colours of a picture saved from the page: the page's light ones."""


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """Estimate the width of a text in pixels, generously: 0.56 em a character, 1 em for wide ones.

    >>> text_width("singleton", 10)
    50.4
    """
    return round(sum(1.0 if ord(c) > 0x2E7F else 0.56 for c in text) * size, 1)


def clip(text: object, room: float, size: float = FONT_SIZE) -> str:
    """Cut untrusted text to the room it has, on one line.

    >>> clip("encyclopedia", 60)
    'encyclo…'
    """
    shown = printable(text, 300)
    if text_width(shown, size) <= room:
        return shown
    while shown and text_width(shown + "…", size) > room:
        shown = shown[:-1]
    return shown + "…"


def span(values: Iterable[float | None], least: float = 0.0, low: float = -math.inf, high: float = math.inf) -> Span:
    """Return the range of an axis that begins where the data do, with a tenth of air, inside ``low`` … ``high``.

    >>> span([0.5, 0.9, None], low=0, high=1)
    (0.46, 0.94)
    """
    known = [v for v in values if v is not None]
    if not known:
        return 0.0, 1.0
    a, b = min(known), max(known)
    air = max((b - a) / 10, least / 2 if b - a < least else 0.0) or abs(b) / 10 or 0.1
    return round(max(low, a - air), 12), round(min(high, b + air), 12)


Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """From data (``low`` … ``high``) to pixels (``start`` … ``end``), linear or logarithmic.

    >>> Scale(1, 100, 0, 200, log=True)(10)
    100.0
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, x: float) -> float:
        """Return the pixel of a value."""
        a, b = self._map(self.low), self._map(self.high)
        share = (self._map(x) - a) / (b - a) if b != a else 0.5
        return round(self.start + share * (self.end - self.start), 2)

    def _map(self, x: float) -> float:
        return math.log10(x) if self.log else x

    def ticks(self, most: int = 6) -> list[float]:
        """Return round values inside the range, at most about ``most``.

        >>> Scale(0.46, 0.94, 0, 100).ticks()
        [0.5, 0.6, 0.7, 0.8, 0.9]
        >>> Scale(3, 20_000, 0, 100, log=True).ticks()
        [10.0, 100.0, 1000.0, 10000.0]
        """
        if self.log:
            return self._decades(most)
        rough = (self.high - self.low) / max(1, most)
        if rough <= 0:
            return [self.low]
        unit = 10.0 ** math.floor(math.log10(rough))
        step = next(m * unit for m in (1, 2, 5, 10) if m * unit >= rough * (1 - 1e-9))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(i * step, 12) for i in range(first, last + 1)]

    def _decades(self, most: int) -> list[float]:
        first, last = math.log10(self.low), math.log10(self.high)
        for marks in ((1, 2, 5), (1, 3), (1,)):
            found = [
                float(m * 10**e)
                for e in range(math.floor(first), math.ceil(last) + 1)
                for m in marks
                if self.low * (1 - 1e-9) <= m * 10**e <= self.high * (1 + 1e-9)
            ]
            if len(found) <= most:
                return found or [self.low]
        return found[:: math.ceil(len(found) / most)]


def tick_text(x: float) -> str:
    """Write a tick: no more digits than it has, large ones with a unit.

    >>> [tick_text(x) for x in (0.5, 0.25, 0, 20_000, 3e6)]
    ['0.5', '0.25', '0', '20 k', '3 M']
    """
    for unit, scale in (("G", 1e9), ("M", 1e6), ("k", 1e4)):
        if abs(x) >= scale:
            return f"{x / (1e3 if unit == 'k' else scale):g} {unit}"
    return f"{x:g}".replace("-", "−")


@dataclass(slots=True)
class Drawing:
    """A picture being drawn: size in pixels, and the parts so far."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: object,
        *,
        anchor: str = "start",
        fill: str = "ink",
        size: float = FONT_SIZE,
        halo: bool = False,
    ) -> None:
        """Write one line of text; with a ``halo`` it stays legible over lines."""
        edge = ' stroke="var(--page)" stroke-width="4" paint-order="stroke"' if halo else ""
        shown = escape(printable(text, 400))
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="var(--{fill})" '
            f'font-size="{size:g}"{edge}>{shown}</text>'
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        stroke: str = "line",
        width: float = 1,
        dash: str = "",
        tip: str = "",
    ) -> None:
        """Draw a straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._mark(
            f'line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" '
            f'stroke="var(--{stroke})" stroke-width="{width:g}"{dashed}',
            tip,
        )

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "accent",
        opacity: float = 1,
        tip: str = "",
    ) -> None:
        """Draw a filled rectangle; a negative width goes left."""
        if width < 0:
            x, width = x + width, -width
        faint = f' fill-opacity="{opacity:.3g}"' if opacity < 1 else ""
        self._mark(
            f'rect x="{x:g}" y="{y:g}" width="{max(width, 0.5):g}" height="{height:g}" fill="var(--{fill})"{faint}', tip
        )

    def dot(
        self,
        x: float,
        y: float,
        *,
        r: float = 4.5,
        fill: str = "accent",
        stroke: str = "",
        shape: str = "circle",
        tip: str = "",
    ) -> None:
        """Draw a dot: ``circle``, ``square`` or ``diamond``."""
        edge = f' stroke="var(--{stroke})" stroke-width="1.5"' if stroke else ""
        paint, side = f'fill="var(--{fill})"{edge}', 2 * r - 1
        if shape == "square":
            self._mark(
                f'rect x="{x - r + 0.5:g}" y="{y - r + 0.5:g}" width="{side:g}" height="{side:g}" {paint}',
                tip,
            )
        elif shape == "diamond":
            d = r + 1
            self._mark(f'path d="M{x:g} {y - d:g}L{x + d:g} {y:g}L{x:g} {y + d:g}L{x - d:g} {y:g}Z" {paint}', tip)
        else:
            self._mark(f'circle cx="{x:g}" cy="{y:g}" r="{r:g}" {paint}', tip)

    def path(
        self,
        points: Sequence[tuple[float, float]],
        *,
        stroke: str = "accent",
        width: float = 2,
        dash: str = "",
        tip: str = "",
    ) -> None:
        """Draw a line through points."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._mark(
            f'path d="{_steps(points)}" fill="none" stroke="var(--{stroke})" stroke-width="{width:g}"{dashed}', tip
        )

    def band(
        self, upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], *, fill: str = "soft"
    ) -> None:
        """Fill the area between two lines."""
        self._mark(f'path d="{_steps([*upper, *reversed(lower)])}Z" fill="var(--{fill})" fill-opacity="0.7"', "")

    def _mark(self, element: str, tip: str) -> None:
        if tip:
            self.parts.append(
                f'<{element} class="mark"><title>{escape(printable(tip, 400))}</title></{element.split()[0]}>'
            )
        else:
            self.parts.append(f"<{element}/>")

    def legend(self, entries: Sequence[tuple[str, str, str]], x: float = 0, y: float = 14) -> float:
        """Write a legend of (label, colour, kind), wrapped to the width; return the y below it.

        ``kind`` is ``line``, ``dash``, ``band`` or the shape of a dot (``hollow`` for an empty circle).
        """
        at = x
        for label, colour, kind in entries:
            shown = clip(label, self.width - x - 26)
            room = 26 + text_width(shown) + 14
            if at > x and at + room > self.width:
                at, y = x, y + 19
            self._key(at, y - 4, colour, kind)
            self.text(at + 24, y, shown)
            at += room
        return y + 10

    def _key(self, x: float, y: float, colour: str, kind: str) -> None:
        if kind in ("line", "dash"):
            self.line(x, y, x + 18, y, stroke=colour, width=2.5, dash="5 4" if kind == "dash" else "")
        elif kind == "band":
            self.rect(x, y - 5, 18, 10, fill=colour)
        elif kind == "hollow":
            self.dot(x + 9, y, fill="page", stroke=colour)
        else:
            self.dot(x + 9, y, fill=colour, shape=kind)

    def x_axis(self, scale: Scale, y: float, top: float, title: str, most: int = 6) -> None:
        """Draw grid lines from ``top`` to ``y``, ticks below, and the title under them."""
        for tick in scale.ticks(most):
            at = scale(tick)
            self.line(at, top, at, y)
            self.text(at, y + 16, tick_text(tick), anchor="middle", fill="muted")
        self.text((scale.start + scale.end) / 2, y + 34, clip(title, self.width - 8), anchor="middle", fill="muted")

    def y_axis(self, scale: Scale, left: float, right: float, title: str, most: int = 6) -> None:
        """Draw grid lines from ``left`` to ``right``, ticks left of them, and the title above."""
        for tick in scale.ticks(most):
            at = scale(tick)
            self.line(left, at, right, at)
            self.text(left - 6, at + 4, tick_text(tick), anchor="end", fill="muted")
        self.text(0, min(scale.start, scale.end) - 10, title, fill="muted")

    def svg(self, label: str) -> str:
        """Return the picture as an element that is read aloud as ``label``."""
        return (
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}" height="{self.height:g}" '
            f'role="img" aria-label="{escape(printable(label, 1000))}" font-family="system-ui, sans-serif">'
            + "".join(self.parts)
            + "</svg>"
        )


def _steps(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if i else 'M'}{x:g} {y:g}" for i, (x, y) in enumerate(points))


def standalone(svg: str) -> str:
    """Return a picture that needs no page: with its name space, a white ground and colours in place of variables.

    >>> standalone('<svg viewBox="0 0 1 1"><rect fill="var(--ink)"/></svg>')[:40]
    '<svg xmlns="http://www.w3.org/2000/svg" '
    """
    head, _, rest = svg.partition(">")
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    whole = head.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + ">" + ground + rest
    for name, colour in LIGHT.items():
        whole = whole.replace(f"var(--{name})", colour)
    return whole
