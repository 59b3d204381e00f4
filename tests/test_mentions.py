"""Documents and entities of domains, counted from mentions."""

from __future__ import annotations

from pathlib import Path

from count_reference import Example, mention_frame

from corpusstat.count.mentions import distinct_by_domain


def test_distinct_documents_and_entities(tmp_path: Path) -> None:
    frame = mention_frame([Example(i // 2, "ab"[i // 2 % 2], "born", f"P{i % 700}", "1") for i in range(4000)])
    paths = [tmp_path / f"{i}.parquet" for i in range(3)]
    for i, path in enumerate(paths):
        frame.gather_every(3, i).write_parquet(path)
    found = distinct_by_domain(paths)
    assert found.rows() == [("a", 1000, 350), ("b", 1000, 350)]
    assert distinct_by_domain([]).is_empty()
