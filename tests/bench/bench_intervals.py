"""Do the intervals of a report hold what they are for? Corpora of documents, of which the truth is known exactly.

    nice python tests/bench/bench_intervals.py [CORPORA] [mass] [without] [common]   (1,000 a world: minutes)

*mass*: 27 worlds: six, heavy or mixed facts a document × 30, 100 or 400 documents × few, many or very many entities.
For each: how often M lies in the report's interval, in the jackknife's and in V's alone, and below the jackknife's
lower end.

*without*: sr of a corpus without one of its two domains, less sr (`contribution.differences`). How often the interval
holds the mean difference over corpora, and how often the difference of the missing masses of that very corpus.

*common*: sr at a smaller N, with the interval by which domains are ranked, for its mean over corpora; and how often a
floor at that N (`projected.counts_at_common`) is above the missing mass of another corpus of that size.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from worlds import Corpus, Topics, sums, topics

from corpusstat.estimate import floors
from corpusstat.estimate.answers import uniform
from corpusstat.estimate.contribution import differences
from corpusstat.estimate.extractor import Quality
from corpusstat.estimate.intervals import Interval, esty_interval, jackknife, missing_mass
from corpusstat.estimate.projected import counts_at_common
from corpusstat.estimate.rarefy import rarefied_interval, rarefied_rate
from corpusstat.estimate.spectrum import spectrum_of
from corpusstat.estimate.stratum import Counts, DocumentSums

GROUPS = 64
KINDS, DOCUMENTS, ENTITIES = ("six", "heavy", "mixed"), (30, 100, 400), (0.5, 20, 2000)


def left_out(corpus: Corpus) -> list[tuple[float, float]]:
    """Singletons and examples without each of the 64 groups of documents."""
    assert corpus.document is not None
    size, group = corpus.answered.size, corpus.document % GROUPS
    pairs, held = np.unique(group * size + corpus.prompt, return_counts=True)
    of, left = pairs // size, corpus.answered[pairs % size] - held
    f1 = int(np.sum(corpus.answered == 1))
    gained = np.bincount(of[left == 1], minlength=GROUPS)
    lost = np.bincount(of[(held == 1) & (left == 0)], minlength=GROUPS)
    sizes = np.bincount(group, minlength=GROUPS)
    return [(float(f1 + g - s), float(corpus.n - n)) for g, s, n in zip(gained, lost, sizes, strict=True)]


def world(kind: str, documents: int, per: float, corpora: int) -> Iterator[tuple[float, Counts, Interval, Interval]]:
    """The missing mass, the counts, the report's interval and the jackknife's, of each corpus."""
    made, rng = topics(kind, int(per * documents) + 2), np.random.default_rng([17, documents, int(per * 2), len(kind)])
    p = made.p
    for _ in range(corpora):
        corpus = made.corpus(documents, rng)
        counts, groups = counts_of(corpus), left_out(corpus)
        alone = jackknife(counts.singletons, counts.n, groups)
        yield float(p[corpus.answered == 0].sum()), counts, missing_mass(counts, groups), alone


def counts_of(corpus: Corpus) -> Counts:
    found = sums(corpus)
    by = DocumentSums(found["n_sq"], found["s_sq"], found["s_n"], found["b_sq"])
    return Counts(found["f1"], found["f2"], found["n"], documents=by, many=found["documents"])


def covered(rows: list[tuple[float, Interval]]) -> float:
    return float(np.mean([i.low <= m <= i.high for m, i in rows]))


def mass(corpora: int) -> None:
    start, worst = time.process_time(), 1.0
    print("world                               N  N_eff     sr   report  jackknife  M below jackknife  V alone")
    for kind, documents, per in product(KINDS, DOCUMENTS, ENTITIES):
        rows = list(world(kind, documents, per, corpora))
        report, alone = ([(r[0], r[i]) for r in rows] for i in (2, 3))
        by_v = [(m, missing_mass(c)) for m, c, *_ in rows]
        below = float(np.mean([m < i.low for m, i in alone]))
        n, n_eff, sr = (float(np.mean([float(getattr(c, k)) for _, c, *_ in rows])) for k in ("n", "effective", "sr"))
        worst = min(worst, covered(report))
        print(
            f"{kind + f', {documents} about {int(per * documents) + 2}':32}{n:6.0f}{n_eff:7.0f}{sr:7.3f}"
            f"{covered(report):9.3f}{covered(alone):11.3f}{below:19.3f}{covered(by_v):9.3f}",
            flush=True,
        )
    print(f"worst coverage of the report's interval: {worst:.3f}; {time.process_time() - start:.0f} s CPU")


def both(one: Corpus, other: Corpus, documents: int) -> Corpus:
    """Two domains as one corpus; the second's documents are numbered on from ``documents``."""
    assert one.document is not None
    assert other.document is not None
    return Corpus(
        one.answered + other.answered, one.n + other.n, np.concatenate([one.document, other.document + documents]),
        np.concatenate([one.prompt, other.prompt]),
    )  # fmt: skip


