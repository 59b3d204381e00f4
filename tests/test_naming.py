"""Which files of a folder are shards, by their names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpusstat.read.naming import kind_of, reasons

NAMES = st.sampled_from(["a.parquet", "b.jsonl", "manifest.json", "tally", "test", ".hidden", "x_removed", "notes.md"])
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map(tuple), max_size=6)


@given(PATHS)
def test_a_file_has_a_reason_or_a_kind(below: list[tuple[str, ...]]) -> None:
    for parts, why in zip(below, reasons(below), strict=True):
        assert why or kind_of(parts[-1])
        assert why or not any(part.startswith((".", "_")) for part in parts)


@given(PATHS)
def test_a_test_split_is_left_out_only_beside_shards(below: list[tuple[str, ...]]) -> None:
    found = reasons(below)
    assert "a test split" not in found or "" in found
    if any(why == "" and "test" not in parts[:-1] for parts, why in zip(below, found, strict=True)):
        assert not any(why == "" and "test" in parts[:-1] for parts, why in zip(below, found, strict=True))


def test_a_run_is_left_out_whole_and_a_file_of_its_name_is_not() -> None:
    inside = [("run", "manifest.json"), ("run", "tally", "a.parquet"), ("run", "mentions", "a.parquet")]
    assert reasons([*inside, ("a.parquet",)]) == ["a run of corpusstat"] * 3 + [""]
    assert reasons([("web", "manifest.json"), ("web", "a.parquet")]) == ["", ""]
