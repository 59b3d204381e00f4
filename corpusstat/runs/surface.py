"""Which relations of a run can be guessed from the entity's name: a bounded sample of prompts, put to the test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from corpusstat.count.mentions import named_values
from corpusstat.estimate.guess import Guess, guessable

__all__ = ["MOST_PROMPTS", "guesses", "prompt_sample"]

MOST_PROMPTS = 20_000
"""Prompts of a relation that are put to the test; more change nothing and take long."""
_LEAST_PROMPTS = 200


def prompt_sample(
    mentions: Sequence[Path], relation: str, prompts: int, theta: float = 1.0, *, memory: int = 1 << 30
) -> pl.DataFrame:
    """One (entity, value) per prompt, of about `MOST_PROMPTS` prompts drawn by their keys.

    Parameters
    ----------
    mentions
        MENTION files.
    relation
        Name of a relation.
    prompts
        How many of its prompts are answered in these files, all of them with keys below θ·2^64.
    theta
        Share of prompts that the files hold.
    memory
        Bytes to use.

    Returns
    -------
    polars.DataFrame
        Columns entity, value. Where a prompt has several, the smallest stand for it, so that the order of files and
        rows does not matter. Prompts of one document with the same value count once: two spellings of one person,
        one in each half of the test, would look like a pattern.
    """
    share = min(1.0, MOST_PROMPTS / max(prompts, 1)) * theta
    return named_values(mentions, relation, share, memory=memory)


def guesses(
    mentions: Sequence[Path], values: pl.DataFrame, theta: float = 1.0, *, memory: int = 1 << 30
) -> dict[str, Guess]:
    """Put every relation with enough answered prompts to the test of `guess.guessable`.

    ``values`` is the table of `count.Counts`: relation, prompts, …; statements are no prompts, but their entity and
    value are tested alike.
    """
    tested = values.filter(pl.col("prompts") >= _LEAST_PROMPTS * theta).select("relation", "prompts").rows()
    found = {}
    for relation, prompts in tested:
        sample = prompt_sample(mentions, relation, prompts, theta, memory=memory)
        found[relation] = guessable(sample["entity"].to_list(), sample["value"].to_list())
    return found
