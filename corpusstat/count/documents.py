"""From sums by number to DOCUMENTS: what each stratum's floor needs of the documents its facts come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from corpusstat.count.questions import query_text
from corpusstat.count.segments import BLOCK, Column, Integers, blocks, numbers, starts, sums
from corpusstat.schema import ALL_DOMAINS, DOCUMENTS, FLOOR_SET, polars_schema

if TYPE_CHECKING:
    from corpusstat.count.database import Connection
    from corpusstat.count.partition import ByDocument

__all__ = ["SUM_QUERIES", "Members", "documents", "documents_of"]

SUMS: Final = ["documents", "n", "n_sq", "f1", "f1_sq", "f1_n", "f2", "f2_sq"]
SUM_QUERIES: Final = ("document_sums", "document_pair_sums")
_OF_SCOPE: Final = {
    "corpus": {"f2": "f2_inside", "f2_sq": "f2_sq_inside"},
    "domain": {
        "f1": "f1_domain", "f1_sq": "f1_sq_domain", "f1_n": "f1_n_domain",
        "f2": "f2_domain", "f2_sq": "f2_sq_domain",
    },
}  # fmt: skip
"""Which sums of the SQL are a scope's."""


@dataclass(frozen=True, slots=True)
class Members:
    """Strata by number, and the cells that belong to each.

    ``strata`` has stratum, domain, relation; ``cells`` has cell, stratum: every cell is a stratum of its own, and a
    part of its domain's floor set if its relation is in it.
    """

    strata: pl.DataFrame
    cells: pl.DataFrame

    @property
    def floor_strata(self) -> Integers:
        """Of each cell the stratum that is its domain's floor set, or -1."""
        cell, stratum = (self.cells[name].to_numpy() for name in ("cell", "stratum"))
        found = np.full(int(cell.max(initial=-1)) + 1, -1, np.int64)
        found[cell[stratum != cell]] = stratum[stratum != cell]
        return found

    @classmethod
    def of(cls, cells: pl.DataFrame, floor: frozenset[str]) -> Members:
        """Number the strata of cells (id, domain, relation).

        >>> cells = pl.DataFrame({"id": [0, 1], "domain": ["a", "a"], "relation": ["r", "s"]})
        >>> Members.of(cells, frozenset({"s"})).strata.rows()
        [(0, 'a', 'r'), (1, 'a', 's'), (2, 'a', '*')]
        """
        own = cells.select(pl.col("id").cast(pl.Int64).alias("stratum"), "domain", "relation")
        inside = cells.filter(pl.col("relation").is_in(list(floor))).select("id", "domain")
        domains = inside.select("domain").unique().sort("domain").with_row_index("stratum", len(cells))
        whole = domains.select(pl.col("stratum").cast(pl.Int64), "domain", pl.lit(FLOOR_SET).alias("relation"))
        itself = own.select(pl.col("stratum").alias("cell"), "stratum")
        parts = inside.join(whole, on="domain").select(pl.col("id").cast(pl.Int64).alias("cell"), "stratum")
        return cls(pl.concat([own, whole]), pl.concat([itself, parts]))


def documents(con: Connection, gathered: ByDocument, members: Members) -> pl.DataFrame:
    """Add up what was gathered about documents.

    Returns
    -------
    polars.DataFrame
        DOCUMENTS without the rows of a unit that was not gathered.
    """
    con.from_arrow(members.cells.to_arrow()).create("members")
    sums: list[tuple[str, pl.DataFrame]] = []
    for unit in gathered:
        sums += [(unit, _document_sums(con, members)), (unit, con.sql(query_text(SUM_QUERIES[1])).pl())]
    return documents_of(sums, members)


