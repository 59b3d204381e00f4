"""A pack's file as it was written, to point at the line of a mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file and its text."""

    file: Path
    text: str

    def line(self, pattern: str, start: int = 1) -> int:
        """Return the number of the first line from ``start`` on in which the pattern is found, else ``start``."""
        lines = enumerate(self.text.splitlines()[start - 1 :], start)
        return next((i for i, line in lines if re.search(pattern, line)), start)

    def at(self, needle: str, start: int = 1) -> str:
        """Return file and line of the first line from ``start`` on that contains the needle."""
        return f"{self.file}:{self.line(re.escape(needle), start)}"
