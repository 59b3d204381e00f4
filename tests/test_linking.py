"""Functions are optimised and turned into code once, with what they call, and only for whoever Python calls."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from corpusstat.extract.text.arrays import Longs
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.linking import InnerFunction, _Library


@compiled_inner
def _double(number: int) -> int:
    return 2 * number


@compiled_inner
def _first(numbers: Longs, at: int, more: tuple[int, ...]) -> int:
    if at < 0:
        raise ValueError("before the first")
    return _double(numbers[at]) + more[0]


@compiled
def _sums(numbers: Longs, at: int) -> Longs:
    out = np.zeros(3, np.int64)
    out[0] = _first(numbers, 0, (1, 2))
    out[1] = _first(numbers, at, (3, 4))
    out[2] = _first(numbers, np.int32(1), (5, at))
    return out


@compiled
def _again(numbers: Longs) -> int:
    return _first(numbers, 2, (7, 8)) + _double(np.int8(3))


def test_once_for_all_constants_and_sizes_and_optimised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    optimised = []

    def note(library: _Library) -> None:
        optimised.append(library.name)
        plain(library)

    plain = _Library._optimize_final_module
    monkeypatch.setattr(_Library, "_optimize_final_module", note)
    numbers = np.array([10, 20, 30])
    assert _sums(numbers, 2).tolist() == [21, 63, 45]
    assert _again(numbers) == 73
    assert {len(function.signatures) for function in (_first, _double)} == {1}  # type: ignore[attr-defined]
    assert optimised in (["_sums", "_again"], [])  # nothing where the code was kept
    assert isinstance(_first, InnerFunction)


def test_what_an_inner_function_raises_is_heard() -> None:
    with pytest.raises(ValueError, match="before the first"):
        _sums(np.array([1, 2, 3]), -1)


def test_others_functions_are_made_as_before_and_link_to_ours() -> None:
    """Also where Numba keeps what it compiled for us, as it does with `numpy.zeros`."""
    _sums(np.array([10, 20, 30]), 2)

    @numba.njit
    def other(n: int) -> int:
        return np.zeros(n, np.int64).sum() + _double(n)

    assert other(4) == 8
    library = other.overloads[other.signatures[0]].library
    assert not isinstance(library, _Library)
