"""Small domains are counted as one: the same as if they had had one name from the beginning."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import polars as pl
import pytest
from count_reference import RELATIONS, Example, write, write_copies
from test_count import corpus, equal

from corpusstat.count.count import count
from corpusstat.count.mentions import distinct_by_domain
from corpusstat.count.pooling import pooled, read_tally
from corpusstat.errors import BadData
from corpusstat.schema import FLOOR_SET, OTHER_DOMAINS, TALLY, polars_schema


def spread() -> list[Example]:
    """Domains s0 (the largest) to s19, some of them equal in documents."""
    return [dataclasses.replace(e, domain=f"s{min(e.document % 20, e.document // 20)}") for e in corpus(600, seed=3)]


def with_floor_rows(tallies: list[Path], examples: list[Example]) -> None:
    """Add what the reading counts: the documents of each domain."""
    documents = {(e.domain, e.document) for e in examples}
    rows = [(domain, FLOOR_SET, 0, 1, 10, 0, 0, 0) for domain, _ in sorted(documents)]
    more = pl.DataFrame(rows, schema=polars_schema(TALLY), orient="row")
    for path in tallies:
        pl.read_parquet(path).filter(pl.col("relation") != FLOOR_SET).write_parquet(path)
    pl.concat([pl.read_parquet(tallies[0]), more]).write_parquet(tallies[0])


@pytest.mark.parametrize(("most", "files"), [(1, 1), (3, 4), (7, 1), (100, 4)])
def test_pooled_domains_count_as_one_domain_would(tmp_path: Path, most: int, files: int) -> None:
    examples = spread()
    mentions, tallies = write(tmp_path / "many", examples, files)
    with_floor_rows(tallies, examples)
    pool = pooled(tallies[::-1], most)
    sizes = {d: len({e.document for e in examples if e.domain == d}) for d in {e.domain for e in examples}}
    kept = sorted(sizes, key=lambda d: (-sizes[d], d))[:most]
    assert pool.kept["domain"].to_list() == kept
    assert pool.tail == len(sizes) - len(kept)
    renamed = [e if e.domain in kept else dataclasses.replace(e, domain=OTHER_DOMAINS) for e in examples]
    expected_mentions, expected_tallies = write(tmp_path / "few", renamed)
    within = {"memory": 1 << 30, "temp": tmp_path / "temp"}
    got = count(mentions, tallies, RELATIONS, copies=write_copies(tmp_path / "many", examples), pool=pool, **within)
    copies = write_copies(tmp_path / "few", renamed)
    expected = count(expected_mentions, expected_tallies, RELATIONS, copies=copies, **within)
    assert equal(got, expected)
    assert distinct_by_domain(mentions, pool=pool).equals(distinct_by_domain(expected_mentions))
    assert set(read_tally(tallies, pool)["domain"]) == set(kept) | ({OTHER_DOMAINS} if pool.tail else set())


def test_a_tally_that_is_damaged_is_bad_data(tmp_path: Path) -> None:
    broken = tmp_path / "part-0.parquet"
    broken.write_bytes(b"PAR1 nothing")
    with pytest.raises(BadData, match="unreadable tally"):
        pooled([broken], 10)
