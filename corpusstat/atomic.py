"""Files that are whole or absent: written under a temporary name, flushed to the disk, renamed.

A process killed at any moment leaves either the old file, the new file, or a ``.tmp`` that nobody reads.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.errors import BadData

__all__ = ["CannotWrite", "cannot_write", "drop", "remove_leftovers", "replacing", "write_table", "write_text"]

_SUFFIX = ".tmp"
_OCCUPIED = frozenset({errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ELOOP})
"""What the system says where something else is in the place of a file."""
_ROW_GROUP = 1 << 14


class CannotWrite(BadData):
    """Stop: the run folder does not take what must be written (disk full, read-only); finished work is kept."""


def cannot_write(path: Path, error: OSError) -> CannotWrite:
    """Say in one line which file could not be written and why.

    >>> print(cannot_write(Path("run/a.json"), OSError(28, "No space left on device")))
    cannot write run/a.json: No space left on device; expected a writable folder with room. To fix: free or change \
the disk, then run the same command again: finished work is kept
    """
    if error.errno in _OCCUPIED:
        where = error.filename2 or error.filename or path
        return CannotWrite(
            f"cannot write {path}: {error.strerror}", f"no folder and no link at {where}", "move what is there away"
        )
    todo = "free or change the disk, then run the same command again: finished work is kept"
    if error.errno in (errno.EACCES, errno.EPERM):
        todo = "let this user write there (chmod), or choose another -o folder"
    return CannotWrite(f"cannot write {path}: {error.strerror or error}", "a writable folder with room", todo)


def _sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of ``path`` once the block has ended without an error.

    Raises
    ------
    CannotWrite
        The system refused a byte of it. What was at ``path`` before is still there.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}")
    try:
        with temporary.open("x+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise cannot_write(path, error) from error
        raise


def drop(path: Path) -> None:
    """Delete a file or link, if there is one.

    Raises
    ------
    CannotWrite
        The system refused, or a folder is there, which need not be ours.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def write_text(path: Path, text: str) -> None:
    """Replace ``path`` by this text (UTF-8)."""
    with replacing(path) as file:
        file.write(text.encode())


def write_table(
    path: Path,
    table: pa.Table,
    metadata: Mapping[bytes, bytes] | None = None,
    amend: Callable[[bytes], bytes] | None = None,
) -> None:
    """Replace ``path`` by this table as Parquet (zstd), with key-value metadata.

    Row groups have 16,384 rows, which is what must be decoded to show one of them (4 times faster than a whole part of
    60,000, and 2 % larger). ``amend`` changes the bytes of the file before it takes its place, to as many others.
    """
    if metadata is not None:
        table = table.replace_schema_metadata(dict(metadata))
    with replacing(path) as file:
        pq.write_table(table, file, compression="zstd", row_group_size=_ROW_GROUP)
        if amend is not None:
            file.seek(0)
            whole = amend(file.read())
            file.seek(0)
            file.write(whole)


def remove_leftovers(folder: Path) -> int:
    """Delete the ``.tmp`` files of killed writers in a folder; return their number."""
    count = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") and entry.name.endswith(_SUFFIX):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(entry.path)
                count += 1
    return count
