"""Which files are meant: arguments (files, folders, globs, files of paths, URIs) → files, and what was left out."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.fs as pafs

from corpusstat.errors import BadRequest, printable
from corpusstat.read import delta, iceberg, tables
from corpusstat.read.globs import is_match
from corpusstat.read.hub import pinned, without_commit
from corpusstat.read.naming import in_utf8, is_hidden, is_run, kind_of, reasons
from corpusstat.read.systems import first_line, is_remote, located, patiently, taken, uri_of

__all__ = ["Found", "Listing", "files", "names"]

_LISTS: Final = (".txt", ".list")
_DELTA: Final = "delta+"
_BY_CATALOG: Final = "iceberg+"
_KINDS: Final = "Parquet or JSON lines (*.parquet, *.jsonl, *.json.gz, *.jsonl.zst, …)"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is meant. ``parts`` are those of its path; at least the last ``keep`` make up its name."""

    uri: str
    parts: tuple[str, ...]
    keep: int
    linked: bool = False
    identity: tuple[int, int] | None = None
    """Device and inode of a local file: a file that has two names is read once."""
    explicit: bool = False


@dataclass
class Listing:
    """Files in the order found; what was left out, as (reason, path); folders that could not be listed."""

    found: list[Found] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    pinned: list[str] = field(default_factory=list)
    """The tables that were read, with the version that was taken."""

    def add(self, found: Iterable[Found]) -> int:
        """Add files; return how many."""
        before = len(self.found)
        self.found += found
        return len(self.found) - before

    def notes(self) -> list[str]:
        """Say what was left out, one line a reason."""
        groups: dict[str, list[str]] = {}
        for reason, path in self.left_out:
            groups.setdefault(reason, []).append(path)
        lines = [*self.pinned]
        for reason, paths in sorted(groups.items()):
            more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
            first = "/".join(min(paths).rstrip("/").split("/")[-2:])  # not where the corpus is
            lines.append(f"left out: {printable(first, 80)}{more} ({reason})")
        return lines


def files(arguments: Sequence[str]) -> Listing:
    """List the files that arguments mean, each real file once.

    Raises
    ------
    BadRequest
        An argument means nothing that can be read.
    """
    listing = Listing()
    for argument in arguments:
        _expand(argument, listing, ())
    listing.found = _once(listing)
    return listing


def _once(listing: Listing) -> list[Found]:
    """Each file once; of several names of one file the one without links, then the first."""
    chosen: dict[object, Found] = {}
    for found in sorted(listing.found, key=lambda f: (f.linked, f.uri, -f.keep)):
        key = found.identity or found.uri
        if key in chosen and chosen[key].uri != found.uri:
            listing.left_out.append(("another name of a file that is read", found.uri))
        chosen.setdefault(key, found)
    return list(chosen.values())


def _expand(argument: str, listing: Listing, lists: tuple[str, ...]) -> None:
    if not argument.strip():
        raise BadRequest("an empty path", _KINDS, "check the variable that should hold it")
    if "\0" in argument:
        raise BadRequest(f"{argument}: a path with a null byte", _KINDS)
    if argument.startswith("@") and not os.path.lexists(argument):
        _from_list(argument[1:], listing, lists)
    elif argument.startswith(_DELTA):
        place, _, number = argument.removeprefix(_DELTA).rpartition("@")
        _delta(taken(place if number.isdecimal() else argument.removeprefix(_DELTA)), number, listing)
    elif argument.startswith(_BY_CATALOG):
        _iceberg(argument.removeprefix(_BY_CATALOG), listing)
    elif is_remote(argument) and not argument.lower().startswith("file://"):
        argument, note = pinned(argument)
        listing.pinned += [note] if note else []
        _remote(argument, listing, lists)
    else:
        _local(taken(argument), listing, lists)


