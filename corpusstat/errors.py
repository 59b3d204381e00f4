"""Errors, named by their consequence: stop, skip this shard, try again.

Every error says what was given, what was expected and what to do, on one line. The fields survive
pickling, because errors travel from worker processes to the parent.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

__all__ = [
    "ACCESS_DENIED",
    "BadData",
    "BadRequest",
    "CorpusstatError",
    "SkipShard",
    "TryAgain",
    "did_you_mean",
    "printable",
    "unknown",
]

ACCESS_DENIED = "access denied"
"""What every reason says that is about permissions: then nothing else can be read either."""

_MOST_NAMED = 40


def printable(text: object, limit: int = 200) -> str:
    r"""Make untrusted text safe for one line of a terminal.

    Control and format characters (escape sequences, line breaks, direction marks) are shown as escapes.

    >>> printable("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """
    shown = str(text)
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    unsafe = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "".join(
        c.encode("unicode_escape").decode("ascii") if unicodedata.category(c) in unsafe else c for c in shown
    )


class CorpusstatError(Exception):
    """Base of all errors that a user is meant to read.

    Parameters
    ----------
    given
        What was found, in a few words.
    expected
        What would have been right; may be empty.
    todo
        What the reader can do about it; may be empty.

    >>> print(BadRequest("unknown option 'x'", "one of a, b", "correct the spelling"))
    unknown option 'x'; expected one of a, b. To fix: correct the spelling
    """

    exit_code = 1

    def __init__(self, given: str, expected: str = "", todo: str = "") -> None:
        super().__init__(given, expected, todo)
        self.given = given
        self.expected = expected
        self.todo = todo

    def __str__(self) -> str:
        line = printable(self.given, 2000)
        if self.expected:
            line += f"; expected {printable(self.expected, 1000)}"
        if self.todo:
            line += f". To fix: {printable(self.todo, 1000)}"
        return line


class BadRequest(CorpusstatError):
    """Stop: the request cannot be carried out as given (exit code 2)."""

    exit_code = 2


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Ask for the names that are written much like one that is not known; empty if there are none.

    >>> did_you_mean("birthdate", ["birth_date", "birth_place", "death_date"])
    'did you mean birth_date?'
    """
    import difflib

    by_letters = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(name.casefold(), by_letters, 3, 0.75)
    return f"did you mean {' or '.join(by_letters[each] for each in near)}?" if near else ""


def unknown(what: str, name: str, known: Sequence[str]) -> BadRequest:
    """Refuse a name that is none of those known: they are listed, and those written alike suggested.

    >>> print(unknown("relation", "birthdate", ["birth_date", "population"]))
    no relation 'birthdate'; expected one of birth_date, population. To fix: did you mean birth_date?
    """
    more = f" and {len(known) - _MOST_NAMED} more" if len(known) > _MOST_NAMED else ""
    todo = did_you_mean(name, known) or "correct the spelling"
    return BadRequest(f"no {what} {name!r}", f"one of {', '.join(known[:_MOST_NAMED])}{more}", todo)


class BadData(CorpusstatError):
    """Stop: the data cannot be used (exit code 1)."""


class SkipShard(BadData):
    """Skip this shard: it is broken; the rest of the corpus can go on (counted and reported)."""


class TryAgain(CorpusstatError):
    """Try again: a transient failure, of storage or of a worker."""
