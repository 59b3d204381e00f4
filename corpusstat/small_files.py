"""Small text files that people give us: read within bounds, and every failure one clear line."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path
from typing import Any, Final

from corpusstat.errors import BadRequest

__all__ = ["parse_toml", "read_small"]

_MOST: Final = 16 * 1024**2
_LARGEST: Final = 1 << 63
"""Beyond the integers of TOML."""
_PART: Final = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
_DOTTED: Final = re.compile(rf"(?:^|[\[{{,])[ \t]*+(?:{_PART}\.[ \t]*+){{64,}}+{_PART}[=\]]", re.MULTILINE)
"""A key of more than 64 parts, for which the parser takes minutes."""


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
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, FileNotFoundError):
            reason = "no such file"
        raise BadRequest(f"{file}: {reason}", f"a readable {kind}", "check the path") from None


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML, however deep it is nested and however long its numbers are.

    Raises
    ------
    tomllib.TOMLDecodeError
        It is not TOML, nested too deeply, or has an integer of more than 64 bits.
    """
    if _DOTTED.search(text):
        raise tomllib.TOMLDecodeError("nested too deeply")
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("nested too deeply") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # Python refuses to read more than 4300 digits
        raise tomllib.TOMLDecodeError("an integer of more than 64 bits") from None
    waiting: list[Any] = [tables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            raise tomllib.TOMLDecodeError("an integer of more than 64 bits")
        waiting += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return tables
