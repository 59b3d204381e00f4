"""The slow reading of the text before a pronoun that `corpusstat.extract.resolve.antecedents` is measured against."""

from __future__ import annotations

import re

from marked import END_MARK, NAME_MARK, unmark, unmarked_length

from corpusstat.extract.resolve import antecedents as a
from corpusstat.lexicon import kin, months, word_list

ABBREVIATIONS = (*sorted(word_list("abbreviations")), *months(short=True))
KINSHIP = "|".join(sorted(kin()))
PREPOSITIONS = "|".join(form for word in sorted(word_list("prepositions")) for form in (word, word.capitalize()))
FULL_STOP = r"[\"”’)]*(?:\s|(?<=\s)$)"
PIECES = re.compile(
    rf"{NAME_MARK}(?P<name>[^{END_MARK}]*){END_MARK}|[.!?](?P<end>{FULL_STOP})|(?P<pronoun>\b(?:He|His|Her|She|he|she)\b)"
)
SHORTENED = re.compile(rf"\b(?:{'|'.join(ABBREVIATIONS)}|[A-Z]){END_MARK}?$")
PREPOSITION = re.compile(rf"\b(?:{PREPOSITIONS}|[Tt]he|[Aa]n?|after|and) $")
TOGETHER = re.compile(r"\b(?:and|with|by) $")
KIN = re.compile(rf"(?:His|Her|Their|The)(?: [{NAME_MARK}]?[\w-]+{END_MARK}?){{0,3}} (?:{KINSHIP})\b(?!['’]| of\b)")
OWNS_KIN = re.compile(rf"['’]s? (?:[\w-]+ ){{0,2}}(?:{KINSHIP})\b")
CHILD = re.compile(rf"(?:The |An? )?(?:[a-z-]+ ){{0,3}}(?:{KINSHIP}) of\b", re.IGNORECASE)
FIRST = re.compile(r"\W*(She|He)\b")
DESCRIBED = re.compile(r"(?: \([^()]*(?:\([^()]*\)[^()]*)*\))?,? (?:is|was) (an? [^.;]{0,80})")
PHRASE = re.compile(rf",| (?:{'|'.join(sorted(word_list('description_ends')))})\b")

Read = list[tuple[int, list[tuple[int, int, int]]]]


def spaced(text: str) -> str:
    """The text with every sort of space as a plain one."""
    return re.sub(r"\s", " ", text)


def read(window: str) -> Read:
    """Return the sentences of a marked window that count: bits, names (start, end, bits)."""
    cut = [(0, window_pieces := list[re.Match[str]]())]
    for piece in PIECES.finditer(window):
        if not piece["end"]:
            window_pieces.append(piece)
        elif piece[0][0] != "." or not SHORTENED.search(window, 0, piece.start()):
            cut.append((piece.end(), window_pieces := []))
    sentences = [(start, i == len(cut) - 1, names(window, pieces)) for i, (start, pieces) in enumerate(cut)]
    return [(bits(window, start, own), found) for start, own, found in sentences if own or counts(window, start, found)]


def bits(window: str, start: int, own: bool) -> int:
    first = FIRST.match(window, start)
    kin, child = KIN.match(window, start), CHILD.match(window, start)
    who = {"She": a.SHE_FIRST, "He": a.HE_FIRST}[first[1]] if first else 0
    return (a.OWN if own else 0) | (a.KIN_FIRST if kin else 0) | (a.CHILD_FIRST if child else 0) | who


def counts(window: str, start: int, found: list[tuple[int, int, int]]) -> bool:
    leads = any(not bits & (a.AFTER_PREPOSITION | a.AFTER_PRONOUN) for *_, bits in found)
    return leads or bool(KIN.match(window, start))


def is_thing(window: str, end: int) -> bool:
    found = DESCRIBED.match(window, end)
    phrase = PHRASE.split(unmark(found[1]), maxsplit=1)[0] if found else ""
    first, both, second = phrase.replace(" or ", " and ").partition(" and ")
    if both and second.split() and second.split()[-1] in word_list("jobs"):
        return False
    return bool(first.split()) and first.split()[-1] in word_list("non_person_nouns")


def names(window: str, pieces: list[re.Match[str]]) -> list[tuple[int, int, int]]:
    found, late, place = [], 0, -1
    for piece in pieces:
        if piece["pronoun"]:
            late = a.AFTER_PRONOUN
            continue
        before, end = window[: piece.start()], piece.end()
        behind = bool(PREPOSITION.search(before)) or (place >= 0 and before[place:] in (", ", ". "))
        place = end if behind else place
        bits = late | (a.AFTER_PREPOSITION if behind else 0) | (a.COORDINATED if TOGETHER.search(before) else 0)
        bits |= (a.OWNS_KIN if OWNS_KIN.match(window, end) else 0) | (a.THING_NAME if is_thing(window, end) else 0)
        begin = unmarked_length(window, 0, piece.start())
        found.append((begin, begin + len(piece["name"]), bits))
    return found
