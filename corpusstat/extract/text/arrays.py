"""Types of the arrays that compiled code works on, and how they are copied there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from corpusstat.extract.text.jit import compiled_inner

__all__ = ["Bits", "Bytes", "Flags", "Ints", "Longs", "Table", "copy_rows"]

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Table = npt.NDArray[np.int32]
"""Of two dimensions."""


@compiled_inner
def copy_rows(source: Table | Longs, n: int, target: Table | Longs) -> None:
    """Copy the first rows: to give them to a slice would compile also what is said if sizes differ, for a second."""
    for row in range(n):
        for column in range(source.shape[1]):
            target[row, column] = source[row, column]
