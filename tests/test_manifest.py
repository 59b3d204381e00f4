"""The manifest: units that do not depend on order, a file that comes back as it was, differences by name."""

from __future__ import annotations

import dataclasses
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.engine.manifest import Manifest, Quarantined, compare, units
from corpusstat.engine.manifest import make as make_manifest
from corpusstat.errors import BadData
from corpusstat.read.shards import BrokenShard, Plan, Shard

A = Shard("web/a.parquet", "/web/a.parquet", 1000, "2026-01-01", "aa", (10, 10, 5))
B = Shard("web/b.parquet", "/web/b.parquet", 2000, "2026-01-02", "bb", (7,) * 400 + (3,))

shards = st.builds(
    Shard,
    name=st.text("abc/", min_size=1, max_size=6),
    uri=st.just("x"),
    size=st.integers(0, 10**6),
    modified=st.just(""),
    footer=st.text("0123456789abcdef", min_size=4, max_size=4),
    row_groups=st.lists(st.integers(0, 50), max_size=9).map(tuple),
)


@given(st.lists(shards, max_size=6, unique_by=lambda s: s.name), st.integers(1, 10**6), st.randoms())
def test_units_cover_every_row_group_once_in_any_order(given, unit_bytes, rng: random.Random):
    found = list(units(given, unit_bytes))
    covered = sorted((u.shard.name, g) for u in found for g in u.row_groups)
    assert covered == sorted((s.name, g) for s in given for g in range(len(s.row_groups)))
    assert len({u.id for u in found}) == len(found)
    assert sum(u.rows for u in found) == sum(s.rows for s in given)
    rng.shuffle(given)
    assert list(units(given, unit_bytes)) == found


def test_a_unit_holds_about_the_bytes_asked_for():
    sizes = [u.size for u in units([B], 500)]
    assert len(sizes) == 4
    assert all(490 <= s <= 510 for s in sizes[:-1])


def test_a_unit_id_follows_name_footer_and_range_only():
    first = next(units([A]))
    moved = dataclasses.replace(A, uri="s3://elsewhere/a.parquet", modified="2027")
    assert next(units([moved])).id == first.id
    assert next(units([dataclasses.replace(A, footer="ab")])).id != first.id
    assert next(units([dataclasses.replace(A, name="web/c.parquet")])).id != first.id
    assert next(units([A], 1)).id != first.id


def make(*inputs, broken=(), **config):
    return make_manifest(Plan(inputs, broken), {"text": None, "gamma": 0.01, **config}, {"groups": 0})


def test_written_and_read_again_it_is_equal(tmp_path):
    manifest = make(A, B, relations=("x.toml",), broken=(BrokenShard("web/c", "/c", "truncated\x1b"),))
    manifest.write(tmp_path / "manifest.json")
    assert Manifest.read(tmp_path / "manifest.json") == manifest
    assert len((tmp_path / "manifest.json").read_text().splitlines()) < 60  # 401 row groups take one line
    values = json.loads((tmp_path / "manifest.json").read_text())
    assert values["inputs"][0]["name"] == "web/a.parquet"
    assert values["digest"] == manifest.digest
    assert values["versions"]["corpusstat"]


def test_a_manifest_without_inputs_is_json(tmp_path):
    make().write(tmp_path / "m.json")
    assert Manifest.read(tmp_path / "m.json").inputs == ()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 99}'])
def test_a_damaged_manifest_is_bad_data_in_one_line(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(BadData) as caught:
        Manifest.read(tmp_path / "manifest.json")
    assert "\n" not in str(caught.value)
    assert "manifest.json" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"size": 999}, "size 1,000 -> 999 bytes"),
        ({"footer": "zz"}, "another Parquet footer"),
        ({"modified": "2026-05-05"}, "modified 2026-01-01 -> 2026-05-05"),
    ],
)
def test_a_changed_input_is_named_with_its_reason(change, says):
    difference = compare(make(A, B), make(dataclasses.replace(A, **change), B))
    assert difference.changed == (f"web/a.parquet changed: {says}",)
    assert difference.shards == {"web/a.parquet"}
    assert not difference.vanished
    assert not difference.new


def test_vanished_and_new_inputs_are_named():
    difference = compare(make(A), make(B, broken=(BrokenShard("web/a.parquet", "/web/a", "truncated"),)))
    assert difference.vanished == ("web/a.parquet is missing (now unreadable: truncated)",)
    assert difference.new == ("web/b.parquet is new",)


def test_a_moved_corpus_is_the_same_corpus():
    assert not compare(make(A), make(dataclasses.replace(A, uri="/other/a.parquet"))).inputs


def test_a_shard_that_was_unread_may_be_repaired():
    old = dataclasses.replace(make(A, B), quarantined=(Quarantined("web/a.parquet", "torn"),))
    for change in ({"size": 7}, {"modified": "later"}):
        difference = compare(old, make(dataclasses.replace(A, **change), B))
        assert not difference.inputs
        assert difference.shards == {"web/a.parquet"}  # what was finished of it is void all the same
    assert not compare(make(B, broken=(BrokenShard("web/a.parquet", "", "torn"),)), make(A, B)).inputs


def test_configurations_are_compared_key_by_key():
    old = make(A, text="body", verify=None)
    new = dataclasses.replace(make(A, text="content", limit=3), seeds={"groups": 1})
    assert compare(old, new).config == ("limit: not set -> 3", "seed of groups: 0 -> 1", 'text: "body" -> "content"')
    assert old.digest != new.digest
    assert not compare(old, make(A, text="body")).config


def test_where_relation_files_lie_is_no_difference():
    old, new = make(A, files=["a.toml"], relations="d1"), make(A, files=["/elsewhere/a.toml"], relations="d1")
    assert not compare(old, new).config
    assert old.digest == new.digest
    assert compare(old, make(A, files=["a.toml"], relations="d2")).config == ('relations: "d1" -> "d2"',)
