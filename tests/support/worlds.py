"""Worlds in which a floor can be checked: populations of prompts, corpora drawn from them, and models of known error.

NumPy only, nothing of the package: what a model errs and how far it is miscalibrated is computed over all prompts, not
sampled, so that a floor that fails has failed. In a world of N examples a prompt has probability p_c of being the
next example, answers have shares π, and an example is answered with probability ``alpha`` (else "don't know").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

Array = np.ndarray
MOST = 5_000_000
"""Prompts of the largest population."""


def normed(p: Array) -> Array:
    return p / p.sum()


def zipf(exponent: float, size: float) -> Array:
    return normed(np.arange(1, min(int(size), MOST) + 1, dtype=float) ** -exponent)


def uniform(size: float) -> Array:
    size = max(2, min(int(size), MOST))
    return np.full(size, 1 / size)


def lognormal(sd: float, size: float) -> Array:
    return normed(np.exp(np.random.default_rng(1).normal(0, sd, min(int(size), MOST))))


def gamma(shape: float, size: float) -> Array:
    return normed(np.random.default_rng(2).gamma(shape, size=min(int(size), MOST)) + 1e-300)


def halves(share: float, first: Array, second: Array) -> Array:
    return np.concatenate([share * first, (1 - share) * second])


def geometric(size: float) -> Array:
    return normed(np.exp(-np.arange(int(size)) / (size / 10)))


POPULATIONS: dict[str, Callable[[int], Array]] = {
    "uniform, 20 N": lambda n: uniform(20 * n),
    "uniform, N": uniform,
    "uniform, N/4": lambda n: uniform(n / 4),
    "nearly all new": lambda n: uniform(min(1000 * n, max(10**5, 20 * n))),
    "Zipf 1, 5 N": lambda n: zipf(1.0, 5 * n),
    "Zipf 1, N": lambda n: zipf(1.0, n),
    "Zipf .7, 5 N": lambda n: zipf(0.7, 5 * n),
    "Zipf .5, N": lambda n: zipf(0.5, n),
    "Zipf 1.5, 5 N": lambda n: zipf(1.5, 5 * n),
    "lognormal 2, 5 N": lambda n: lognormal(2.0, 5 * n),
    "lognormal 1, N": lambda n: lognormal(1.0, n),
    "gamma .3, 3 N": lambda n: gamma(0.3, 3 * n),
    "half common, half new": lambda n: halves(0.5, uniform(n / 50 + 1), uniform(20 * n)),
    "geometric, N": geometric,
}


@dataclass(frozen=True)
class Truth:
    """Of one corpus: the missing mass; what is wrong or declined at best; err + δ of every model at the threshold."""

    missing: float
    wrong_or_declined: float
    bounded: dict[str, float]
    err: dict[str, float] = field(default_factory=dict)


def truth(
    p: Array,
    answered: Array,
    shares: Array,
    tau: float,
    rng: np.random.Generator,
    alpha: float = 1.0,
    known: Array | None = None,
) -> Truth:
    """Compute the truth of a corpus whose prompts were answered ``answered`` times.

    ``known``: the right answer of every prompt; drawn here if None.

    ``bounded`` is err + δ, δ = p̂(A) − p(A) with A = {p̂(r|c) > τ} ("don't know" is a response too): a floor at δ = 0
    must not be above it.
    """
    unseen = answered == 0
    w, seen = p[unseen], np.flatnonzero(~unseen)
    if known is None:
        right, theirs = answers(w.size, shares, rng), answers(seen.size, shares, rng)
    else:
        right, theirs = known[unseen], known[seen]
    total = float(w.sum())
    guessed = float(w[right == int(np.argmax(shares))].sum())
    pairs = {"abstainer": (0.0, alpha * total), "memoriser": _memoriser(w, right, shares, tau, alpha)}
    if np.ptp(shares) == 0:
        for name, portion in (("half over", 0.5), ("tenth over", 0.1)):
            pairs[name] = _mis_thresholded(w, right, portion, shares.size, tau, alpha)
    elif alpha == 1:
        pairs["on credit"] = _on_credit(w, right, shares, tau)
    for name, spread in (("Witten-Bell", 1 / (answered[seen] + 1.0)), ("smoothed by half", np.full(seen.size, 0.5))):
        more = _smoothed(p[seen], theirs, spread, shares, tau, alpha)
        pairs[name] = tuple(x + y for x, y in zip(pairs["memoriser"], more, strict=True))
    bounded = {m: e + d for m, (e, d) in pairs.items()}
    return Truth(alpha * total, alpha * (total - guessed), bounded, {m: e for m, (e, _) in pairs.items()})


def answers(size: int, shares: Array, rng: np.random.Generator) -> Array:
    """Right answers of prompts: numbers of answers, drawn by their shares."""
    if np.ptp(shares) == 0:
        return rng.integers(0, shares.size, size, dtype=np.int32)
    cumulative = np.cumsum(shares)
    return np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")


def _memoriser(w: Array, right: Array, shares: Array, tau: float, alpha: float) -> tuple[float, float]:
    """Knows what it saw; elsewhere says every answer with its share."""
    total = float(w.sum())
    if np.ptp(shares) == 0 and alpha * shares[0] <= tau:
        return alpha * total * (1 - float(shares[0])), 0.0
    over = alpha * shares > tau
    err = alpha * (total - float(w @ shares[right]))
    return err, alpha * (total * float(shares[over].sum()) - float(w[over[right]].sum()))


def _mis_thresholded(
    w: Array, right: Array, portion: float, answers: int, tau: float, alpha: float
) -> tuple[float, float]:
    """Puts a portion of the (equally common) answers just over the threshold, the others just under it."""
    m = min(int(portion * answers), int(alpha / tau))
    under, total = (alpha - m * tau) / (answers - m), float(w.sum())
    if under > tau:  # too few answers to hide the rest under the threshold: all of them are over it
        return alpha * total * (1 - 1 / answers), 0.0
    hit = float(w[right < m].sum())
    return alpha * total - hit * tau - (total - hit) * under, total * m * tau - alpha * hit


def _on_credit(w: Array, right: Array, shares: Array, tau: float) -> tuple[float, float]:
    """Says the common answers just over the threshold and declines as often as they are commoner than that."""
    over = shares > tau
    declines, total = float((shares[over] - tau).sum()), float(w.sum())
    hit = over[right]
    err = total * (1 - declines) - tau * float(w[hit].sum()) - float(w[~hit] @ shares[right[~hit]])
    return err, total * (int(over.sum()) * tau + declines) - float(w[hit].sum())


def _smoothed(p: Array, right: Array, spread: Array, shares: Array, tau: float, alpha: float) -> tuple[float, float]:
    """On prompts it saw, gives ``spread`` of its belief back to all answers by their shares."""
    own = shares[right]
    err = alpha * float(p @ (spread * (1 - own)))
    known = 1 - spread + spread * own
    delta = alpha * float(p @ (np.where(alpha * known > tau, known, 0.0) - 1))
    if alpha * float(spread.max(initial=0)) * float(shares.max()) > tau:  # other answers of a seen prompt may be over
        levels, which = np.unique(spread, return_inverse=True)
        over = np.array([shares[alpha * level * shares > tau].sum() for level in levels])[which]
        delta += alpha * float(p @ (spread * (over - np.where(alpha * spread * own > tau, own, 0.0))))
    return err, delta


@dataclass(frozen=True)
class Corpus:
    """Counts of one corpus: answered examples per prompt, and (if examples share documents) its rows."""

    answered: Array
    n: int
    document: Array | None = None
    prompt: Array | None = None
    replied: Array | None = None


def independent(p: Array, n: int, rng: np.random.Generator, alpha: float = 1.0) -> Corpus:
    counts = rng.multinomial(n, p) if p.size <= n else np.bincount(_draws(p, n, rng), minlength=p.size)
    return Corpus(rng.binomial(counts, alpha) if alpha < 1 else counts, n)


def _draws(p: Array, n: int, rng: np.random.Generator) -> Array:
    total = np.cumsum(p)
    return np.minimum(np.searchsorted(total, rng.random(n) * total[-1], side="right"), p.size - 1)


@dataclass(frozen=True)
class Topics:
    """Documents about entities: entity e with probability q_e; it has k_e prompts, each stated with chance ``said``."""

    q: Array
    k: Array
    said: float

    @property
    def start(self) -> Array:
        return np.concatenate([[0], np.cumsum(self.k)])

    @property
    def p(self) -> Array:
        """Probability of each prompt as the next example."""
        return normed(np.repeat(self.q, self.k) * self.said)

    def corpus(self, documents: int, rng: np.random.Generator, alpha: float = 1.0) -> Corpus:
        about = _draws(self.q, documents, rng)
        sizes = self.k[about]
        document = np.repeat(np.arange(documents), sizes)
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        prompt = self.start[about][document] + within
        kept = rng.random(prompt.size) < self.said
        document, prompt = document[kept], prompt[kept]
        replied = rng.random(prompt.size) < alpha
        answered = np.bincount(prompt[replied], minlength=int(self.k.sum()))
        return Corpus(answered, prompt.size, document, prompt, replied)


def topics(kind: str, entities: int, population: Callable[[int], Array] | None = None, most: int = 200) -> Topics:
    """Six of twelve facts per document; or heavy documents (Pareto, at most ``most`` facts); or all, mixed sizes."""
    q = (population or (lambda n: zipf(0.7, n)))(entities)
    rng = np.random.default_rng(3)
    if kind == "six":
        return Topics(q, np.full(q.size, 12), 0.5)
    if kind == "heavy":
        return Topics(q, np.minimum(most, np.ceil(rng.pareto(1.0, q.size) + 1)).astype(int), 0.9)
    return Topics(q, rng.integers(1, 40, q.size), 1.0)


def sums(corpus: Corpus, kept: Array | None = None) -> dict[str, float]:
    """Integers of a corpus as a floor takes them, of the kept prompts (all if None)."""
    counts = corpus.answered if kept is None else corpus.answered * kept
    out = {"f1": int(np.sum(counts == 1)), "f2": int(np.sum(counts == 2)), "n": corpus.n}
    if corpus.document is None:
        return out
    documents = int(corpus.document.max(initial=0)) + 1
    n_g = np.bincount(corpus.document, minlength=documents)
    rows = corpus.replied
    prompt, document = corpus.prompt[rows], corpus.document[rows]
    s_g = np.bincount(document[counts[prompt] == 1], minlength=documents)
    twice = counts[prompt] == 2
    order = np.argsort(prompt[twice], kind="stable")
    pair = document[twice][order].reshape(-1, 2)
    _, many = np.unique(pair[:, 0] * documents + pair[:, 1], return_counts=True)
    out["documents"] = int(np.count_nonzero(n_g))
    squares = {"n_sq": n_g @ n_g, "s_sq": s_g @ s_g, "s_n": s_g @ n_g, "b_sq": 2 * (many @ many)}
    return out | {k: int(v) for k, v in squares.items()}
