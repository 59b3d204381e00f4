"""The parts of a unit: written whole, sealed, and checked before they are counted.

```
mentions/part-<unit>.parquet       MENTION rows of a unit
rejected/part-<unit>.parquet       REJECTED rows of a unit
tally/part-<unit>.parquet          TALLY rows of a unit; written last: a unit is finished iff this file exists
```
The tally is the seal of its unit. Its metadata names the unit and the run that it belongs to, the hashes of the two
files written before it, the hash of itself (with a blank in its place), and the hash of the input that was read. So
a part that was cut, altered, exchanged or lost is noticed, and the unit done again.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from corpusstat.atomic import drop, replacing, write_table
from corpusstat.engine.manifest import Unit
from corpusstat.errors import BadData
from corpusstat.read.parquet import changed
from corpusstat.schema import Parts, metadata

__all__ = [
    "PARTS",
    "PartPaths",
    "adopt",
    "changed_inputs",
    "damaged",
    "file_hash",
    "finished_ids",
    "input_hash",
    "part",
    "reseal",
    "unchanged_while",
    "write_parts",
]

PARTS: Final = ("mentions", "rejected", "tally")
"""The folders of parts, in the order of writing: the last one makes the unit finished."""
_BLOCK: Final = 1 << 20
_AT_ONCE: Final = 4
"""Files hashed at the same time: hashing waits for the disk."""
_UNIT, _RUN, _INPUT, _SEAL = (f"corpusstat.{name}" for name in ("unit", "run", "input", "seal"))
_BLANK: Final = b"xxh3-128:" + b"0" * 32


@dataclass(frozen=True, slots=True)
class PartPaths:
    """The files to count: of finished units in the manifest whose shard was read whole; sorted by shard, row group."""

    mentions: tuple[Path, ...]
    rejected: tuple[Path, ...]
    tallies: tuple[Path, ...]


def part(folder: Path, kind: str, unit_id: str) -> Path:
    """Return the path of a part."""
    return folder / kind / f"part-{unit_id}.parquet"


def finished_ids(folder: Path, kind: str = PARTS[-1]) -> set[str]:
    """Return the ids of the units with a part of this kind: one listing, no file is opened."""
    try:
        with os.scandir(folder / kind) as entries:
            names = [entry.name for entry in entries]
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise BadData(
            f"{folder / kind} cannot be listed: {error.strerror or error}",
            "a folder that this user can read",
            "move what is there away, or let this user read it",
        ) from error
    return {n[len("part-") : -len(".parquet")] for n in names if n.startswith("part-") and n.endswith(".parquet")}


def _refuse_odd(path: Path) -> None:
    """Raise an OSError unless there is a file: from a pipe nothing may ever come."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "no regular file", str(path))


def file_hash(path: Path, start: int = 0, stop: int | None = None) -> str:
    """Hash a file (xxh3-128), or the bytes ``start`` to ``stop`` of it; anything else is an OSError, also a pipe."""
    _refuse_odd(path)
    digest, left = xxhash.xxh3_128(), None if stop is None else stop - start
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(_BLOCK if left is None else min(_BLOCK, left)):
            digest.update(block)
            left = None if left is None else left - len(block)
    return digest.hexdigest()


def _amended(data: bytes) -> bytes:
    """Put the hash of a file into the blank of its seal, which lies in the footer."""
    at = data.rfind(_BLANK)
    digest = xxhash.xxh3_128_hexdigest(data).encode()
    return data[:at] + _BLANK[: -len(digest)] + digest + data[at + len(_BLANK) :]


def _is_amended(data: bytes) -> bool:
    """Whether the seal of a file is the hash of the file with a blank seal."""
    at = data.rfind(_BLANK.rstrip(b"0"))
    blank = data[:at] + _BLANK + data[at + len(_BLANK) :]
    return at >= 0 and len(blank) == len(data) and _amended(blank) == data


def write_parts(folder: Path, unit: Unit, parts: Parts, run: str = "", source: str = "") -> None:
    """Write the three parts of a unit, the tally with the seal last.

    Parameters
    ----------
    folder, unit, parts
        Where they go, what was worked on, and what came of it.
    run
        Digest of the run's configuration.
    source
        Hash of the input that was read (`input_hash`).

    Raises
    ------
    CannotWrite
        The disk is full or read-only.
    """
    own = {_UNIT: unit.id, _RUN: run}
    for kind, table in zip(PARTS, (parts.mentions, parts.rejected), strict=False):
        write_table(part(folder, kind, unit.id), table, metadata(**own))
    _write_tally(folder, unit.id, parts.tally, run, source)


def _write_tally(folder: Path, unit_id: str, tally: pa.Table, run: str, source: str) -> None:
    marks = {_UNIT: unit_id, _RUN: run, _INPUT: source, _SEAL: _BLANK.decode()}
    marks |= {f"corpusstat.{kind}": file_hash(part(folder, kind, unit_id)) for kind in PARTS[:-1]}
    write_table(part(folder, PARTS[-1], unit_id), tally, metadata(**marks), _amended)


def _tally(folder: Path, unit_id: str) -> tuple[pa.Table, dict[str, str]]:
    """Read a tally and the marks of its seal.

    Raises
    ------
    BadData
        It cannot be read, or is not what was written.
    """
    path = part(folder, PARTS[-1], unit_id)
    try:
        _refuse_odd(path)
        data = path.read_bytes()
        if _is_amended(data):
            with pq.ParquetFile(pa.BufferReader(data)) as file:
                marks = {k.decode(): v.decode() for k, v in (file.metadata.metadata or {}).items()}
                return file.read(use_threads=False), marks
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise BadData(f"{path} cannot be read: {str(error).splitlines()[0]}") from error
    raise BadData(f"{path} is not as it was written")


