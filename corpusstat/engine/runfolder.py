"""The folder of a run: who may write in it, what is finished, what is to do.

```
manifest.json                      inputs, configuration, versions (see manifest.py)
mentions/part-<unit>.parquet       MENTION rows of a unit
rejected/part-<unit>.parquet       REJECTED rows of a unit
tally/part-<unit>.parquet          TALLY rows of a unit; written last: a unit is finished iff this file exists
log.jsonl                          what happened, one JSON object a line; for people, never read back
```
A unit id covers the content of its input, so a part is never counted for another input; a unit that is not in the
manifest is not counted at all.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.atomic import CannotWrite, cannot_write, remove_leftovers, replacing, write_table
from corpusstat.engine.lock import RunLock
from corpusstat.engine.manifest import Manifest, Quarantined, Unit, compare
from corpusstat.errors import BadData, BadRequest
from corpusstat.schema import Parts, metadata

__all__ = ["PARTS", "PartPaths", "Run", "adopt", "discard", "open_run", "part_paths", "read_run", "write_parts"]

PARTS: Final = ("mentions", "rejected", "tally")
"""The folders of parts, in the order of writing: the last one makes the unit finished."""
_MANIFEST = "manifest.json"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PartPaths:
    """The files to count: of finished units in the manifest whose shard was read whole; sorted by shard, row group."""

    mentions: tuple[Path, ...]
    rejected: tuple[Path, ...]
    tallies: tuple[Path, ...]


def _part(folder: Path, kind: str, unit_id: str) -> Path:
    return folder / kind / f"part-{unit_id}.parquet"


def write_parts(folder: Path, unit: Unit, parts: Parts) -> None:
    """Write the three parts of a unit, the tally last.

    Raises
    ------
    CannotWrite
        The disk is full or read-only.
    """
    more = metadata(**{"corpusstat.unit": unit.id})
    for kind, table in zip(PARTS, (parts.mentions, parts.rejected, parts.tally), strict=True):
        write_table(_part(folder, kind, unit.id), table, more)


def adopt(folder: Path, source: Path, unit: Unit, keep: Callable[[pa.Table], pa.Table] | None = None) -> None:
    """Take over the parts of a unit that another run has finished: hard links where possible, else copies.

    ``keep`` chooses among the mentions (None: all).

    Raises
    ------
    CannotWrite
        The disk is full or read-only.
    """
    for kind in PARTS:
        ours, theirs = _part(folder, kind, unit.id), _part(source, kind, unit.id)
        if ours.exists():
            continue
        if keep is not None and kind == PARTS[0]:
            table = pq.read_table(theirs)
            write_table(ours, keep(table), table.schema.metadata)
            continue
        try:
            os.link(theirs, ours)
        except OSError:  # another disk, or one without links
            with replacing(ours) as file, theirs.open("rb") as original:
                shutil.copyfileobj(original, file)


def _refusal(error: Exception) -> OSError | None:
    """What the disk said, if that is why a library failed: each wraps it in an error of its own."""
    for code in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG):
        if getattr(error, "errno", None) == code or os.strerror(code) in str(error):
            return OSError(code, os.strerror(code))
    return None


def _finished(folder: Path, kind: str = "tally") -> set[str]:
    """Ids of the units with a part of this kind: one listing, no file is opened."""
    with contextlib.suppress(FileNotFoundError), os.scandir(folder / kind) as entries:
        names = (entry.name for entry in entries)
        return {n[len("part-") : -len(".parquet")] for n in names if n.startswith("part-") and n.endswith(".parquet")}
    return set()


class Run:
    """An open run folder. Use it in a ``with`` block: the lock is held until its end."""

    def __init__(self, folder: Path, manifest: Manifest, lock: RunLock) -> None:
        self.folder = folder
        self.manifest = manifest
        self.units = manifest.units
        self._lock = lock
        self._end_broken_line()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if kind is not None:
            self.log("stopped", reason=f"{kind.__name__}: {error}")
        self.close()
        if isinstance(error, Exception) and not isinstance(error, CannotWrite):
            refusal = _refusal(error)
            if refusal is not None:
                raise cannot_write(self.folder, refusal) from error

    def close(self) -> None:
        """Release the lock."""
        self._lock.release()

    def pending(self) -> list[Unit]:
        """Give the units that are not finished, largest first (so that no worker is left alone with a long one)."""
        done = _finished(self.folder)
        todo = [u for u in self.units if u.id not in done]
        return sorted(todo, key=lambda u: (-u.size, u.id))

    def parts(self) -> PartPaths:
        """Give the files to count.

        Raises
        ------
        BadData
            A file of a finished unit has been removed by someone.
        """
        return part_paths(self.folder, self.manifest)

    def log(self, event: str, **fields: Any) -> None:
        """Append an event to log.jsonl. A log that cannot be written never stops a run."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": now, "event": event, **fields}, default=str) + "\n"
        with contextlib.suppress(OSError), (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(line)

    def _end_broken_line(self) -> None:
        """After a kill in the middle of a line, begin a new one."""
        with contextlib.suppress(OSError), (self.folder / "log.jsonl").open("rb+") as file:
            if file.seek(0, os.SEEK_END) and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
                file.write(b"\n")

    def update(self, *, theta: float | None = None, quarantined: Iterable[Quarantined] | None = None) -> None:
        """Write the manifest again with what was learnt."""
        changes: dict[str, Any] = {}
        if theta is not None:
            changes["theta"] = theta
        if quarantined is not None:
            changes["quarantined"] = tuple(sorted(quarantined, key=lambda q: q.name))
        manifest = dataclasses.replace(self.manifest, **changes)
        if manifest != self.manifest:
            manifest.write(self.folder / _MANIFEST)
            self.manifest = manifest

    def sweep(self) -> int:
        """Delete what no unit of the manifest owns or whose unit is not finished, and what dead workers left half."""
        finished = _finished(self.folder) & {u.id for u in self.units}
        count = 0
        for kind in PARTS:
            count += remove_leftovers(self.folder / kind)
            for stray in _finished(self.folder, kind) - finished:
                _part(self.folder, kind, stray).unlink(missing_ok=True)
                count += 1
        return count


def part_paths(folder: Path, manifest: Manifest) -> PartPaths:
    """Give the files to count of a run folder that need not be open (``Run.parts``)."""
    unread = {q.name for q in manifest.quarantined}
    there = [_finished(folder, kind) for kind in PARTS]
    wanted = [u.id for u in manifest.units if u.id in there[-1] and u.shard.name not in unread]
    for kind, ids in zip(PARTS, there, strict=True):
        lost = [i for i in wanted if i not in ids]
        if lost:
            raise BadData(
                f"{folder}: {_part(folder, kind, lost[0])} is missing, though its unit is finished",
                "the parts of a run left as they were written",
                f"delete {_part(folder, PARTS[-1], lost[0])} and run the audit again",
            )
    return PartPaths(*(tuple(_part(folder, kind, i) for i in wanted) for kind in PARTS))


def read_run(folder: str | os.PathLike[str]) -> Manifest:
    """Read the manifest of an existing run.

    Raises
    ------
    BadRequest
        The folder is not a run.
    """
    path = Path(folder)
    if not (path / _MANIFEST).is_file():
        raise BadRequest(f"{path} is not a run", "a folder written by corpusstat audit", "check the path")
    return Manifest.read(path / _MANIFEST)


def open_run(folder: str | os.PathLike[str], manifest: Manifest, accept_changes: bool = False) -> Run:
    """Create the folder of a run, or resume the run that is there.

    Parameters
    ----------
    folder
        New, empty, or a run with the same configuration.
    manifest
        What would be run now (``manifest.make``).
    accept_changes
        Go on although inputs have changed, vanished or come: what is finished of changed ones is done again.

    Raises
    ------
    BadRequest
        The folder holds something else, another process uses it, its configuration differs (the differences are
        listed), or its inputs differ and that was not accepted (they are named).
    CannotWrite
        The folder cannot be written.
    """
    path = Path(folder)
    _refuse_foreign(path)
    try:
        for kind in PARTS:
            (path / kind).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
    lock = RunLock(path)
    try:
        old = Manifest.read(path / _MANIFEST) if (path / _MANIFEST).exists() else None
        if old is not None:
            manifest = _resumed(path, old, manifest, accept_changes)
        manifest.write(path / _MANIFEST)
        leftovers = sum(remove_leftovers(f) for f in (path, *(path / kind for kind in PARTS)))
        run = Run(path, manifest, lock)
        if old is not None and (old.inputs != manifest.inputs or run.pending()):
            (path / "report.json").unlink(missing_ok=True)  # it speaks of other inputs, or of fewer
        run.log(
            "created" if old is None else "resumed", units=len(run.units), leftovers=leftovers, digest=manifest.digest
        )
    except BaseException:
        lock.release()
        raise
    return run


def discard(folder: str | os.PathLike[str]) -> None:
    """Delete a run, if there is one; nothing that is not a run, and none that a process is using.

    Raises
    ------
    BadRequest
        The folder holds something else, or is in use.
    """
    path = Path(folder)
    if not path.exists():
        return
    _refuse_foreign(path)
    lock = RunLock(path)
    try:
        shutil.rmtree(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        lock.release()


def _refuse_foreign(path: Path) -> None:
    """Never write among files that are not ours: a folder without manifest must be empty but for our own beginnings."""
    if path.exists() and not path.is_dir():
        raise BadRequest(f"{path} is a file", "a new folder or a run", "choose another -o folder")
    try:
        if not path.exists() or (path / _MANIFEST).exists():
            return
        ours = {*PARTS, ".lock", ".holder.json"}
        foreign = [e for e in os.listdir(path) if e not in ours and not e.endswith(".tmp")]
    except OSError as error:
        raise BadRequest(f"{path}: {error.strerror or error}", "a folder that can be read") from error
    if foreign:
        raise BadRequest(
            f"{path} is not empty and not a run (it holds {sorted(foreign)[0]})",
            "a new folder, an empty one or a run",
            "choose another -o folder",
        )


def _resumed(path: Path, old: Manifest, new: Manifest, accept_changes: bool) -> Manifest:
    """The manifest to go on with; finished work on changed inputs is made void."""
    difference = compare(old, new)
    if difference.config:
        raise BadRequest(
            f"{path} holds a run with another configuration ({_some(difference.config)})",
            "the configuration it was begun with",
            "use that one, or another -o folder",
        )
    if difference.inputs and not accept_changes:
        raise BadRequest(
            f"the inputs of {path} are not what they were: {_some(difference.inputs)}",
            "unchanged shards (copy them with their times: cp -p, rsync -a)",
            "restore them, or go on with --accept-changes: changed shards are read again",
        )
    for unit in old.units if difference.shards else ():
        if unit.shard.name in difference.shards:
            _part(path, PARTS[-1], unit.id).unlink(missing_ok=True)
    return dataclasses.replace(new, created=old.created, theta=old.theta)


def _some(lines: Sequence[str]) -> str:
    more = f"; and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return "; ".join(lines[:_SHOWN]) + more
