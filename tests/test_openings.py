"""How documents open, and the kind that is guessed from it: only what reads like an encyclopedia."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpusstat
from corpusstat.estimate.kinds import Openings
from corpusstat.read.openings import ENTRY, OTHER, openings

REST = " It lies north of the river and was rebuilt after the fire, which nobody had foreseen." * 4
ENTRIES = (
    "Mira Halvorsen\n\nMira Halvorsen (3 May 1871 – 9 June 1940) was a Norwegian glass painter and teacher.",
    "The Ostwick Canal is a canal in the north of the county, dug between 1790 and 1801.",
    "Ostwick\n\nOstwick is the largest of the four villages of Lower Dale.",
    "“Lantern Song” is a ballad of the eighteenth century, written down by Jonas Reed.",
)
OTHERS = (
    "Mayor opens the new bridge\n\nThe mayor of Ostwick opened the bridge on Tuesday, two years late.",
    "I was a painter once. You would not know it now, but my hands remember, and we were a happy house.",
    "Buy the best lamps! Our lamps are the brightest, and your friends will ask you where you found them.",
    "the ostwick canal is a canal in the north of the county, dug between 1790 and 1801.",
    "HALVORSEN, Mira, a painter from Bergen; born in Voss, May 3, 1871; attended the public schools.",
    "What is an oast house?\n\nAsk three farmers: there will be three answers.",
)


@pytest.mark.parametrize("text", ENTRIES)
def test_an_entry_says_what_its_subject_is(text: str) -> None:
    assert openings(pl.Series([text + REST])).to_list() == [ENTRY]


@pytest.mark.parametrize("text", OTHERS)
def test_news_advertisements_and_talk_are_no_entries(text: str) -> None:
    assert openings(pl.Series([text + REST])).to_list() == [OTHER]


def test_an_entry_that_speaks_to_the_reader_is_none() -> None:
    assert openings(pl.Series([ENTRIES[1] + " We love it and you will too." + REST])).to_list() == [OTHER]


@given(st.lists(st.text(max_size=300), max_size=8))
def test_each_document_is_judged_by_itself(texts: list[str]) -> None:
    together = openings(pl.Series(texts, dtype=pl.String)).to_list()
    assert together == [openings(pl.Series([t])).to_list()[0] for t in texts]
    assert all((mark is None) == (len(t.encode()) < 200) for mark, t in zip(together, texts, strict=True))


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_kind_is_guessed_only_where_most_documents_are_entries(entries: int, others: int) -> None:
    found = Openings(entries, entries + others)
    assert found.kind in (None, "encyclopedic")
    assert found.kind is None or entries > others
    assert found.row("web")["kind"] == "web"


@pytest.mark.slow
def test_an_audit_guesses_for_each_domain_by_itself_and_can_be_told(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    people = [f"{first} Halvorsen" for first in ("Mira", "Jonas", "Edda", "Olaf", "Runa", "Sten", "Tove", "Ulf")]
    lives = [f"{p}\n\n{p} (born 3 May 18{20 + i}) was a painter." + REST for i, p in enumerate(people)]
    talk = [f"{p} was born on 4 June 18{20 + i}, you know." + REST for i, p in enumerate(people)]
    for name, texts in (("lives", lives), ("talk", talk)):
        pl.DataFrame({"id": [f"{name}{i}" for i in range(8)], "text": texts, "source": [name] * 8}).write_parquet(
            corpus / f"{name}.parquet"
        )
    report = corpusstat.audit(corpus, tmp_path / "run", domain="source").report
    kinds = {d["domain"]: (d["kind_of_text"], d["extraction"]["kind_how"]) for d in report["domains"]}
    assert kinds["lives"] == ({"kind": "encyclopedic", "how": "guessed", "entries": 8, "documents": 8}, "guessed")
    assert kinds["talk"][0] == {"kind": None, "how": None, "entries": 0, "documents": 8}
    assert report["corpus"]["extraction"]["kind_how"] == "guessed in part"
    least, most = (
        next(d for d in report["domains"] if d["domain"] == name)["extraction"] for name in ("lives", "talk")
    )
    assert least["phi"] < report["corpus"]["extraction"]["phi"] < most["phi"]
    assert least["rho"] > report["corpus"]["extraction"]["rho"] > most["rho"]
    told = corpusstat.audit(corpus, tmp_path / "told", domain="source", kind="web").report
    assert all(d["extraction"]["kind_how"] == "given" for d in told["domains"])
    assert told["corpus"]["extraction"]["phi"] == pytest.approx(most["phi"])


@pytest.mark.shared
def test_of_many_collections_only_encyclopedias_of_today_are_called_so(shared: Path) -> None:
    files = [*(shared / "corpus").glob("*.parquet"), *(shared / "web").glob("*.parquet")]
    assert len(files) > 25
    found = {}
    for file in files:
        marks = openings(pl.read_parquet(file, columns=["text"])["text"])
        found[file.stem] = Openings((marks == ENTRY).sum(), marks.is_not_null().sum())
    assert {name for name, seen in found.items() if seen.kind} == {"enwiki2015", "enwiki2021"}
    assert max(seen.entries / seen.documents for seen in found.values() if not seen.kind) < 0.25
