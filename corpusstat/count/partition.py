"""What is too much for memory is written apart and taken up part by part: examples by prompt, then by document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log2
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import polars as pl

from corpusstat.count.database import literally
from corpusstat.count.keys import Bounds, key_ranges
from corpusstat.count.questions import query_text

if TYPE_CHECKING:
    from corpusstat.count.database import Connection

__all__ = ["ByDocument", "by_document", "by_prompt", "mentions_by_prompt"]

EXAMPLES: Final = ("examples", "copied_examples")
DOCUMENT_TABLES: Final = {
    "document_rows": "SELECT 0 AS doc, 0 AS cell, 0 AS n, 0 AS f1, 0 AS f1_domain",
    "document_pairs": "SELECT 0 AS doc, 0 AS other, 0 AS cell, 0 AS f2, 0 AS f2_inside, 0 AS f2_domain",
}
"""The tables about documents, with a row of the form that each has."""
_COMPARED: Final = 'relation, key, domain, "group", doc_key, value_key, shard, row_group, row, start, sentence'
_FOLDERS: Final = 64
_HELD: Final = 600
"""Bytes of memory for each mention that is held before it is written apart."""
_FORM: Final = "(FORMAT parquet, PARTITION_BY (part), COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 100)"


def mentions_by_prompt(con: Connection, theta: float, parts: int, limit: int, temp: Path) -> Iterator[Bounds]:
    """Make ``mentions`` of one part after the other of the kept prompts in ``all_mentions``; give the keys to take.

    One pass writes them apart by the first bits of their key, into at most ``_FOLDERS`` folders (about 150 bytes each,
    sentences included): a pass for each of ``parts`` would grow with the square of mentions. ``limit`` bytes are there.
    """
    if parts <= 1:
        con.execute("CREATE OR REPLACE TEMP VIEW mentions AS SELECT * FROM all_mentions")
        yield key_ranges(theta, 1)[0]
        return
    bits = min(ceil(log2(min(parts, _FOLDERS) / theta)), 62)
    con.execute(f"SET partitioned_write_flush_threshold = {min(max(limit // _HELD, 4096), 1 << 19)}")
    with TemporaryDirectory(prefix="mentions-", dir=temp) as folder:
        rows = f"SELECT {_COMPARED}, key >> {64 - bits} AS part FROM all_mentions"
        bounds: tuple[int, ...] = () if theta == 1.0 else key_ranges(theta, 1)[0]
        kept = " WHERE key BETWEEN ? AND ? OR key BETWEEN ? AND ?" if bounds else ""
        con.execute(f"COPY ({rows}{kept}) TO '{_quoted(folder)}' {_FORM}", bounds)
        numbered = {int(f.name.partition("=")[2]) % (1 << bits): f for f in Path(folder).iterdir()}
        for number, part_folder in sorted(numbered.items()):
            _view(con, "mentions", [part_folder], "SELECT * FROM all_mentions")
            low = (number if number < 1 << (bits - 1) else number - (1 << bits)) << (64 - bits)
            cuts = -(-parts // len(numbered))
            for first, end in pairwise(low + ((1 << (64 - bits)) * i // cuts) for i in range(cuts + 1)):
                yield first, end - 1, 0, -1
            rmtree(part_folder)


def by_prompt(con: Connection, theta: float, parts: int, temp: Path) -> Iterator[None]:
    """Make ``examples`` and ``copied_examples`` of one part of the kept prompts after the other.

    One pass over the mentions writes them apart by the first bits of their key, as narrow rows (about 20 bytes each).
    """
    bounds: tuple[int, ...] = key_ranges(theta, 1)[0]
    kept = "(SELECT * FROM ({}) AS e WHERE key BETWEEN ? AND ? OR key BETWEEN ? AND ?)"
    if theta == 1.0:  # a condition that always holds would still cost a quarter of this pass
        kept, bounds = "({})", ()
    if parts == 1:
        for table in EXAMPLES:
            con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {kept.format(query_text(table))}", bounds)
        yield
        return
    bits = min(ceil(log2(parts / theta)), 62)
    with TemporaryDirectory(prefix="prompts-", dir=temp) as folder:
        for table in EXAMPLES:
            part = f"SELECT *, key >> {64 - bits} AS part FROM {kept.format(query_text(table))}"
            con.execute(f"COPY ({part}) TO '{_quoted(folder)}/{table}' {_FORM}", bounds)
        for part_folder in sorted(Path(folder, "examples").iterdir()):
            for table in EXAMPLES:
                _view(con, table, [Path(folder, table, part_folder.name)], query_text(table))
            yield
            rmtree(part_folder)


@dataclass(slots=True)
class ByDocument:
    """Rows about documents, gathered while prompts are counted part by part, then taken up document by document.

    A document's prompts lie in all parts. Where there is one part, the rows are tables; else files, apart by the first
    bits of the document's key.
    """

    con: Connection
    parts: int
    folder: Path
    units: list[str]
    gathered: int = 0

    def gather(self, unit: str, found: Mapping[str, pl.DataFrame]) -> None:
        """Put what the last counted part says of documents (by table) to the rows of a unit."""
        self.gathered += 1
        for table in DOCUMENT_TABLES:
            if self.parts == 1:
                self.con.register(f"{unit}_{table}", found[table].to_arrow())
                continue
            self.con.register("found_rows", found[table].to_arrow())
            rows = f"SELECT *, doc >> {64 - self._bits} AS part FROM found_rows"
            target = self.folder / unit / table / f"{self.gathered:06d}"
            target.parent.mkdir(parents=True, exist_ok=True)
            self.con.execute(f"COPY ({rows}) TO '{_quoted(target)}' {_FORM}")
            self.con.unregister("found_rows")

    def __iter__(self) -> Iterator[str]:
        """Make ``document_rows`` and ``document_pairs`` of one part after the other; give the unit each is of."""
        for unit in self.units:
            if self.parts == 1:
                for table in DOCUMENT_TABLES:
                    self.con.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM {unit}_{table}")
                yield unit
                continue
            for part in range(-(1 << (self._bits - 1)), 1 << (self._bits - 1)):
                for table, form in DOCUMENT_TABLES.items():
                    folders = sorted((self.folder / unit / table).glob(f"*/part={part}"))
                    _view(self.con, table, folders, form)
                yield unit

    @property
    def _bits(self) -> int:
        return max(1, ceil(log2(self.parts)))


@contextmanager
def by_document(con: Connection, parts: int, temp: Path, units: Sequence[str]) -> Iterator[ByDocument]:
    """Open the gathering; its files are gone afterwards."""
    with TemporaryDirectory(prefix="documents-", dir=temp) as folder:
        yield ByDocument(con, parts, Path(folder), list(units))


def _view(con: Connection, table: str, folders: Sequence[Path], query: str) -> None:
    """Make a view of the Parquet files of some folders; where there are none, of no rows of the query's form."""
    paths = [file for folder in folders for file in sorted(folder.glob("*.parquet"))]
    files = ", ".join(f"'{_quoted(path)}'" for path in literally(paths))
    rows = f"read_parquet([{files}], hive_partitioning = false)" if files else f"({query}) AS r LIMIT 0"
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM {rows}"
    )  # always temporary: such hide the others


def _quoted(path: str | Path) -> str:
    return str(path).replace("'", "''")
