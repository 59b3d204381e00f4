"""Scales, spans and texts of a picture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.report.svg import Scale, clip, text_width


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
