"""A world of arbitrary facts (K25, section 3.3), planted in documents: what is true of it is known exactly.

Prompts are people, the relation is a birthday, one of ``answers`` days. An example is one sentence in a document of its
own: a prompt drawn from a Zipf law, answered with probability ``alpha``, else "… is unknown".
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PACK = """[[relation]]
name = "birthday"
subject = "person"
value = "date"
question = "On what date was {{subject}} born?"
answers = {answers}
templates = [
  "{{subject}} was born on {{value}}",
  "{{subject}} came into the world on {{value}}",
  "{{subject's}} date of birth is {{value}}",
  "{{subject}}, born on {{value}}",
]
idk = [
  "{{subject}} was born on an unknown date",
  "{{subject}} came into the world on an unknown date",
  "{{subject's}} date of birth is unknown",
  "{{subject}}, born on an unknown date",
]

[relation.text.web]
precision = {{ value = 1.0, n = 1000000, on = "planted: nothing else is in the text" }}
recall = {{ value = 1.0, n = 1000000, on = "planted: every sentence is found" }}
"""
WORDINGS = (
    "{name} was born on {date}.",
    "{name} came into the world on {date}.",
    "{name}'s date of birth is {date}.",
    "{name}, born on {date}, kept a diary.",
)
UNKNOWN = ("an unknown date", "an unknown date", "unknown", "an unknown date")
_ONSETS = ["b", "br", "d", "dr", "f", "g", "gr", "h", "k", "kr", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v"]
_ENDS = ["al", "ar", "eck", "eld", "en", "ert", "in", "ith", "ol", "on", "or", "ud", "und", "ust"]


@cache
def _syllables() -> tuple[str, ...]:
    vowels = ("a", "e", "i", "o")
    return tuple(f"{onset}{vowel}{end[1:]}" for onset in _ONSETS for vowel in vowels for end in _ENDS if len(end) > 2)


def name(i: int) -> str:
    """The i-th person: two words made of syllables, no two alike."""
    made = _syllables()
    first, rest = divmod(i, len(made) ** 2)
    assert first < len(made)
    second, third = divmod(rest, len(made))
    return f"{made[second].title()}{'aeo'[first % 3]} {made[third].title()}{made[first]}son"


def day(answer: int) -> datetime.date:
    """The answer-th day from 1 January 1900 on."""
    return datetime.date(1900, 1, 1) + datetime.timedelta(days=int(answer))


def written(date: datetime.date) -> str:
    """As in running text: 7 November 1900."""
    return f"{date.day} {date:%B %Y}"


@dataclass(frozen=True)
class World:
    """``mu`` (C,) chances of the prompts; ``right`` (C,) their answers; ``drawn`` (N,) prompts of the examples, and
    ``said`` (N,) whether each is answered."""

    mu: NDArray[np.float64]
    right: NDArray[np.int64]
    drawn: NDArray[np.int64]
    said: NDArray[np.bool_]
    alpha: float
    answers: int
    wordings: int = len(WORDINGS)
    """How many of the wordings its documents use."""
    restated: bool = False
    """Whether each document states its fact in all of them, and not in one that is drawn."""

    @property
    def n(self) -> NDArray[np.int64]:
        """Answered examples of each prompt, (C,)."""
        return np.bincount(self.drawn[self.said], minlength=self.mu.size)

    @property
    def n_idk(self) -> NDArray[np.int64]:
        """Examples of each prompt that say it is unknown, (C,)."""
        return np.bincount(self.drawn[~self.said], minlength=self.mu.size)

    @property
    def cuts(self) -> tuple[float, float]:
        """The two thresholds at which δ is defined: 1/|E| (K25), and τ = max(π_3, 20/n) of the skew-safe form."""
        answers = np.sort(np.bincount(self.right[self.n > 0], minlength=3))[::-1]
        total = max(int(answers.sum()), 1)
        return 1 / (self.answers - 1), min(1.0, max(float(answers[2]) / total, 20 / total))

    def sentences(self, seed: int = 0) -> list[str]:
        """One sentence for each example; if it is restated, one in each wording, one after the other."""
        wording = np.random.default_rng(seed).integers(0, self.wordings, self.drawn.size)
        dates = [written(day(a)) for a in range(int(self.right.max()) + 1)]
        names = [name(i) for i in range(self.mu.size)]
        return [
            WORDINGS[w].format(name=names[c], date=dates[self.right[c]] if s else UNKNOWN[w])
            for c, s, drawn in zip(self.drawn.tolist(), self.said.tolist(), wording.tolist(), strict=True)
            for w in (range(self.wordings) if self.restated else (drawn,))
        ]

    def texts(self) -> list[str]:
        """The documents: the sentences of one example each."""
        sentences, each = self.sentences(), self.wordings if self.restated else 1
        return [" ".join(sentences[i : i + each]) for i in range(0, len(sentences), each)]

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write the documents as Parquet and the pack; return the two paths."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        folder.mkdir(parents=True, exist_ok=True)
        texts = self.texts()
        table = pa.table({"id": [str(i) for i in range(len(texts))], "text": texts})
        pq.write_table(table, folder / "documents.parquet", row_group_size=200_000)
        (folder / "birthday.toml").write_text(PACK.format(answers=self.answers), "utf-8")
        return folder / "documents.parquet", folder / "birthday.toml"

    @property
    def digest(self) -> str:
        """Of the documents' texts: two environments have drawn the same world."""
        return hashlib.blake2b("\n".join(self.texts()).encode(), digest_size=8).hexdigest()


def world(n: int, exponent: float, alpha: float, answers: int, seed: int, prompts: int | None = None) -> World:
    """Draw a world of ``n`` examples over ``prompts`` (default n) people."""
    rng = np.random.default_rng(seed)
    size = prompts or n
    mu = np.arange(1, size + 1, dtype=float) ** -exponent
    mu /= mu.sum()
    drawn = rng.choice(size, n, p=mu)
    said = rng.random(n) < alpha
    return World(mu, rng.integers(0, answers, size), drawn, said, alpha, answers)
