"""JSON lines, plain or compressed: their schema from the first lines, and the objects of a block of lines.

A compressed file is one block; a plain one is cut into blocks of equal size, and a line belongs to the block that it
begins in. What a file is compressed with is seen from its first bytes, not from its name.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import pyarrow as pa

__all__ = ["BLOCK_BYTES", "Head", "Line", "codec_of", "head_of", "lines", "read_head", "sound"]

BLOCK_BYTES: Final = 32 * 1024**2
"""Bytes of a block of a plain file: what is read, retried and counted as a row group."""
HEAD_BYTES: Final = 64 * 1024
"""Bytes of a plain file that show its schema; of a compressed one, whose blocks are larger, sixteen times as many."""
_FEW_LINES: Final = 8
"""Lines among which an object should be; where fewer were seen, and none is one, more of the file is looked at."""
_JUDGED: Final = 1000
"""Lines that show the schema, and most of which have to be objects."""
_CHUNK: Final = 1024**2
_LEAST: Final = 8
"""Bytes that show what a file is compressed with, and hold a byte order mark."""
_AFTER: Final = 64 * 1024
"""Bytes of a read beyond the block, for the end of its last line."""
_LONGEST: Final = 256 * 1024**2
"""Bytes of the longest line that is read; a longer one is rejected."""
_MAGIC: Final = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"BZh", "bz2"), (b"\x04\x22\x4d\x18", "lz4"))
_BOM: Final = b"\xef\xbb\xbf"
OPEN: Final = {b"corpusstat.open": b"1"}
"""Metadata of a schema that was seen in some lines only: other fields may come."""
_DEEPEST: Final = 8
_SCALARS: Final[dict[frozenset[type], pa.DataType]] = {
    frozenset(): pa.null(),
    frozenset((bool,)): pa.bool_(),
    frozenset((int,)): pa.int64(),
    frozenset((float,)): pa.float64(),
    frozenset((int, float)): pa.float64(),
}
"""The type that holds values of some Python types; all other mixtures are strings."""
_NOT_LINES: Final = "most of its first lines are no JSON objects: not JSON lines"


def codec_of(start: bytes) -> str | None:
    """Return what bytes are compressed with; None: nothing.

    >>> codec_of(b"BZh9"), codec_of(b'{"text": 1}')
    ('bz2', None)
    """
    return next((codec for magic, codec in _MAGIC if start.startswith(magic)), None)


@dataclass(frozen=True, slots=True)
class Head:
    """What the first bytes of a file show.

    ``rows`` is an estimate unless ``whole``, that is, unless they were the whole file; ``fault`` says why the file
    is not JSON lines. ``short``: hardly a line was seen, and no object.
    """

    objects: tuple[dict[str, Any], ...]
    codec: str | None
    rows: int
    whole: bool
    fault: str = ""
    short: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The schema that the objects have."""
        return schema_of(self.objects)


def read_head(file: pa.NativeFile, size: int, least: int = HEAD_BYTES) -> tuple[bytes, Head]:
    """Read so much of a file that it shows an object: ``least`` bytes, and more where its first lines are long.

    Returns
    -------
    bytes, Head
        What was read, and what it shows.

    Raises
    ------
    OSError, pyarrow.ArrowException
        The file cannot be read.
    """
    start = bytes(file.read_at(least, 0))
    most = 16 * HEAD_BYTES
    if codec_of(start) and len(start) < min(size, most):
        start += bytes(file.read_at(most - len(start), len(start)))
    head = head_of(start, size)
    while head.short and most < _LONGEST:
        most *= 4
        if len(start) < size:
            start += bytes(file.read_at(3 * len(start), len(start)))
        head = head_of(start, size, most)
    return start, head


