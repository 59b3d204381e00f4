"""The manifest of a run: its inputs, configuration and versions; and the units of work that follow from them.

A unit is a range of a shard's row groups. Its id follows from the shard's name, its footer and the range only, so
every process, machine and order of inputs gives the same units.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from corpusstat.atomic import write_text
from corpusstat.errors import BadData
from corpusstat.read.shards import Plan, Shard
from corpusstat.schema import HASH_NAME, stable_hash

__all__ = [
    "FORMAT",
    "UNIT_BYTES",
    "Difference",
    "Manifest",
    "Quarantined",
    "Unit",
    "code_digest",
    "compare",
    "make",
    "units",
]

FORMAT: Final = 3
"""Version of the form of manifest.json. What each version changed: 1 = first form; 2 = checksums, of results and of
itself, and parts that are sealed; 3 = mentions have grades (`schema`)."""

UNIT_BYTES: Final = 128 * 1024**2
"""Parquet bytes in a unit: about a minute of work, and what a kill can cost. 80 TB give 600,000 units."""

_MOST_GROUPS: Final = 10**6
"""Row groups of one shard: more are no Parquet file, but an attempt to fill the memory."""
_PLACES = frozenset({"files"})
"""Keys of the configuration that say where something lies, and decide nothing: what lies there has a digest."""
_SOURCES = frozenset({".py", ".sql", ".toml", ".txt", ".tsv"})
_LIBRARIES = ("corpusstat", "datasketch", "duckdb", "numpy", "polars", "pyarrow", "scipy", "spacy", "xxhash")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of work: the row groups ``first_row_group`` to ``last_row_group`` (inclusive) of a shard."""

    id: str
    shard: Shard
    first_row_group: int
    last_row_group: int

    @property
    def row_groups(self) -> range:
        """The row groups to read."""
        return range(self.first_row_group, self.last_row_group + 1)

    @property
    def rows(self) -> int:
        """Documents to read."""
        return sum(self.shard.row_groups[i] for i in self.row_groups)

    @property
    def size(self) -> int:
        """Bytes of Parquet: the shard's size, in proportion to the rows."""
        return self.shard.size * self.rows // max(self.shard.rows, 1)

    def __str__(self) -> str:
        return f"{self.shard.name}, row groups {self.first_row_group}-{self.last_row_group}"


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A shard that could not be read, with the reason: its figures are missing from the report."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run reads and how: enough to resume it, and to know whether two runs can be compared.

    ``config`` holds only what can change a result; ``theta`` is the share of prompts kept (None: not counted yet).
    ``results`` are the checksums of what was written last, by name: a run is finished iff there are any. All times
    of a run are here, and none in its results: the same input gives the same bytes. ``notes`` say what was left out
    and what a look at a few rows showed. ``task`` is K/N for a run that reads a slice and is counted by ``merge``.
    """

    inputs: tuple[Shard, ...]
    config: Mapping[str, Any]
    quarantined: tuple[Quarantined, ...] = ()
    notes: tuple[str, ...] = ()
    seeds: Mapping[str, int] = field(default_factory=dict)
    theta: float | None = None
    unit_bytes: int = UNIT_BYTES
    versions: Mapping[str, str] = field(default_factory=dict)
    hash: str = HASH_NAME
    created: str = ""
    code: str = ""
    finished: str = ""
    results: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT
    task: str = ""

    @property
    def decisive(self) -> dict[str, Any]:
        """The configuration without what only says where files lie (a run may move to another machine)."""
        return {k: v for k, v in self.config.items() if k not in _PLACES}

    @property
    def digest(self) -> str:
        """Hex digest (BLAKE2b-64) of configuration and seeds."""
        blob = json.dumps([self.decisive, dict(self.seeds), self.hash], sort_keys=True).encode()
        return hashlib.blake2b(blob, digest_size=8).hexdigest()

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of all inputs, sorted by shard and row group."""
        return tuple(units(self.inputs, self.unit_bytes))

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as plain JSON values."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        values["inputs"] = [_shard_to_json(s) for s in self.inputs]
        values["quarantined"] = [dataclasses.asdict(q) for q in self.quarantined]
        values["config"] = dict(self.config)
        order = ("format", "created", "finished", "results", "versions", "code", "hash", "seeds", "theta", "config")
        head = {k: values.pop(k) for k in order}
        values = {**head, "digest": self.digest, **values}
        return {"check": _check(values), **values}

    def write(self, path: Path) -> None:
        """Write manifest.json, atomically; one line for each input."""
        values = self.to_json()
        inputs = values.pop("inputs")
        head = json.dumps(values, indent=1, ensure_ascii=False)
        lines = ",\n  ".join(json.dumps(i, ensure_ascii=False) for i in inputs)
        write_text(path, f'{head[:-2]},\n "inputs": [\n  {lines}\n ]\n}}\n')

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read manifest.json.

        Raises
        ------
        BadData
            It is missing, damaged, or of a form that this version does not know.
        """
        mend = "restore it, or let --force delete this run once a new one is complete"
        try:
            if not path.is_file():  # from a pipe nothing may ever come
                raise BadData(f"{path} is no file", "the manifest of a run", mend)
            values = json.loads(path.read_text("utf-8"))
            if values["format"] != FORMAT:
                raise BadData(
                    f"{path} has form {values['format']}",
                    f"form {FORMAT}",
                    "use the version of corpusstat that wrote it, or audit into another folder",
                )
            if values.pop("check") != _check(values):
                raise BadData(f"{path} is not as it was written", "the manifest of a run", mend)
            del values["digest"]
            values["inputs"] = tuple(_shard_from_json(i) for i in values["inputs"])
            values["quarantined"] = tuple(Quarantined(**q) for q in values["quarantined"])
            values["notes"] = tuple(values.get("notes", ()))
            if not isinstance(values["config"], dict) or not isinstance(values["results"], dict):
                raise TypeError("config and results")
            return cls(**values)
        except OSError as error:
            raise BadData(f"{path}: {error.strerror or error}", "the manifest of a run") from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            what = "no UTF-8" if isinstance(error, UnicodeDecodeError) else f"{error!r}"
            raise BadData(f"{path} is damaged: {what}", "the manifest of a run", mend) from error


def _check(values: Mapping[str, Any]) -> str:
    """Checksum of a manifest's values, whatever their order."""
    blob = json.dumps(values, sort_keys=True, ensure_ascii=True).encode()
    return hashlib.blake2b(blob, digest_size=8).hexdigest()


