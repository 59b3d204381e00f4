"""Constructions of sentences, each with many names, dates, places, titles: what is missed is missed for its form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from constructions import Stated, lives, works
from kinds import expected_of, facts_of

SHARES = {lives: 0.97, works: 0.93}
"""Share of the facts that is found at least; ratchets."""
LOWEST = 0.55
"""The same of each construction: 2 of 3 titles have quotation marks."""
WRONG_AT_MOST = {lives: 0, works: 6}
"""Texts with a fact that is not stated: a collection called *Salt and Iron* may be two."""


@pytest.mark.parametrize("made", [lives, works])
def test_every_construction_with_everything(made: Callable[[], Iterator[Stated]]) -> None:
    texts = list(made())
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wrong = []
    for stated, facts in zip(texts, facts_of([t.text for t in texts]), strict=True):
        expected = expected_of(stated.facts)
        wanted[stated.construction] += len(expected)
        found[stated.construction] += len(expected & facts)
        if facts - expected:
            wrong.append((stated.text, facts - expected))
    assert found.total() >= SHARES[made] * wanted.total(), found.total() / wanted.total()
    shares = sorted((found[c] / n, c) for c, n in wanted.items())
    assert shares[0][0] >= LOWEST, shares[:9]
    assert len(wrong) <= WRONG_AT_MOST[made], wrong[:9]
