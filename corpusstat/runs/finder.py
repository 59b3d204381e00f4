"""The index of a run: from an entity to its mentions, and the rows themselves, without reading the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.atomic import write_table, write_text
from corpusstat.count.finder import NAMES, PLACE, PLACES, footer, nearest, place_rows, write_names, write_places
from corpusstat.count.keys import rows_of
from corpusstat.engine.manifest import Manifest
from corpusstat.engine.parts import file_hash
from corpusstat.engine.runfolder import refuse_damage
from corpusstat.errors import BadData, printable
from corpusstat.normalise.normalise import entity, prompt_key
from corpusstat.relations import Relation, RelationSet
from corpusstat.schema import MENTION, polars_schema

__all__ = [
    "EXAMPLES",
    "INDEX",
    "has_index",
    "indexed",
    "kept_examples",
    "lookup_code",
    "near",
    "write_examples",
    "write_index",
]

EXAMPLES: Final = 50
"""Singletons, and conflicts, of each domain that are chosen when a run is written."""
_NAMED: Final = ["relation", "entity", "key"]
_ROWS: Final = 1 << 18
"""Rows of packed parts that are taken at once."""
_AT_ONCE: Final = 4
"""Parts read at the same time."""
EXAMPLES_FILE: Final = "examples.parquet"
INDEX_FILE: Final = "index.json"
INDEX: Final = (INDEX_FILE, PLACES, NAMES, EXAMPLES_FILE)
"""The files of an index."""


def lookup_code(name: str, relation: Relation) -> int | None:
    """Return the code of an entity for a relation, however it is written; None if it is no name.

    For a relation with one answer it is the prompt's key; for one with several, that it would have with one.
    """
    found = entity(name, relation.subject)
    return None if found is None else prompt_key(relation.name, found)


def write_index(
    folder: Path,
    mentions: Sequence[Path],
    relations: RelationSet,
    *,
    memory: int,
    temp: Path,
    few: Sequence[Path] | None = None,
) -> None:
    """Write what finds entities and names in a run's MENTION files.

    ``few`` are these themselves, or one file with the rows of all of them, in their order.
    """
    read = mentions if few is None else few
    packed = tuple(read) != tuple(mentions)
    codes = _codes_of_packed(read, mentions, relations) if packed else _codes(mentions, relations)
    write_places(folder / PLACES, codes, size=rows_of(read), memory=memory, temp=temp)
    write_names(folder / NAMES, read, memory=memory, temp=temp)
    files = [path.relative_to(folder).as_posix() for path in mentions]
    seals = {name: file_hash(folder / name, *footer(folder / name)) for name in (PLACES, NAMES)}
    write_text(folder / INDEX_FILE, json.dumps({"files": files, "footers": seals}))


def _codes(mentions: Sequence[Path], relations: RelationSet) -> Iterator[pa.RecordBatch]:
    """The code and place of every mention."""
    for number, path in enumerate(mentions):
        try:
            with pq.ParquetFile(path) as file:  # read_table() would import pandas where it is
                rows = pl.DataFrame(file.read(columns=_NAMED))
        except (OSError, pa.ArrowException) as error:
            raise BadData(f"unreadable mentions: {printable(error)}", "the parts of a run as written") from error
        placed = rows.with_row_index("row").with_columns(pl.lit(number, pl.Int32).alias("part"))
        yield from _coded(placed, relations)


def _codes_of_packed(
    packed: Sequence[Path], mentions: Sequence[Path], relations: RelationSet
) -> Iterator[pa.RecordBatch]:
    """The same, from one file with the rows of many: part and row follow from how many rows each part has."""
    try:
        ends = np.cumsum([pq.read_metadata(path).num_rows for path in mentions])
        starts, done = np.concatenate([[0], ends]), 0
        for path in packed:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(_ROWS, columns=_NAMED):
                    places = np.arange(done, done + batch.num_rows)
                    part = np.searchsorted(ends, places, side="right")
                    row, number = pl.Series(places - starts[part]), pl.Series(part.astype(np.int32))
                    yield from _coded(pl.DataFrame(batch).with_columns(row=row, part=number), relations)
                    done += batch.num_rows
    except (OSError, pa.ArrowException) as error:
        raise BadData(f"unreadable mentions: {printable(error)}", "the parts of a run as written") from error


def _coded(rows: pl.DataFrame, relations: RelationSet) -> list[pa.RecordBatch]:
    """Code, part and row of mentions (relation, entity, key, part, row)."""
    several = {r.name: r for r in relations.relations if not r.single}
    pairs = rows.select("relation", "entity").filter(pl.col("relation").is_in(list(several))).unique()
    codes = [lookup_code(name, several[relation]) for relation, name in pairs.iter_rows()]
    coded = pairs.with_columns(pl.Series("code", codes, pl.Int64))
    joined = rows.join(coded, on=["relation", "entity"], how="left", maintain_order="left")
    places = joined.select(pl.coalesce("code", "key").alias("code"), "part", "row")
    batches: list[pa.RecordBatch] = places.to_arrow().cast(PLACE).to_batches()
    return batches


def has_index(folder: Path, manifest: Manifest) -> bool:
    """Whether a run has an index; runs that are not finished, or were by an earlier version, have none."""
    return PLACES in manifest.results and (folder / PLACES).is_file()


def indexed(folder: Path, manifest: Manifest, codes: Mapping[str, int], limit: int | None = None) -> pl.DataFrame:
    """Read the mentions of an entity by the index.

    Parameters
    ----------
    folder, manifest
        A run with an index.
    codes
        Relations, and the entity's code for each.
    limit
        Most rows, in the order of relations and places.

    Returns
    -------
    polars.DataFrame
        MENTION rows, sorted by relation, shard and place.

    Raises
    ------
    BadData
        The index or a part that is read is damaged.
    """
    files = _checked(folder, manifest, PLACES)
    found = place_rows(folder / PLACES, set(codes.values()))
    order = pl.DataFrame({"relation": list(codes), "code": list(codes.values())}, schema_overrides={"code": pl.Int64})
    wanted = found.join(order, on="code").sort("relation", "part", "row").head(limit or found.height)
    by_part = wanted.partition_by("part", as_dict=True)
    read = {folder / files[part]: rows["row"].to_list() for (part,), rows in by_part.items()}
    _refuse_damaged_parts(folder, manifest, read)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        rows = list(pool.map(_rows, read, read.values()))
    return pl.concat([polars_schema(MENTION).to_frame(), *rows]).sort("relation", "shard", "row_group", "row", "start")


def near(folder: Path, manifest: Manifest, name: str) -> list[str]:
    """Return names of the index that are written much like one that was not found, the nearest first."""
    _checked(folder, manifest, NAMES)
    return nearest(folder / NAMES, name)


def _checked(folder: Path, manifest: Manifest, name: str) -> list[str]:
    """Check the footer of a file of the index (its pages have checksums); return the parts that it numbers."""
    refuse_damage(folder, manifest, (), (INDEX_FILE,))
    known = json.loads((folder / INDEX_FILE).read_text("utf-8"))
    if file_hash(folder / name, *footer(folder / name)) != known["footers"][name]:
        raise BadData(
            f"{folder / name} is not as it was written", "the index of a run", "audit again: it mends the run"
        )
    files: list[str] = known["files"]
    return files


def _refuse_damaged_parts(folder: Path, manifest: Manifest, read: Mapping[Path, object]) -> None:
    """Check the parts that are about to be read, and no others."""
    names = {path.stem.removeprefix("part-") for path in read}
    refuse_damage(folder, manifest, ("mentions",), only=names)


def _rows(path: Path, places: Sequence[int]) -> pl.DataFrame:
    """Read some rows of a part: the row groups that hold them."""
    try:
        with pq.ParquetFile(path) as file:
            sizes = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
            starts = [0, *accumulate(sizes)]
            groups = [i for i, size in enumerate(sizes) if any(0 <= p - starts[i] < size for p in places)]
            held = pl.DataFrame(file.read_row_groups(groups, columns=MENTION.names, use_threads=False))
    except (OSError, pa.ArrowException) as error:
        raise BadData(f"{path} cannot be read: {printable(error)}", "the parts of a run as written") from error
    at, rows = [], 0
    for group in groups:
        at += [rows + place - starts[group] for place in places if 0 <= place - starts[group] < sizes[group]]
        rows += sizes[group]
    return held[at]


def write_examples(folder: Path, rows: pl.DataFrame, domains: Sequence[str]) -> None:
    """Write the singletons and conflicts that were chosen of some domains (also of those that have none)."""
    write_table(folder / EXAMPLES_FILE, rows.to_arrow(), {b"domains": json.dumps(domains).encode()})


def kept_examples(folder: Path, manifest: Manifest, kind: str, domain: str | None) -> pl.DataFrame | None:
    """Read the ``kind`` (singletons, conflicts) that were chosen of a domain, or of all, when the run was written.

    None where they were not, for that domain or at all.

    Raises
    ------
    BadData
        The file is not as it was written.
    """
    path = folder / EXAMPLES_FILE
    if EXAMPLES_FILE not in manifest.results:
        return None
    refuse_damage(folder, manifest, (), (EXAMPLES_FILE,))
    domains = json.loads((pq.read_schema(path).metadata or {}).get(b"domains", b"[]"))
    if domain is not None and domain not in domains:
        return None
    mine = pl.col("kind") == kind if domain is None else (pl.col("kind") == kind) & (pl.col("domain") == domain)
    return pl.read_parquet(path, glob=False).filter(mine).drop("kind")
