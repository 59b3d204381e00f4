from __future__ import annotations

from pathlib import Path

from corpora import birth, write

import corpusstat


def corpus(folder: Path, texts: list[str]) -> dict:
    return corpusstat.audit(write(folder / "c" / "a.parquet", {"text": texts}), folder / "run").report["corpus"]


def test_spellings_that_loose_names_join(tmp_path: Path) -> None:
    texts = ["Maria Elena Castro was born on 3 May 1950.", "Maria Castro was born on 3 May 1950.", birth(1), birth(2)]
    found = corpus(tmp_path, texts)
    assert found["f"][0] == 4
    assert found["bands"] == {"aliases": [0.5, 1.0], "idk": [1.0, 1.0], "conflicts": [1.0, 1.0]}


def test_unknowns_and_conflicts(tmp_path: Path) -> None:
    conflict = [birth(5), "Frank Abendroth was born on 9 May 1901."]
    unknown = ["Anna Bellamy's date of birth is unknown."]
    found = corpus(tmp_path, [birth(1), birth(2), *conflict, *unknown])
    assert (found["n"], found["n_idk"], found["conflicts"]) == (5, 1, 1)
    assert found["bands"]["idk"] == [2 / 5, 2 / 4]
    assert found["bands"]["conflicts"] == [2 / 5, 4 / 5]


def test_a_date_and_a_more_precise_one_do_not_conflict(tmp_path: Path) -> None:
    agree = ["Frank Abendroth was born in 1905.", "Frank Abendroth was born on 6 October 1905."]
    differ = ["Clara Dumont was born in 1911.", "Clara Dumont was born in March 1912."]
    found = corpus(tmp_path, [*agree, *differ])
    assert (found["repeated"], found["conflicts"], found["conflict_rate"]) == (2, 1, 0.5)