def _delta(location: str, number: str, listing: Listing) -> None:
    """The files of a version of a Delta table (by default the latest, which is said)."""
    location = location.rstrip("/") if is_remote(location) else os.path.abspath(location)
    version = delta.read_version(location, int(number) if number.isdecimal() else None)
    _table_files(listing, location, version.paths())
    name = location.rstrip("/").rpartition("/")[2]
    listing.pinned.append(
        f"{printable(name, 80)}: version {version.number} of a Delta table, {len(version.files):,} files"
    )


def _iceberg(name: str, listing: Listing) -> None:
    """The files of a snapshot of an Iceberg table (by default the current one, which is said)."""
    snapshot = iceberg.read_snapshot(name)
    location = taken(snapshot.location)
    below = (uri.removeprefix(snapshot.location.rstrip("/") + "/") for uri in snapshot.files)
    _table_files(listing, location, below)
    shown = printable(location.rstrip("/").rpartition("/")[2], 80)
    listing.pinned.append(f"{shown}: snapshot {snapshot.number} of an Iceberg table, {len(snapshot.files):,} files")


def _table_files(listing: Listing, location: str, paths: Iterable[str]) -> None:
    """Add the files of a table, by their paths in its folder, or URIs where they are elsewhere."""
    root = located(location)[1]
    for path in paths:
        keep = path.count("/") + 2
        if "://" in path:
            listing.add([Found(taken(path), _parts(path.split("://", 1)[1]), 2)])
        elif is_remote(location):
            listing.add([Found(uri_of(location, f"{root}/{path}"), _parts(f"{root}/{path}"), keep)])
        elif os.path.isfile(file := os.path.join(location, path)):
            info = os.stat(file)
            listing.add([_file(file, os.path.islink(file), (info.st_dev, info.st_ino), keep)])
        else:
            listing.broken.append((file, "named by the table, and gone"))


def _is_list(path: str) -> bool:
    return path.lower().endswith(_LISTS)


def _from_list(name: str, listing: Listing, lists: tuple[str, ...]) -> None:
    identity = name if is_remote(name) else os.path.realpath(name)
    if identity in lists:
        raise BadRequest(f"{name}: a file of paths that names itself", "one path per line")
    paths = list(filter(None, map(_listed, _list_text(name).splitlines())))
    if not paths:
        raise BadRequest(f"{name} lists no paths", "one path per line")
    beside = os.path.dirname(os.path.abspath(name)) if not is_remote(name) else ""
    for path in paths:
        here = os.path.join(beside, path)
        moved = beside and not is_remote(path) and not os.path.lexists(path) and os.path.lexists(here)
        _expand(here if moved else path, listing, (*lists, identity))


def _list_text(name: str) -> str:
    """The text of a file of paths."""
    try:
        system, path = located(taken(name))
        with system.open_input_stream(path, compression=None) as file:
            content = bytes(file.read())
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except (OSError, pa.ArrowException, ValueError) as error:
        raise BadRequest(f"{name}: cannot be read as a file of paths", "one path per line") from error


def _listed(line: str) -> str:
    """The path on a line: literally if that exists; else without a comment, and blanks at the ends."""
    if line.strip() and not is_remote(line) and "\0" not in line and os.path.lexists(line):
        return line
    if line.lstrip().startswith("#"):
        return ""
    line = line.strip()
    return line if not is_remote(line) and os.path.lexists(line) else re.split(r"\s#", line, maxsplit=1)[0].strip()


def _local(argument: str, listing: Listing, lists: tuple[str, ...]) -> None:
    path = os.path.abspath(argument)
    try:
        info = os.stat(path)
    except OSError as error:
        if glob.has_magic(argument) and not os.path.lexists(path):
            _local_glob(argument, listing)
            return
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else error.strerror
        raise BadRequest(f"{argument}: {reason}", "files, folders or globs", "check the path") from error
    if stat.S_ISDIR(info.st_mode):
        _local_folder(path, argument, listing)
    elif not stat.S_ISREG(info.st_mode):
        raise BadRequest(f"{argument} is neither a file nor a folder", _KINDS)
    elif _is_list(path):
        _from_list(path, listing, lists)
    else:
        listing.add([_file(path, os.path.islink(path), (info.st_dev, info.st_ino), explicit=True)])