def _damage(folder: Path, unit: Unit, run: str, kinds: Collection[str] = PARTS) -> str:
    """Say what is wrong with the parts of a finished unit, the tally and those of ``kinds``; empty if nothing is."""
    try:
        _, marks = _tally(folder, unit.id)
        for mark, expected in ((_UNIT, unit.id), (_RUN, run)):
            if marks.get(mark) != expected:
                return f"{part(folder, PARTS[-1], unit.id)} belongs to another {mark.rpartition('.')[2]}"
        for kind in (k for k in PARTS[:-1] if k in kinds):
            path = part(folder, kind, unit.id)
            if not path.is_file():
                return f"{path} is missing"
            if file_hash(path) != marks.get(f"corpusstat.{kind}"):
                return f"{path} is not as it was written"
    except (OSError, BadData) as error:
        return str(error)
    return ""


def damaged(folder: Path, units: Iterable[Unit], run: str, kinds: Collection[str] = PARTS) -> dict[str, str]:
    """Check the parts of units that are finished: unit id → what is wrong, for those where something is."""
    there = finished_ids(folder)
    wanted = [u for u in units if u.id in there]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(lambda unit: _damage(folder, unit, run, kinds), wanted)
        return {u.id: reason for u, reason in zip(wanted, found, strict=True) if reason}


def reseal(folder: Path, unit_id: str, run: str | None = None) -> None:
    """Seal a unit again after its mentions were thinned, or for another run."""
    table, marks = _tally(folder, unit_id)
    _write_tally(folder, unit_id, table, marks[_RUN] if run is None else run, marks.get(_INPUT, ""))


def adopt(
    folder: Path,
    source: Path,
    unit: Unit,
    runs: tuple[str, str],
    keep: Callable[[pa.Table], pa.Table] | None = None,
) -> None:
    """Take over the parts of a unit that another run has finished: hard links where possible, else copies.

    Parameters
    ----------
    folder, source, unit
        The run, the other one, and the unit of both.
    runs
        The digests of the two runs' configurations: of this one and of the other.
    keep
        Chooses among the mentions (None: all).

    Raises
    ------
    BadData
        The parts are not as they were written.
    CannotWrite
        The disk is full or read-only.
    """
    wrong = _damage(source, unit, runs[1])
    if wrong:
        raise BadData(wrong, "the parts of a run as they were written", f"audit again into {source}: it is repaired")
    for kind in PARTS:
        if kind == PARTS[-1] and part(folder, kind, unit.id).exists():
            return
        if keep is not None and kind == PARTS[0]:
            table = pq.read_table(part(source, kind, unit.id))
            write_table(part(folder, kind, unit.id), keep(table), table.schema.metadata)
        elif kind == PARTS[-1] and (keep is not None or runs[0] != runs[1]):
            table, marks = _tally(source, unit.id)
            _write_tally(folder, unit.id, table, runs[0], marks.get(_INPUT, ""))
        else:
            _link(part(source, kind, unit.id), part(folder, kind, unit.id))


def _link(theirs: Path, ours: Path) -> None:
    drop(ours)
    try:
        os.link(theirs, ours)
    except OSError:  # another disk, or one without links
        with replacing(ours) as file, theirs.open("rb") as original:
            shutil.copyfileobj(original, file)


def _local(unit: Unit) -> Path | None:
    return None if "://" in unit.shard.uri else Path(unit.shard.uri)


def input_hash(unit: Unit) -> str:
    """Hash a unit's share of the bytes of its shard; empty for what is not a local file.

    The units of a shard cut its bytes in proportion to their rows, so that together they cover the file.
    """
    path, shard = _local(unit), unit.shard
    if path is None:
        return ""
    before = sum(shard.row_groups[: unit.first_row_group])
    ends = [shard.size * rows // max(shard.rows, 1) for rows in (before, before + unit.rows)]
    try:
        return file_hash(path, *ends)
    except OSError:  # the work itself will say what is wrong with it
        return ""


@contextlib.contextmanager
def unchanged_while(unit: Unit) -> Iterator[None]:
    """Refuse the shard of a unit if its file is written to inside the block; for objects, reading them does it.

    Raises
    ------
    SkipShard
        It was.
    """
    planned = _state(unit)
    yield
    if planned and _state(unit) != planned:
        raise changed(unit.shard.name)


def _state(unit: Unit) -> str:
    """Size, time and inode of a local file; empty if it cannot be told."""
    path = _local(unit)
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}" if found is not None else ""


def changed_inputs(folder: Path, units: Iterable[Unit]) -> set[str]:
    """Names of shards whose content is not what finished units have read of it.

    Where only some units of a shard are finished their share of the bytes may miss a change, so it counts as changed.
    """
    there, changed = finished_ids(folder), set()
    for unit in units:
        if unit.id not in there or _local(unit) is None:  # an ETag that differs is another object
            changed.add(unit.shard.name)
        elif unit.shard.name not in changed:
            try:
                _, marks = _tally(folder, unit.id)
            except BadData:
                continue
            if marks.get(_UNIT) == unit.id and marks.get(_INPUT) != input_hash(unit):  # another's is void anyway
                changed.add(unit.shard.name)
    return changed
