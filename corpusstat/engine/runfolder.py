"""The folder of a run: who may write in it, what is finished, what is to do.

```
manifest.json                      inputs, configuration, versions, checksums of the results (see manifest.py)
mentions/, rejected/, tally/       the parts of each unit (see parts.py)
log.jsonl                          what happened, one JSON object a line; for people, never read back
```
A unit id covers the content of its input, so a part is never counted for another input; a unit that is not in the
manifest is not counted at all. A run is finished iff its manifest has the checksums of its results, which are written
last.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import errno
import json
import os
import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from corpusstat.atomic import CannotWrite, cannot_write, drop, remove_leftovers
from corpusstat.engine.lock import RunLock
from corpusstat.engine.manifest import Manifest, Quarantined, Unit, compare
from corpusstat.engine.parts import PARTS, PartPaths, changed_inputs, damaged, file_hash, finished_ids, part
from corpusstat.errors import BadData, BadRequest
from corpusstat.report.format import plural

__all__ = [
    "PARTS",
    "PartPaths",
    "RunFolder",
    "discard",
    "mention_files",
    "open_run",
    "part_paths",
    "read_run",
    "refuse_damage",
    "refuse_difference",
    "refuse_foreign",
    "seal_results",
    "wrong_result",
]

_MANIFEST: Final = "manifest.json"
_REPORT: Final = "report.json"
_SHOWN: Final = 5


def _refusal(error: Exception) -> OSError | None:
    """What the disk said, if that is why a library failed: each wraps it in an error of its own."""
    for code in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG):
        if getattr(error, "errno", None) == code or os.strerror(code) in str(error):
            return OSError(code, os.strerror(code))
    return None


class RunFolder:
    """An open run folder. Use it in a ``with`` block: the lock is held until its end."""

    def __init__(self, folder: Path, manifest: Manifest, lock: RunLock) -> None:
        self.folder = folder
        self.manifest = manifest
        self.units = manifest.units
        self._lock = lock
        log = folder / "log.jsonl"
        self._has_log = log.is_file() or not log.exists()  # not a pipe that nobody reads
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
        """Return the units that are not finished, largest first (so that no worker is left alone with a long one)."""
        done = finished_ids(self.folder)
        todo = [u for u in self.units if u.id not in done]
        return sorted(todo, key=lambda u: (-u.size, u.id))

    def void_damaged(self) -> dict[str, str]:
        """Check what is finished; return unit id → what is wrong, where something is: that unit is to do again."""
        found = damaged(self.folder, self.units, self.manifest.digest)
        for unit_id, reason in found.items():
            drop(part(self.folder, PARTS[-1], unit_id))
            self.log("damaged", unit=unit_id, reason=reason)
        return found

    def finish(self, names: Iterable[str]) -> None:
        """Write the checksums of the results into the manifest: from now on the run is finished."""
        results = {name: file_hash(self.folder / name) for name in names}
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self.manifest = dataclasses.replace(self.manifest, results=results, finished=now)
        self.manifest.write(self.folder / _MANIFEST)
        self.log("finished", results=len(results))

    def parts(self) -> PartPaths:
        """Return the files to count.

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
        if self._has_log:
            with contextlib.suppress(OSError), (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
                file.write(line)

    def _end_broken_line(self) -> None:
        """After a kill in the middle of a line, begin a new one."""
        log = self.folder / "log.jsonl"
        if not log.is_file():
            return
        with contextlib.suppress(OSError), log.open("rb+") as file:
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
        finished = finished_ids(self.folder) & {u.id for u in self.units}
        count = 0
        for kind in PARTS:
            count += remove_leftovers(self.folder / kind)
            for stray in finished_ids(self.folder, kind) - finished:
                drop(part(self.folder, kind, stray))
                count += 1
        return count


def part_paths(folder: Path, manifest: Manifest) -> PartPaths:
    """Return the files to count of a run folder that need not be open (``Run.parts``)."""
    unread = {q.name for q in manifest.quarantined}
    there = [finished_ids(folder, kind) for kind in PARTS]
    wanted = [u.id for u in manifest.units if u.id in there[-1] and u.shard.name not in unread]
    for kind, ids in zip(PARTS, there, strict=True):
        lost = [i for i in wanted if i not in ids]
        if lost:
            raise BadData(
                f"{folder}: {part(folder, kind, lost[0])} is missing, though its unit is finished",
                "the parts of a run left as they were written",
                f"delete {part(folder, PARTS[-1], lost[0])} and run the audit again",
            )
    return PartPaths(*(tuple(part(folder, kind, i) for i in wanted) for kind in PARTS))


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


def wrong_result(folder: Path, manifest: Manifest, name: str | None = None) -> str:
    """Say what is wrong with a result of a finished run (None: with any of them); empty if nothing is.

    A run without results is not finished.
    """
    if not manifest.results:
        return f"{folder} is not finished"
    for each in manifest.results if name is None else (name,):
        try:
            if file_hash(folder / each) != manifest.results.get(each):
                return f"{folder / each} is not the one that this run has written"
        except OSError:
            return f"{folder / each} is missing"
    return ""


def refuse_damage(
    folder: Path,
    manifest: Manifest,
    kinds: Collection[str],
    results: Collection[str] = (),
    only: Collection[str] | None = None,
) -> None:
    """Check what is about to be read of a run against the checksums it was written with.

    Parameters
    ----------
    folder, manifest
        The run.
    kinds
        Of its files: of ``mentions``, ``rejected``, ``tally``, ``copies``.
    results
        Of its results: of ``report.json``, ``audit.duckdb``, ``quarantine.jsonl``.
    only
        Ids of the units whose parts are read (None: all).

    Raises
    ------
    BadData
        A file is not as it was written, or missing.
    """
    wanted = {*results, *(name for name in manifest.results if name.split("/")[0] in kinds)}
    wrong = next(filter(None, (wrong_result(folder, manifest, name) for name in sorted(wanted))), "")
    if not wrong and not set(kinds).isdisjoint(PARTS):
        unread = {q.name for q in manifest.quarantined}
        units = [u for u in manifest.units if u.shard.name not in unread and (only is None or u.id in only)]
        lost = {u.id for u in units} - finished_ids(folder) if manifest.results else set()
        if lost:
            wrong = f"{part(folder, PARTS[-1], min(lost))} is missing"
        else:
            wrong = next(iter(damaged(folder, units, manifest.digest, kinds).values()), "")
    if wrong:
        raise BadData(wrong, "the files of a run as they were written", "run the same audit again: it mends the run")


def mention_files(folder: Path, manifest: Manifest) -> tuple[Path, ...]:
    """Return the MENTION files of a run, which need not be finished, once they are found to be as they were written.

    Raises
    ------
    BadData
        One is not.
    """
    refuse_damage(folder, manifest, (PARTS[0],))
    return part_paths(folder, manifest).mentions


def seal_results(folder: Path, *names: str) -> None:
    """Enter results that were written again, such as a report with judged precision, into the manifest."""
    manifest = Manifest.read(folder / _MANIFEST)
    results = {**manifest.results, **{name: file_hash(folder / name) for name in names}}
    dataclasses.replace(manifest, results=results).write(folder / _MANIFEST)


def open_run(folder: str | os.PathLike[str], manifest: Manifest, accept_changes: bool = False) -> RunFolder:
    """Create the folder of a run, or resume the run that is there.

    Parts that were damaged are void, their units are done again.

    Parameters
    ----------
    folder
        New, empty, or a run with the same configuration.
    manifest
        What would be run now (``manifest.make``).
    accept_changes
        Go on although inputs have changed, are missing or are new: what is finished of changed ones is done again.

    Raises
    ------
    BadRequest
        The folder holds something else, another process uses it, its configuration differs (the differences are
        listed), or its inputs differ and that was not accepted (they are named).
    CannotWrite
        The folder cannot be written.
    """
    path = Path(folder)
    refuse_foreign(path)
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
        run = RunFolder(path, manifest, lock)
        void = run.void_damaged() if old is not None else {}
        if old is not None and (old.inputs != manifest.inputs or run.pending()):
            drop(path / _REPORT)  # it is about other inputs, or about fewer
        event = "created" if old is None else "resumed"
        run.log(event, units=len(run.units), leftovers=leftovers, damaged=len(void), digest=manifest.digest)
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
    refuse_foreign(path)
    lock = RunLock(path)
    try:
        shutil.rmtree(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        lock.release()


def refuse_foreign(path: Path) -> None:
    """Never write among files that are not ours: a folder without manifest must be empty but for our own beginnings."""
    try:
        if not (above := _nearest(path)).is_dir():
            raise BadRequest(
                f"{above} is {'a file' if above.is_file() else 'no folder'}",
                "a new folder or a run",
                "choose another -o folder",
            )
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


def _nearest(path: Path) -> Path:
    """The path, or of the folders that it would lie in the lowest that exists."""
    return next((p for p in (path, *path.absolute().parents) if os.path.lexists(p)), path)


def refuse_difference(path: Path, old: Manifest, new: Manifest, accept_changes: bool) -> frozenset[str]:
    """Compare a run with the one that is asked for; return the names of the shards that must be read again.

    Raises
    ------
    BadRequest
        The configuration differs; the inputs are those of another audit; or they have changed, and that was not
        accepted.
    """
    difference = compare(old, new)
    if difference.config:
        raise BadRequest(
            f"{path} holds a run with another configuration ({_some(difference.config)})",
            "the configuration it was begun with",
            "use that one, another -o folder, or --force to delete this run once the new one is complete",
        )
    if difference.disjoint:
        raise BadRequest(
            f"{path} holds an audit of other files ({old.inputs[0].name}{_more(len(old.inputs) - 1)})",
            "the files of that audit, or a new folder",
            "use another -o, or --force to delete this run once the new one is complete",
        )
    touched = changed_inputs(path, (u for u in old.units if u.shard.name in difference.touched))
    lines = (
        *difference.inputs,
        *(f"{name} changed: its content, at the same size and time" for name in sorted(touched)),
    )
    void = difference.shards | touched
    if lines and not accept_changes:
        rows = sum(s.rows for s in old.inputs if s.name in void)
        what = f"{plural(len(void), 'shard')} ({plural(rows, 'document')})"
        loss = f"; it deletes what was read of {what}" if void else ""
        raise BadRequest(
            f"the inputs of {path} are not what they were: {_some(lines)}",
            "unchanged shards",
            f"restore them, or go on with --accept-changes: what has changed is read again{loss}",
        )
    return void


def _resumed(path: Path, old: Manifest, new: Manifest, accept_changes: bool) -> Manifest:
    """The manifest to go on with; finished work on changed inputs is made void."""
    void = refuse_difference(path, old, new, accept_changes)
    for unit in old.units if void else ():
        if unit.shard.name in void:
            drop(part(path, PARTS[-1], unit.id))
    return dataclasses.replace(new, created=old.created, theta=old.theta)


def _some(lines: Sequence[str]) -> str:
    return "; ".join(lines[:_SHOWN]) + (f"; and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else "")


def _more(count: int) -> str:
    return f" and {count} more" if count else ""
