"""The one home of Numba: Python functions over arrays, compiled to compiled code when they are first called.

The compiled code is kept in the package's folder, or in the user's cache folder where the package is not writable; a
process that finds it there starts without compiling, which takes about half a minute.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba

__all__ = ["compiled", "compiled_inline", "compiled_inner", "is_kept"]

_CONFIG: Final[Any] = numba.config
_PACKAGE: Final = Path(__file__).parents[1]
_F = TypeVar("_F", bound=Callable[..., object])


def compiled(function: _F) -> _F:
    """Compile a function that Python calls, with arrays, numbers and NamedTuples of these.

    Arrays that belong together are passed in one NamedTuple: to take one out of it costs nothing in what is called
    from here, as no references are counted there (see `compiled_inner`).
    """
    return _compiled(function, kept=True)


def compiled_inner(function: _F) -> _F:
    """Compile a function that makes no array, nor does any that it calls: then no references are counted at all.

    Counting would cost more than the work where small functions pass arrays on to each other. Such a function is for
    other compiled ones only: Python cannot call it, and would crash if it tried.
    """
    return _compiled(function, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def compiled_inline(function: _F) -> _F:
    """Compile such a function into its callers, of which it has one or two: to hand arrays over takes time."""
    return _compiled(function, _nrt=False, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _compiled(function: _F, *, kept: bool = False, **options: Any) -> _F:
    with _cache_folder():
        try:
            made = numba.njit(cache=kept, nogil=True, **options)(function)
        except RuntimeError:  # nowhere to keep the compiled code: it is compiled anew in each process
            made = numba.njit(nogil=True, **options)(function)
    return cast(_F, made)


@cache
def _kept_in() -> Path:
    """A folder for this state of the sources: Numba itself looks at the file of the outermost function only."""
    sources = sorted(_PACKAGE.rglob("*.py"))
    digest = blake2b(b"".join(f.read_bytes() for f in sources), digest_size=6).hexdigest()
    return _PACKAGE / "__pycache__" / f"machine-{digest}"


def is_kept() -> bool:
    """Whether compiled code has been kept; true also where it cannot be beside the modules: then it is not known."""
    folder = _kept_in()
    return any(folder.rglob("*.nbi")) or not os.access(folder.parent, os.W_OK)


@contextlib.contextmanager
def _cache_folder() -> Iterator[None]:
    """Let Numba keep what is compiled in our folder, if it is writable; others' functions are not concerned."""
    before = _CONFIG.CACHE_DIR
    _CONFIG.CACHE_DIR = str(_kept_in())
    try:
        yield
    finally:
        _CONFIG.CACHE_DIR = before
