"""What one domain adds to a corpus: facts that nothing else has, and the singleton rate without it.

The error of the difference is paired: the same document group is deleted with and without the domain, so that what
both have in common cancels (delete-a-group jackknife, Kott 2001; *derived* for this difference).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from corpusstat.errors import BadData

__all__ = ["differences", "tied_ranks"]


def differences(
    f1: ArrayLike, n: ArrayLike, change: ArrayLike, n_domain: ArrayLike, *, theta: float = 1.0, level: float = 0.95
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return ``sr without a domain − sr``, and the half-width of its interval, of every domain.

    Parameters
    ----------
    f1, n
        Shape (1 + G,): singletons and examples of the corpus, whole and with each of G document groups deleted.
    change, n_domain
        Shape (domains, 1 + G): how f1 changes without the domain, and the examples that go with it.
    theta
        Share of prompts kept.
    level
        Nominal coverage.

    Returns
    -------
    tuple of numpy.ndarray
        Two arrays of shape (domains,); NaN where nothing is left without the domain, or in some group. The half-width
        is NaN too where all examples of the domain lie in one group.

    Notes
    -----
    Student's quantile is that of as many groups as hold examples of the domain: of a domain of ten documents no more is
    known of its own scatter. Measured coverage: ``tests/bench/bench_intervals.py without``.

    Errors: `BadData` if the shapes do not belong together.

    >>> d, half = differences([4, 3, 3], [10, 6, 8], [[-2, -1, -2]], [[4, 2, 3]])
    >>> d.round(3).tolist(), half.round(2).tolist()
    ([-0.067], [1.11])
    """
    one, all_, less, gone = (np.asarray(x, dtype=float) for x in (f1, n, change, n_domain))
    if one.shape != all_.shape or less.shape != gone.shape or less.shape[-1:] != one.shape:
        raise BadData(f"shapes {one.shape}, {all_.shape}, {less.shape}, {gone.shape}", "(1 + G,) and (domains, 1 + G)")
    rest = all_ - gone
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (one + less) / theta / rest - one / theta / all_
    values = np.where((rest > 0) & (all_ > 0), values, np.nan)
    groups = values[:, 1:]
    size, held = groups.shape[1], np.sum(gone[:, 1:] < gone[:, :1], axis=1)
    spread = np.sqrt((size - 1) / size * np.sum((groups - groups.mean(axis=1, keepdims=True)) ** 2, axis=1))
    quantile = np.where(held > 1, stdtrit(np.maximum(held - 1, 1), (1 + level) / 2), np.nan)
    return values[:, 0], spread * quantile


def tied_ranks(rows: list[tuple[float, float, float]]) -> list[tuple[int, bool]]:
    """Rank rows (value, low, high) from the highest value down; rows share a place where their intervals overlap.

    A place is shared with the first row of the place, so that places do not chain. Returns (rank, shared) in the order
    of the rows.

    >>> tied_ranks([(0.5, 0.4, 0.6), (0.9, 0.8, 1.0), (0.55, 0.5, 0.6)])
    [(2, True), (1, False), (2, True)]
    """
    order = sorted(range(len(rows)), key=lambda i: (-rows[i][0], i))
    places: list[list[int]] = []
    for i in order:
        if places and rows[i][2] >= rows[places[-1][0]][1]:
            places[-1].append(i)
        else:
            places.append([i])
    ranks, before = [(0, False)] * len(rows), 0
    for place in places:
        for i in place:
            ranks[i] = (before + 1, len(place) > 1)
        before += len(place)
    return ranks
