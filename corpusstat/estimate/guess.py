"""Can a relation's value be guessed from how the entity is written? Then the Arbitrary Facts model does not fit.

A multinomial naive Bayes over hashed character n-grams of the entity, trained on half of the prompts and asked about
the other half. Small, deterministic, numpy only: 20,000 prompts take a few seconds. It finds endings, words and years
in names; it does not prove that no pattern exists.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpusstat.errors import BadRequest
from corpusstat.estimate.bounds import simpson

__all__ = ["Guess", "guessable"]

_BUCKETS: Final = 1 << 14
_CLASSES: Final = 400
_TRUST: Final = (1.0, 0.3, 0.1, 0.03, 0.0)  # n-grams overlap, so their votes count for less than they claim
_SIGMAS: Final = 3.0
_LEAST: Final = 100


@dataclass(frozen=True, slots=True)
class Guess:
    """Held-out result: ``accuracy`` of the n-gram classifier against two guesses that ignore the entity.

    ``simpson``: guessing in proportion to the values' frequencies (the Simpson index λ of the training half);
    ``mode``: always guessing the most frequent value. ``se`` is the standard error of ``accuracy − mode``, paired;
    ``n`` the prompts asked.
    """

    accuracy: float
    simpson: float
    mode: float
    se: float
    n: int

    @property
    def guessable(self) -> bool:
        """Whether the classifier beats both baselines by three standard errors, and by at least one point."""
        lead = self.accuracy - max(self.simpson, self.mode)
        return self.n >= _LEAST and lead > max(_SIGMAS * self.se, 0.01)


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _grams(text: str) -> set[int]:
    padded = f"\x02{text.casefold()}\x03"
    found = {padded[i : i + size] for size in (2, 3, 4) for i in range(len(padded) - size + 1)}
    found.update("\x01" + word for word in text.casefold().split())
    return {_hash(g) % _BUCKETS for g in found}


def _features(entities: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and bucket index of every n-gram present (binary features), in row order."""
    sets = [sorted(_grams(e)) for e in entities]
    rows = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    buckets = np.fromiter((b for s in sets for b in s), dtype=np.int64, count=rows.size)
    return rows, buckets


def guessable(entities: Sequence[str], values: Sequence[object]) -> Guess:
    """Test whether values follow from the surface form of entities, on held-out prompts.

    Parameters
    ----------
    entities, values
        One pair per *prompt* (not per mention), same length. Values are compared as strings. At most 20,000 are
        worth giving; order decides which half is held out (by a hash of the entity), so it does not matter.

    Returns
    -------
    Guess
        With fewer than 200 prompts, or a single value, nothing is claimed: ``guessable`` is False.

    Notes
    -----
    Beating the Simpson index alone would flag any skewed relation, since always guessing the commonest value does
    that without looking; so the classifier must beat the commonest value too. Only the 400 most frequent values of
    the training half are candidates.

    >>> names = [f"{stem}{end}" for stem in "abcdefghijklmnopqrstuvwxyz" for end in ("ville", "ovo", "heim")] * 4
    >>> names = [f"{n}{i // 26}" for i, n in enumerate(names)]
    >>> lands = ["France" if "ville" in n else "Serbia" if "ovo" in n else "Germany" for n in names]
    >>> guessable(names, lands).guessable
    True
    """
    if len(entities) != len(values):
        raise BadRequest(f"{len(entities)} entities and {len(values)} values", "one value per entity")
    ask = np.array(
        [zlib.crc32(b"half" + e.casefold().encode("utf-8", "surrogatepass")) & 1 for e in entities], dtype=bool
    )
    labels = [str(v) for v in values]
    learn = np.flatnonzero(~ask)
    counts: dict[str, int] = {}
    for i in learn:
        counts[labels[i]] = counts.get(labels[i], 0) + 1
    asked = int(ask.sum())
    if asked < _LEAST or len(counts) < 2:
        return Guess(0.0, 1.0, 1.0, 0.0, asked)
    ranked = sorted(counts, key=lambda v: (-counts[v], v))[:_CLASSES]
    code = {v: i for i, v in enumerate(ranked)}
    label = np.array([code.get(v, -1) for v in labels])
    answer = _classify(entities, label, ask, len(ranked))
    truth = label[ask]
    right, common = answer == truth, truth == 0
    difference = right.astype(float) - common.astype(float)
    se = float(difference.std(ddof=1)) / math.sqrt(asked)
    return Guess(float(right.mean()), simpson(counts.values()), float(common.mean()), se, asked)


def _classify(
    entities: Sequence[str], label: NDArray[np.int64], ask: NDArray[np.bool_], classes: int
) -> NDArray[np.int64]:
    """Most probable class of every asked entity; how far to trust the n-grams is tuned on a third of the others."""
    features = _features(entities)
    learn = np.flatnonzero(~ask)
    trial = np.zeros(ask.size, dtype=bool)
    trial[learn[::3]] = True
    known = np.flatnonzero(trial & (label >= 0))
    tuned = _answers(features, label, ~ask & ~trial, known, classes, _TRUST)
    best = max(range(len(_TRUST)), key=lambda i: float(np.mean(tuned[i] == label[known])))
    final = _answers(features, label, ~ask, np.flatnonzero(ask), classes, _TRUST[best : best + 1])
    return final.ravel()


def _answers(
    features: tuple[NDArray[np.int64], NDArray[np.int64]],
    label: NDArray[np.int64],
    learn: NDArray[np.bool_],
    wanted: NDArray[np.intp],
    classes: int,
    trust: Sequence[float],
) -> NDArray[np.int64]:
    """Naive Bayes answers, shape (trusts, wanted); ties go to the more frequent class."""
    rows, buckets = features
    known = learn[rows] & (label[rows] >= 0)
    cells = np.bincount(label[rows[known]] * _BUCKETS + buckets[known], minlength=classes * _BUCKETS)
    table = cells.reshape(classes, _BUCKETS).astype(np.float32)
    table += 0.1
    weight = np.log(table / table.sum(axis=1, keepdims=True)).T.copy()
    prior = np.log(np.bincount(label[learn & (label >= 0)], minlength=classes) + 0.5)
    starts = np.searchsorted(rows, wanted)
    ends = np.searchsorted(rows, wanted, side="right")
    answer = np.empty((len(trust), wanted.size), dtype=np.int64)
    for i, (a, b) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        seen = weight[buckets[a:b]].sum(axis=0)
        for j, power in enumerate(trust):
            answer[j, i] = int(np.argmax(prior + power * seen))
    return answer
