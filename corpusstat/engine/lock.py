"""One process per run folder: a lock of the operating system, which dies with its process."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import socket
from pathlib import Path

import filelock

from corpusstat.atomic import cannot_write, write_text
from corpusstat.errors import BadRequest

__all__ = ["RunLock"]


class RunLock:
    """The lock of a run folder, with a note beside it that says who holds it.

    Raises
    ------
    BadRequest
        Another process holds it; the message names process, host and since when.
    CannotWrite
        The folder is read-only.
    """

    def __init__(self, folder: Path) -> None:
        self._note = folder / ".holder.json"
        self._lock = filelock.FileLock(folder / ".lock")
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout as error:
            raise BadRequest(
                f"{folder} is in use by {self._holder()}",
                "one process per run folder",
                "wait until it ends, stop it, or choose another -o folder",
            ) from error
        except OSError as error:
            raise cannot_write(folder, error) from error
        since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        try:
            write_text(self._note, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}))
        except BaseException:
            self._lock.release()
            raise

    def _holder(self) -> str:
        try:
            note = json.loads(self._note.read_text("utf-8"))
            return f"process {note['pid']} on {note['host']} since {note['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process (it has not said which yet)"

    def release(self) -> None:
        """Let the next process in."""
        with contextlib.suppress(OSError):
            self._note.unlink()
        self._lock.release()
