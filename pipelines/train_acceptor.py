"""Train the accept/reject step on gold and write ``corpusstat/extract/acceptor.npz``.

    python pipelines/train_acceptor.py GOLD.jsonl [--write]

Proposals are made without the model and judged against the gold. Relations of the floor set are left out: their
templates are tight, and a model that has seen only passages chosen for their facts must not decide there. Of the other
relations the model learns from the proposals of all templates, for tight ones show what a right proposal looks like,
and decides on those of loose ones. One score is the least for all: thresholds chosen for each on its few scores were
no better on documents unseen. The figures printed are cross-fitted: each document is scored by a model that has not
seen it. The gold itself is not copied: only weights are.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from corpusstat.extract import accept, veto
from corpusstat.extract.capture import captured, compiled
from corpusstat.extract.features import BUCKETS
from corpusstat.extract.sentences import sentences
from corpusstat.extract.spans import Fact, Span
from corpusstat.quality.gold import Passage, overlap, read_gold
from corpusstat.relations import load
from corpusstat.schema import stable_hash

FOLDS = 5
DOCUMENTS = 5
SCALE = 64
PENALTY = 2.0
LEAST = -32
"""The score from which a proposal is accepted: the logarithm of its odds, in sixty-fourths. Odds of .6 to 1 will do:
most loose proposals are right, and between these odds and even ones more right than wrong ones were lost."""


def proposals(passages: list[Passage]) -> tuple[csr_matrix, list[Fact], list[bool]]:
    """Describe the proposals the gold can judge, and tell which are right: their mentions overlap those of a gold pair.

    The matrix has one row per proposal and one column per bucket.
    """
    frame = pl.DataFrame(
        {"doc": range(len(passages)), "text": [p.text for p in passages]}, schema={"doc": pl.UInt32, "text": pl.String}
    )
    known = compiled(load())
    found = captured(sentences(frame, known.machine, known.vocabulary).frame, known)
    facts = list(found.facts())
    row = {id(fact): i for i, fact in enumerate(facts)}
    rows, kept, right = [], [], []
    for fact in veto.typed(facts, Counter()):
        passage = passages[fact.doc]
        if not fact.origin.floor and fact.value and fact.relation in passage.exhaustive:
            rows.append(row[id(fact)])
            kept.append(fact)
            right.append(_is_right(fact, fact.value, passage))
    at, buckets = accept.described(found, np.array(rows))
    return csr_matrix((np.ones(len(buckets)), buckets, at), (len(rows), BUCKETS)), kept, right


def _is_right(fact: Fact, answer: Span, passage: Passage) -> bool:
    subject, value = (fact.subject.start, fact.subject.end), (answer.start, answer.end)
    same = [f for f in passage.facts if f.relation == fact.relation]
    return any(any(overlap(subject, s) for s in f.subjects) and any(overlap(value, o) for o in f.objects) for f in same)


def fit(x: csr_matrix, y: npt.NDArray[np.float64], docs: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    """Fit a logistic regression with a quadratic penalty, in sixty-fourths, on features of five documents or more."""
    _, at = np.unique(docs, return_inverse=True)
    seen = (csr_matrix((np.ones(len(at)), (at, np.arange(len(at))))) @ x).astype(bool).sum(axis=0)
    usual = np.asarray(seen).ravel() >= DOCUMENTS
    x = x.multiply(usual).tocsr()

    def loss(w: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        value = np.logaddexp(0, z).sum() - (y * z).sum() + PENALTY * (w @ w) / 2
        return float(value), x.T @ (p - y) + PENALTY * w

    w: npt.NDArray[np.float64] = minimize(
        loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    ).x
    return np.clip(np.rint(w * SCALE), -127, 127).astype(np.int8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--half", help="tune or check: train on one half of the documents only, to judge on the other")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    passages = [p for g in asked.gold for p in read_gold(g) if asked.half in (None, p.half)]
    x, facts, right = proposals(passages)
    y = np.array(right, dtype=float)
    docs = np.array([stable_hash("fold", passages[f.doc].document) for f in facts])
    fold = docs % FOLDS
    scores = np.zeros(len(y), np.int64)
    for k in range(FOLDS):
        rest = fold != k
        scores[~rest] = (x[~rest] @ fit(x[rest], y[rest], docs[rest]).astype(np.int64)).astype(np.int64)
    loose = np.array([f.loose for f in facts])
    frame = pl.DataFrame({"relation": [f.relation for f in facts], "score": scores, "right": y > 0}).filter(loose)
    names = sorted({f.relation for f in facts if f.loose})
    print(f"{len(y)} proposals, {y.mean():.3f} right; of the {frame.height} of loose templates, cross-fitted:")
    for name in names:
        mine = frame.filter(pl.col("relation") == name)
        kept = mine.filter(pl.col("score") >= LEAST)
        good, bad = (f"{(kept['right'] == v).sum()} of {(mine['right'] == v).sum()}" for v in (True, False))
        print(f"  {name}: keeps {good} right, {bad} wrong")
    kept = frame.filter(pl.col("score") >= LEAST)
    print(f"  together {kept['right'].sum() / kept.height:.3f} of {kept.height} right")
    weights = fit(x, y, docs)
    own = y[loose & (x @ weights.astype(np.int64) >= LEAST)]
    print(f"  in-sample {own.mean():.3f} of {len(own)} right")
    if asked.write:
        accept.Acceptor(weights, dict.fromkeys(names, LEAST)).save(Path(accept.__file__).with_name("acceptor.npz"))


if __name__ == "__main__":
    main()