def head_of(start: bytes, size: int, most: int = 16 * HEAD_BYTES) -> Head:
    """Look at the first bytes of a file of ``size`` bytes; of a compressed one at about ``most`` bytes of its text."""
    codec = codec_of(start)
    try:
        text, used = _decompressed(start, codec, len(start) == size, most)
    except (OSError, pa.ArrowException) as error:
        return Head((), codec, 0, False, f"damaged {codec} data: {str(error).splitlines()[0]}")
    text = text.removeprefix(_BOM)
    whole = used == size
    rows = _rows(text, whole)
    objects = [o for row in rows[:_JUDGED] if isinstance(o := parsed(row), dict)]
    if text.lstrip()[:1] == b"[":
        return Head((), codec, 0, whole, "a JSON array, not JSON lines")
    if not objects and not whole and len(rows) < _FEW_LINES:
        return Head((), codec, 1, False, "no line ends in its first bytes" if not rows else _NOT_LINES, short=True)
    if 2 * len(objects) < min(len(rows), _JUDGED):
        return Head((), codec, 0, whole, _NOT_LINES)
    length = max(len(text) / max(len(rows), 1), 1.0)
    estimate = len(rows) if whole else max(round(size / max(used, 1) * len(text) / length), 1)
    return Head(tuple(objects), codec, estimate, whole)


def _rows(text: bytes, whole: bool) -> list[bytes]:
    """The lines that are not blank; where they are not the ``whole`` file, without the last one, which may go on."""
    rows = text.splitlines()
    return [row for row in (rows if whole else rows[:-1]) if row.strip()]


def _decompressed(start: bytes, codec: str | None, complete: bool, most: int) -> tuple[bytes, int]:
    """What the first bytes hold, about ``most`` bytes of it, and how many of them that took."""
    if codec is None:
        return start, len(start)
    text = b""
    with pa.CompressedInputStream(pa.BufferReader(start), codec) as stream:
        while len(text) < most:
            try:
                chunk = stream.read(HEAD_BYTES)
            except OSError:  # the data go on after the first bytes
                if complete or not text:
                    raise
                break
            if not chunk:
                return text, len(start)
            text += chunk
    return text, min(len(start), max(1, len(start) - 1))


