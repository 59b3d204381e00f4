"""The shards of a corpus: ``plan(paths)`` finds them, names them and reads their footers. The home of file systems."""

from __future__ import annotations

import contextlib
import glob
import os
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq
import tenacity
import xxhash

from corpusstat.errors import BadData, BadRequest, SkipShard, TryAgain

__all__ = ["BrokenShard", "Plan", "Shard", "open_shard", "plan"]

_LISTS = (".txt", ".list")
_MAGIC = b"PAR1"
_TRIES = 6
_STORES = ("AWS Error", "google::cloud", "curlCode", "timed out", "Connection")
_T = TypeVar("_T")
_PROBES = 16
"""Footers read at the same time: opening a file is waiting, not computing."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One Parquet file of the corpus, as it was when the run was planned.

    ``name`` is independent of where the corpus lies (the argument's folder and the path below it); ``modified`` is
    the modification time in UTC; ``footer`` the hash of the Parquet footer; ``row_groups`` the rows to read in each
    row group (fewer than it holds where ``--limit`` cuts).
    """

    name: str
    uri: str
    size: int
    modified: str
    footer: str
    row_groups: tuple[int, ...]

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

    ``schemas`` holds each distinct Arrow schema once, with the name of a shard that has it.
    """

    shards: tuple[Shard, ...]
    broken: tuple[BrokenShard, ...] = ()
    schemas: tuple[tuple[pa.Schema, str], ...] = ()

    @property
    def rows(self) -> int:
        """Rows of all shards."""
        return sum(s.rows for s in self.shards)


@dataclass(frozen=True, slots=True)
class _Found:
    uri: str
    below: tuple[str, ...]
    """Path parts that can make up the name; at least the last ``keep`` do."""
    keep: int


def file_system(uri: str) -> tuple[pafs.FileSystem, str]:
    """File system and path of a local path or URI; object stores retry with back-off."""
    scheme = urlsplit(uri).scheme if "://" in uri else ""
    try:
        if not scheme:
            return pafs.LocalFileSystem(), os.path.abspath(uri)
        system, path = pafs.FileSystem.from_uri(uri)
        if scheme == "s3":
            system = pafs.S3FileSystem(
                region=system.region,
                endpoint_override=os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"),
                retry_strategy=pafs.AwsStandardS3RetryStrategy(max_attempts=8),
            )
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadRequest(
            f"{uri}: {str(error).splitlines()[0]}", "a path or a URI such as s3://bucket/folder"
        ) from error
    return system, path


def _is_remote(path: str) -> bool:
    return "://" in path


def storage_failure(error: BaseException, uri: str) -> bool:
    """Whether an error is the store's, not the file's: then the same read may succeed in a moment.

    Arrow raises one kind of error for both; the words of the stores' own libraries tell them apart.
    """
    if not isinstance(error, OSError) or isinstance(error, FileNotFoundError):
        return False
    return error.errno is not None or (_is_remote(uri) and any(word in str(error) for word in _STORES))


def _patiently(call: Callable[[], _T], uri: str) -> _T:
    """Call, and again after a while if the store fails (a second, two, four, …).

    Raises
    ------
    TryAgain
        It still fails after some tries.
    """
    waiting = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda e: _is_remote(uri) and storage_failure(e, uri)),
        wait=tenacity.wait_random_exponential(0.5, max=20),
        stop=tenacity.stop_after_attempt(_TRIES),
        reraise=True,
    )
    try:
        return waiting(call)
    except OSError as error:
        if _is_remote(uri) and storage_failure(error, uri):
            first = str(error).splitlines()[0]
            raise TryAgain(f"{uri}: {first}", "storage that answers", "run the same command again later") from error
        raise


def _join(base: str, system_path: str) -> str:
    """URI of a path that the file system reported, in the form the user gave."""
    return f"{urlsplit(base).scheme}://{system_path}" if _is_remote(base) else system_path


def _expand(argument: str) -> Iterator[_Found]:
    """Files meant by one argument: a file, a folder, a glob or a file of paths (``@list`` or ``*.txt``)."""
    if argument.startswith("@") or Path(argument).suffix in _LISTS:
        yield from _from_list(argument.removeprefix("@"))
        return
    if not _is_remote(argument) and glob.has_magic(argument) and not Path(argument).exists():
        matches = sorted(glob.glob(argument, recursive=True))
        if not matches:
            raise BadRequest(f"{argument} matches nothing", "a pattern that matches Parquet files")
        for match in matches:
            yield from _expand(match)
        return
    system, path = file_system(argument)
    try:
        info = _patiently(lambda: system.get_file_info(path), argument)
    except (pa.ArrowException, OSError) as error:
        raise BadRequest(f"{argument}: {str(error).splitlines()[0]}", "a readable file or folder") from error
    if info.type == pafs.FileType.NotFound:
        raise BadRequest(f"{argument}: no such file or folder", "Parquet files, folders or globs", "check the path")
    if info.type == pafs.FileType.Directory:
        yield from _from_folder(argument, system, path)
    else:
        parts = tuple(p for p in path.split("/") if p)
        yield _Found(_join(argument, path), parts, 2)


def _from_list(name: str) -> Iterator[_Found]:
    try:
        lines = Path(name).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{name}: cannot be read as a file of paths", "one path per line") from error
    paths = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not paths:
        raise BadRequest(f"{name} lists no paths", "one path per line")
    for path in paths:
        yield from _expand(path)


def _from_folder(argument: str, system: pafs.FileSystem, path: str) -> Iterator[_Found]:
    infos = _patiently(lambda: system.get_file_info(pafs.FileSelector(path, recursive=True)), argument)
    root = tuple(p for p in path.split("/") if p)
    found = False
    for info in sorted(infos, key=lambda i: i.path):
        below = tuple(p for p in info.path.split("/") if p)[len(root) :]
        hidden = any(p.startswith((".", "_")) for p in below)
        if info.type == pafs.FileType.File and info.path.endswith(".parquet") and not hidden:
            found = True
            yield _Found(_join(argument, info.path), root + below, len(below) + 1)
    if not found:
        raise BadRequest(f"{argument}: no Parquet files in this folder", "files named *.parquet")


def _names(found: Sequence[_Found]) -> list[str]:
    """Shortest distinct names: the argument's folder and the path below it, with more folders where names collide."""
    extra = [0] * len(found)
    while True:
        names = ["/".join(f.below[-(f.keep + e) :]) for f, e in zip(found, extra, strict=True)]
        twice = {name for name, count in Counter(names).items() if count > 1}
        grow = [i for i, n in enumerate(names) if n in twice and found[i].keep + extra[i] < len(found[i].below)]
        if not grow:
            return names
        for i in grow:
            extra[i] += 1


