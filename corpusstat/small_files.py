"""Small text files that people give us: read within bounds, and every failure one clear line."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path
from typing import Any, Final

from corpusstat.errors import BadRequest

__all__ = ["parse_toml", "read_small"]

_MOST: Final = 16 * 1024**2


def read_small(file: Path, kind: str = "TOML file") -> str:
    """Read a UTF-8 text of at most 16 MiB.

    Raises
    ------
    BadRequest
        There is no such file, it is no ordinary one (a pipe or device would never end), too large, or not UTF-8.
    """
    try:
        found = file.stat()
        if stat.S_ISDIR(found.st_mode):
            raise BadRequest(f"{file} is a folder", f"a {kind}", "name a file in it")
        if not stat.S_ISREG(found.st_mode):
            raise BadRequest(f"{file} is no ordinary file", f"a {kind}", "save it as a file first")
        if found.st_size > _MOST:
            size = f"{found.st_size / 1024**2:,.0f} MiB"
            raise BadRequest(f"{file}: {size}", f"a {kind} of at most {_MOST // 1024**2} MiB", "check the path")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest(f"{file}: not UTF-8", f"a {kind} in UTF-8", "save it as UTF-8") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a zero in it
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, FileNotFoundError):
            reason = "no such file"
        raise BadRequest(f"{file}: {reason}", f"a readable {kind}", "check the path") from None


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML, however deep it is nested.

    Raises
    ------
    tomllib.TOMLDecodeError
        It is not TOML, or nested too deeply.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("nested too deeply") from None