def _document_sums(con: Connection, members: Members) -> pl.DataFrame:
    """As the query ``43_document_sums``, by sorting the rows of ``document_rows``."""
    rows = con.sql("SELECT doc, cell, n, f1, f1_domain FROM document_rows ORDER BY doc, cell")
    found = [table for block in blocks(rows.to_arrow_reader(BLOCK)) for table in _sums_of_block(block, members)]
    nothing = np.zeros(0, np.int64)
    return pl.concat([_sums_by(nothing, [nothing] * 3), *found]).group_by("stratum").agg(pl.all().sum())


def _sums_of_block(block: Sequence[Column], members: Members) -> Iterator[pl.DataFrame]:
    """The sums over the documents of a block: for each cell, and for the floor set of each domain."""
    doc, cell, *counts = block
    by_document = starts(doc)
    by_cell = by_document | starts(cell)
    doc, cell = numbers(by_document)[by_cell], cell[by_cell].astype(np.int64)
    counts = [sums(column, by_cell) for column in counts]
    yield _sums_by(cell, counts)
    stratum = members.floor_strata[cell]
    inside = stratum >= 0
    if inside.any():
        doc, stratum, counts = doc[inside], stratum[inside], [column[inside] for column in counts]
        by_stratum = starts(doc) | starts(stratum)
        yield _sums_by(stratum[by_stratum], [sums(column, by_stratum) for column in counts])


def _sums_by(stratum: Integers, counts: Sequence[Integers]) -> pl.DataFrame:
    """Add up documents by stratum."""
    frame = pl.DataFrame({"stratum": stratum, **dict(zip(("n", "f1", "f1_domain"), counts, strict=True))})
    n, f1, own = pl.col("n"), pl.col("f1"), pl.col("f1_domain")
    return frame.group_by("stratum").agg(
        documents=pl.len().cast(pl.Int64),
        n=n.sum(),
        n_sq=(n * n).sum(),
        f1=f1.sum(),
        f1_sq=(f1 * f1).sum(),
        f1_n=(f1 * n).sum(),
        f1_domain=own.sum(),
        f1_sq_domain=(own * own).sum(),
        f1_n_domain=(own * n).sum(),
    )


def documents_of(sums: Iterable[tuple[str, pl.DataFrame]], members: Members) -> pl.DataFrame:
    """Put together what the queries of `SUM_QUERIES` gave, each with its unit: DOCUMENTS."""
    tables = [frame.unpivot(index="stratum").with_columns(pl.lit(unit).alias("unit")) for unit, frame in sums]
    schema = {"unit": pl.String, "domain": pl.String, "relation": pl.String}
    if not tables:
        return pl.DataFrame(schema=polars_schema(DOCUMENTS))
    added = pl.concat(tables).group_by("unit", "stratum", "variable").agg(pl.col("value").sum())
    wide = added.join(members.strata, on="stratum").pivot("variable", index=list(schema), values="value")
    return layers(wide.fill_null(0))


def layers(wide: pl.DataFrame) -> pl.DataFrame:
    """Cut rows of all sums into scopes, and add the whole corpus: documents of different domains are different."""
    names = {*SUMS, *(name for scope in _OF_SCOPE.values() for name in scope.values())}
    wide = wide.with_columns(pl.lit(0, pl.Int64).alias(name) for name in sorted(names - set(wide.columns)))
    by = ["unit", "domain", "relation"]
    tables = []
    for scope, renamed in _OF_SCOPE.items():
        sums = [pl.col(renamed.get(name, name)).alias(name) for name in SUMS]
        tables.append(wide.select(*by, pl.lit(scope).alias("scope"), *sums))
        whole = wide.group_by("unit", "relation").agg(pl.col(SUMS).sum())
        tables.append(
            whole.select("unit", pl.lit(ALL_DOMAINS).alias("domain"), "relation", pl.lit(scope).alias("scope"), *SUMS)
        )
    table = pl.concat(tables).filter(pl.col("documents") > 0).select(DOCUMENTS.names).cast(polars_schema(DOCUMENTS))
    return table.sort("domain", "relation", "scope", "unit")
