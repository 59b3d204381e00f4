"""Spectra: frequencies of frequencies, ``{k: f_k}`` = how many prompts have exactly ``k`` answered examples.

Everything in the statistics takes its counts in this one form. Pure: no file, no clock, no global state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corpusstat.errors import BadData

__all__ = ["SpectrumLike", "arrays", "as_spectrum", "distinct", "examples", "first", "spectrum_of"]

SpectrumLike = Mapping[int, int] | Iterable[tuple[int, int]]
"""What every function accepts: a mapping ``{k: f_k}`` or pairs ``(k, f_k)``, in any order."""


def as_spectrum(data: SpectrumLike) -> dict[int, int]:
    """Check a spectrum and give it back as a dictionary sorted by k, without zeros.

    Pairs with the same k add. Errors: `BadData` for k < 1, negative or fractional f_k.

    >>> as_spectrum([(2, 5), (1, 10), (7, 0), (1, 1)])
    {1: 11, 2: 5}
    """
    pairs = data.items() if isinstance(data, Mapping) else data
    total: dict[int, int] = {}
    for k, f in pairs:
        if not _whole(k) or not _whole(f) or k < 1 or f < 0:
            raise BadData(f"spectrum entry k={k!r}, f={f!r}", "integers with k >= 1 and f >= 0")
        if f:
            total[int(k)] = total.get(int(k), 0) + int(f)
    return dict(sorted(total.items()))


def _whole(x: object) -> bool:
    """Whether x is a whole number of any numeric type (JSON and NumPy give several)."""
    return isinstance(x, (int, np.integer)) or (isinstance(x, (float, np.floating)) and float(x).is_integer())


def spectrum_of(counts: ArrayLike) -> dict[int, int]:
    """Count how often each positive integer occurs in an array of per-prompt counts n_c (shape (prompts,)).

    Zeros (prompts never answered) are left out: they are not seen.

    >>> spectrum_of([1, 1, 0, 3, 1])
    {1: 3, 3: 1}
    """
    values = np.asarray(counts)
    if values.size == 0:
        return {}
    ks, fs = np.unique(values, return_counts=True)
    return as_spectrum((k, f) for k, f in zip(ks.tolist(), fs.tolist(), strict=True) if k != 0)


def arrays(spectrum: SpectrumLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the spectrum as two float arrays (k ascending, f_k), for arithmetic.

    >>> arrays({2: 5, 1: 10})
    (array([1., 2.]), array([10.,  5.]))
    """
    data = as_spectrum(spectrum)
    return np.array(list(data), dtype=float), np.array(list(data.values()), dtype=float)


def first(spectrum: SpectrumLike, count: int = 5) -> tuple[int, ...]:
    """Return f_1 … f_count, zeros included.

    >>> first({1: 10, 3: 2})
    (10, 0, 2, 0, 0)
    """
    data = as_spectrum(spectrum)
    return tuple(data.get(k, 0) for k in range(1, count + 1))


def examples(spectrum: SpectrumLike) -> int:
    """Answered examples in a spectrum: the sum of k·f_k (IDK examples are not in a spectrum).

    >>> examples({1: 10, 3: 2})
    16
    """
    return sum(k * f for k, f in as_spectrum(spectrum).items())


def distinct(spectrum: SpectrumLike) -> int:
    """Distinct answered prompts: the sum of f_k over k >= 1.

    >>> distinct({1: 10, 3: 2})
    12
    """
    return sum(as_spectrum(spectrum).values())
