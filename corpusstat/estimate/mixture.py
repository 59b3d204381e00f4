"""What if: the corpus-wide sr under other mixture weights, without reading the corpus again.

A weight per domain: 0 drops it, w < 1 keeps every example with probability w (thinning: exact in expectation), w >= 1
keeps it whole and shows it w times. Repeats are the same draws, so they change *exposures*, never sr.

`mixture` takes rows (prompt, domain, count) straight from COUNT and answers for any weights.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from corpusstat.errors import BadData, BadRequest

__all__ = ["Mixed", "mixture"]


@dataclass(frozen=True, slots=True)
class Mixed:
    """Expected singletons and examples of a re-weighted corpus; ``exposures`` counts examples with their repeats."""

    f1: float
    n: float
    exposures: float

    @property
    def sr(self) -> float:
        """Expected singletons over expected examples; 0 for an empty corpus."""
        return min(1.0, self.f1 / self.n) if self.n else 0.0


def _weight(weight: float) -> float:
    if not 0 <= weight < np.inf:
        raise BadRequest(f"weight {weight}", "a number >= 0: 0 drops, below 1 keeps a share, above 1 repeats")
    return min(1.0, weight)


def mixture(
    prompts: ArrayLike, domains: ArrayLike, counts: ArrayLike, sizes: Iterable[int], weights: Iterable[float]
) -> Mixed:
    """Corpus-wide sr if domain d were given weight w_d, from per-prompt, per-domain counts.

    ``E f_1 = Σ_c P(exactly one example of c is kept)``, each example of domain d kept with probability
    q_d = min(w_d, 1) independently; ``E N = Σ_d q_d N_d`` (*derived*, elementary).

    Parameters
    ----------
    prompts, domains, counts
        Shape (rows,) each: prompt key (any integers), domain as an index into ``sizes``, answered examples n >= 0.
        Rows of one prompt and domain add (COUNT's group column needs no aggregation first).
    sizes
        N_d of every domain, IDK included.
    weights
        w_d of every domain, >= 0.

    >>> m = mixture([1, 1, 2, 3], [0, 1, 0, 1], [1, 1, 1, 2], sizes=[2, 3], weights=[0, 1])
    >>> m.f1, m.n, m.exposures      # domain 0 dropped: prompt 1 becomes a singleton, prompt 2 is gone
    (1.0, 3.0, 3.0)
    """
    size = np.asarray(list(sizes), dtype=float)
    weight = [float(w) for w in weights]
    share = np.array([_weight(w) for w in weight])
    codes, number = np.asarray(domains, dtype=np.int64), np.asarray(counts, dtype=float)
    if size.shape != share.shape or codes.shape != number.shape:
        raise BadRequest(f"{size.size} sizes, {share.size} weights", "one of each per domain, and rows of one length")
    if codes.size and (codes.min() < 0 or codes.max() >= size.size or number.min() < 0):
        raise BadData("a row outside the domains, or a negative count", "0 <= domain < len(sizes), count >= 0")
    _, prompt = np.unique(np.asarray(prompts), return_inverse=True)
    exposures = float(size @ np.array(weight))
    return Mixed(_expected_singletons(prompt, share[codes], number), float(size @ share), exposures)


def _expected_singletons(prompt: np.ndarray, q: np.ndarray, n: np.ndarray) -> float:
    """Sum over prompts of the chance that exactly one example stays; q = 1 rows are certain and kept apart."""
    if not prompt.size:
        return 0.0
    many = int(prompt.max()) + 1
    sure = q == 1
    certain = np.bincount(prompt[sure], n[sure], many)
    lost = np.log1p(-np.where(sure, 0.0, q)) * n
    none = np.exp(np.bincount(prompt, lost, many))
    odds = np.where(sure, 0.0, q / np.where(sure, 1.0, 1 - q)) * n
    one = none * np.bincount(prompt, odds, many)
    return float(np.sum(np.where(certain == 1, none, np.where(certain == 0, one, 0.0))))
