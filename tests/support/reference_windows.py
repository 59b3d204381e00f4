"""The slow reading of the text before a pronoun that `corpusstat.extract.resolve.antecedents` is measured against."""

from __future__ import annotations

import re

from corpusstat.extract.resolve.antecedents import BEHIND, BESIDE, LATE
from corpusstat.extract.text.marks import END_MARK, NAME_MARK, unmarked_length
from corpusstat.lexicon import months, word_list

ABBREVIATIONS = (*sorted(word_list("abbreviations")), *months(short=True))

FULL_STOP = r"[\"”’)]*\s"
PIECES = re.compile(
    rf"{NAME_MARK}(?P<name>[^{END_MARK}]*){END_MARK}|[.!?](?P<end>{FULL_STOP})|(?P<pronoun>\b(?:He|His|Her|She|he|she)\b)"
)
SHORTENED = re.compile(rf"\b(?:{'|'.join(ABBREVIATIONS)}|[A-Z]){END_MARK}?$")
PREPOSITION = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Tt]o|[Ff]rom|of|[Ff]or|[Bb]y|[Oo]n|into|onto|[Ww]ith|[Tt]he|an?|under|after|and)[ \"“]$"
)
TOGETHER = re.compile(r"\b(?:and|with|by) $")
KIN = re.compile("His|Her|The")

Read = list[tuple[int, bool, list[tuple[int, int, int, int]]]]


def read(window: str) -> Read:
    """Give the sentences of a marked window that count: start, own, names (begin, close, end of the mark, bits)."""
    cut = [(0, window_pieces := list[re.Match[str]]())]
    for piece in PIECES.finditer(window):
        if not piece["end"]:
            window_pieces.append(piece)
        elif not SHORTENED.search(window, 0, piece.start()):
            cut.append((piece.end(), window_pieces := []))
    sentences = [(start, i == len(cut) - 1, names(window, pieces)) for i, (start, pieces) in enumerate(cut)]
    return [(start, own, found) for start, own, found in sentences if own or counts(window, start, found)]


def counts(window: str, start: int, found: list[tuple[int, int, int, int]]) -> bool:
    return bool(KIN.match(window, start)) or any(not bits & (BEHIND | LATE) for *_, bits in found)


def names(window: str, pieces: list[re.Match[str]]) -> list[tuple[int, int, int, int]]:
    found, late, place = [], 0, -1
    for piece in pieces:
        if piece["pronoun"]:
            late = LATE
            continue
        before = window[: piece.start()]
        behind = bool(PREPOSITION.search(before)) or (place >= 0 and before[place:] in (", ", ". "))
        place = piece.end() if behind else place
        bits = late | (BEHIND if behind else 0) | (BESIDE if TOGETHER.search(before) else 0)
        begin = unmarked_length(window, 0, piece.start())
        found.append((begin, begin + len(piece["name"]), piece.end(), bits))
    return found
