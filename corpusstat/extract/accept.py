"""Accept or reject proposals by a small linear model over their surroundings.

Templates with open gaps find more than is stated, so their proposals are judged; the others stand. The model is a table
of small integers, one for each bucket of a proposal's features, so that the score is a sum of integers and the same on
every machine. It was trained by ``pipelines/train_acceptor.py`` for the relations it lists; all others, and a user's
own, pass unseen.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from corpusstat.extract.capture import Captures
from corpusstat.extract.features import features, named
from corpusstat.extract.slots import is_loose

__all__ = ["Acceptor", "accepted", "described", "shipped"]

REASON: Final = "unlikely from its surroundings"
_FILE: Final = Path(__file__).with_name("acceptor.npz")


@dataclass(frozen=True)
class Acceptor:
    """Weights (one small integer per bucket) and, for each relation it knows, the score from which it accepts."""

    weights: npt.NDArray[np.int8]
    thresholds: dict[str, int]

    def save(self, file: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        made_for = np.frombuffer(json.dumps(self.thresholds, sort_keys=True).encode(), np.uint8)
        np.savez_compressed(file, weights=self.weights, thresholds=made_for)


@lru_cache(maxsize=1)
def shipped() -> Acceptor | None:
    """Load the model that comes with the package; None if there is none."""
    if not _FILE.exists():
        return None
    with np.load(_FILE, allow_pickle=False) as arrays:
        return Acceptor(arrays["weights"], json.loads(arrays["thresholds"].tobytes()))


def described(found: Captures, rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Describe some of the captures: where the buckets of each begin (and the last end), and the buckets."""
    templates = found.known.templates
    relation = np.array([named(t.relation) for t in templates], np.uint64)
    text = np.array([named(t.text) for t in templates], np.uint64)
    return features(found.table[rows], found.items, relation, text)


def accepted(found: Captures, model: Acceptor | None, rejected: Counter[tuple[int, str, str]]) -> npt.NDArray[np.bool_]:
    """Which captures stand: those of tight templates, and those the model accepts or does not know."""
    keep = np.ones(len(found.table), np.bool_)
    if model is None:
        return keep
    template = found.table[:, 1]
    asked = [is_loose(t.text) and t.relation in model.thresholds for t in found.known.templates]
    rows = np.flatnonzero(np.array(asked, np.bool_)[template] & (found.table[:, 4] >= 0))
    at, buckets = described(found, rows)
    total = np.concatenate([[0], np.cumsum(model.weights[buckets], dtype=np.int64)])
    least = np.array([model.thresholds.get(t.relation, 0) for t in found.known.templates], np.int64)
    keep[rows] = total[at[1:]] - total[at[:-1]] >= least[template[rows]]
    for doc, t in zip(found.docs(~keep), template[~keep].tolist(), strict=True):
        rejected[doc, found.known.templates[t].relation, REASON] += 1
    return keep
