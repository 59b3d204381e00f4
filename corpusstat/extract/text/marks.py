r"""The marks of marked text.

Marked text carries a control character before each thing found and ``\x02`` behind it: see
:mod:`corpusstat.extract.text.marking`.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "CLOSE",
    "DATE",
    "MARKS",
    "NAME",
    "NATION",
    "NUMBER",
    "unmark",
    "unmarked_length",
]

NAME: Final = "\x01"
CLOSE: Final = "\x02"
DATE: Final = "\x03"
NUMBER: Final = "\x04"
NATION: Final = "\x05"
MARKS: Final = NAME + CLOSE + DATE + NUMBER + NATION


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
