r"""The sentence splitter that the scan limit is measured with: one Aho-Corasick pass of Polars over all documents.

The stage itself cuts in its own pass (:mod:`corpusstat.extract.match.sentences`), which finds the same sentences, but
goes on behind *U.S.* and a small letter. Here a separator takes the place of each end, character for character, so
that positions stay; abbreviations and initials are patterns of the same pass, which consume their full stop first.
"""

from __future__ import annotations

import string
from typing import Final

import polars as pl

from corpusstat.lexicon import months, word_list

ABBREVIATIONS = (*sorted(word_list("abbreviations")), *months(short=True))

__all__ = ["BREAK", "split"]

BREAK: Final = "\x1e"
_SPACES: Final = "\u00a0\u2007\u202f\u2009\u3000"
_STOPS: Final = [f"{a}." for a in (*ABBREVIATIONS, *string.ascii_uppercase)]
_KEEP: Final = [before + stop for before in (" ", "(", BREAK, ".", "-") for stop in _STOPS]
_ENDS: Final = [
    f"{stop}{quote}{gap}{after}"
    for stop in ".!?"
    for quote in ('"', "”", "'", "’", ")", "]", "")
    for gap in (" ", "\n")
    for after in (*(_STOPS if not quote else ()), "")
]


def _rules(*, wrapped: bool) -> dict[str, str]:
    """Pairs of equal length in characters: what is found, what it becomes; of those that fit, the first counts."""
    soft = " " if wrapped else BREAK
    return (
        {keep: keep for keep in _KEEP}
        | {f"\n\n{stop}": f"{BREAK * 2}{stop}" for stop in _STOPS}
        | {f"\n{stop}": f"{soft}{stop}" for stop in _STOPS}
        | {end: end.replace(" ", BREAK).replace("\n", BREAK) for end in _ENDS}
        | dict.fromkeys(_SPACES, " ")
        | {"\n\n": BREAK * 2, "\n": soft, "\t": BREAK, "\r": " "}
    )


def split(documents: pl.DataFrame) -> pl.DataFrame:
    """Split documents (columns ``doc``, ``text``) into sentences: ``doc``, ``start``, ``sentence``.

    A text whose lines are 40 to 100 characters long on average is taken as hard-wrapped: a single line break
    is a space there, and ends a sentence (a heading, a list item) elsewhere. The result is in the order of the
    text.
    """
    lines = pl.col("text").str.count_matches("\n", literal=True)
    blank = pl.col("text").str.count_matches("\n\n", literal=True)
    width = pl.col("chars") / (lines - 2 * blank).clip(lower_bound=1)
    frame = documents.with_columns(chars=pl.col("text").str.len_chars()).with_columns(
        wrapped=(lines - 2 * blank > 4) & width.is_between(40, 100)
    )
    parts = []
    broken = BREAK + pl.col("text")
    for (wrapped,), part in frame.partition_by("wrapped", as_dict=True).items():
        rules = _rules(wrapped=bool(wrapped))
        pieces = part.select(
            "doc",
            base=(pl.col("chars") + 2).cum_sum() - pl.col("chars") - 1,
            sentence=broken.str.replace_many(list(rules), list(rules.values()), leftmost=True).str.split(BREAK),
        ).explode("sentence", empty_as_null=False, keep_nulls=False)
        size = pl.col("sentence").str.len_chars() + 1
        parts.append(
            pieces.select("doc", start=(size.cum_sum() - size).cast(pl.Int64) - pl.col("base"), sentence="sentence")
        )
    empty = pl.DataFrame(schema={"doc": pl.UInt32, "start": pl.Int64, "sentence": pl.String})
    return pl.concat([empty, *parts]).sort("doc", "start") if len(parts) != 1 else parts[0]
