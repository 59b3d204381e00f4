"""The one home of Numba: Python functions over arrays, compiled to machine code when they are first called.

The machine code is kept beside the module, or in the user's cache folder where the package is not writable; a process
that finds it there starts without compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

__all__ = ["compiled_once"]

_F = TypeVar("_F", bound=Callable[..., object])


def compiled_once(function: _F) -> _F:
    """Compile a function whose arguments are arrays and numbers.

    Arrays are best passed one by one: each look into a tuple of arrays counts references, which costs more than the
    work.
    """
    try:
        made = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep the machine code: it is compiled anew in each process
        made = numba.njit(nogil=True)(function)
    return cast(_F, made)
