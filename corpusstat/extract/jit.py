"""The one home of Numba: Python functions over arrays, compiled to machine code when they are first called.

The machine code is kept beside the module, or in the user's cache folder where the package is not writable; a process
that finds it there starts without compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

__all__ = ["compiled_bare", "compiled_inline", "compiled_once"]

_F = TypeVar("_F", bound=Callable[..., object])


def compiled_once(function: _F) -> _F:
    """Compile a function whose arguments are arrays and numbers.

    Arrays are best passed one by one: each look into a tuple of arrays counts references, which costs more than the
    work.
    """
    return _compiled(function)


def compiled_bare(function: _F) -> _F:
    """Compile a function that makes no array, and all it calls neither: then no references are counted at all.

    Counting costs more than the work where small functions pass arrays on to each other.
    """
    return _compiled(function, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def compiled_inline(function: _F) -> _F:
    """The same for a function with one or two callers, into which it is put: handing arrays over takes its time."""
    return _compiled(function, _nrt=False, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _compiled(function: _F, **options: Any) -> _F:
    try:
        made = numba.njit(cache=True, nogil=True, **options)(function)
    except RuntimeError:  # nowhere to keep the machine code: it is compiled anew in each process
        made = numba.njit(nogil=True, **options)(function)
    return cast(_F, made)
