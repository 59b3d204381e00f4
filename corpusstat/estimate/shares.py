"""Intervals of shares that were judged by hand, and the quantiles that 95 % intervals are built from."""

from __future__ import annotations

from math import sqrt
from typing import Final

from scipy import special  # scipy.stats would take 1.3 s to import, for these quantiles

__all__ = ["Z95", "student95", "wilson"]

Z95: Final = 1.959963984540054
"""Normal quantile of a two-sided 95 % interval."""


def student95(freedom: int) -> float:
    """Return the quantile of Student's t for a two-sided 95 % interval.

    >>> round(student95(63), 3)
    1.998
    """
    return float(special.stdtrit(freedom, 0.975))


def wilson(right: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share (95 %; Wilson 1927). No trials: (0, 1).

    >>> [round(x, 3) for x in wilson(8, 10)], wilson(0, 0)
    ([0.49, 0.943], (0.0, 1.0))
    """
    if n == 0:
        return 0.0, 1.0
    share, spread = right / n, z * z / n
    middle, half = share + spread / 2, z * sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))
