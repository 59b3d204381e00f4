"""``--sample-prompts auto`` while a run reads: when its mentions outgrow their room, θ halves and what is above goes.

θ is written into the manifest before anything is deleted, and only decreases: whatever is kept is exact, and a run
that is killed between two deletions goes on where it was.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from corpusstat.atomic import write_table
from corpusstat.count.keys import in_sample
from corpusstat.engine.engine import Progress
from corpusstat.engine.parts import reseal
from corpusstat.engine.runfolder import RunFolder
from corpusstat.schema import MENTION

__all__ = ["Thinner"]

_MARK = b"corpusstat.theta"
_EVERY = 10.0
"""Seconds between looks."""


class Thinner:
    """Keeps the mentions of a run within their room; call it with the engine's progress.

    Parameters
    ----------
    run
        An open run.
    room
        Bytes that its mentions may take; None: half of what they take and the disk has free.
    """

    def __init__(self, run: RunFolder, room: int | None = None) -> None:
        self._run = run
        self._room = room
        self._sizes: dict[Path, int] = {}
        self._next = 0.0

    @property
    def theta(self) -> float:
        """Share of prompts kept so far."""
        return self._run.manifest.theta or 1.0

    def __call__(self, progress: Progress) -> None:
        """Look at the parts, but not too often: it takes a listing of all of them."""
        now = time.monotonic()
        if progress.units_done and now >= self._next:
            self.look()
            self._next = now + _EVERY

    def look(self) -> None:
        """Thin new parts to θ; halve θ as long as the parts need more room than there is."""
        for part in self._run.parts().mentions:
            if part not in self._sizes:
                self._sizes[part] = self._thinned(part)
        while sum(self._sizes.values()) > self._allowed() and self.theta > 2**-62:
            self._run.update(theta=self.theta / 2)
            self._run.log("sample", theta=self.theta, mentions_bytes=sum(self._sizes.values()))
            self._sizes = {part: self._thinned(part) for part in self._sizes}

    def _allowed(self) -> int:
        if self._room is not None:
            return self._room
        return (shutil.disk_usage(self._run.folder).free + sum(self._sizes.values())) // 2

    def _thinned(self, part: Path) -> int:
        """Delete the mentions of a part that are not in the sample; give the bytes it takes then."""
        marks = pq.read_schema(part).metadata or {}
        if float(marks.get(_MARK, b"1")) > self.theta:
            kept = pl.read_parquet(part, memory_map=False, glob=False).filter(in_sample(self.theta))
            write_table(part, kept.to_arrow().cast(MENTION), marks | {_MARK: repr(self.theta).encode()})
            reseal(self._run.folder, part.stem.removeprefix("part-"))
        return part.stat().st_size
