"""The integers of a stratum that a floor is made from: singletons, pairs, examples, and how they lie in documents.

Every field may be a number (one stratum) or an array (many strata of one shape): the arithmetic is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpusstat.errors import BadData, BadRequest

__all__ = ["Counts", "DocumentSums", "Reals", "plain", "share"]

Reals = float | NDArray[np.float64]
"""A number, or an array with one entry per stratum."""


def plain(x: Any) -> Reals:
    """Return a Python float for a single number, and an array of floats as it is.

    >>> plain(1), plain([1, 2]).tolist()
    (1.0, [1.0, 2.0])
    """
    array = np.asarray(x, dtype=float)
    return float(array) if array.ndim == 0 else array


def share(x: Any, of: Any) -> Reals:
    """Return ``x / of`` clipped to [0, 1]; 0 where ``of`` is 0.

    >>> share(3, 4), share(3, 0), share(np.array([9.0, 1.0]), 5).tolist()
    (0.75, 0.0, [1.0, 0.2])
    """
    over = np.asarray(of, dtype=float)
    ratio = np.asarray(x, dtype=float) / np.where(over > 0, over, 1.0)
    return plain(np.where(over > 0, np.clip(ratio, 0.0, 1.0), 0.0))


@dataclass(frozen=True, slots=True)
class DocumentSums:
    """How the examples of a stratum lie in documents: four sums of integers, which add over documents.

    Attributes
    ----------
    n_sq
        ``Σ_g n_g²``, n_g = examples of document g in the stratum, IDK included, of *all* prompts.
    s_sq, s_n
        ``Σ_g s_g²`` and ``Σ_g s_g n_g``, s_g = singletons of document g among the kept prompts.
    b_sq
        ``Σ_{g≠h} b_gh²`` over *ordered* pairs of documents (twice the sum over unordered pairs), b_gh = kept prompts
        answered exactly once in g, exactly once in h and nowhere else.
    """

    n_sq: Reals
    s_sq: Reals
    s_n: Reals
    b_sq: Reals


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one stratum (or arrays of many).

    Attributes
    ----------
    f1
        Singletons, among the kept prompts. A domain at corpus scope: those whose one example lies in the domain.
    f2
        Prompts counted exactly twice, among the kept prompts. A domain at corpus scope: those with *both* examples
        in the domain; where only ``m2`` is known, ``m2 / 2`` is a cautious value.
    n
        Examples, IDK included, of all prompts (exact).
    m2
        Examples in the stratum of prompts counted twice in the corpus; default ``2 f2``, which it is except for a
        domain at corpus scope.
    n_eff
        Effective examples where only that is known; with ``documents`` it follows from them. Default N.
    documents
        Sums over documents; None = examples taken as independent, or, with ``n_eff`` < N, as wholly dependent within
        a document (cautious).
    theta
        Share of prompts kept by hash; 1 = exact counting.
    design
        How much larger V is than for independent examples, where it was measured at another size of the same corpus;
        takes the place of N/N_eff. Not with ``documents``.
    many
        Documents that hold examples of kept prompts; default ``θ N_eff`` (cautious: there are at least as many).

    >>> c = Counts(f1=190, f2=5, n=200)
    >>> c.sr, round(c.v, 9), c.effective
    (0.95, 19.5, 200.0)
    >>> Counts(190, 5, 200, documents=DocumentSums(200, 190, 190, 10)).v   # one example per document: the same
    19.5
    """

    f1: Reals
    f2: Reals
    n: Reals
    m2: Reals | None = None
    n_eff: Reals | None = None
    documents: DocumentSums | None = None
    theta: float = 1.0
    design: Reals | None = None
    many: Reals | None = None

    def __post_init__(self) -> None:
        if not 0 < self.theta <= 1:
            raise BadRequest(f"prompt sampling rate {self.theta}", "a number in (0, 1]")
        if np.any(np.asarray(self.f1) < 0) or np.any(np.asarray(self.f2) < 0) or np.any(np.asarray(self.n) < 0):
            raise BadData(f"f_1 = {self.f1}, f_2 = {self.f2}, N = {self.n}", "all at least 0")
        if self.theta == 1 and np.any(np.asarray(self.f1, dtype=float) > self.n):
            raise BadData(f"f_1 = {self.f1} singletons in N = {self.n} mentions", "f_1 <= N")

    @property
    def singletons(self) -> Reals:
        """Estimated singletons of all prompts, ``f_1 / theta``."""
        return plain(np.asarray(self.f1, dtype=float) / self.theta)

    @property
    def pairs(self) -> Reals:
        """Estimated prompts counted twice of all prompts, ``f_2 / theta``."""
        return plain(np.asarray(self.f2, dtype=float) / self.theta)

    @property
    def twice(self) -> Reals:
        """Estimated examples of prompts counted twice in the corpus, ``m_2 / theta``."""
        return plain(np.asarray(2.0 * np.asarray(self.f2) if self.m2 is None else self.m2, dtype=float) / self.theta)

    @property
    def sr(self) -> Reals:
        """Singleton rate; 0 where there are no examples."""
        return share(self.singletons, self.n)

    @property
    def effective(self) -> Reals:
        """Effective examples ``N² / Σ_g n_g²`` (*derived*): N if no document holds two."""
        n = np.asarray(self.n, dtype=float)
        if self.documents is not None:
            return plain(n * n / np.maximum(np.asarray(self.documents.n_sq, dtype=float), 1.0))
        return plain(n if self.n_eff is None else np.broadcast_to(np.asarray(self.n_eff, dtype=float), n.shape))

    @property
    def held(self) -> Reals:
        """Documents that hold examples of kept prompts, or the least number there can be."""
        return plain(np.asarray(self.effective) * self.theta if self.many is None else self.many)

    @property
    def v_independent(self) -> Reals:
        """What V would be for independent examples and every prompt kept, ``f_1 (1 − sr) + 2 f_2`` (Esty 1983)."""
        return plain(np.asarray(self.singletons) * (1.0 - np.asarray(self.sr)) + 2 * np.asarray(self.pairs))

    @property
    def v(self) -> Reals:
        """Variance of ``f_1 − N M`` (M = missing mass), prompt sample included (*derived*).

        Independent examples: ``f_1 (1 − sr) + 2 f_2`` (Esty 1983). Documents:
        ``Σ_g (s_g − sr n_g)² + Σ_{g≠h} b_gh²``, which is the same if no document holds two examples. A prompt sample
        adds ``f_1 (1 − θ)/θ``; the squares of kept counts are first freed of what the sampling adds to them,
        ``(Σ s_g² − (1 − θ) f_1)/θ²`` and ``(Σ b_gh² − 2 (1 − θ) f_2)/θ²``.
        """
        sr, theta, lost = self.sr, self.theta, 1.0 - self.theta
        f1, f2 = np.asarray(self.f1, dtype=float), np.asarray(self.f2, dtype=float)
        sampled = f1 / theta * lost / theta
        if self.documents is None:
            spread = np.asarray(self.n, dtype=float) / np.maximum(np.asarray(self.effective), 1e-300)
            spread = np.maximum(spread, 1.0) if self.design is None else np.asarray(self.design)
            return plain(np.asarray(self.v_independent) * spread + sampled)
        d = self.documents
        s_sq = np.maximum((np.asarray(d.s_sq, dtype=float) - lost * f1) / theta**2, 0.0)
        b_sq = np.maximum((np.asarray(d.b_sq, dtype=float) - lost * 2 * f2) / theta**2, 0.0)
        inside = s_sq - 2 * np.asarray(sr) * np.asarray(d.s_n, dtype=float) / theta + np.asarray(sr) ** 2 * d.n_sq
        return plain(np.maximum(inside, 0.0) + b_sq + sampled)