def make(plan: Plan, config: Mapping[str, Any], seeds: Mapping[str, int] | None = None, task: str = "") -> Manifest:
    """Return the manifest of a new run over planned shards; shards that the plan found broken start in quarantine."""
    return Manifest(
        inputs=plan.shards,
        # through JSON, so that what is written and what is read again compare equal (tuples, enums)
        config=json.loads(json.dumps(dict(config))),
        quarantined=tuple(Quarantined(b.name, b.reason) for b in plan.broken),
        notes=plan.notes,
        seeds=dict(seeds or {}),
        versions=_versions(),
        code=code_digest(),
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        task=task,
    )


@cache
def code_digest() -> str:
    """Digest of this program's sources: a finished run is taken as it is only if the same program made it."""
    package = Path(__file__).parent.parent
    digest = hashlib.blake2b(digest_size=8)
    folders = [package]
    if (package.parent / "pyproject.toml").exists():  # in a checkout the queries lie beside the package
        folders.append(package.parent / "queries")
    for folder in folders:
        for file in sorted(f for f in folder.rglob("*") if f.suffix in _SOURCES):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _shard_to_json(shard: Shard) -> dict[str, Any]:
    """Row groups as runs [rows, how many]: a shard of a thousand equal row groups takes one pair, not a page."""
    values = dataclasses.asdict(shard)
    values["row_groups"] = [[rows, len(list(same))] for rows, same in groupby(shard.row_groups)]
    return values


def _shard_from_json(values: dict[str, Any]) -> Shard:
    runs = [(int(rows), int(times)) for rows, times in values["row_groups"]]
    if sum(times for _, times in runs) > _MOST_GROUPS or any(rows < 0 for rows, _ in runs):
        raise ValueError("row groups of a shard")
    groups = tuple(rows for rows, times in runs for _ in range(times))
    shard = Shard(**{**values, "row_groups": groups})
    if not all(isinstance(text, str) for text in (shard.name, shard.uri, shard.modified, shard.footer, shard.changed)):
        raise TypeError("names of a shard")
    if not isinstance(shard.size, int):
        raise TypeError("size of a shard")
    return shard


