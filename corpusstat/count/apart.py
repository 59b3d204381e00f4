"""Rows of integers that are too many for memory: apart by the first bits of their key, in memory or in one file.

Rows are written as they lie in memory, so that writing and reading again cost little more than the copying. Nothing of
them outlives the process: the file has no name.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice, pairwise
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
_AT_ONCE: Final = 1 << 17
"""Rows that are put apart at once: the processor's cache holds them until they are written."""

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
    """Rows in the order of their parts: where each part begins, and the rows, or where they begin in the file."""

    bounds: Integers
    rows: Column
    place: int = -1


class Apart:
    """Rows apart by key.

    >>> apart = Apart([("key", "i8"), ("n", "i1")], 1, Room(1 << 20, Path()))
    >>> apart.add([np.array([-5, 3, -7]), np.array([1, 2, 3])])
    >>> [[column.tolist() for column in apart.take(part)] for part in range(2)]
    [[[3], [2]], [[-5, -7], [1, 3]]]
    """

    def __init__(self, kinds: Kinds, bits: int, room: Room, skipped: int = 0) -> None:
        """Begin with none; the first ``skipped`` bits of all keys are 0, the next ``bits`` tell the part."""
        self.names = [name for name, _ in kinds]
        self.kind = np.dtype(list(kinds), align=True)  # a row lies in one place: fewer and longer ones are read
        self.bits, self.room, self.skipped = bits, room, skipped
        self._pieces: list[_Piece] = []
        self._spaces = [np.zeros(0, self.kind)] * 2
        self._waiting: list[Sequence[Column]] = []
        self._rows = self._held = self._written = 0
        self._file: IO[bytes] | None = None

    def add(self, columns: Sequence[Column]) -> None:
        """Put some rows to the others."""
        self._waiting.append(columns)
        self._rows += len(columns[0])
        if self._rows >= max(min(_AT_ONCE, self.room.held // (4 * self.kind.itemsize)), 1):
            self._put_apart()

    def take(self, part: int) -> list[Column]:
        """The columns of a part's rows, in the order in which they were added."""
        self._put_apart()
        ends = np.cumsum([0, *(piece.bounds[part + 1] - piece.bounds[part] for piece in self._pieces)])
        rows = np.empty(ends[-1], self.kind)
        for piece, (begin, end) in zip(self._pieces, pairwise(ends.tolist()), strict=True):
            first = int(piece.bounds[part])
            if piece.place < 0:
                rows[begin:end] = piece.rows[first : first + end - begin]
            elif self._file is not None:
                _read(self._file, rows[begin:end], piece.place + first * rows.itemsize)
        return [rows[name] for name in self.names]

    def finish(self) -> None:
        """Put the last rows apart; from now on `take` may be called by several threads."""
        self._put_apart()

    def close(self) -> None:
        """Forget all rows."""
        self._pieces, self._spaces = [], [np.zeros(0, self.kind)] * 2
        if self._file is not None:
            self._file.close()

    def _put_apart(self) -> None:
        if not self._rows:
            return
        rows, self._rows = self._gathered(), 0
        bounds = np.array([0, len(rows)])
        if self.bits:
            shift = np.uint64(64 - self.bits - self.skipped)
            part = (rows[self.names[0]].view(np.uint64) >> shift).astype(np.uint16)
            bounds = np.concatenate([[0], np.cumsum(np.bincount(part, minlength=1 << self.bits))])
            order = np.argsort(part, kind="stable")
            rows = _in_order(rows, self._space(1, len(rows)), order)
        self._held += rows.nbytes
        if self._file is None and self._held <= self.room.held:
            self._pieces.append(_Piece(bounds, rows.copy()))
            return
        held = self._pieces if self._file is None else []
        held[:] = map(self._write, held)
        self._pieces.append(self._write(_Piece(bounds, rows)))

    def _gathered(self) -> Column:
        """The rows that wait, as they are written."""
        rows, begin = self._space(0, self._rows), 0
        for columns in self._waiting:
            end = begin + len(columns[0])
            for name, column in zip(self.names, columns, strict=True):
                rows[name][begin:end] = column
            begin = end
        self._waiting = []
        return rows

    def _space(self, number: int, rows: int) -> Column:
        """Space for rows that are not kept; the same again and again, as new memory would cost more than the work."""
        if len(self._spaces[number]) < rows:
            self._spaces[number] = np.empty(rows, self.kind)
        return self._spaces[number][:rows]

    def _write(self, piece: _Piece) -> _Piece:
        held, disk, place = self.room.held >> 20, self.room.disk, self._written
        self._written += piece.rows.nbytes
        if disk is not None and self._written > disk:
            raise _no_room(f"{held} MiB of memory and {disk >> 20} MiB of disk")
        try:
            if self._file is None:
                self.room.temp.mkdir(parents=True, exist_ok=True)
                self._file = TemporaryFile(dir=self.room.temp, buffering=0)  # noqa: SIM115 - closed by close()
            piece.rows.tofile(self._file)
        except OSError as error:
            raise _no_room(f"{held} MiB of memory and {self.room.temp} ({error.strerror or error})") from error
        return _Piece(piece.bounds, np.zeros(0, self.kind), place)


def _in_order(rows: Column, space: Column, order: Integers) -> Column:
    """The rows in an order; as words, which are copied faster than rows of several types."""
    words, there = (some.view(np.int64).reshape(len(rows), -1) for some in (rows, space))
    words.take(order, axis=0, out=there, mode="clip")
    return space


def _read(file: IO[bytes], rows: Column, place: int) -> None:
    """Read some rows; the place in the file that others read at is left alone."""
    left = rows.view(np.uint8).data
    while left:
        size = os.preadv(file.fileno(), [left], place)
        if not size:
            raise OSError(errno.EIO, "what was written apart cannot be read again")
        left, place = left[size:], place + size


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
