"""A finished run is never changed: another takes its place once it is complete.

The successor is worked on in a hidden folder beside the run, and may be killed and resumed like any other; what both
have in common is taken over by links. Then the two folders exchange names, and the old one is deleted: whoever looks,
at any moment and after any kill, finds the old run or the new one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from corpusstat.atomic import CannotWrite
from corpusstat.engine.lock import RunLock
from corpusstat.engine.manifest import Manifest, compare
from corpusstat.engine.parts import PARTS, adopt, damaged, finished_ids
from corpusstat.engine.runfolder import (
    RunFolder,
    discard,
    open_run,
    read_run,
    refuse_difference,
    refuse_foreign,
    wrong_result,
)
from corpusstat.errors import BadData, CorpusstatError
from corpusstat.report.format import plural

__all__ = ["begun", "check", "recover"]

_OURS: Final = {*PARTS, "manifest.json", "log.jsonl", ".lock", ".holder.json", "report.html", "copies", "spill"}
_EXCHANGE: Final = 2
"""RENAME_EXCHANGE of Linux' renameat2."""


def _beside(folder: Path, what: str) -> Path:
    real = folder.resolve()  # a link to the run stays where it is
    return real.parent / f".{real.name}.{what}"


def recover(folder: Path) -> None:
    """After a kill between two renames: put the complete one of the two runs in its place."""
    old, new = _beside(folder, "old"), _beside(folder, "next")
    if folder.exists():
        _clear(folder, old)
        return
    if not old.exists():
        return
    complete = False
    with contextlib.suppress(CorpusstatError):
        complete = not wrong_result(new, read_run(new))
    (new if complete else old).rename(folder)


def _is_whole(folder: Path, old: Manifest) -> bool:
    """Whether all that a finished run has written is there as it was written."""
    unread = {q.name for q in old.quarantined}
    wanted = {u.id for u in old.units if u.shard.name not in unread}
    return (
        not wrong_result(folder, old) and wanted <= finished_ids(folder) and not damaged(folder, old.units, old.digest)
    )


