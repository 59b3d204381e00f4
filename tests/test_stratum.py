"""Counts of a stratum: a number and an array are the same arithmetic, and documents of one example change nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.stratum import Counts, DocumentSums, share


@st.composite
def counted(draw: st.DrawFn) -> tuple[int, int, int]:
    f1, f2 = draw(st.integers(0, 500)), draw(st.integers(0, 200))
    return f1, f2, f1 + 2 * f2 + draw(st.integers(0, 500))


@given(counted())
def test_a_document_for_each_example_is_independence(given_: tuple[int, int, int]) -> None:
    f1, f2, n = given_
    alone, each = Counts(f1, f2, n), Counts(f1, f2, n, documents=DocumentSums(n, f1, f1, 2 * f2), many=n)
    assert each.v == pytest.approx(alone.v, abs=1e-6)
    assert each.effective == (n if n else 0)
    assert each.held == alone.held == n


@given(st.lists(counted(), min_size=1, max_size=6))
def test_an_array_is_its_elements(several: list[tuple[int, int, int]]) -> None:
    f1, f2, n = (np.array(x, dtype=float) for x in zip(*several, strict=True))
    together = Counts(f1, f2, n)
    for i, one in enumerate(several):
        single = Counts(*one)
        for name in ("sr", "v", "v_independent", "twice", "effective", "held"):
            assert np.broadcast_to(getattr(together, name), n.shape)[i] == pytest.approx(getattr(single, name))


@given(counted(), st.floats(0.05, 1))
def test_a_prompt_sample_scales_counts_and_adds_variance(given_: tuple[int, int, int], theta: float) -> None:
    f1, f2, n = given_
    sampled, exact = Counts(f1, f2, n / theta, theta=theta), Counts(f1 / theta, f2 / theta, n / theta)
    assert sampled.sr == pytest.approx(exact.sr)
    assert sampled.v == pytest.approx(np.asarray(exact.v) + f1 * (1 - theta) / theta**2)


@given(st.integers(1, 40), st.integers(2, 20))
def test_whole_documents_twice_are_more_uncertain_than_their_facts(documents: int, size: int) -> None:
    """Every document is repeated once: its pairs come together."""
    n = 2 * documents * size
    sums = DocumentSums(n * size, 0, 0, 2 * documents * size**2)
    together = Counts(0, documents * size, n, documents=sums)
    assert together.v == pytest.approx(size * np.asarray(Counts(0, documents * size, n).v))
    assert together.effective == pytest.approx(2 * documents)


def test_shares_stay_in_range() -> None:
    assert share([3, -1, 9, 1], [4, 4, 4, 0]).tolist() == [0.75, 0.0, 1.0, 0.0]


@pytest.mark.parametrize(("wrong", "error"), [((5, 0, 4), BadData), ((-1, 0, 4), BadData)])
def test_counts_that_cannot_be(wrong: tuple[int, int, int], error: type[Exception]) -> None:
    with pytest.raises(error):
        Counts(*wrong)
    with pytest.raises(BadRequest):
        Counts(1, 1, 4, theta=0.0)
