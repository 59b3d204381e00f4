"""A scatter plot as SVG, in plain text: small enough to be read in a diff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 420, 60, 50
COLOURS = ("#4c78a8", "#f58518", "#e45756", "#72b7b2", "#54a24b", "#888888")


def scatter(series: Mapping[str, Sequence[tuple[float, float]]], across: str, up: str) -> str:
    """Plot series over the unit square, with the diagonal."""

    def place(x: float, y: float) -> tuple[float, float]:
        return LEFT + x * (WIDTH - LEFT - 20), 20 + (1 - y) * (HEIGHT - BOTTOM - 20)

    (x0, y0), (x1, y1) = place(0, 0), place(1, 1)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="12" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<path d="M{x0:.0f} {y1:.0f}V{y0:.0f}H{x1:.0f}" fill="none" stroke="black"/>',
        f'<path d="M{x0:.0f} {y0:.0f}L{x1:.0f} {y1:.0f}" stroke="#bbb" stroke-dasharray="4 4"/>',
        f'<text x="{(x0 + x1) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>',
        f'<text x="16" y="{(y0 + y1) / 2:.0f}" text-anchor="middle" transform="rotate(-90 16 {(y0 + y1) / 2:.0f})">'
        f"{escape(up)}</text>",
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = place(tick, tick)
        parts.append(f'<text x="{x:.0f}" y="{y0 + 18:.0f}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{x0 - 8:.0f}" y="{y + 4:.0f}" text-anchor="end">{tick:g}</text>')
    for i, ((name, points), colour) in enumerate(zip(series.items(), COLOURS, strict=False)):
        for x, y in points:
            cx, cy = place(x, y)
            parts.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="3" fill="{colour}" fill-opacity="0.75"/>')
        parts.append(f'<circle cx="{x0 + 16:.0f}" cy="{y1 + 12 + 16 * i:.0f}" r="4" fill="{colour}"/>')
        parts.append(f'<text x="{x0 + 26:.0f}" y="{y1 + 16 + 16 * i:.0f}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