def _footer(system: pafs.FileSystem, path: str) -> bytes:
    with system.open_input_file(path) as file:
        size = file.size()
        if size < 12:
            raise SkipShard(f"{size} bytes", "a Parquet file")
        tail = file.read_at(8, size - 8)
        length = struct.unpack("<I", tail[:4])[0]
        if tail[4:] != _MAGIC or length + 12 > size:
            raise SkipShard("no Parquet footer: truncated, or not Parquet", "a complete Parquet file")
        return bytes(file.read_at(length, size - 8 - length))


def _probe(name: str, uri: str) -> tuple[Shard | BrokenShard, pa.Schema | None]:
    system, path = file_system(uri)

    def opened() -> tuple[pafs.FileInfo, bytes, pq.FileMetaData]:
        return system.get_file_info(path), _footer(system, path), pq.read_metadata(path, filesystem=system)

    try:
        info, footer, metadata = _patiently(opened, uri)
    except (pa.ArrowException, OSError, SkipShard) as error:
        return BrokenShard(name, uri, str(error).splitlines()[0]), None
    modified = info.mtime.isoformat() if info.mtime else ""
    rows = tuple(metadata.row_group(i).num_rows for i in range(metadata.num_row_groups))
    shard = Shard(name, uri, info.size, modified, xxhash.xxh3_128_hexdigest(footer), rows)
    return shard, metadata.schema.to_arrow_schema().remove_metadata()


def _cut(shards: Sequence[Shard], limit: int) -> Iterator[Shard]:
    """Cut to the first ``limit`` rows, shards in order."""
    for shard in shards:
        groups: list[int] = []
        for rows in shard.row_groups:
            if limit > 0:
                groups.append(min(rows, limit))
                limit -= groups[-1]
        if sum(groups):
            yield Shard(shard.name, shard.uri, shard.size, shard.modified, shard.footer, tuple(groups))


def plan(paths: Sequence[str | os.PathLike[str]], limit: int | None = None) -> Plan:
    """List the shards that ``paths`` mean.

    Parameters
    ----------
    paths
        Parquet files, folders (searched recursively; names beginning with ``.`` or ``_`` are left out), globs, files
        of paths (``@list`` or ``*.txt``, one a line), or URIs of these.
    limit
        Plan only the first so many documents, in the order of the shards' names.

    Returns
    -------
    Plan
        Sorted by name: the order in which paths are given does not matter, and a file given twice counts once.

    Raises
    ------
    BadRequest
        A path does not exist, a folder or glob has no Parquet files.
    BadData
        None of the files can be read, or they have no rows.
    """
    if not paths:
        raise BadRequest("no paths", "Parquet files, folders or globs")
    found = list({f.uri: f for path in paths for f in _expand(os.fspath(path))}.values())
    with ThreadPoolExecutor(_PROBES) as pool:
        probed = list(pool.map(_probe, _names(found), (f.uri for f in found)))
    shards = sorted((s for s, _ in probed if isinstance(s, Shard)), key=lambda s: s.name)
    broken = sorted((s for s, _ in probed if isinstance(s, BrokenShard)), key=lambda s: s.name)
    schemas = {
        str(schema): (schema, s.name) for s, schema in sorted(probed, key=lambda p: p[0].name) if schema is not None
    }
    if not shards:
        first = broken[0]
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise BadData(f"{first.name}{more}: {first.reason}", "Parquet shards", "remove or replace the file")
    if limit is not None:
        shards = list(_cut(shards, limit))
    if not sum(s.rows for s in shards):
        raise BadData(f"{len(probed)} shards with zero rows", "documents", "check what wrote these shards")
    return Plan(tuple(shards), tuple(broken), tuple(schemas.values()))


def unreadable(error: BaseException, uri: str, where: str) -> SkipShard | TryAgain:
    """Give the error to raise for a failed read: the store's failures pass, the file's do not."""
    first = str(error).splitlines()[0]
    if storage_failure(error, uri):
        return TryAgain(f"{where}: {first}", "storage that answers")
    return SkipShard(f"{where}: {first}", "a complete Parquet file")


@contextlib.contextmanager
def open_shard(uri: str, name: str) -> Iterator[pq.ParquetFile]:
    """Open a shard for reading in row groups.

    Raises
    ------
    SkipShard
        It is not (or no longer) a complete Parquet file.
    """
    system, path = file_system(uri)
    try:
        remote = _is_remote(uri)
        source = system.open_input_file(path)
        file = pq.ParquetFile(source, pre_buffer=remote, buffer_size=0 if remote else 1 << 20)
    except FileNotFoundError as error:
        raise SkipShard(f"{name}: gone since the run was planned", "the file to stay while it is read") from error
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise unreadable(error, uri, name) from error
    with source, file:
        yield file
