r"""The slot types of the template language, as patterns over marked text.

Marked text carries a control character before each thing found and ``\x02`` behind it, so that a slot is a
short pattern: see :mod:`corpusstat.extract.marking`.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.lexicon import PARTIES

__all__ = [
    "CLOSE",
    "DATE",
    "MARKS",
    "NAME",
    "NATION",
    "NUMBER",
    "PLAIN_WORD",
    "SLOTS",
    "UNITS",
    "is_loose",
    "marks_of",
    "slot_pattern",
    "unmark",
    "unmarked_length",
]

NAME: Final = "\x01"
CLOSE: Final = "\x02"
DATE: Final = "\x03"
NUMBER: Final = "\x04"
NATION: Final = "\x05"
MARKS: Final = NAME + CLOSE + DATE + NUMBER + NATION

PLAIN_WORD: Final = r"(?:[^\x01-\x05 .,;:()\"“”]+|\x05[^\x02]*\x02)"
UNITS: Final = (
    r"(?:square (?:kilomet(?:re|er)s?|miles?|met(?:re|er)s?|feet)|sq\.? ?(?:km|mi|m|ft)|km2|km²|mi2|m2"
    r"|hectares?|ha|acres?"
    r"|kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|foot|km|mi|m|ft|kg|kilograms?|tons?|tonnes?|g|lb)"
)

_NAME = r"\x01[^\x02]*\x02"
_NUMBER = r"(?:\x04[^\x02]*\x02|\x03[0-9]{1,4}\x02)"
_OPEN: Final[dict[str, str]] = {
    "person": rf"(?:{_NAME}|\b(?:[Hh]e|[Ss]he|I|[Ww]e|[Tt]hey)\b)",
    "org": rf"(?:(?:[Tt]he )?{_NAME}|\b(?:[Ii]t|[Tt]hey|[Ww]e)\b)",
    "place": rf"(?:the )?{_NAME}(?:, {_NAME}){{0,2}}",
    "name": rf"(?:[Tt]he )?{_NAME}",
    "title": rf"(?:[\"“][^\"”]{{1,120}}[\"”]|(?:[Tt]he )?{_NAME})",
    "date": r"\x03[^\x02]*\x02",
    "year": r"\x03[0-9]{4}\x02",
    "number": rf"{_NUMBER}(?: (?:thousand|million|billion))?",
    "quantity": rf"{_NUMBER}(?: (?:thousand|million|billion))?[ -]?{UNITS}\b",
    "party": rf"(?:the )?\x01[^\x02]*(?:{'|'.join(PARTIES)})(?:s| of [^\x02]*)?\x02",
    "nationality": r"\x05[^\x02]*\x02",
}
_OWN: Final[dict[str, str]] = {
    "person": rf"(?:{_NAME}['’]s?|\b(?:[Hh]is|[Hh]er|[Mm]y|[Tt]heir|[Oo]ur)\b)",
    "org": rf"(?:(?:[Tt]he )?{_NAME}['’]s?|\b(?:[Ii]ts|[Tt]heir|[Oo]ur)\b)",
}
SLOTS: Final = frozenset(_OPEN)
"""The types a slot can have."""


def slot_pattern(kind: str, *, own: bool = False) -> str:
    r"""Give the pattern of a slot type, on request in its possessive form.

    >>> slot_pattern("date")
    '\\x03[^\\x02]*\\x02'
    """
    if own:
        return _OWN.get(kind, rf"(?:[Tt]he )?{_NAME}['’]s?")
    return _OPEN[kind]


def is_loose(template: str) -> bool:
    """Whether a template's text has an open gap, ``...`` or ``{..}``.

    >>> is_loose("{subject} ... died in {value}"), is_loose("{subject} died {..3} in {value}")
    (True, False)
    """
    return "..." in template or "{..}" in template


def marks_of(kind: str) -> str:
    """Give the mark without which text has no such slot ("" if it can be a pronoun or quoted)."""
    return {"date": DATE, "year": DATE, "nationality": NATION, "place": NAME, "name": NAME, "party": NAME}.get(kind, "")


def unmark(text: str) -> str:
    r"""Take the marks out.

    >>> unmark("\x01Ada\x02 was born")
    'Ada was born'
    """
    for mark in MARKS:  # five replacements take a tenth of the time of one translate()
        text = text.replace(mark, "")
    return text


def unmarked_length(text: str, start: int, end: int) -> int:
    r"""Count the characters of a piece of marked text without its marks.

    >>> unmarked_length("\x01Ada\x02 was born", 0, 9)
    7
    """
    return end - start - sum(text.count(mark, start, end) for mark in MARKS)
