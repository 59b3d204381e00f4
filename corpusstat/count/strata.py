"""From counts by number to the tables by name: SPECTRUM, JACKKNIFE and the statistics of every stratum.

A stratum is a (domain or ``*``, relation or ``*``): ``*`` stands for the whole corpus and for the floor set.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from corpusstat.errors import BadData
from corpusstat.schema import ALL_DOMAINS, FLOOR_SET, GROUPS, JACKKNIFE, SPECTRUM, polars_schema

__all__ = ["Strata"]

STRATUM = ["domain", "relation"]
LAYER = [*STRATUM, "scope", "unit"]
MOST_JACKKNIFED = 20_000
"""Strata that get a jackknife: the whole corpus's first, then whole domains, then cells, the largest first."""


@dataclass(frozen=True, slots=True)
class Strata:
    """The examples of every stratum, by document group, and what is needed to name and total the counts.

    ``examples``: domain, relation, unit, group, n, n_idk (exact, from the tallies), ``*`` rows included.
    """

    examples: pl.DataFrame
    floor: frozenset[str]

    @classmethod
    def of(cls, tally: pl.DataFrame, copied: pl.DataFrame, floor: frozenset[str], theta: float) -> Strata:
        """Take the tallies, and from them, for ``sources``, the copies (scaled by 1/θ: those of kept prompts).

        ``tally`` and ``copied`` have domain, relation, group, n, n_idk; n counts IDK examples too.
        """
        scaled = copied.with_columns((-(pl.col("n", "n_idk") / theta)).round().cast(pl.Int64))
        left = (
            pl.concat([tally, scaled.select(tally.columns)]).group_by(*STRATUM, "group").agg(pl.col("n", "n_idk").sum())
        )
        # copies of kept prompts, scaled up, can be more than a small cell holds
        sources = left.with_columns(pl.col("n", "n_idk").clip(lower_bound=0)).select(tally.columns)
        sources = sources.with_columns(pl.min_horizontal("n", "n_idk").alias("n_idk"))
        units = {"mentions": tally, "sources": sources}
        cells = pl.concat([rows.with_columns(pl.lit(unit).alias("unit")) for unit, rows in units.items()])
        totals = with_totals(cells, ["unit", "group"], ["n", "n_idk"], floor)
        return cls(totals.sort(*STRATUM, "unit", "group"), floor)

    def spectrum(self, counted: pl.DataFrame) -> pl.DataFrame:
        """SPECTRUM, from rows (domain, relation, scope, unit, k, prompts, examples, conflicts)."""
        table = counted.filter(pl.col("k") > 0).rename({"prompts": "f", "examples": "m"})
        return table.select(SPECTRUM.names).cast(polars_schema(SPECTRUM)).sort(*LAYER, "k")

    def statistics(self, counted: pl.DataFrame) -> pl.DataFrame:
        """Return examples, prompts and conflicts of every stratum (the table ``prompts`` of Counts)."""
        answered, repeated = pl.col("k") >= 1, pl.col("k") >= 2
        sums = counted.group_by(LAYER).agg(
            pl.col("prompts").filter(answered).sum().alias("distinct"),
            pl.col("prompts").filter(~answered).sum().alias("idk_only"),
            pl.col("prompts").filter(repeated).sum().alias("repeated"),
            pl.col("conflicts").filter(repeated).sum().alias("conflicts"),
        )
        examples = self.examples.group_by(*STRATUM, "unit").agg(pl.col("n", "n_idk").sum())
        layers = examples.join(pl.DataFrame({"scope": ["corpus", "domain"]}), how="cross")
        columns = [*LAYER, "n", "n_idk", "distinct", "idk_only", "repeated", "conflicts"]
        return layers.join(sums, on=LAYER, how="left").select(columns).fill_null(0).sort(LAYER)

    def jackknife(self, counted: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
        """JACKKNIFE: for every stratum and group, f_1 and N without the documents of that group."""
        n = self.examples.group_by(*STRATUM, "unit").agg(pl.col("n").sum())
        largest = n.filter(unit="mentions").sort(
            pl.col("domain") == ALL_DOMAINS,
            pl.col("relation") == FLOOR_SET,
            "n",
            *STRATUM,
            descending=[True, True, True, False, False],
        )
        n = n.join(largest.head(MOST_JACKKNIFED).select(STRATUM), on=STRATUM, how="semi")
        every = n.join(pl.DataFrame({"scope": ["corpus", "domain"]}), how="cross").join(
            pl.DataFrame({"group": pl.arange(GROUPS, eager=True).cast(pl.Int8)}), how="cross"
        )
        f1 = counted.filter(pl.col("k") == 1).select(*LAYER, pl.col("prompts").alias("f1"))
        own = self.examples.select(*STRATUM, "unit", "group", pl.col("n").alias("n_group"))
        return (
            every.join(f1, on=LAYER, how="left")
            .join(changes, on=[*LAYER, "group"], how="left")
            .join(own, on=[*STRATUM, "unit", "group"], how="left")
            .with_columns(pl.col("f1", "change", "n_group").fill_null(0))
            .with_columns(pl.col("f1") + pl.col("change"), pl.col("n") - pl.col("n_group"))
            .select(JACKKNIFE.names)
            .cast(polars_schema(JACKKNIFE))
            .sort(*LAYER, "group")
        )

    def check(self, counted: pl.DataFrame) -> None:
        """Refuse mentions that are not the ones the tallies counted (only where every prompt was kept)."""
        seen = counted.filter(unit="mentions", scope="domain").filter(pl.col("domain") != ALL_DOMAINS)
        sums = seen.group_by(STRATUM).agg(pl.col("examples").sum())
        told = self.examples.filter(unit="mentions").filter(pl.col("domain") != ALL_DOMAINS)
        answers = told.group_by(STRATUM).agg((pl.col("n") - pl.col("n_idk")).sum().alias("answers"))
        both = answers.join(sums, on=STRATUM, how="full", coalesce=True).fill_null(0)
        for bad in both.filter(pl.col("answers") != pl.col("examples")).sort(STRATUM).head(1).rows(named=True):
            where = f"domain {bad['domain']!r}, relation {bad['relation']!r}"
            raise disagreement(f"{bad['examples']} answers of {where}", str(bad["answers"]))


def disagreement(given: str, expected: str) -> BadData:
    """Say that mentions and tallies are not of the same run."""
    todo = "count the mentions and tallies of the same run, or run the audit again"
    return BadData(given, f"the {expected} that the tallies counted", todo)


def with_totals(cells: pl.DataFrame, by: list[str], sums: list[str], floor: frozenset[str]) -> pl.DataFrame:
    """Add the rows of all domains, of the floor set, and of both; ``by`` and the stratum name a row.

    >>> cells = pl.DataFrame({"domain": ["a", "b"], "relation": ["r", "r"], "n": [1, 2]})
    >>> with_totals(cells, [], ["n"], frozenset({"r"})).sort("domain", "relation").rows()
    [('*', '*', 3), ('*', 'r', 3), ('a', '*', 1), ('a', 'r', 1), ('b', '*', 2), ('b', 'r', 2)]
    """
    everywhere = cells.with_columns(pl.lit(ALL_DOMAINS).alias("domain"))
    return with_floor_set(pl.concat([cells, everywhere]), by, sums, floor)


def with_floor_set(rows: pl.DataFrame, by: list[str], sums: list[str], floor: frozenset[str]) -> pl.DataFrame:
    """Add the rows of the floor set: the sums over its relations (a prompt has one relation)."""
    members = rows.filter(pl.col("relation").is_in(list(floor))).with_columns(pl.lit(FLOOR_SET).alias("relation"))
    return pl.concat([rows, members]).group_by([*STRATUM, *by]).agg(pl.col(sums).sum())
