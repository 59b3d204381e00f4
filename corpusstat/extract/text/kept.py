"""Where machine code is kept, and what else takes long to make: in the package, or in the user's cache folder.

Nothing here loads Numba: a process that hands out work asks only whether the workers will find their code.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar

__all__ = ["called", "is_kept", "kept", "kept_in"]

_PACKAGE: Final = Path(__file__).parents[1]
_SOURCES: Final = (_PACKAGE, _PACKAGE.parent / "lexicon", _PACKAGE.parent / "count" / "compiled")
_NAME: Final = "machine-"
_UNUSED: Final = 3 * 24 * 3600.0
"""Seconds after which machine code of other sources is deleted, and what else is kept, if nothing has used it."""
_COMPILED_FUNCTION: Final = re.compile(r"^@compiled\ndef (\w+)", re.MULTILINE)
_Made = TypeVar("_Made")


@cache
def _digest() -> str:
    """Of the sources that machine code is made from, constants included: Numba looks at one file of them only."""
    sources = sorted(f for folder in _SOURCES for f in folder.rglob("*") if f.suffix in (".py", ".txt", ".tsv"))
    digest = blake2b(version("numba").encode(), digest_size=6)
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
def kept_in() -> Path:
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


@cache
def called() -> frozenset[str]:
    """The compiled functions that Python calls, as Numba names their files: those under ``@compiled`` in the sources.

    >>> "matcher._search" in called()
    True
    """
    files = _PACKAGE.rglob("*.py")
    return frozenset(
        f"{file.stem}.{name}" for file in files for name in _COMPILED_FUNCTION.findall(file.read_text("utf-8"))
    )


def is_kept() -> bool:
    """Whether the code of all functions that Python calls has been kept."""
    return called() <= {file.name.split("-")[0] for file in kept_in().rglob("*.nbi")}


def kept(name: str, make: Callable[[], _Made]) -> _Made:
    """Return what ``make`` gives: what was kept of it under this name, which is to follow from all it is made of."""
    file = kept_in() / f"{name}.pickle"
    try:
        found: Any = pickle.loads(file.read_bytes())  # noqa: S301 - ours, as the machine code beside it
        os.utime(file)
        return found  # type: ignore[no-any-return]
    except Exception:  # not there, cut, of another version of a library: all mean that it is made again
        made = make()
    with contextlib.suppress(OSError):
        _keep(file, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


def _keep(file: Path, content: bytes) -> None:
    """Write a file in one step, and delete those of its kind that nothing has used lately."""
    new = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    new.write_bytes(content)
    new.replace(file)
    for other in file.parent.glob("*.pickle*"):
        with contextlib.suppress(OSError):
            if other.stat().st_mtime < time.time() - _UNUSED:
                other.unlink()
