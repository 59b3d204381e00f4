"""A text as it is cleaned before facts are looked for."""

from __future__ import annotations

import polars as pl

from corpusstat.extract.text.clean import UNSURE_BREAK, clean

LINE_ENDS = ("\n", "\r\n", "\r", "\f", "\u2028")


def cleaned(text: str) -> str:
    """A cleaned text; where its end of a line may be none, it has ¶."""
    return clean(pl.Series([text])).texts[0].replace(chr(UNSURE_BREAK), "¶")
