"""Parts: sealed, sorted, and any change of them noticed."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import toy_work
from toy_runs import manifest

from corpusstat.engine import parts
from corpusstat.engine.engine import map_units, open_run
from corpusstat.errors import BadData, SkipShard


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


@pytest.fixture
def finished(shards, tmp_path):
    """A run of toy work, its units and the digest that their parts are sealed for."""
    with open_run(tmp_path / "run", manifest(shards)) as run:
        map_units(run, toy_work.facts)
        return tmp_path / "run", list(run.units), run.manifest.digest


def test_any_change_of_a_part_is_noticed(finished):
    folder, units, digest = finished
    assert parts.damaged(folder, units, digest) == {}
    chance, unit = random.Random(1), units[2]
    for kind in parts.PARTS:
        path = parts.part(folder, kind, unit.id)
        whole = path.read_bytes()
        changed = [bytearray(whole) for _ in range(25)]
        for data in changed:
            data[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        for data in (*changed, whole[:-1], whole + b"x", b"", whole[: len(whole) // 2]):
            path.write_bytes(data)
            assert list(parts.damaged(folder, units, digest)) == [unit.id]
        path.write_bytes(whole)
    assert parts.damaged(folder, units, digest) == {}


def test_parts_of_another_run_or_unit_are_not_taken(finished):
    folder, units, digest = finished
    assert set(parts.damaged(folder, units, "another")) == {u.id for u in units}
    one, other = units[:2]
    for kind in parts.PARTS:
        shutil.copy(parts.part(folder, kind, one.id), parts.part(folder, kind, other.id))
    assert "another unit" in parts.damaged(folder, units, digest)[other.id]


def test_adopted_parts_are_sealed_for_their_new_run(finished, tmp_path):
    folder, units, digest = finished
    unit = units[0]
    for kept, keep in (("all", None), ("none", lambda table: table.slice(0, 0))):
        for kind in parts.PARTS:
            (tmp_path / kept / kind).mkdir(parents=True)
        parts.adopt(tmp_path / kept, folder, unit, ("new", digest), keep)
        assert parts.damaged(tmp_path / kept, [unit], "new") == {}
        assert parts.finished_ids(tmp_path / kept) == {unit.id}
    assert pq.read_table(parts.part(tmp_path / "none", "mentions", unit.id)).num_rows == 0
    parts.part(folder, "mentions", unit.id).write_bytes(b"spoiled")
    with pytest.raises(BadData, match="not as it was written"):
        parts.adopt(tmp_path / "late", folder, unit, ("new", digest))


def test_the_shares_of_a_shard_cover_all_its_bytes(shards):
    """Whatever byte of a file is changed, some unit's hash of its input is another."""
    units = [u for u in manifest(shards).units if u.shard.name.endswith("shard-000.parquet")]
    path = Path(units[0].shard.uri)
    whole = path.read_bytes()
    before = [parts.input_hash(u) for u in units]
    for at in (*range(0, len(whole), 97), len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert sum(a != b for a, b in zip(before, map(parts.input_hash, units), strict=True)) == 1


def test_a_file_that_is_written_to_while_it_is_read_is_refused(shards):
    (unit, *_) = manifest(shards).units
    with parts.unchanged_while(unit):
        Path(unit.shard.uri).read_bytes()
    with pytest.raises(SkipShard, match="changed since the run was planned"), parts.unchanged_while(unit):
        Path(unit.shard.uri).write_bytes(b"x")
