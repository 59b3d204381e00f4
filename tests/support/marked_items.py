"""Items of text that is marked by hand or by the slow reference: what the scanner is measured against."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
from marked import unmark
from reference_marking import mark_text

from corpusstat.extract.text.tokens import (
    DATE_TOKEN,
    DEMONYM_TOKEN,
    DIGITS_TOKEN,
    NAME_TOKEN,
    NUMBER_TOKEN,
    PARTY_TOKEN,
    WORD_TOKEN,
    YEAR_TOKEN,
    Tokens,
    Vocabulary,
)
from corpusstat.lexicon import word_list

PIECES = re.compile('[\x01-\x05][^\x02]*\x02|[.,;:()"“”–—]|[^ .,;:()"“”–—\x01-\x05]+')
KINDS = {"\x01": NAME_TOKEN, "\x03": DATE_TOKEN, "\x04": NUMBER_TOKEN, "\x05": DEMONYM_TOKEN}
PARTY = re.compile(rf"(?:.* )?(?:{'|'.join(p.split(' ')[-1] for p in word_list('party_nouns'))})s?(?: of .*)?")


def kind_of(piece: str) -> int:
    if piece[0] not in KINDS:
        return 0 if len(piece) == 1 and piece in '.,;:()"“”–—' else WORD_TOKEN
    kind, inside = KINDS[piece[0]], piece[1:-1]
    if kind == NAME_TOKEN and PARTY.fullmatch(inside):
        kind |= PARTY_TOKEN
    if inside in ("Hong Kong", "New Zealand"):
        kind |= NAME_TOKEN
    if kind == DATE_TOKEN and inside.isdecimal() and len(inside) <= 4:
        kind |= DIGITS_TOKEN | (YEAR_TOKEN if len(inside) == 4 else 0)
    return kind


def items_of(texts: list[str], vocabulary: Vocabulary) -> Tokens:
    """Cut marked texts into items."""
    rows, first, bare = [], [0], [unmark(t) for t in texts]
    data = "".join(bare).encode()
    offsets = np.cumsum([0, *(len(t.encode()) for t in bare)])
    for text, whole, offset in zip(texts, bare, offsets, strict=False):
        for match in PIECES.finditer(text):
            begin = len(unmark(text[: match.start()]))
            close = begin + len(unmark(match[0]))
            left, right = (offset + len(whole[:at].encode()) for at in (begin, close))
            kind, spaced = kind_of(match[0]), begin > 0 and whole[begin - 1] == " "
            word = vocabulary.ids.get(match[0], 0) if kind in (0, WORD_TOKEN) else 0
            rows.append((kind, word, spaced, begin, close, left, right))
        first.append(len(rows))
    types = (np.uint8, np.int32, np.bool_, np.int32, np.int32, np.int64, np.int64)
    columns = [np.array([r[i] for r in rows], t) for i, t in enumerate(types)]
    offsets.flags.writeable = False  # or code is compiled for both
    return Tokens(np.frombuffer(data or b"\0", np.uint8), offsets, np.array(first, np.int64), *columns)


def reference(texts: list[str], vocabulary: Vocabulary) -> Tokens:
    """Mark texts with regular expressions, and cut them."""
    frame = pl.DataFrame({"t": texts}, schema={"t": pl.String})
    return items_of(frame.select(mark_text(pl.col("t")))["t"].to_list(), vocabulary)