@contextlib.contextmanager
def begun(
    folder: Path,
    manifest: Manifest,
    *,
    force: bool = False,
    accept_changes: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[RunFolder | None]:
    """Open the run to work on: the folder itself, or beside a finished run its successor.

    Where the block ends without an error, the successor takes the place of the run.

    Parameters
    ----------
    folder
        New, empty, or a run.
    manifest
        What would be run now.
    force
        Start over, whatever the run in the folder is.
    accept_changes
        Go on although inputs have changed.
    say
        Told what will be deleted.

    Yields
    ------
    RunFolder or None
        None if there is nothing to do: the folder holds this very run, finished, whole, and made by this program.

    Raises
    ------
    BadRequest, CannotWrite
        As `open_run`.
    """
    recover(folder)
    old = check(folder, manifest, force=force, accept_changes=accept_changes)
    unreadable = old is None and (folder / "manifest.json").is_file()  # perhaps of another version: --force passes over
    if not unreadable and (old is None or not old.results):
        if force and folder.exists() and any(folder.iterdir()):
            say(f"--force: deleting {_described(folder, old)}")
            discard(folder)
        with open_run(folder, manifest, accept_changes) as run:
            yield run
        return
    lock = RunLock(folder)
    try:
        if old is None or force:
            yield from _replaced(folder, old, manifest, None, say)
            return
        void = refuse_difference(folder, old, manifest, accept_changes)
        same, whole = not void and not compare(old, manifest).inputs, _is_whole(folder, old)
        if same and whole and old.code == manifest.code and old.quarantined == manifest.quarantined:
            yield None
        elif same and not whole:
            say(f"mending {folder}: some of its files are not as they were written")
            lock.release()
            with open_run(folder, manifest, accept_changes) as run:
                yield run
        else:
            yield from _replaced(folder, old, manifest, void, say)
    finally:
        lock.release()


def _replaced(
    folder: Path, old: Manifest | None, manifest: Manifest, void: frozenset[str] | None, say: Callable[[str], None]
) -> Iterator[RunFolder]:
    say(f"{_described(folder, old)} will be deleted once the new one is complete")
    with _successor(folder, old, manifest, void) as run:
        yield run
    _exchange(folder)


def check(folder: Path, manifest: Manifest, *, force: bool = False, accept_changes: bool = False) -> Manifest | None:
    """Refuse a folder that the run that is asked for cannot go into; return the manifest of the run that is there.

    Raises
    ------
    BadRequest
        As `open_run`.
    """
    refuse_foreign(folder)
    old = _old(folder, force)
    if old is not None and not force:
        refuse_difference(folder, old, manifest, accept_changes)
    return old


def _old(folder: Path, force: bool) -> Manifest | None:
    """The manifest of the run that is there; ``force`` passes over one that cannot be read."""
    if not (folder / "manifest.json").is_file():
        return None
    try:
        return read_run(folder)
    except BadData:
        if not force:
            raise
        return None


def _described(folder: Path, old: Manifest | None) -> str:
    if old is None:
        return f"what {folder} holds of a run"
    state = f"finished run of {old.finished or old.created}" if old.results else f"unfinished run of {old.created}"
    what = f"{plural(len(old.inputs), 'shard')}, {plural(sum(s.rows for s in old.inputs), 'document')}"
    return f"the {state} in {folder} ({what})"


def _successor(folder: Path, old: Manifest | None, manifest: Manifest, void: frozenset[str] | None) -> RunFolder:
    """Open the successor, with what can be taken over of the old run (``void`` names shards that can't; None: all)."""
    place = _beside(folder, "next")
    if place.exists() and not _resumable(place, manifest):
        _clear(folder, place)
    run = open_run(place, manifest)
    try:
        if old is not None and void is not None:
            bad = damaged(folder, old.units, old.digest)
            there, wanted = finished_ids(folder), {u.id for u in run.pending()}
            for unit in old.units:
                if unit.id in there & wanted and unit.id not in bad and unit.shard.name not in void:
                    adopt(place, folder, unit, (manifest.digest, old.digest))
            if old.theta is not None:
                run.update(theta=old.theta)
    except BaseException:
        run.close()
        raise
    return run


def _resumable(place: Path, manifest: Manifest) -> bool:
    try:
        begun_before = read_run(place)
    except CorpusstatError:
        return False
    difference = compare(begun_before, manifest)
    alike = not (difference.inputs or difference.config or difference.touched)
    return alike and begun_before.code == manifest.code


def _clear(folder: Path, other: Path) -> None:
    """Delete a run that is done with; what is not ours in it moves into the run that stays."""
    if not other.exists():
        return
    known = set(_OURS)
    with contextlib.suppress(CorpusstatError):
        known |= set(read_run(other).results)
    for entry in list(os.scandir(other)):
        if entry.name not in known and not entry.name.endswith(".tmp") and not (folder / entry.name).exists():
            shutil.move(entry.path, folder / entry.name)
    shutil.rmtree(other, ignore_errors=True)


def _exchange(folder: Path) -> None:
    """Let the successor take the name of the run, and delete the run."""
    place, old, folder = _beside(folder, "next"), _beside(folder, "old"), folder.resolve()
    try:
        if _swapped(folder, place):
            place.rename(old)
        else:
            folder.rename(old)
            place.rename(folder)
        _clear(folder, old)
    except OSError as error:
        raise CannotWrite(
            f"{folder} cannot be replaced: {error.strerror or error}",
            "a folder that can be renamed",
            f"the new run is complete in {place}: move it by hand, or use another -o",
        ) from error


def _swapped(one: Path, other: Path) -> bool:
    """Exchange the names of two folders at once, where the system can."""
    if sys.platform != "linux":
        return False
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here = ctypes.c_int(-100)  # AT_FDCWD: paths are relative to the working folder
    return bool(exchange(here, os.fsencode(one), here, os.fsencode(other), ctypes.c_uint(_EXCHANGE)) == 0)
