"""Mentions with their sentences that are too many for memory: written apart by prompt, and taken up part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, log2
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from corpusstat.count.database import literally
from corpusstat.count.keys import Bounds, key_ranges

if TYPE_CHECKING:
    from corpusstat.count.database import Connection

__all__ = ["mentions_by_prompt"]

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
