"""The report's error bar is an interval for the missing mass, also near sr = 1 and with heavy documents."""

from __future__ import annotations

import math

import numpy as np
import pytest
from worlds import sums, topics

from corpusstat.estimate.estimate import estimate
from corpusstat.estimate.intervals import all_singletons, guarantee, missing_mass
from corpusstat.estimate.stratum import Counts, DocumentSums


def test_all_singletons_have_no_zero_width():
    """Where every example is a singleton no deletion changes the rate; a one-sided interval stands in."""
    every = estimate({1: 51}, 51, n_sq=51, groups=[(50, 50)] * 51 + [(51, 51)] * 13)
    interval = every.interval()
    assert interval.method == "all singletons, one-sided"
    assert interval.low == pytest.approx(1 - 2 * math.log(20) / 51)
    assert interval.high == 1
    assert estimate({1: 510}, 510, n_sq=5100).interval().low == pytest.approx(interval.low)  # ten to a document


@pytest.mark.parametrize("prompts", [200, 1000, 10_000])
def test_all_singletons_cover_at_their_level(prompts):
    """Of corpora of 51 examples from equal prompts, those without a repetition have M above the limit, or are rare."""
    n = 51
    repeats_never = float(np.prod(1 - np.arange(n) / prompts))
    missing = 1 - n / prompts
    assert all_singletons(n).low <= missing or repeats_never <= 0.05


def test_the_guarantee_takes_effective_examples_and_no_longer_asks_for_idk():
    plain = guarantee(100, 1000)
    assert guarantee(100, 1000, n_eff=100).high > plain.high
    assert guarantee(100, 1000, n_eff=1000) == plain
    assert estimate({1: 100}, 1000, n_idk=100).guarantee() == plain


def world(kind: str, entities: int, documents: int, trials: int):
    """Corpora of documents about entities, and their true missing mass."""
    made, rng = topics(kind, entities), np.random.default_rng(5)
    p = made.p
    for _ in range(trials):
        corpus = made.corpus(documents, rng)
        found = sums(corpus)
        yield found, float(p[corpus.answered == 0].sum())


@pytest.mark.parametrize(
    ("kind", "entities", "documents"), [("six", 30_000, 30), ("six", 3000, 60), ("heavy", 300, 60)]
)
def test_the_error_bar_covers_near_one_and_with_heavy_documents(kind, entities, documents):
    hits = normal = 0
    for found, missing in world(kind, entities, documents, 200):
        by = DocumentSums(*(found[k] for k in ("n_sq", "s_sq", "s_n", "b_sq")))
        made = estimate({1: found["f1"], 2: found["f2"]}, found["n"], n_sq=found["n_sq"], sums=by)
        interval = made.interval()
        hits += interval.low <= missing <= interval.high
        half = 1.96 * math.sqrt(made.counts.v) / made.n
        normal += abs(missing - made.sr) <= half
    assert hits >= 0.94 * 200
    assert normal < 0.94 * 200  # the normal interval alone does not cover here


def test_the_guarantee_covers_where_documents_hold_many_facts():
    effective = plain = 0
    for found, missing in world("mixed", 300, 30, 200):
        made = estimate({1: found["f1"], 2: found["f2"]}, found["n"], n_sq=found["n_sq"])
        effective += made.guarantee().low <= missing <= made.guarantee().high
        taken = guarantee(found["f1"], found["n"])
        plain += taken.low <= missing <= taken.high
    assert effective >= 0.95 * 200
    assert plain < effective


def test_the_wider_of_jackknife_and_documents_is_taken():
    groups = [(98, 900), (85, 910), (99, 890), (97, 900)]
    counts = Counts(100, 20, 1000, documents=DocumentSums(1000, 100, 100, 40))
    jack = missing_mass(Counts(100, 20, 1000), groups, n_eff=500)
    assert jack.method == "jackknife"
    assert missing_mass(counts, groups).method == "jackknife"
    wide = Counts(100, 20, 1000, documents=DocumentSums(90_000, 9000, 9000, 4000))
    assert missing_mass(wide, groups).method == "documents"
    assert missing_mass(wide, groups).high > jack.high