def without(one: Corpus, whole: Corpus) -> tuple[float, float]:
    """sr of the first domain alone less sr of the corpus, and the half-width of its interval."""
    held, rest = ([(float(np.sum(c.answered == 1)), float(c.n)), *left_out(c)] for c in (whole, one))
    f1, n = np.array(held).T
    left, kept = np.array(rest).T
    values, halves = differences(f1, n, [left - f1], [n - kept])
    return float(values[0]), float(halves[0])


def missing(rates: np.ndarray, corpus: Corpus) -> float:
    """Missing mass where prompts are stated at these rates."""
    return float(rates[corpus.answered == 0].sum() / rates.sum())


def sr_without(corpora: int) -> None:
    """A domain of a tenth or half of the documents, about the same entities or about half of them, is left out."""
    print("domain left out                                        sr  without   mean difference  masses")
    for kind, documents, per, share, shift in product(KINDS, (100, 400), (0.5, 20), (0.1, 0.5), (0, 0.5)):
        made, rng = topics(kind, int(per * documents) + 2), np.random.default_rng([23, documents, int(per * 2)])
        other = Topics(np.roll(made.q, int(shift * made.q.size)), made.k, made.said)
        many = round(share * documents)
        stays, leaves = (np.repeat(t.q, t.k) * m for t, m in ((made, documents - many), (other, many)))
        rows = []
        for _ in range(corpora):
            one, second = made.corpus(documents - many, rng), other.corpus(many, rng)
            whole = both(one, second, documents - many)
            masses = missing(stays, one) - missing(stays + leaves, whole)
            rows.append((*without(one, whole), masses, float(np.mean(whole.answered == 1) * made.k.sum() / whole.n)))
        gap, half, masses_, sr = np.array(rows).T
        name = f"{kind}, {many} of {documents} about {made.q.size}{', others' if shift else ''}"
        print(
            f"{name:50}{sr.mean():8.3f}{(sr + gap).mean():9.3f}{np.mean(np.abs(gap - gap.mean()) <= half):18.3f}"
            f"{np.mean(np.abs(gap - masses_) <= half):8.3f}",
            flush=True,
        )


def at_common_n(corpora: int) -> None:
    """A corpus at half and at a tenth of its N, and another one of that size."""
    print("world at m                          N     m  sr at m  covered   floors above the mass (γ = 1 %): "
          "wrong or declined, statistical")  # fmt: skip
    answers, known = uniform(10**9), Quality(phi_source="given", rho_source="given")
    for kind, documents, per, thin in product(KINDS, (100, 400), (0.5, 20, 200), (0.5, 0.1)):
        made, rng = topics(kind, int(per * documents) + 2), np.random.default_rng([29, documents, int(per * 2)])
        rows, size = [], 0
        for _ in range(corpora):
            corpus, another = made.corpus(documents, rng), made.corpus(documents, rng)
            counts, spectrum = counts_of(corpus), spectrum_of(corpus.answered)
            m = max(2, round(thin * corpus.n))
            wide = (missing_mass(counts, left_out(corpus)).se or 0) / (esty_interval(*map(int, (
                counts.singletons, counts.pairs, counts.n))).se or np.inf)  # fmt: skip
            low, high = rarefied_interval(spectrum, corpus.n, m, n_eff=float(counts.effective), wider=max(1.0, wide))
            there = counts_at_common(counts, spectrum, m)
            claims = [float(f(there, answers, known).raw) for f in (floors.wrong_or_declined, floors.statistical)]
            assert another.prompt is not None
            seen = np.unique(another.prompt[rng.random(another.n) < m / another.n])
            left = 1 - float(made.p[seen].sum())
            rows.append((rarefied_rate(spectrum, corpus.n, m), low, high, *(claim > left for claim in claims)))
            size += corpus.n
        rate, low_, high_, declined, wrong = np.array(rows).T
        name = f"{kind}, {documents} about {made.q.size}"
        print(
            f"{name:30}{size / corpora:7.0f}{thin * size / corpora:6.0f}{rate.mean():9.3f}"
            f"{np.mean((low_ <= rate.mean()) & (rate.mean() <= high_)):9.3f}"
            f"{declined.mean():50.4f}{wrong.mean():12.4f}",
            flush=True,
        )


def main(corpora: int = 1000, *wanted: str) -> None:
    for name, section in (("mass", mass), ("without", sr_without), ("common", at_common_n)):
        if not wanted or name in wanted:
            section(corpora)


if __name__ == "__main__":
    main(*(int(a) if a.isdigit() else a for a in sys.argv[1:]))
