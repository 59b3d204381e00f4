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
    "nearly all new": lambda n: uniform(1000 * n),
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
    models: bool = True,
) -> Truth:
    """Compute the truth of a corpus whose prompts were answered ``answered`` times; answers are drawn here.

    ``bounded`` is err + δ, δ = p̂(A) − p(A) with A = {p̂(r|c) > τ} ("don't know" is a response too): a floor at δ = 0
    must not be above it.
    """
    unseen = answered == 0
    w = p[unseen]
    cumulative = np.cumsum(shares)
    right = np.searchsorted(cumulative, rng.random(w.size) * cumulative[-1], side="right")
    guess = int(np.argmax(shares))
    missing = alpha * float(w.sum())
    declined = alpha * float(w[right != guess].sum())
    if not models:
        return Truth(missing, declined, {})
    pairs = {"abstainer": (0.0, missing)}
    pairs["memoriser"] = _memoriser(w, right, shares, tau, alpha)
    for name, portion in (("half over", 0.5), ("tenth over", 0.1)):
        pairs[name] = _mis_thresholded(w, rng, portion, shares.size, tau, alpha)
    if alpha == 1:
        pairs["on credit"] = _on_credit(w, right, shares, tau)
    seen = ~unseen
    theirs = np.searchsorted(cumulative, rng.random(int(seen.sum())) * cumulative[-1], side="right")
    for name, spread in (("Witten-Bell", 1 / (answered[seen] + 1.0)), ("smoothed by half", 0.5)):
        more = _smoothed(p[seen], theirs, np.broadcast_to(spread, theirs.shape), shares, tau, alpha)
        pairs[name] = tuple(x + y for x, y in zip(pairs["memoriser"], more, strict=True))
    return Truth(missing, declined, {m: e + d for m, (e, d) in pairs.items()}, {m: e for m, (e, _) in pairs.items()})


def _memoriser(w: Array, right: Array, shares: Array, tau: float, alpha: float) -> tuple[float, float]:
    """Knows what it saw; elsewhere says every answer with its share."""
    over = alpha * shares > tau
    err = alpha * float(w @ (1 - shares[right]))
    delta = alpha * (float(w.sum()) * float(shares[over].sum()) - float(w[over[right]].sum()))
    return err, delta


def _mis_thresholded(
    w: Array, rng: np.random.Generator, portion: float, answers: int, tau: float, alpha: float
) -> tuple[float, float]:
    """Puts a random portion of the (equally common) answers just over the threshold, the others just under it."""
    m = min(int(portion * answers), int(alpha / tau))
    hit = rng.random(w.size) < m / answers
    under = (alpha - m * tau) / (answers - m)
    if under > tau:  # too few answers to hide the rest under the threshold: all of them are over it
        return alpha * float(w.sum()) * (1 - 1 / answers), 0.0
    err = float(w.sum()) * alpha - float(w[hit].sum()) * tau - float(w[~hit].sum()) * under
    return err, float(w.sum()) * m * tau - alpha * float(w[hit].sum())


def _on_credit(w: Array, right: Array, shares: Array, tau: float) -> tuple[float, float]:
    """Says the common answers just over the threshold and declines as often as they are commoner than that."""
    over = shares > tau
    declines = float((shares[over] - tau).sum())
    hit = over[right]
    err = float(w.sum()) * (1 - declines) - tau * float(w[hit].sum()) - float(w[~hit] @ shares[right[~hit]])
    delta = float(w.sum()) * (int(over.sum()) * tau + declines) - float(w[hit].sum())
    return err, delta


def _smoothed(p: Array, right: Array, spread: Array, shares: Array, tau: float, alpha: float) -> tuple[float, float]:
    """On prompts it saw, gives ``spread`` of its belief back to all answers by their shares."""
    levels, which = np.unique(spread, return_inverse=True)
    over = [shares[alpha * level * shares > tau].sum() for level in levels]
    other = np.array(over)[which] - np.where(alpha * spread * shares[right] > tau, shares[right], 0.0)
    err = alpha * float(p @ (spread * (1 - shares[right])))
    known = np.where(alpha * (1 - spread + spread * shares[right]) > tau, 1 - spread + spread * shares[right], 0.0)
    return err, alpha * float(p @ (known - 1 + spread * other))


@dataclass(frozen=True)
class Corpus:
    """Counts of one corpus: answered examples per prompt, and (if examples share documents) its rows."""

    answered: Array
    n: int
    document: Array | None = None
    prompt: Array | None = None
    replied: Array | None = None


def independent(p: Array, n: int, rng: np.random.Generator, alpha: float = 1.0) -> Corpus:
    counts = rng.multinomial(n, p) if p.size < 50 * n else np.bincount(_draws(p, n, rng), minlength=p.size)
    return Corpus(rng.binomial(counts, alpha) if alpha < 1 else counts, n)


def _draws(p: Array, n: int, rng: np.random.Generator) -> Array:
    return np.searchsorted(np.cumsum(p), rng.random(n) * p.sum(), side="right")


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


def topics(kind: str, entities: int, population: Callable[[int], Array] | None = None) -> Topics:
    """Six of twelve facts per document; or heavy documents (up to 200 facts, Pareto); or all facts, mixed sizes."""
    q = (population or (lambda n: zipf(0.7, n)))(entities)
    rng = np.random.default_rng(3)
    if kind == "six":
        return Topics(q, np.full(q.size, 12), 0.5)
    if kind == "heavy":
        return Topics(q, np.minimum(200, np.ceil(rng.pareto(1.0, q.size) + 1)).astype(int), 0.9)
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
    squares = {"n_sq": n_g @ n_g, "s_sq": s_g @ s_g, "s_n": s_g @ n_g, "b_sq": 2 * (many @ many)}
    return out | {k: int(v) for k, v in squares.items()}
