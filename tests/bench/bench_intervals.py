"""Does the 95 % interval hold the missing mass? Corpora of documents, of which the missing mass is known exactly.

    nice python tests/bench/bench_intervals.py [CORPORA]      (1,000 a world: under a minute)

27 worlds: six, heavy or mixed facts a document × 30, 100 or 400 documents × few, many or very many entities. For each:
how often M lies in the report's interval, in the jackknife's and in V's alone, and below the jackknife's lower end.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from worlds import Corpus, sums, topics

from corpusstat.estimate.intervals import Interval, jackknife, missing_mass
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
        found = sums(corpus)
        by = DocumentSums(found["n_sq"], found["s_sq"], found["s_n"], found["b_sq"])
        counts = Counts(found["f1"], found["f2"], found["n"], documents=by, many=found["documents"])
        groups = left_out(corpus)
        alone = jackknife(found["f1"], found["n"], groups)
        yield float(p[corpus.answered == 0].sum()), counts, missing_mass(counts, groups), alone


def covered(rows: list[tuple[float, Interval]]) -> float:
    return float(np.mean([i.low <= m <= i.high for m, i in rows]))


def main(corpora: int) -> None:
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
