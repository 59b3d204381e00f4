"""Rows of integers that are too many for memory: apart by the first bits of their key, in memory or in one file.

A column is written as it lies in memory, so that writing and reading again cost little more than the copying. Nothing
of it outlives the process: the file has no name.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final, NamedTuple, TypeVar

import numpy as np

from corpusstat.count.database import NoRoom
from corpusstat.count.segments import Column, Integers

__all__ = ["ROWS", "Apart", "Room", "bits_for", "in_order"]

ROWS: Final = 1 << 18
"""Rows of a part: as many as are sorted fast."""
_MOST_BITS: Final = 12
_AT_ONCE: Final = 1 << 19
"""Rows that are put apart at once."""

Kinds = Sequence[tuple[str, str]]
"""Name and type of each column; the first is the key."""
Item = TypeVar("Item")
Found = TypeVar("Found")


class Room(NamedTuple):
    """Bytes that may be held in memory, a folder for the rest, and how many bytes may go there (None: all)."""

    held: int
    temp: Path
    disk: int | None = None


class _Piece(NamedTuple):
    """Rows in the order of their parts: where each part begins, and the columns, or where these begin in the file."""

    bounds: Integers
    columns: list[Column]
    places: list[int]


class Apart:
    """Rows apart by key.

    >>> apart = Apart([("key", "i8"), ("n", "i1")], 1, Room(1 << 20, Path()))
    >>> apart.add([np.array([-5, 3, -7]), np.array([1, 2, 3])])
    >>> [[column.tolist() for column in apart.take(part)] for part in range(2)]
    [[[3], [2]], [[-5, -7], [1, 3]]]
    """

    def __init__(self, kinds: Kinds, bits: int, room: Room, skipped: int = 0) -> None:
        """Begin with none; the first ``skipped`` bits of all keys are 0, the next ``bits`` tell the part."""
        self.kinds = [np.dtype(kind) for _, kind in kinds]
        self.bits, self.room, self.skipped = bits, room, skipped
        self._pieces: list[_Piece] = []
        self._waiting: list[Sequence[Column]] = []
        self._rows = self._held = self._written = 0
        self._file: IO[bytes] | None = None

    def add(self, columns: Sequence[Column]) -> None:
        """Put some rows to the others."""
        self._waiting.append(columns)
        self._rows += len(columns[0])
        most = min(_AT_ONCE, self.room.held // (4 * sum(kind.itemsize for kind in self.kinds)))
        if self._rows >= max(most, 1):
            self._put_apart()

    def take(self, part: int) -> list[Column]:
        """The rows of a part, in the order in which they were added."""
        self._put_apart()
        slices = [self._slices(piece, part) for piece in self._pieces]
        return [
            np.concatenate([columns[i] for columns in slices]) if slices else np.zeros(0, kind)
            for i, kind in enumerate(self.kinds)
        ]

    def finish(self) -> None:
        """Put the last rows apart; from now on `take` may be called by several threads."""
        self._put_apart()

    def close(self) -> None:
        """Forget all rows."""
        self._pieces = []
        if self._file is not None:
            self._file.close()

    def _put_apart(self) -> None:
        if not self._rows:
            return
        whole = [
            np.concatenate([columns[i] for columns in self._waiting]).astype(kind, copy=False)
            for i, kind in enumerate(self.kinds)
        ]
        self._waiting, self._rows = [], 0
        parts = 1 << self.bits
        if self.bits:
            part = (whole[0].view(np.uint64) >> np.uint64(64 - self.bits - self.skipped)).astype(np.uint16)
            order = np.argsort(part, kind="stable")
            bounds = np.concatenate([[0], np.cumsum(np.bincount(part, minlength=parts))])
            whole = [column[order] for column in whole]
        else:
            bounds = np.array([0, len(whole[0])])
        self._held += sum(column.nbytes for column in whole)
        self._pieces.append(_Piece(bounds, whole, []))
        if self._held > self.room.held:
            self._pieces = [piece if piece.places else self._write(piece) for piece in self._pieces]
            self._held = 0

    def _write(self, piece: _Piece) -> _Piece:
        size = sum(column.nbytes for column in piece.columns)
        held, disk = self.room.held >> 20, self.room.disk
        if disk is not None and self._written + size > disk:
            raise _no_room(f"{held} MiB of memory and {disk >> 20} MiB of disk")
        places = []
        try:
            if self._file is None:
                self.room.temp.mkdir(parents=True, exist_ok=True)
                self._file = TemporaryFile(dir=self.room.temp, buffering=0)  # noqa: SIM115 - closed by close()
            for column in piece.columns:
                places.append(self._written)
                self._written += column.nbytes
                column.tofile(self._file)
        except OSError as error:
            raise _no_room(f"{held} MiB of memory and {self.room.temp} ({error.strerror or error})") from error
        return _Piece(piece.bounds, [], places)

    def _slices(self, piece: _Piece, part: int) -> list[Column]:
        low, high = int(piece.bounds[part]), int(piece.bounds[part + 1])
        if not piece.places or self._file is None:
            return [column[low:high] for column in piece.columns]
        found = []
        for kind, place in zip(self.kinds, piece.places, strict=True):
            size = kind.itemsize
            found.append(np.frombuffer(_read(self._file, (high - low) * size, place + low * size), kind))
        return found


def _read(file: IO[bytes], size: int, place: int) -> bytes:
    """Read so many bytes; the place in the file that others read at is left alone."""
    data = b""
    while len(data) < size:
        more = os.pread(file.fileno(), size - len(data), place + len(data))
        if not more:
            raise OSError(errno.EIO, "what was written apart cannot be read again")
        data += more
    return data


def _no_room(given: str) -> NoRoom:
    todo = "raise --memory, free the disk, or count a sample: --sample-prompts auto"
    return NoRoom(f"{given} do not hold what is being counted", "more of both", todo)


def bits_for(rows: int, most: int) -> int:
    """How many first bits of a key cut so many rows into parts of ``most``.

    >>> bits_for(0, 10), bits_for(10, 10), bits_for(11, 10), bits_for(100, 10)
    (0, 0, 1, 4)
    """
    return min(max((max(rows, 1) - 1) // most, 0).bit_length(), _MOST_BITS)


def in_order(function: Callable[[Item], Found], items: Iterable[Item], threads: int) -> Iterator[Found]:
    """Call a function for each item, in some threads; give what it returns in the order of the items.

    No more items are taken up than there are threads, so that what waits to be used is bounded too.

    >>> list(in_order(abs, [3, -4, 5], 2))
    [3, 4, 5]
    """
    if threads <= 1:
        yield from map(function, items)
        return
    left = iter(items)
    with ThreadPoolExecutor(threads) as pool:
        begun: list[Future[Any]] = [pool.submit(function, item) for item in islice(left, threads)]
        while begun:
            found = begun.pop(0).result()
            begun += [pool.submit(function, item) for item in islice(left, 1)]
            yield found
