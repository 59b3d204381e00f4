"""The one home of Numba: Python functions over arrays, compiled to compiled code when they are first called.

The compiled code is kept in the package's folder, or in the user's cache folder where the package is not writable; a
process that finds it there starts without compiling, which takes about 40 seconds of one core.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar, cast

import numba
from numba.core import event

from corpusstat.extract.text.kept import kept_in
from corpusstat.extract.text.linking import InnerFunction, LateCompiler

__all__ = ["CALLED", "compiled", "compiled_inline", "compiled_inner", "forgo_linear_algebra", "watched"]

_CONFIG: Final[Any] = numba.config
CALLED: Final[list[Any]] = []
"""The compiled functions that Python calls."""
_F = TypeVar("_F", bound=Callable[..., object])
_made: list[object] = []
"""The functions that may be compiled."""


def compiled(function: _F) -> _F:
    """Compile a function that Python calls, with arrays, numbers and NamedTuples of these.

    Arrays that belong together are passed in one NamedTuple: to take one out of it costs nothing in what is called
    from here, as no references are counted there (see `compiled_inner`).
    """
    with _cache_folder():
        try:
            made = numba.njit(cache=True, nogil=True, pipeline_class=LateCompiler)(function)
        except RuntimeError:  # nowhere to keep the compiled code: it is compiled anew in each process
            made = numba.njit(nogil=True, pipeline_class=LateCompiler)(function)
    CALLED.append(made)
    _made.append(made)
    return cast(_F, made)


def compiled_inner(function: _F) -> _F:
    """Compile a function that makes no array, nor does any that it calls: then no references are counted at all.

    Counting would cost more than the work where small functions pass arrays on to each other. Such a function is for
    other compiled ones only: Python cannot call it, and would crash if it tried.
    """
    return _inner(function)


def compiled_inline(function: _F) -> _F:
    """Compile such a function into its callers, of which it has one or two: to hand arrays over takes time."""
    return _inner(function, forceinline=True)


def _inner(function: _F, **options: Any) -> _F:
    own: dict[str, Any] = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    options |= {"nopython": True, "nogil": True, "boundscheck": None, **own}
    made = InnerFunction(function, targetoptions=options, pipeline_class=LateCompiler)
    _made.append(made)
    return cast(_F, made)


@contextlib.contextmanager
def _cache_folder() -> Iterator[None]:
    """Let Numba keep what is compiled in our folder; others' functions are not concerned."""
    before = _CONFIG.CACHE_DIR, _CONFIG.DISABLE_JIT
    _CONFIG.CACHE_DIR, _CONFIG.DISABLE_JIT = str(kept_in()), 0  # ours are for arrays: Python would take days
    try:
        yield
    finally:
        _CONFIG.CACHE_DIR, _CONFIG.DISABLE_JIT = before


def forgo_linear_algebra() -> None:
    """Let Numba not ask whether SciPy's linear algebra is there, which loads it: for a process that is only ours.

    To be called before any code is compiled or loaded; what Numba compiles here cannot multiply matrices.
    """
    name = "scipy.linalg"
    if name in sys.modules:
        return
    sys.modules[name] = cast(Any, None)  # to import it is an error from now on
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules[name]


class _Counting(event.Listener):
    """Tells how many of the functions have been compiled, each time that one has."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._done: set[int] = set()
        self._tell = tell

    def on_start(self, event: Any) -> None:
        """Nothing has been done yet."""

    def on_end(self, event: Any) -> None:
        self._done.add(id(event.data["dispatcher"]))
        self._tell(len(self._done), max(len(_made), len(self._done)))


@contextlib.contextmanager
def watched(tell: Callable[[int, int], None]) -> Iterator[None]:
    """Call ``tell`` after each function that is compiled inside the block: how many have been, and of how many."""
    with event.install_listener("numba:compile", _Counting(tell)):
        yield