def _file(path: str, linked: bool, identity: tuple[int, int] | None, keep: int = 2, explicit: bool = False) -> Found:
    return Found(path, tuple(p for p in path.split("/") if p), keep, linked, identity, explicit)


def _local_glob(argument: str, listing: Listing) -> None:
    matches = sorted(glob.glob(argument, recursive=True))
    taken_before = len(listing.found)
    tables.refuse_inside(os.path.dirname(os.path.abspath(match)) for match in matches)
    for match in matches:
        path = os.path.abspath(match)
        if os.path.isdir(path):
            if not glob.escape(argument).endswith("**"):
                _local_folder(path, match, listing, may_be_empty=True)
        elif kind_of(path) and os.path.isfile(path):
            info = os.stat(path)
            listing.add([_file(path, os.path.islink(path), (info.st_dev, info.st_ino))])
        else:
            listing.left_out.append(("neither Parquet nor JSON lines", path))
    if len(listing.found) == taken_before:
        raise BadRequest(f"{argument} matches nothing", "a pattern that matches " + _KINDS)


def _local_folder(root: str, argument: str, listing: Listing, may_be_empty: bool = False) -> None:
    if delta.is_table(root):
        _delta(root, "", listing)
        return
    tables.refuse_inside([root])
    if is_run(root):
        if may_be_empty:
            listing.left_out.append(("a run of corpusstat", root))
            return
        raise BadRequest(
            f"{argument} is a run of corpusstat", "a corpus: " + _KINDS, "give the folder it was made from"
        )
    seen: set[tuple[int, int]] = set()
    walked = list(_walk(root, (), False, seen, listing))
    depth = len([p for p in root.split("/") if p])
    chosen = _chosen([f.parts[depth:] for f in walked], root, listing)
    if not listing.add(f for f, keep in zip(walked, chosen, strict=True) if keep) and not may_be_empty:
        raise BadRequest(f"{argument}: no Parquet files in this folder, nor JSON lines", _KINDS)


def _walk(
    folder: str, below: tuple[str, ...], linked: bool, seen: set[tuple[int, int]], listing: Listing
) -> Iterator[Found]:
    """All regular files in a folder; each real folder once, so that links may form loops."""
    try:
        info = os.stat(folder)
        if (info.st_dev, info.st_ino) in seen:
            return
        seen.add((info.st_dev, info.st_ino))
        entries = sorted(os.scandir(folder), key=lambda e: (e.is_symlink(), e.name))
    except OSError as error:
        listing.broken.append((folder, f"cannot be listed: {error.strerror}"))
        return
    for entry in entries:
        link = linked or entry.is_symlink()
        if _is_folder(entry):
            if is_run(entry.path):
                listing.left_out.append(("a run of corpusstat", entry.path))
            elif entry.name in tables.LOGS:
                yield _file(entry.path + "/", link, None, len(below) + 2)
            elif is_hidden(entry.name):
                listing.left_out.append(("hidden: the name begins with . or _", entry.path))
            else:
                yield from _walk(entry.path, (*below, entry.name), link, seen, listing)
        else:
            yield from _entry(entry, len(below) + 2, link, listing)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder or a link to one; a link to itself is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _entry(entry: os.DirEntry[str], keep: int, linked: bool, listing: Listing) -> Iterator[Found]:
    try:
        info = entry.stat()
    except OSError:
        if kind_of(entry.name):
            listing.broken.append((entry.path, "a link to nothing"))
        return
    if not stat.S_ISREG(info.st_mode):
        listing.left_out.append(("neither a file nor a folder", entry.path))
    else:
        yield _file(entry.path, linked, (info.st_dev, info.st_ino), keep)


def _chosen(below: Sequence[tuple[str, ...]], root: str, listing: Listing) -> list[bool]:
    """Which of a folder's files are shards, by their paths below it; the others are listed as left out."""
    tables.refuse(root, below)
    why_not = reasons(below)
    for parts, why in zip(below, why_not, strict=True):
        if why:
            listing.left_out.append((why, "/".join((root.rstrip("/"), *parts))))
    return [not why for why in why_not]


