"""Which relations of a run can be guessed from the entity's name: a bounded sample of prompts, put to the test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from corpusstat.count.mentions import named_values
from corpusstat.estimate.guess import Guess, guessable

__all__ = ["MOST_PROMPTS", "guesses", "prompt_samples"]

MOST_PROMPTS = 4_000
"""Prompts of a relation that are put to the test: what half of them can't show by three standard errors is small."""
_LEAST_PROMPTS = 200


def prompt_samples(
    mentions: Sequence[Path], prompts: dict[str, int], theta: float = 1.0, *, memory: int = 1 << 30
) -> pl.DataFrame:
    """One (entity, value) per prompt, of about `MOST_PROMPTS` prompts of each relation, drawn by their keys.

    Parameters
    ----------
    mentions
        MENTION files.
    prompts
        By relation, how many of its prompts are answered in these files, all of them with keys below θ·2^64.
    theta
        Share of prompts that the files hold.
    memory
        Bytes to use.

    Returns
    -------
    polars.DataFrame
        Columns relation, entity, value; see `count.mentions.named_values`.
    """
    shares = {relation: min(1.0, MOST_PROMPTS / max(found, 1)) * theta for relation, found in prompts.items()}
    return named_values(mentions, shares, memory=memory)


def guesses(
    mentions: Sequence[Path], values: pl.DataFrame, theta: float = 1.0, *, memory: int = 1 << 30
) -> dict[str, Guess]:
    """Put every relation with enough answered prompts to the test of `guess.guessable`.

    ``values`` is the table of `count.Counts`: relation, prompts, …; statements are no prompts, but their entity and
    value are tested alike.
    """
    tested = dict(values.filter(pl.col("prompts") >= _LEAST_PROMPTS * theta).select("relation", "prompts").iter_rows())
    if not tested:
        return {}
    samples = prompt_samples(mentions, tested, theta, memory=memory).partition_by("relation", as_dict=True)
    return {
        str(relation): guessable(sample["entity"].to_list(), sample["value"].to_list())
        for (relation,), sample in samples.items()
    }
