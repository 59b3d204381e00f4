"""Sentences with a cue of a relation and no fact of it: what recall is judged from."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import person, write

import corpusstat
from corpusstat.runs import unfound
from corpusstat.runs.unfound import draw


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of each three sentences with a cue of birth dates one states one plainly and one in no known words."""
    folder = tmp_path_factory.mktemp("unfound")
    texts = []
    for i in range(30):
        texts.append(f"{person(i)} was born on 3 May {1900 + i}.")
        texts.append(f"Nobody was born that winter, says number {i} of all the quiet old records of the town.")
        texts.append("The weather was mild, and the rain fell upon the town.")
    write(folder / "c" / "a.parquet", {"text": texts}, row_group_size=9)
    corpusstat.audit(folder / "c", folder / "run", copies=False)
    return folder / "run"


def test_only_sentences_with_a_cue_and_without_a_fact_are_drawn(run: Path) -> None:
    found = draw(run, 10**6)
    births = found.rows.filter(relation="birth_date")
    assert births.height == 30
    assert births["sentence"].str.contains("Nobody was born").all()
    assert found.pairs == found.rows.height
    assert found.found >= 30
    assert (found.rows["count"] == 0).all()


@pytest.mark.slow
def test_the_draw_depends_on_the_seed_and_a_smaller_one_is_its_beginning(run: Path) -> None:
    ten = draw(run, 10)
    assert ten.rows.height == 10
    assert draw(run, 4).rows.equals(ten.rows.head(4))
    assert draw(run, 10).rows.equals(ten.rows)
    assert not draw(run, 10, seed=1).rows.equals(ten.rows)


def test_of_a_large_corpus_a_part_is_read(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfound, "DOCUMENTS", 20)
    some = draw(run, 10**6)
    assert 0 < some.pairs < 30
