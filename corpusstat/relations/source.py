"""A pack's file as it was written, to point at the line of a mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file and its text, from the line ``start`` on."""

    file: Path
    text: str
    start: int = 1

    @property
    def here(self) -> str:
        """File and line of the start."""
        return f"{self.file}:{self.start}"

    def below(self, start: int) -> Source:
        """Return the same file from another line on."""
        return replace(self, start=start)

    def line(self, pattern: str) -> int:
        """Return the number of the first line in which the pattern is found, else of the start."""
        lines = enumerate(self.text.splitlines()[self.start - 1 :], self.start)
        return next((i for i, line in lines if re.search(pattern, line)), self.start)

    def at(self, needle: str) -> str:
        """Return file and line of the first line that contains the needle."""
        return f"{self.file}:{self.line(re.escape(needle))}"
