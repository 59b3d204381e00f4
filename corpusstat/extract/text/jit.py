"""The one home of Numba: Python functions over arrays, compiled to compiled code when they are first called.

The compiled code is kept in the package's folder, or in the user's cache folder where the package is not writable; a
process that finds it there starts without compiling, which takes about 40 seconds of one core.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
from numba.core import event

from corpusstat.extract.text.linking import InnerFunction, LateCompiler

__all__ = ["CALLED", "compiled", "compiled_inline", "compiled_inner", "is_kept", "watched"]

_CONFIG: Final[Any] = numba.config
_PACKAGE: Final = Path(__file__).parents[1]
_SOURCES: Final = (_PACKAGE, _PACKAGE.parent / "lexicon")
_NAME: Final = "machine-"
_UNUSED: Final = 3 * 24 * 3600.0
"""Seconds after which machine code of other sources is deleted."""
_OWN: Final = __name__.split(".")[0] + "."
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


@cache
def _digest() -> str:
    """Of the sources that machine code is made from, constants included: Numba looks at one file of them only."""
    sources = sorted(f for folder in _SOURCES for f in folder.rglob("*") if f.suffix in (".py", ".txt", ".tsv"))
    digest = blake2b(numba.__version__.encode(), digest_size=6)
    for file in sources:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _places() -> Iterator[Path]:
    """Folders that may hold machine code, the best first."""
    name = f"{_NAME}{_digest()}"
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        yield Path(chosen).absolute() / "corpusstat" / name
    yield _PACKAGE / "__pycache__" / name
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if os.path.isabs(home):
        yield Path(home) / "corpusstat" / name


def _takes_files(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _clear_stale(folder: Path) -> None:
    """Mark the folder as used, and delete those beside it that hold machine code of other sources and were not lately.

    Each process marks its folder when it starts, so that none is deleted that a process is about to load. A folder is
    renamed before it is deleted: what is found under its name is whole.
    """
    with contextlib.suppress(OSError):
        os.utime(folder)
    for other in folder.parent.glob(f"*{_NAME}*"):
        with contextlib.suppress(OSError):  # another process may be deleting it too
            if other != folder and other.stat().st_mtime < time.time() - _UNUSED:
                gone = other.rename(folder.parent / f".{_NAME}{secrets.token_hex(4)}")
                shutil.rmtree(gone, ignore_errors=True)


@cache
def _kept_in() -> Path:
    """The folder of machine code for this state of the sources.

    Where nothing can be kept it is a private one, for the life of this process and of the workers that inherit its
    environment: each would compile for most of a minute otherwise.
    """
    for folder in _places():
        if _takes_files(folder):
            _clear_stale(folder)
            return folder
    private = tempfile.mkdtemp(prefix="corpusstat-machine-")
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = private
    return next(_places())


def is_kept() -> bool:
    """Whether the code of all functions that Python calls has been kept."""
    kept = {file.name.split("-")[0] for file in _kept_in().rglob("*.nbi")}
    ours = [made.py_func for made in CALLED if made.py_func.__module__.startswith(_OWN)]
    return kept >= {f"{f.__module__.split('.')[-1]}.{f.__qualname__}" for f in ours}


@contextlib.contextmanager
def _cache_folder() -> Iterator[None]:
    """Let Numba keep what is compiled in our folder; others' functions are not concerned."""
    before = _CONFIG.CACHE_DIR, _CONFIG.DISABLE_JIT
    _CONFIG.CACHE_DIR, _CONFIG.DISABLE_JIT = str(_kept_in()), 0  # ours are for arrays: Python would take days
    try:
        yield
    finally:
        _CONFIG.CACHE_DIR, _CONFIG.DISABLE_JIT = before


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
