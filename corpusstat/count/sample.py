"""A sample of prompts with exact tallies, in bounded memory: distinct sampling (Gibbons 2001).

A prompt is kept iff its key, read as unsigned, is below θ·2^64, θ = 2^-bits. Whenever more rows are kept than there is
room for, θ halves and the prompts above it are dropped; what stays is counted exactly. A sample depends only on the set
of mentions and on the room: not on their order, their batches, or how samples were merged.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.atomic import replacing
from corpusstat.count.keys import threshold
from corpusstat.errors import BadData, BadRequest, printable
from corpusstat.schema import COUNT, metadata, polars_schema

__all__ = ["PromptSample", "in_sample"]

VERSION: Final = 1
BYTES_PER_ROW: Final = 96
"""Memory of a row of COUNT as Polars holds it: seven integers, a group, two names (measured: 76 to 90)."""
CELL: Final = ["relation", "key", "domain", "group"]
SUMS: Final = ["n", "n_idk", "n_sources", "n_idk_sources"]
TALLIED: Final = ["domain", "relation", "group"]


def in_sample(theta: float) -> pl.Expr:
    """Tell whether the prompt of column ``key`` is kept.

    >>> pl.DataFrame({"key": [0, 2**62, -1]}).filter(in_sample(0.25))["key"].to_list()
    [0]
    """
    kept = threshold(theta)
    if kept == 1 << 64:
        return pl.lit(True)
    return pl.col("key").reinterpret(signed=False) < kept


@dataclass(frozen=True, slots=True)
class PromptSample:
    """COUNT of the prompts kept, and exact tallies of all examples. **Merges** (`merge`), in any order.

    ``most`` rows of COUNT are kept at most; ``bits`` says θ = 2^-bits; ``counts`` is COUNT sorted by its cells;
    ``tally`` has domain, relation, group, n, n_idk.
    """

    most: int
    bits: int
    counts: pl.DataFrame
    tally: pl.DataFrame

    @classmethod
    def empty(cls, memory: int = 64 << 20, bits: int = 0) -> PromptSample:
        """Begin a sample whose rows take ``memory`` bytes at most (a batch and its sorting come on top).

        >>> PromptSample.empty().theta
        1.0
        """
        if memory < BYTES_PER_ROW or not 0 <= bits < 64:
            raise BadRequest(f"a prompt sample in {memory} bytes, bits {bits}", "room for a row, 0 <= bits < 64")
        tally = pl.DataFrame(
            schema={"domain": pl.String, "relation": pl.String, "group": pl.Int8}
            | dict.fromkeys(["n", "n_idk"], pl.Int64)
        )
        return cls(memory // BYTES_PER_ROW, bits, pl.DataFrame(schema=polars_schema(COUNT)), tally)

    @property
    def theta(self) -> float:
        """Share of prompts kept."""
        return float(2.0**-self.bits)

    def add(self, mentions: pl.DataFrame) -> PromptSample:
        """Add MENTION rows (the columns domain, group, relation, key, value_key are enough).

        Every call merges all that is kept, so a file at once is much faster than many small batches.
        """
        answered, idk = pl.col("value_key").is_not_null().cast(pl.Int64), pl.col("value_key").is_null().cast(pl.Int64)
        tally = mentions.group_by(TALLIED).agg(pl.len().cast(pl.Int64).alias("n"), idk.sum().alias("n_idk"))
        rows = mentions.filter(in_sample(self.theta)).select(
            *CELL,
            answered.alias("n"),
            idk.alias("n_idk"),
            answered.alias("n_sources"),
            idk.alias("n_idk_sources"),
            pl.col("value_key").alias("value_min"),
            pl.col("value_key").alias("value_max"),
        )
        return self._with(rows, tally, self.bits)

    def merge(self, other: PromptSample) -> PromptSample:
        """Join two samples of disjoint inputs: the smaller θ, and the smaller room."""
        bits = max(self.bits, other.bits)
        return replace(self, most=min(self.most, other.most))._with(other.counts, other.tally, bits)

    def _with(self, rows: pl.DataFrame, tally: pl.DataFrame, bits: int) -> PromptSample:
        kept = in_sample(2.0**-bits)
        counts = merged(pl.concat([self.counts.filter(kept), rows.filter(kept)]))
        while len(counts) > self.most and bits < 63:
            bits += 1
            counts = counts.filter(in_sample(2.0**-bits))
        tallied = (
            pl.concat([self.tally, tally.select(self.tally.columns)]).group_by(TALLIED).agg(pl.col("n", "n_idk").sum())
        )
        return replace(self, bits=bits, counts=counts, tally=tallied.sort(TALLIED))

    def save(self, path: Path) -> None:
        """Write one Parquet file (COUNT; tallies, θ and version in its metadata), whole or not at all."""
        state = {"version": VERSION, "bits": self.bits, "most": self.most, "tally": self.tally.rows()}
        table = (
            self.counts.to_arrow()
            .cast(COUNT)
            .replace_schema_metadata(metadata(**{"corpusstat.count.sample": json.dumps(state)}))
        )
        with replacing(path) as file:
            pq.write_table(table, file, compression="zstd")

    @classmethod
    def load(cls, path: Path) -> PromptSample:
        """Read a sample back.

        Raises
        ------
        BadData
            The file is damaged, not a sample, or of another version.
        """
        try:
            table = pq.read_table(path)
        except (OSError, pa.ArrowException) as error:
            raise BadData(f"{path}: {printable(error)}", "a prompt sample") from error
        state = json.loads((table.schema.metadata or {}).get(b"corpusstat.count.sample", b"{}"))
        if state.get("version") != VERSION or any(table.schema.metadata[k] != v for k, v in metadata().items()):
            raise BadData(
                f"{path}: version {state.get('version')}", f"a prompt sample of version {VERSION}", "sample again"
            )
        fresh = cls.empty()
        counts = pl.DataFrame(table).select(COUNT.names).cast(polars_schema(COUNT))
        tally = pl.DataFrame(state["tally"], schema=fresh.tally.schema, orient="row")
        return cls(state["most"], state["bits"], counts, tally)


def merged(rows: pl.DataFrame) -> pl.DataFrame:
    """Merge COUNT rows: sums, minima and maxima per (relation, key, domain, group), in that order."""
    return (
        rows.group_by(CELL)
        .agg(pl.col(SUMS).sum(), pl.col("value_min").min(), pl.col("value_max").max())
        .select(COUNT.names)
        .sort(CELL)
    )
