"""The shards of a corpus: ``plan(paths)`` finds them, names them and looks at their footers and first lines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, NoReturn

import pyarrow as pa
import pyarrow.fs as pafs
import xxhash

from corpusstat.errors import BadData, BadRequest, SkipShard
from corpusstat.read.jsonl import BLOCK_BYTES, HEAD_BYTES, Head, codec_of, read_head
from corpusstat.read.listing import Found, Listing, files, names
from corpusstat.read.naming import in_utf8, kind_of
from corpusstat.read.parquet import MAGIC, read_footer
from corpusstat.read.systems import first_line, is_remote, located, modified_at, patiently, version_of
from corpusstat.schema import stable_hash

__all__ = ["BrokenShard", "Plan", "Shard", "plan", "version_now"]

_TAIL: Final = 64 * 1024
_PROBES: Final = 16
"""Footers read at the same time: opening a file is waiting, not computing."""
_SPREAD: Final = 64
"""Row groups over which ``limit`` is spread."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of the corpus, as it was when the run was planned.

    ``name`` is independent of where the corpus is (the argument's folder and the path below it); ``modified`` is
    the modification time in UTC; ``footer`` the hash of the Parquet footer, or of the first and last bytes of JSON
    lines; ``row_groups`` the rows in each row group. JSON lines have blocks in place of row groups, and estimates in
    place of counts. ``changed`` is the file system's own record of the file and of its last change, which nobody can
    set back; of an object its ETag (empty where there is none). ``kind`` is parquet, encrypted parquet (some of its
    columns are) or jsonl. ``cut`` says that ``--limit`` chose the rows: they are the most to read.
    """

    name: str
    uri: str
    size: int
    modified: str
    footer: str
    row_groups: tuple[int, ...]
    changed: str = ""
    kind: str = "parquet"
    cut: bool = False

    @property
    def rows(self) -> int:
        """Rows to read."""
        return sum(self.row_groups)


@dataclass(frozen=True, slots=True)
class BrokenShard:
    """A file that should be a shard and cannot be read, with the reason."""

    name: str
    uri: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to read: shards in the order of their names, and the ones that are broken.

    ``schemas`` holds each distinct Arrow schema once, with the names of the shards that have it; ``notes`` says what
    was left out; ``sliced`` that these are the shards of one task among several.
    """

    shards: tuple[Shard, ...]
    broken: tuple[BrokenShard, ...] = ()
    schemas: tuple[tuple[pa.Schema, tuple[str, ...]], ...] = ()
    notes: tuple[str, ...] = ()
    sliced: bool = False

    @property
    def rows(self) -> int:
        """Rows of all shards."""
        return sum(s.rows for s in self.shards)

    @property
    def exact(self) -> bool:
        """Whether ``rows`` is a count, not an estimate."""
        return all(s.kind != "jsonl" for s in self.shards)

    def without(self, reasons: dict[str, str]) -> Plan:
        """Return the plan with some shards broken, by name."""
        broken = [BrokenShard(s.name, s.uri, reasons[s.name]) for s in self.shards if s.name in reasons]
        kept = tuple(s for s in self.shards if s.name not in reasons)
        schemas = [(schema, tuple(n for n in having if n not in reasons)) for schema, having in self.schemas]
        every = tuple(sorted((*self.broken, *broken), key=lambda b: b.name))
        return replace(self, shards=kept, broken=every, schemas=tuple(s for s in schemas if s[1]))


_Probed = tuple[Shard | BrokenShard | None, pa.Schema | None]


def _probe(name: str, found: Found) -> _Probed:
    """Look at a file; nothing where it turns out to be none of ours."""
    uri = found.uri
    try:
        name.encode()
    except UnicodeEncodeError:
        return BrokenShard(name, uri, "a name that is not UTF-8"), None
    try:
        system, path = located(uri)
        return patiently(lambda: _looked_at(name, found, system, path), uri)
    except (pa.ArrowException, OSError, ValueError, SkipShard, BadRequest) as error:
        return BrokenShard(name, uri, first_line(error)), None


def _looked_at(name: str, found: Found, system: pafs.FileSystem, path: str) -> _Probed:
    with system.open_input_file(path) as file:
        size = file.size()
        modified = modified_at(file) or _time_of(system, path)
        if (kind_of(path) or _kind_within(file)) != "jsonl":
            footer, rows, schema, kind = _footer(file, size)
            return Shard(name, found.uri, size, modified, footer, rows, _changed(found.uri, file), kind), schema
        start, head = read_head(file, size)
        if head.fault:
            if path.lower().endswith(".json") and not found.explicit and not head.codec:
                return None, None  # most data sets have some that describe them
            raise SkipShard(head.fault, "one JSON object a line")
        end = bytes(file.read_at(min(_TAIL, size), max(size - _TAIL, 0)))
        shard = _lines_shard(name, found.uri, size, modified, head, start + end)
        return replace(shard, changed=_changed(found.uri, file)), head.schema


def _kind_within(file: pa.NativeFile) -> str:
    """Return what the first bytes of a file show that it is: ``parquet``, ``jsonl`` or nothing."""
    if bytes(file.read_at(4, 0)) == MAGIC:
        return "parquet"
    start = bytes(file.read_at(HEAD_BYTES, 0))
    return "jsonl" if codec_of(start) or start.lstrip()[:1] == b"{" else ""


def _time_of(system: pafs.FileSystem, path: str) -> str:
    info = system.get_file_info(path)
    return info.mtime.isoformat() if info.mtime else ""


def _lines_shard(name: str, uri: str, size: int, modified: str, head: Head, sample: bytes) -> Shard:
    blocks = 1 if head.codec else max(1, -(-size // BLOCK_BYTES))
    rows = tuple(head.rows * (i + 1) // blocks - head.rows * i // blocks for i in range(blocks)) if head.rows else ()
    identity = xxhash.xxh3_128_hexdigest(sample + str(size).encode())
    return Shard(name, uri, size, modified, identity, rows, "", "jsonl")


def _footer(file: pa.NativeFile, size: int) -> tuple[str, tuple[int, ...], pa.Schema, str]:
    """Hash of the Parquet footer, rows of each row group, schema, kind."""
    footer, metadata = read_footer(file, size)
    rows = tuple(metadata.row_group(i).num_rows for i in range(metadata.num_row_groups))
    kind = "parquet" if metadata.serialized_size == len(footer) else "encrypted parquet"  # a signature follows
    return xxhash.xxh3_128_hexdigest(footer), rows, metadata.schema.to_arrow_schema().remove_metadata(), kind


def _changed(uri: str, file: pa.NativeFile) -> str:
    """Inode and time of the last change of a local file; the ETag of an object."""
    if is_remote(uri):
        return version_of(file)
    try:
        found = os.stat(uri)
    except (OSError, ValueError):
        return ""
    return f"{found.st_ino}:{found.st_ctime_ns}"


def version_now(shard: Shard) -> str:
    """Return the ETag of an object as it is now; empty for what has none.

    Raises
    ------
    FileNotFoundError
        It is gone.
    TryAgain
        The store does not answer.
    """
    system, path = located(shard.uri)

    def look() -> str:
        with system.open_input_file(path) as file:
            return version_of(file)

    return patiently(look, shard.uri) if is_remote(shard.uri) else ""


def _drawn(shards: Sequence[Shard], limit: int) -> Iterator[Shard]:
    """Choose ``limit`` rows from row groups in the order of a hash, spread over many: shards come sorted."""
    every = [(s, i) for s in shards for i, rows in enumerate(s.row_groups) if rows]
    every.sort(key=lambda c: stable_hash("limit", c[0].name, str(c[1])))
    chosen: dict[tuple[str, int], int] = {}
    left, share = limit, -(-limit // max(min(_SPREAD, len(every)), 1))
    for most in (share, limit):  # the second time, what small row groups left open
        for shard, group in every:
            before = chosen.get((shard.name, group), 0)
            now = min(shard.row_groups[group], most, before + left)
            if now > before:
                chosen[shard.name, group], left = now, left - (now - before)
    for shard in shards:
        groups = tuple(chosen.get((shard.name, i), 0) for i in range(len(shard.row_groups)))
        if sum(groups):
            yield replace(shard, row_groups=groups, cut=groups != shard.row_groups)


def plan(
    paths: Sequence[str | os.PathLike[str]],
    limit: int | None = None,
    tell: Callable[[str], None] | None = None,
    task: tuple[int, int] | None = None,
) -> Plan:
    """List the shards that ``paths`` mean.

    Parameters
    ----------
    paths
        Parquet and JSON lines files, folders (searched recursively; names beginning with ``.`` or ``_``, runs of
        corpusstat and test splits are left out), globs, files of paths (``@list`` or ``*.txt``, one a line), or
        URIs of these.
    limit
        Plan only this many documents, from row groups drawn at random (always the same ones).
    tell
        Called with a line now and then where looking at the files takes long.
    task
        Plan the ``k``-th of ``n`` slices, from 1: every n-th file in the order of names. The others are not opened.

    Returns
    -------
    Plan
        Sorted by name: the order in which paths are given does not matter, and a file given twice counts once.

    Raises
    ------
    BadRequest
        A path does not exist, a folder or glob has no shards.
    BadData
        None of the files can be read, or they have no rows. A slice may be empty.
    """
    if not paths:
        raise BadRequest("no paths", "Parquet files, JSON lines, folders or globs")
    listing = files([os.fspath(path) for path in paths])
    found, shown = _slice(listing.found, task)
    probed = list(_probes(shown, found, tell))
    for (result, _), one in zip(probed, found, strict=True):
        if result is None:
            listing.left_out.append(("one JSON document, not JSON lines", one.uri))
    planned = _planned(probed, listing, task is not None)
    if task is None:
        _refuse_empty(planned, len(probed))
    if limit is not None and limit < planned.rows:
        return replace(planned, shards=tuple(_drawn(planned.shards, limit)))
    return planned


def _slice(found: Sequence[Found], task: tuple[int, int] | None) -> tuple[list[Found], list[str]]:
    """The files of a task with their names, which do not depend on how many tasks there are."""
    number, of = task or (1, 1)
    named = sorted(zip(names(found), found, strict=True), key=lambda pair: pair[0])[number - 1 :: of]
    return [file for _, file in named], [name for name, _ in named]


def _planned(probed: Sequence[_Probed], listing: Listing, sliced: bool) -> Plan:
    """The plan of all rows of the files that were looked at."""
    kept = sorted((p for p in probed if p[0] is not None), key=lambda p: p[0].name if p[0] else "")
    shards = tuple(s for s, _ in kept if isinstance(s, Shard))
    broken = [s for s, _ in kept if isinstance(s, BrokenShard)]
    broken += [BrokenShard(in_utf8(path), path, reason) for path, reason in listing.broken]
    return Plan(shards, tuple(broken), _schemas(kept), tuple(listing.notes()), sliced)


def _refuse_empty(planned: Plan, files_seen: int) -> None:
    """Refuse a plan without shards or without rows."""
    if not planned.shards:
        _refuse_broken(planned.broken, planned.notes)
    if not planned.rows:
        raise BadData(
            f"{files_seen} shards with zero rows" if files_seen > 1 else "one shard with zero rows",
            "documents",
            "check what wrote these shards",
        )


def _refuse_broken(broken: Sequence[BrokenShard], notes: Sequence[str]) -> NoReturn:
    if not broken:
        raise BadRequest(f"no shards ({'; '.join(notes)})", "Parquet files or JSON lines")
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    first = broken[0]
    reason, _, expected = first.reason.partition("; expected ")
    wanted = expected or "Parquet shards or JSON lines"
    raise BadData(f"{first.name}{more}: {reason}", wanted, "remove or replace the file")


def _probes(shown: Sequence[str], found: Sequence[Found], tell: Callable[[str], None] | None) -> Iterator[_Probed]:
    with ThreadPoolExecutor(_PROBES) as pool:
        for done, result in enumerate(pool.map(_probe, shown, found), start=1):
            if tell is not None and done % 1000 == 0:
                tell(f"looked at {done:,} of {len(found):,} files")
            yield result


def _schemas(probed: Sequence[_Probed]) -> tuple[tuple[pa.Schema, tuple[str, ...]], ...]:
    """Each distinct schema once, with the names of its shards."""
    found: dict[str, tuple[pa.Schema, list[str]]] = {}
    for shard, schema in probed:
        if schema is not None and shard is not None:
            found.setdefault(str(schema), (schema, []))[1].append(shard.name)
    return tuple((schema, tuple(having)) for schema, having in found.values())
