"""Globs over a store: what they match in a folder, and the files of a folder that they match."""

from __future__ import annotations

import glob
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusstat.read.globs import is_match

PATHS = ("a", "b.parquet", "ab/c.parquet", "ab/c/d.jsonl", "x[1]/a.parquet", "ab/c-d/b.parquet", "^/!", "a.b/a+b", "]c")
PARTS = (
    "*", "**", "?", "a*", "*.parquet", "[ab]*", "[!a]*", "[^a]*", "ab", "c?d", "*[[]1]", "[]c]*", "[a-c]*", "[c-a]*",
    "a.b", "[!]]*", "[", "x",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("globs")
    for path in PATHS:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    return root


@settings(max_examples=500)
@given(pattern=st.lists(st.sampled_from(PARTS), min_size=1, max_size=4))
def test_it_matches_what_it_would_match_in_a_folder(folder: Path, pattern: list[str]) -> None:
    matches = {m.strip("/") for m in glob.glob("/".join(pattern), root_dir=folder, recursive=True)}
    for path in PATHS:
        here = {path, *(str(above) for above in Path(path).parents if str(above) != ".")}
        if "**" in pattern:
            here.add("")  # the folder itself
        assert is_match(path.split("/"), pattern) == bool(here & matches), path


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [("*", "a\nb", True), ("*", ".a", True), ("*.parquet", "a/b.parquet", False), ("a[!b]c", "a/c", False)],
)
def test_names_that_a_store_may_have(pattern: str, path: str, matches: bool) -> None:
    assert is_match(path.split("/"), pattern.split("/")) == matches
