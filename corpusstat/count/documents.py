"""From sums by number to DOCUMENTS: what each stratum's floor needs of the documents its facts come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from corpusstat.count.questions import query_text
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
    return documents_of([(unit, con.sql(query_text(q)).pl()) for unit in gathered for q in SUM_QUERIES], members)


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
