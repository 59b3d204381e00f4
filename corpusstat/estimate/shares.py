"""The interval of a share that was judged by hand."""

from __future__ import annotations

from math import sqrt
from typing import Final

__all__ = ["Z95", "wilson"]

Z95: Final = 1.959963984540054
"""Normal quantile of a two-sided 95 % interval."""


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
