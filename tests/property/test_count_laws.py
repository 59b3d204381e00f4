"""Laws of counting, on corpora that Hypothesis makes up: small, with every overlap of domains, groups and answers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from count_reference import RELATIONS, Example, documents, jackknife, spectrum, statistics, strata, write, write_copies
from hypothesis import given
from hypothesis import strategies as st
from thoroughly import tried

from corpusstat.count.count import Counts, count
from corpusstat.count.keys import key_ranges

MEMORY = 1 << 30
LAYERS = [("corpus", "mentions"), ("domain", "mentions"), ("corpus", "sources"), ("domain", "sources")]

examples = st.builds(
    Example,
    document=st.integers(0, 9),
    domain=st.sampled_from(["a", "b", "c'; --"]),
    relation=st.sampled_from(["born", "spouse", "country"]),
    entity=st.sampled_from(["x", "y", "z", "ü"]),
    value=st.sampled_from(["1", "2", "1?", "x", None]),
    copy=st.booleans(),
)
# A document lies in one domain and mentions a prompt once.
corpora = st.lists(examples, max_size=24, unique_by=lambda e: (e.document, e.relation, e.entity)).map(
    lambda es: [replace(e, domain=["a", "b", "c'; --"][e.document % 3]) for e in es]
)


def counted(corpus: list[Example], files: int = 1, **options: object) -> Counts:
    with TemporaryDirectory() as folder:
        mentions, tallies = write(Path(folder), corpus, files)
        copies = write_copies(Path(folder), corpus)
        return count(mentions, tallies, RELATIONS, memory=MEMORY, temp=Path(folder) / "temp", copies=copies, **options)  # type: ignore[arg-type]


def sums(result: Counts, **here: str) -> list[dict[str, int]]:
    """The row of DOCUMENTS of a layer, if there is one."""
    return result.documents.filter(**here).drop(list(here)).to_dicts()


def equal(one: Counts, two: Counts) -> bool:
    tables = ("spectrum", "jackknife", "prompts", "values", "documents")
    return all(getattr(one, table).equals(getattr(two, table)) for table in tables)


@tried(8, 50)
@given(corpora)
def test_every_table_agrees_with_the_definitions(corpus: list[Example]) -> None:
    result = counted(corpus)
    expected = list(strata(corpus))
    assert len(result.prompts) == 4 * len(expected)
    for domain, relation, members in expected:
        for scope, unit in LAYERS:
            here = {"domain": domain, "relation": relation, "scope": scope, "unit": unit}
            counted_here = [e for e in members if unit == "mentions" or not e.copy]
            got = {k: (f, m) for k, f, m in result.spectrum.filter(**here).select("k", "f", "m").rows()}
            assert got == spectrum(counted_here, domain, scope), here
            row = result.prompts.filter(**here).row(0, named=True)
            assert row == here | statistics(counted_here, domain, scope)
            assert result.jackknife.filter(**here).select("f1", "n").rows() == jackknife(counted_here, domain, scope), (
                here
            )
            # the whole corpus is a domain of its own: the same in both scopes
            assert sums(result, **here) == [d for d in [documents(counted_here, domain, scope)] if d], here


@tried(8, 50)
@given(corpora)
def test_domain_floors_add_up_to_the_corpus_and_never_exceed_domain_scope(corpus: list[Example]) -> None:
    f1 = counted(corpus).spectrum.filter(pl.col("k") == 1, pl.col("unit") == "mentions", pl.col("relation") == "*")
    by = {(row["scope"], row["domain"]): row["f"] for row in f1.rows(named=True)}
    domains = {e.domain for e in corpus}
    assert sum(by.get(("corpus", d), 0) for d in domains) == by.get(("corpus", "*"), 0)
    assert all(by.get(("corpus", d), 0) <= by.get(("domain", d), 0) for d in domains)


@tried(5, 25)
@given(corpora, st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_and_files_do_not_matter(corpus: list[Example], random: object, files: int) -> None:
    shuffled = list(corpus)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert equal(counted(corpus), counted(shuffled, files, threads=1))


@given(st.sampled_from([1.0, 0.7, 0.5, 0.3, 2.0**-10]), st.integers(1, 9))
def test_ranges_of_keys_cover_the_sample_once(theta: float, parts: int) -> None:
    unsigned = sorted(
        (low % 2**64, high % 2**64)
        for a, b, c, d in key_ranges(theta, parts)
        for low, high in ((a, b), (c, d))
        if low <= high
    )
    assert unsigned[0][0] == 0
    assert unsigned[-1][1] == int(theta * 2**64) - 1
    assert all(before[1] + 1 == after[0] for before, after in pairwise(unsigned))


@pytest.mark.parametrize("theta", [0.5, 0.25])
@tried(5, 30)
@given(corpora)
def test_a_sample_counts_its_prompts_exactly_and_all_examples(theta: float, corpus: list[Example]) -> None:
    result = counted(corpus, theta=theta)
    kept = [e for e in corpus if e.key % 2**64 < theta * 2**64]
    for domain, relation, members in strata(corpus):
        row = result.prompts.filter(domain=domain, relation=relation, scope="corpus", unit="mentions").row(
            0, named=True
        )
        assert row["n"] == statistics(members, domain, "corpus")["n"]
        some = [e for e in members if e in kept]
        assert row["distinct"] == statistics(some, domain, "corpus")["distinct"]
