"""Iceberg tables: which data files are in a snapshot, by pyiceberg (extra ``iceberg``).

A table is named by its catalog, as pyiceberg is configured (``~/.pyiceberg.yaml``, ``PYICEBERG_CATALOG__…``), or by
the location of a metadata file. Its files are read as they are, so that what Iceberg would take away or rename while
it reads is refused: delete files and deletion vectors, columns that have been renamed or whose name was used again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from corpusstat.errors import BadRequest
from corpusstat.read.systems import first_line

__all__ = ["Snapshot", "read_snapshot"]

_META: Final = ".metadata.json"
_FORM: Final = "iceberg+CATALOG/NAMESPACE.TABLE, or iceberg+…/x.metadata.json, with @SNAPSHOT if it is not the latest"
_REWRITE: Final = "rewrite its data files (rewrite_data_files), or write it out as Parquet"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot of a table: its number, where the table is, and the URIs of its data files."""

    number: int
    location: str
    files: tuple[str, ...]


def read_snapshot(name: str) -> Snapshot:
    """Read which files are in a snapshot of a table.

    Parameters
    ----------
    name
        ``CATALOG/NAMESPACE.TABLE`` or a location of metadata, with ``@SNAPSHOT`` (default: the current one).

    Raises
    ------
    BadRequest
        There is no such table or snapshot, pyiceberg is missing, or the files hold what is not in the table.
    """
    place, number = name, None
    if match := re.fullmatch(r"(.+)@(\d+)", name):
        place, number = match[1], int(match[2])
    table = _opened(place)
    snapshot = table.current_snapshot() if number is None else table.snapshot_by_id(number)
    if snapshot is None:
        known = ", ".join(str(s.snapshot_id) for s in table.snapshots()[-5:])
        what = "none yet" if number is None else f"no snapshot {number}"
        raise BadRequest(f"{place}: {what}", f"one of its snapshots ({known})" if known else "a table with data")
    _refuse_renamed(place, table, snapshot)
    try:
        tasks = list(table.scan(snapshot_id=snapshot.snapshot_id).plan_files())
    except Exception as error:  # of catalogs and stores, in many kinds
        raise BadRequest(f"{place}: its manifests cannot be read: {first_line(error)}", "a whole table") from error
    _refuse_unread(place, tasks)
    files = sorted(re.sub(r"^s3[an]://", "s3://", task.file.file_path) for task in tasks)
    return Snapshot(snapshot.snapshot_id, re.sub(r"^s3[an]://", "s3://", table.location()), tuple(files))


def _opened(place: str) -> Any:
    try:
        from pyiceberg.catalog import load_catalog
        from pyiceberg.table import StaticTable
    except ImportError as error:
        raise BadRequest(
            "an Iceberg table: pyiceberg is not installed", "", "pip install 'corpusstat[iceberg]'"
        ) from error
    catalog, _, table = place.partition("/")
    try:
        if place.endswith(_META):
            return StaticTable.from_metadata(place, _store_of_environment())
        if not catalog or "/" in table or "." not in table:
            raise BadRequest(f"iceberg+{place}", _FORM)
        return load_catalog(catalog).load_table(table)
    except BadRequest:
        raise
    except Exception as error:  # of catalogs and stores, in many kinds
        raise BadRequest(f"iceberg+{place}: {first_line(error)}", _FORM) from error


def _store_of_environment() -> dict[str, str]:
    """The store that the environment names, as for all other reading; pyiceberg looks for credentials only there."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    return {"s3.endpoint": endpoint} if endpoint else {}


def _refuse_renamed(place: str, table: Any, snapshot: Any) -> None:
    """Refuse a table whose older files may have other names for its columns, or other columns of these names."""
    schemas = table.schemas()
    now = schemas.get(snapshot.schema_id, table.schema())
    named = dict(_numbered(now))
    numbers = {column: number for number, column in named.items()}
    for schema in schemas.values():
        for number, column in _numbered(schema):
            if named.get(number, column) != column:
                raise BadRequest(
                    f"{place}: column {named[number]} was called {column}", "columns with one name", _REWRITE
                )
            if numbers.get(column, number) != number:
                raise BadRequest(f"{place}: there was another column {column}", "names that are used once", _REWRITE)


def _numbered(schema: Any) -> Iterator[tuple[int, str]]:
    """Number and name of each column, those inside others too."""
    for number in sorted(schema.field_ids):
        yield number, schema.find_column_name(number)


def _refuse_unread(place: str, tasks: list[Any]) -> None:
    marked = sum(bool(task.delete_files) for task in tasks)
    if marked:
        raise BadRequest(
            f"{place}: rows of {marked:,} files were deleted", "files all of whose rows are there", _REWRITE
        )
    others = {str(getattr(task.file.file_format, "value", task.file.file_format)) for task in tasks} - {"PARQUET"}
    if others:
        raise BadRequest(f"{place}: files of the form {min(others)}", "Parquet", _REWRITE)
