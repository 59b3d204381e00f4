"""Parts: sealed, sorted, and any change of them noticed."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest
import toy_work
from toy_runs import manifest

from corpusstat.engine.engine import map_units, open_run


@pytest.fixture
def shards(tmp_path):
    return toy_work.corpus(tmp_path / "corpus")


def test_parts_come_sorted_and_hold_what_the_work_gave(shards, tmp_path):
    with open_run(tmp_path / "run", manifest(shards)) as run:
        map_units(run, toy_work.facts)
        tables = [pq.read_table(p) for p in run.parts().mentions]
    places = [(row["shard"], row["row_group"], row["row"]) for t in tables for row in t.to_pylist()]
    assert len(places) == 60
    assert places == sorted(places)
    assert tables[0].schema.metadata[b"corpusstat.unit"].decode() in run.parts().mentions[0].name
