"""Models of a planted world whose error and δ are sums, not samples.

A model is three numbers per prompt: the chance of the right answer, of IDK, and of each wrong answer. All of them know
the examples and nothing else: what they say of a prompt is a function of its counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from planted import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """``right``, ``idk`` and ``each`` (one wrong answer): p̂ per prompt, (C,) each; right + idk + (L − 1) each = 1."""

    right: Array
    idk: Array
    each: Array


@dataclass(frozen=True)
class Exact:
    """What is true of a model on future examples of its world.

    ``err`` chance of a wrong answer; ``delta`` = p̂(A) − p(A), signed, at threshold 1/|E|, and ``delta_tau`` at τ
    (`World.cuts`); ``declined`` share of future examples that have an answer which the model does not give (wrong or
    declined); ``accuracy`` = of those with an answer, the share it gives.
    """

    err: float
    delta: float
    delta_tau: float
    declined: float
    accuracy: float


def exact(model: Model, world: World) -> Exact:
    """Error and δ at temperature 1, over all answers of all prompts."""
    wrong = world.answers - 1
    assert np.allclose(model.right + model.idk + wrong * model.each, 1, atol=1e-9), "chances do not sum to 1"
    right = float(world.mu @ model.right)
    return Exact(
        float(world.mu @ (wrong * model.each)),
        *(_delta(model, world, cut) for cut in world.cuts),
        declined=world.alpha * (1 - right),
        accuracy=right,
    )


def _delta(model: Model, world: World, cut: float) -> float:
    """p̂(A) − p(A), A = {(c, r): p̂(r|c) > cut}."""
    said = (
        np.where(model.right > cut, model.right, 0)
        + np.where(model.idk > cut, model.idk, 0)
        + (world.answers - 1) * np.where(model.each > cut, model.each, 0)
    )
    true = world.alpha * (model.right > cut) + (1 - world.alpha) * (model.idk > cut)
    return float(world.mu @ (said - true))


def memoriser(world: World, keep: float = 1.0, temperature: float = 1.0, seed: int = 0) -> Model:
    """IDK as often as it should; else what it saw, else any answer alike.

    ``keep``: a limited capacity, the share of the prompts seen that it remembers. ``temperature`` reshapes the
    distribution of each prompt.
    """
    known = (world.n > 0) & (np.random.default_rng(seed).random(world.mu.size) < keep)
    idk = np.full(world.mu.size, 1 - world.alpha)
    right = np.where(known, world.alpha, world.alpha / world.answers)
    each = np.where(known, 0.0, world.alpha / world.answers)
    return _heated(Model(right, idk, each), world, temperature)


def _heated(model: Model, world: World, temperature: float) -> Model:
    if temperature == 1:
        return model
    right, idk, each = (np.power(p, 1 / temperature) for p in (model.right, model.idk, model.each))
    total = right + idk + (world.answers - 1) * each
    return Model(right / total, idk / total, each / total)


def additive(world: World, weight: float) -> Model:
    """Counts, smoothed by ``weight`` examples of the relation's distribution of answers and IDK."""
    return _mixed(world, weight / (world.n + world.n_idk + weight))


def witten_bell(world: World) -> Model:
    """Counts, backed off with weight T/(n + T), T = the different responses seen with the prompt."""
    kinds = (world.n > 0).astype(float) + (world.n_idk > 0)
    total = world.n + world.n_idk
    return _mixed(world, np.where(total > 0, kinds / np.maximum(total + kinds, 1), 1.0))


def discounted(world: World, discount: float) -> Model:
    """Absolute discounting: ``discount`` off each count, what is gained goes to the relation's distribution."""
    n, n_idk = world.n.astype(float), world.n_idk.astype(float)
    total = np.maximum(n + n_idk, 1)
    kept, silent = np.maximum(n - discount, 0) / total, np.maximum(n_idk - discount, 0) / total
    return _backed(world, kept, silent, 1 - kept - silent)


def abstainer(world: World) -> Model:
    """Says IDK wherever it has seen no answer."""
    seen = world.n > 0
    return Model(np.where(seen, world.alpha, 0.0), np.where(seen, 1 - world.alpha, 1.0), np.zeros(world.mu.size))


def bluffer(world: World) -> Model:
    """Never says IDK: what it saw, else any answer alike."""
    seen = world.n > 0
    return Model(
        np.where(seen, 1.0, 1 / world.answers), np.zeros(world.mu.size), np.where(seen, 0.0, 1 / world.answers)
    )


def _mixed(world: World, back: Array) -> Model:
    total = np.maximum(world.n + world.n_idk, 1)
    return _backed(world, (1 - back) * world.n / total, (1 - back) * world.n_idk / total, back)


def _backed(world: World, right: Array, idk: Array, back: Array) -> Model:
    silent = world.n_idk.sum() / world.drawn.size
    each = back * (1 - silent) / world.answers
    return Model(right + each, idk + back * silent, each)


MODELS: dict[str, Callable[[World], Model]] = {
    "memoriser": memoriser,
    "additive λ = .01": lambda w: additive(w, 0.01),
    "additive λ = .1": lambda w: additive(w, 0.1),
    "additive λ = 1": lambda w: additive(w, 1.0),
    "discount .3": lambda w: discounted(w, 0.3),
    "discount .75": lambda w: discounted(w, 0.75),
    "Witten–Bell": witten_bell,
    "capacity .5": lambda w: memoriser(w, keep=0.5),
    "capacity .2": lambda w: memoriser(w, keep=0.2),
    "temperature .5": lambda w: memoriser(w, temperature=0.5),
    "temperature 2": lambda w: memoriser(w, temperature=2.0),
    "abstainer": abstainer,
    "bluffer": bluffer,
}
ROOM: tuple[str, ...] = (
    "memoriser",
    "additive λ = .01",
    "additive λ = .1",
    "additive λ = 1",
    "discount .3",
    "discount .75",
)
"""Those with room to remember all they saw: their error follows sr."""
