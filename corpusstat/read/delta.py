"""Delta tables: which files are in a version, by the log beside them (github.com/delta-io/delta, PROTOCOL.md).

A commit is a file of JSON actions, ``add`` and ``remove``; a checkpoint is their sum so far, as Parquet. Files with
deletion vectors hold rows that are not in the table, and mapped columns have other names in the files: both are
refused, as is any feature of the format that is not known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from corpusstat.errors import BadRequest
from corpusstat.read.systems import first_line, located, patiently

__all__ = ["LOG", "Version", "is_table", "read_version"]

LOG: Final = "_delta_log"
_COMMIT_FILE: Final = re.compile(r"(\d{20})\.json")
_CHECKPOINT: Final = re.compile(r"(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet")
_UNDERSTOOD: Final = frozenset(
    {"columnMapping", "deletionVectors", "timestampNtz", "vacuumProtocolCheck", "v2Checkpoint", "typeWidening"}
    | {"typeWidening-preview", "inCommitTimestamp"}
)
"""Features of readers that change nothing of what is read here, or are looked at."""
_ACTIONS: Final = ("add", "metaData", "protocol")


@dataclass
class Version:
    """A version of a table: its number, and its files as the log names them (encoded, relative or URIs)."""

    number: int
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    configuration: dict[str, str] = field(default_factory=dict)
    features: frozenset[str] = frozenset()

    def take(self, actions: Sequence[dict[str, Any]]) -> None:
        """Apply the actions of a commit or checkpoint: a file that is removed and added has got a deletion vector."""
        for removed in _of_kind(actions, "remove"):
            self.files.pop(removed["path"], None)
        self.files |= {added["path"]: added for added in _of_kind(actions, "add")}
        for metadata in _of_kind(actions, "metaData"):
            self.configuration = dict(metadata.get("configuration") or {})
        for protocol in _of_kind(actions, "protocol"):
            self.features = frozenset(protocol.get("readerFeatures") or ())

    def paths(self) -> list[str]:
        """Return the decoded paths of its files, in order; those of other places are URIs."""
        return sorted(path if "://" in path else unquote(path) for path in self.files)


def _of_kind(actions: Sequence[dict[str, Any]], kind: str) -> Iterator[dict[str, Any]]:
    """The contents of the actions of a kind."""
    return (action[kind] for action in actions if action.get(kind))


def is_table(location: str) -> bool:
    """Whether a folder is a Delta table."""
    system, path = located(location)
    info = patiently(lambda: system.get_file_info(f"{path}/{LOG}"), location)
    return bool(info.type == pafs.FileType.Directory)


def read_version(location: str, number: int | None = None) -> Version:
    """Read which files are in a version of a table (default: the latest).

    Raises
    ------
    BadRequest
        There is no such version, its log is not whole, or the table uses what cannot be read.
    """
    system, path = located(location)
    selector = pafs.FileSelector(f"{path}/{LOG}")
    try:
        names = sorted(info.base_name for info in patiently(lambda: system.get_file_info(selector), location))
        last, logs = _logs(location, names, number)
        version = Version(last)
        for name in logs:
            version.take(list(_actions(system, f"{path}/{LOG}/{name}", location)))
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest(f"{location}: its Delta log cannot be read: {first_line(error)}", "a whole log") from error
    _refuse_unreadable(location, version)
    return version


def _logs(location: str, names: Sequence[str], number: int | None) -> tuple[int, list[str]]:
    """The version that is meant, and the files that make it up: a checkpoint, if there is one, and later commits."""
    commits = {int(m[1]): name for name in names if (m := _COMMIT_FILE.fullmatch(name))}
    base, pieces = _checkpoint(names, number)
    last = max([*commits, base]) if number is None else number
    if last < 0 or (last not in commits and last != base):
        raise BadRequest(f"{location} has no version {'yet' if number is None else number}", _known(commits))
    after = range(base + 1, last + 1)
    lacking = [v for v in after if v not in commits]
    if lacking:
        raise BadRequest(f"{location}: the log lacks version {lacking[0]}", f"all versions up to {last}")
    return last, [*pieces, *(commits[v] for v in after)]


def _known(commits: Iterable[int]) -> str:
    known = sorted(commits)
    return f"one of {known[0]} to {known[-1]}" if known else "a table with a commit"


def _checkpoint(names: Sequence[str], most: int | None) -> tuple[int, list[str]]:
    """The last whole checkpoint that is not after version ``most``, and its files; (-1, []) if there is none."""
    found: dict[tuple[int, int], list[str]] = {}
    for name in names:
        if match := _CHECKPOINT.fullmatch(name):
            found.setdefault((int(match[1]), int(match[3] or 1)), []).append(name)
    whole = [key for key, pieces in found.items() if len(pieces) == key[1] and (most is None or key[0] <= most)]
    return (max(whole)[0], found[max(whole)]) if whole else (-1, [])


def _actions(system: pafs.FileSystem, path: str, location: str) -> Iterator[dict[str, Any]]:
    """The actions in a file of the log."""

    def whole() -> bytes:
        with system.open_input_stream(path, compression=None) as file:
            return bytes(file.read())

    data = patiently(whole, location)
    if path.endswith(".json"):
        yield from (json.loads(line) for line in data.splitlines() if line.strip())
        return
    with pq.ParquetFile(pa.BufferReader(data)) as file:
        columns = [name for name in _ACTIONS if name in file.schema_arrow.names]
        for batch in file.iter_batches(columns=columns):
            yield from batch.to_pylist()


def _refuse_unreadable(location: str, version: Version) -> None:
    """Refuse what would be read wrongly."""
    todo = "write the version out as Parquet"
    mapping = version.configuration.get("delta.columnMapping.mode", "none")
    if mapping != "none":
        raise BadRequest(f"{location} maps its columns by {mapping}", "columns that have their names", todo)
    marked = [add["path"] for add in version.files.values() if add.get("deletionVector")]
    if marked:
        raise BadRequest(
            f"{location} has deletion vectors ({len(marked):,} files of version {version.number})",
            "files all of whose rows are in the table",
            f"REORG TABLE … APPLY (PURGE), or {todo}",
        )
    strange = sorted(version.features - _UNDERSTOOD)
    if strange:
        raise BadRequest(f"{location} uses the feature {strange[0]} of Delta", "a table without it", todo)
