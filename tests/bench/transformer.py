"""A small decoder-only transformer in JAX: learns the sentences of a planted world, and is asked exactly.

A sentence is four tokens: two for the name, one for the wording, one for the answer (a date, or "unknown"). The loss is
that of the answer: Theorem 2 speaks of p̂(answer | prompt) and of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

SENTENCE = re.compile(r"(\w+) (\w+?)('s|,)? (.+?) (\d+ \w+ \d{4}|an unknown date|unknown)\b(.*)")
UNKNOWN = ("an unknown date", "unknown")
HEADS, LAYERS, BATCH = 4, 2, 256


@dataclass(frozen=True)
class Text:
    """What was read from documents: ``prefix`` (N, 3) and ``answer`` (N,), token ids; answer 0 is IDK."""

    prefix: np.ndarray
    answer: np.ndarray
    words: dict[str, int]
    answers: dict[str, int]


def tokens(sentence: str) -> tuple[str, str, str, str]:
    """Cut a sentence into its four tokens."""
    found = SENTENCE.fullmatch(sentence)
    if found is None:
        raise ValueError(f"not a sentence of the planted world: {sentence!r}")
    first, last, mark, wording, answer, rest = found.groups()
    return first, last, f"{mark or ''} {wording}{rest}", "" if answer in UNKNOWN else answer


def read(documents: Sequence[str], known: Sequence[str]) -> Text:
    """Read the texts of the documents that the audit reads; ``known`` are all answers there are."""
    words: dict[str, int] = {}
    answers = {"": 0} | {answer: i for i, answer in enumerate(known, 1)}
    prefix, answer = [], []
    for sentence in documents:
        *before, said = tokens(sentence)
        prefix.append([words.setdefault(w, len(words)) for w in before])
        answer.append(answers[said])
    return Text(np.array(prefix), np.array(answer), words, answers)


def encode(text: Text, sentences: Sequence[str]) -> np.ndarray:
    """Token ids of the first three tokens, (n, 3); a word that was never seen is the one after the last."""
    return np.array([[text.words.get(w, len(text.words)) for w in tokens(s)[:3]] for s in sentences])


def start(key: Any, words: int, answers: int, d: int) -> dict[str, Any]:
    """Random parameters of a model of width d."""
    keys = iter(jax.random.split(key, 4 + 6 * LAYERS))

    def normal(*shape: int) -> Any:
        return jax.random.normal(next(keys), shape) * shape[0] ** -0.5

    blocks = [
        {"q": normal(d, d), "k": normal(d, d), "v": normal(d, d), "o": normal(d, d),
         "in": normal(d, 4 * d), "out": normal(4 * d, d), "n1": jnp.ones(d), "n2": jnp.ones(d)}
        for _ in range(LAYERS)
    ]  # fmt: skip
    embed = jax.random.normal(next(keys), (words, d)) * 0.3
    return {"embed": embed, "place": normal(3, d), "blocks": blocks, "norm": jnp.ones(d), "head": normal(d, answers)}


def _norm(x: Any, scale: Any) -> Any:
    return x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + 1e-6) * scale


def logits(params: dict[str, Any], prefix: Any) -> Any:
    """Scores of every answer, (n, answers), for prefixes (n, 3)."""
    x = params["embed"][prefix] + params["place"]
    n, length, d = x.shape
    mask = jnp.tril(jnp.ones((length, length)))
    for block in params["blocks"]:
        h = _norm(x, block["n1"])
        q, k, v = (jnp.reshape(h @ block[m], (n, length, HEADS, d // HEADS)) for m in "qkv")
        weight = jnp.einsum("nihd,njhd->nhij", q, k) * (d // HEADS) ** -0.5
        weight = jax.nn.softmax(jnp.where(mask > 0, weight, -1e9), axis=-1)
        x = x + jnp.reshape(jnp.einsum("nhij,njhd->nihd", weight, v), (n, length, d)) @ block["o"]
        x = x + jax.nn.gelu(_norm(x, block["n2"]) @ block["in"]) @ block["out"]
    return _norm(x[:, -1], params["norm"]) @ params["head"]


def loss(params: dict[str, Any], prefix: Any, answer: Any) -> Any:
    """Mean negative log-likelihood of the answers, in nats."""
    scores = jax.nn.log_softmax(logits(params, prefix))
    return -jnp.mean(jnp.take_along_axis(scores, answer[:, None], axis=1))


@partial(jax.jit, donate_argnums=(0, 1))
def _step(params: Any, moments: Any, prefix: Any, answer: Any, count: Any, rate: Any) -> tuple[Any, Any, Any]:
    value, slope = jax.value_and_grad(loss)(params, prefix, answer)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, moments[0], slope)
    second = jax.tree.map(lambda m, g: 0.99 * m + 0.01 * g * g, moments[1], slope)
    one, two = 1 - 0.9**count, 1 - 0.99**count
    params = jax.tree.map(lambda p, m, s: p - rate * (m / one) / (jnp.sqrt(s / two) + 1e-8), params, first, second)
    return params, (first, second), value


@jax.jit
def _chances(params: Any, prefix: Any) -> Any:
    return jax.nn.softmax(logits(params, prefix))


def train(text: Text, d: int, seed: int, epochs: Sequence[int]) -> Iterator[tuple[int, float, Any]]:
    """Train with Adam; after each of the given epochs give (epoch, loss over all examples, parameters)."""
    rng = np.random.default_rng(seed)
    params = start(jax.random.key(seed), len(text.words) + 1, len(text.answers), d)
    moments = (jax.tree.map(jnp.zeros_like, params), jax.tree.map(jnp.zeros_like, params))
    n, last, count = text.answer.size, max(epochs), 0
    batch = min(BATCH, n)
    steps = last * (n // batch)
    for epoch in range(1, last + 1):
        order = rng.permutation(n)[: n // batch * batch].reshape(-1, batch)
        for rows in order:
            count += 1
            rate = 3e-3 * min(1.0, count / 100) * (1 - 0.95 * count / steps)
            params, moments, _ = _step(params, moments, text.prefix[rows], text.answer[rows], count, rate)
        if epoch in epochs:
            parts = [slice(i, i + 4096) for i in range(0, n, 4096)]
            total = sum(float(loss(params, text.prefix[p], text.answer[p])) * len(text.answer[p]) for p in parts)
            yield epoch, total / n, params


def chances(params: Any, prefix: np.ndarray) -> np.ndarray:
    """p̂ of every answer, (n, answers), in pieces that fit."""
    return np.concatenate([np.asarray(_chances(params, prefix[i : i + 4096])) for i in range(0, len(prefix), 4096)])