def units(shards: Iterable[Shard], unit_bytes: int = UNIT_BYTES) -> Iterator[Unit]:
    """Cut shards into units of whole row groups of about ``unit_bytes`` Parquet bytes, at least one row group each.

    >>> shard = Shard("web/a.parquet", "/web/a.parquet", 900, "", "f00d", (10, 10, 10))
    >>> [(u.first_row_group, u.last_row_group, u.size) for u in units([shard], 500)]
    [(0, 1, 600), (2, 2, 300)]
    """
    for shard in sorted(shards, key=lambda s: s.name):
        total = max(shard.rows, 1)
        first, rows = 0, 0
        for index, here in enumerate(shard.row_groups):
            rows += here
            if rows * shard.size >= unit_bytes * total or index == len(shard.row_groups) - 1:
                yield Unit(_unit_id(shard, first, index), shard, first, index)
                first, rows = index + 1, 0


def _unit_id(shard: Shard, first: int, last: int) -> str:
    unsigned = stable_hash(shard.name, shard.footer, f"{first}-{last}") & ((1 << 64) - 1)
    return f"{unsigned:016x}"


@dataclass(frozen=True, slots=True)
class Difference:
    """How the inputs and the configuration of two manifests differ; each entry is a line for the user."""

    changed: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    shards: frozenset[str] = frozenset()
    """Names of the shards whose finished work is void: changed, repaired or missing."""
    touched: frozenset[str] = frozenset()
    """Names of the shards that look the same, but whose file was copied, replaced or written to: compare contents."""
    disjoint: bool = False
    """No file is common to both: they are runs of different corpora."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """All differences of inputs."""
        return self.changed + self.vanished + self.new


def compare(old: Manifest, new: Manifest) -> Difference:
    """Name what differs between the manifest of a run and the one that would be made now.

    A shard is the same iff size, modification time and footer are: a letter changed in place leaves size and footer
    as they were. Times can be set back; then the system's own record of the last change (``Shard.changed``) differs,
    and only the content can tell (``touched``). Shards that the old run could not read may change: nothing of them
    was counted.

    >>> old = make(Plan((Shard("a", "/a", 9, "monday", "f00d", (1,)),)), {"limit": None})
    >>> new = make(Plan((Shard("a", "/a", 9, "tuesday", "f00d", (1,)),)), {"limit": 5})
    >>> compare(old, new).inputs, compare(old, new).config
    (('a changed: modified monday -> tuesday',), ('limit: not set -> 5',))
    """
    before, after = ({s.name: s for s in m.inputs} for m in (old, new))
    unread = {q.name for q in old.quarantined}
    void = {n: _shard_difference(before[n], after[n]) for n in before.keys() & after.keys()}
    void = {n: d for n, d in void.items() if d}
    changed = {n: d for n, d in void.items() if n not in unread}
    vanished = before.keys() - after.keys() - unread
    reasons = {q.name: f" (now unreadable: {q.reason})" for q in new.quarantined}
    return Difference(
        changed=tuple(f"{n} changed: {changed[n]}" for n in sorted(changed)),
        vanished=tuple(f"{n} is missing{reasons.get(n, '')}" for n in sorted(vanished)),
        new=tuple(f"{n} is new" for n in sorted(after.keys() - before.keys() - unread)),
        config=tuple(_config_difference(old, new)),
        shards=frozenset(void) | frozenset(vanished),
        touched=frozenset(
            n for n in before.keys() & after.keys() - void.keys() if before[n].changed != after[n].changed
        ),
        disjoint=_disjoint(old, new),
    )


def _disjoint(old: Manifest, new: Manifest) -> bool:
    """Whether two manifests have no file in common: neither a place nor a content."""
    contents = {_content(s) for s in old.inputs}
    known = {s.uri for s in old.inputs} | {q.name for q in old.quarantined}
    return bool(old.inputs) and not any(
        s.uri in known or s.name in known or _content(s) in contents for s in new.inputs
    )


def _content(shard: Shard) -> tuple[str, int, str]:
    return shard.name, shard.size, shard.footer


def _shard_difference(old: Shard, new: Shard) -> str:
    if old.size != new.size:
        return f"size {old.size:,} -> {new.size:,} bytes"
    if old.footer != new.footer:
        return "another Parquet footer"
    if old.modified != new.modified:
        return f"modified {old.modified} -> {new.modified}"
    return ""


def _config_difference(old: Manifest, new: Manifest) -> Iterator[str]:
    sides = []
    for manifest in (old, new):
        more = {"hash": manifest.hash, "corpusstat": manifest.versions.get("corpusstat"), "unit": manifest.unit_bytes}
        seeds = {f"seed of {name}": seed for name, seed in manifest.seeds.items()}
        sides.append({**manifest.decisive, **seeds, **more})
    before, after = sides
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield f"{key}: {_shown(before.get(key))} -> {_shown(after.get(key))}"


def _shown(value: object) -> str:
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)
