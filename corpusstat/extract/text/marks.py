r"""The marks of marked text.

Marked text carries a control character before each name, date, number or demonym and ``\x02`` after it: see
:mod:`corpusstat.extract.text.marking`.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "DATE_BYTE",
    "DATE_MARK",
    "DEMONYM_BYTE",
    "DEMONYM_MARK",
    "END_BYTE",
    "END_MARK",
    "MARKS",
    "NAME_BYTE",
    "NAME_MARK",
    "NUMBER_BYTE",
    "NUMBER_MARK",
    "unmark",
    "unmarked_length",
]

NAME_MARK: Final = "\x01"
END_MARK: Final = "\x02"
DATE_MARK: Final = "\x03"
NUMBER_MARK: Final = "\x04"
DEMONYM_MARK: Final = "\x05"
MARKS: Final = NAME_MARK + END_MARK + DATE_MARK + NUMBER_MARK + DEMONYM_MARK
NAME_BYTE, END_BYTE, DATE_BYTE, NUMBER_BYTE, DEMONYM_BYTE = map(ord, MARKS)


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