def _remote(argument: str, listing: Listing, lists: tuple[str, ...]) -> None:
    for location in dict.fromkeys((taken(argument), argument if "%" in argument else taken(argument))):
        system, path = located(location)
        try:
            info = patiently(lambda system=system, path=path: system.get_file_info(path), location)  # type: ignore[misc]
        except (pa.ArrowException, OSError, ValueError) as error:
            raise BadRequest(f"{argument}: {first_line(error)}", "a readable file or folder") from error
        if info.type == pafs.FileType.Directory:
            _remote_folder(location, argument, system, path, listing)
            return
        if info.type == pafs.FileType.File:
            if _is_list(path):
                _from_list(argument, listing, lists)
            else:
                listing.add([Found(location, tuple(p for p in path.split("/") if p), 2, explicit=True)])
            return
    if not glob.has_magic(argument.split("://", 1)[1]):
        raise BadRequest(f"{argument}: no such file or folder", "files, folders or globs", "check the path")
    _remote_glob(argument, listing)


def _listed_below(location: str, system: pafs.FileSystem, path: str) -> list[str]:
    selector = pafs.FileSelector(path, recursive=True)
    infos = patiently(lambda: system.get_file_info(selector), location)
    return sorted(info.path for info in infos if info.type == pafs.FileType.File)


def _parts(path: str) -> tuple[str, ...]:
    return tuple(without_commit(p) for p in path.split("/") if p)


def _remote_folder(location: str, argument: str, system: pafs.FileSystem, path: str, listing: Listing) -> None:
    if delta.is_table(location):
        _delta(location, "", listing)
        return
    paths, root = _listed_below(location, system, path), _parts(path)
    chosen = _chosen([_parts(p)[len(root) :] for p in paths], location, listing)
    here = [Found(uri_of(location, p), _parts(p), len(_parts(p)) - len(root) + 1) for p in paths]
    if not listing.add(f for f, keep in zip(here, chosen, strict=True) if keep):
        raise BadRequest(f"{argument}: no Parquet files in this folder, nor JSON lines", _KINDS)


def _remote_glob(argument: str, listing: Listing) -> None:
    """A glob over a store: its folder is listed once, and the names are matched here."""
    location, pattern = _fixed_part(argument)
    system, path = located(location)
    root = _parts(path)
    try:
        paths = _listed_below(location, system, path)
    except FileNotFoundError:
        paths = []
    below = {p: _parts(p)[len(root) :] for p in paths}
    matching = [p for p, parts in below.items() if is_match(parts, pattern)]
    tables.refuse(location, below.values(), [below[p] for p in matching])
    shards = [p for p in matching if kind_of(p)]
    listing.left_out += [("neither Parquet nor JSON lines", uri_of(location, p)) for p in matching if not kind_of(p)]
    if not listing.add(Found(uri_of(location, p), _parts(p), 2) for p in shards):
        raise BadRequest(f"{argument} matches nothing", "a pattern that matches " + _KINDS)


def _fixed_part(argument: str) -> tuple[str, list[str]]:
    """The folder of a store that a glob is about, and the parts of the glob below it."""
    scheme, rest = argument.split("://", 1)
    parts = rest.split("/")
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    if not fixed:
        raise BadRequest(f"{argument}: a pattern in place of the bucket", "s3://bucket/pattern")
    return taken(f"{scheme}://{'/'.join(parts[:fixed])}"), parts[fixed:]


def names(found: Sequence[Found]) -> list[str]:
    """Shortest distinct names: the argument's folder and the path below it, with more folders where names collide."""
    extra = [0] * len(found)
    while True:
        shown = ["/".join(f.parts[-(f.keep + e) :]) for f, e in zip(found, extra, strict=True)]
        twice = {name for name, count in Counter(shown).items() if count > 1}
        grow = [i for i, n in enumerate(shown) if n in twice and found[i].keep + extra[i] < len(found[i].parts)]
        if not grow:
            return list(map(in_utf8, shown))
        for i in grow:
            extra[i] += 1
