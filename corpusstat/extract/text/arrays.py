"""Types of the arrays that compiled code works on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Bits", "Bytes", "Flags", "Ints", "Longs", "Table"]

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Table = npt.NDArray[np.int32]
"""Of two dimensions."""