def parsed(line: bytes) -> Any:
    """The value of a line; None where it is not JSON."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def schema_of(objects: Sequence[dict[str, Any]]) -> pa.Schema:
    """Return the schema of some objects: fields in the order seen; what varies is a string.

    >>> schema_of([{"text": "a", "n": 1}, {"n": 2.5, "meta": {"x": None}}]).names
    ['text', 'n', 'meta']
    """
    struct = _type_of(list(objects) or [{}], 0)
    return pa.schema([struct.field(i) for i in range(struct.num_fields)], metadata=OPEN)


def _type_of(values: Iterable[Any], depth: int) -> pa.DataType:
    present = [v for v in values if v is not None]
    kinds = frozenset(map(type, present))
    if kinds == {dict} and depth < _DEEPEST:
        return _struct_of(present, depth + 1)
    if kinds == {list} and depth < _DEEPEST:
        return pa.list_(_type_of(chain.from_iterable(present), depth + 1))
    if kinds == {int} and max(map(abs, present)) >= 2**63:
        return pa.float64()
    return _SCALARS.get(kinds, pa.string())


def _struct_of(objects: Iterable[dict[str, Any]], depth: int) -> pa.StructType:
    below: dict[str, list[Any]] = {}
    for one in objects:
        for key, inner in one.items():
            below.setdefault(sound(key), []).append(inner)
    return pa.struct([pa.field(key, _type_of(inner, depth)) for key, inner in below.items()])


def sound(text: str) -> str:
    """Return the text with lone surrogates, which JSON can escape and UTF-8 cannot hold, replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its number in the block, from 0, and its object or why there is none."""

    row: int
    size: int
    value: dict[str, Any] | None
    reason: str = ""


def lines(
    file: pa.NativeFile, block: int, blocks: int, size: int, head: bytes = b"", chunk: int = _CHUNK
) -> Iterator[Line]:
    """Read the lines of a block.

    Parameters
    ----------
    file, size
        An open file, and its bytes.
    block, blocks
        Which of how many.
    head
        The first bytes of the file, if they have been read already.
    chunk
        Bytes of a read, about: large ones where each is a request.

    Raises
    ------
    OSError, pyarrow.ArrowException
        The file cannot be read to the end of the block.
    """
    for row, content in enumerate(_raw(file, block, blocks, size, head, chunk)):
        if content is None:
            yield Line(row, _LONGEST, None, f"a line longer than {_LONGEST >> 20} MiB")
        elif content.strip():
            yield _line(row, content)


def _line(row: int, content: bytes) -> Line:
    try:
        value = json.loads(content.decode())
    except UnicodeDecodeError:
        return Line(row, len(content), None, "not UTF-8")
    except RecursionError:
        return Line(row, len(content), None, "JSON nested too deeply")
    except ValueError:
        return Line(row, len(content), None, "not JSON")
    if not isinstance(value, dict):
        return Line(row, len(content), None, "not a JSON object")
    return Line(row, len(content), value)


class _Stretch(io.RawIOBase):
    """The bytes of a file from a position on, in large reads up to ``end`` and small ones after it.

    What is in ``head`` is not read again, and neither is what was taken and not used.
    """

    def __init__(self, file: pa.NativeFile, start: int, end: int, head: bytes, chunk: int) -> None:
        self.file, self.end, self.chunk = file, end, chunk
        self.held, self.used = head[start:], 0
        self.at = start + len(self.held)

    def readable(self) -> bool:
        """Whether it can be read: that is what it is for."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; none at the end of the file."""
        if self.used == len(self.held):
            wanted = max(min(self.chunk, self.end - self.at), _LEAST) if self.at < self.end else _AFTER
            self.held, self.used = bytes(self.file.read_at(wanted, self.at)), 0
            self.at += len(self.held)
        first = self.used
        self.used = len(self.held) if size < 0 else min(first + size, len(self.held))
        return self.held[first : self.used]

    def skip_line(self) -> int:
        """Leave out all up to the next line end; return how many bytes that were."""
        skipped = 0
        while taken := self.read():
            at = taken.find(b"\n")
            if at >= 0:
                self.used -= len(taken) - at - 1
                return skipped + at + 1
            skipped += len(taken)
        return skipped


def _raw(file: pa.NativeFile, block: int, blocks: int, size: int, head: bytes, chunk: int) -> Iterator[bytes | None]:
    """The lines of a block without their ends; None for one that is too long."""
    codec = codec_of(head or bytes(file.read_at(_LEAST, 0)))
    if codec is not None:
        source = pa.PythonFile(_Stretch(file, 0, size, head, chunk), mode="r")
        with pa.CompressedInputStream(source, codec) as stream:
            yield from _cut(stream, None, True)
        return
    first, end = size * block // blocks, size * (block + 1) // blocks
    if first == end:
        return
    stretch = _Stretch(file, max(first - 1, 0), end, head, chunk)
    if first:  # the line that begins before the block is another block's
        first += stretch.skip_line() - 1
    if first < end:
        yield from _cut(stretch, end - first, first == 0)


def _cut(stream: Any, length: int | None, start: bool) -> Iterator[bytes | None]:
    """Lines of a stream that begin before ``length`` bytes; at the start of a file without its byte order mark."""
    rest, here, begun = io.BytesIO(), 0, 0
    while chunk := stream.read(_CHUNK):
        chunk = bytes(chunk)
        if start and chunk.startswith(_BOM):
            chunk, begun = chunk[len(_BOM) :], len(_BOM)
        start, at = False, 0
        while (end := chunk.find(b"\n", at)) >= 0:
            here += end - at
            rest.write(chunk[at:end])
            yield None if here > _LONGEST else rest.getvalue()
            begun += here + 1
            if length is not None and begun >= length:
                return
            rest, here, at = io.BytesIO(), 0, end + 1
        here += len(chunk) - at
        if here <= _LONGEST:
            rest.write(chunk[at:])
        else:
            rest = io.BytesIO()
    if here:
        yield None if here > _LONGEST else rest.getvalue()
