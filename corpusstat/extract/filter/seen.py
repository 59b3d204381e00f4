"""A fact in the words of its sentence: what stands before it, between its two mentions, and after it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple, Self

from corpusstat.extract.match.facts import Fact

__all__ = ["MARKS", "TITLE_MARKS", "Seen", "has_any", "lead_end", "roots"]

TITLE_MARKS: Final = frozenset("\"“‘'")
"""Quotation marks that open a title."""
MARKS: Final = TITLE_MARKS | {"*", "_"}
"""All marks of a title."""
_LEAD: Final = 40
"""Characters before a title of which the last words are looked at."""
_LOOSE: Final = " \n\"“‘',:"
"""What may stand between a title and the words that lead to it."""


class Seen(NamedTuple):
    """The sentence, and its parts around subject and value, whichever comes first; places are those of the sentence."""

    text: str
    subject: tuple[int, int]
    value: tuple[int, int]
    before: str
    between: str
    after: str

    @classmethod
    def of(cls, fact: Fact, sentence: str, start: int) -> Self:
        """Cut a fact's sentence, which starts at this character of the document."""
        subject = fact.subject.start - start, fact.subject.end - start
        value = (fact.value.start - start, fact.value.end - start) if fact.value else subject
        (first, middle), (last, end) = (subject, value) if subject <= value else (value, subject)
        return cls(sentence, subject, value, sentence[:first], sentence[middle:last], sentence[end:])

    @property
    def follows(self) -> str:
        """What comes after the subject."""
        return self.text[self.subject[1] :]

    @property
    def precedes(self) -> str:
        """What comes before the subject."""
        return self.text[: self.subject[0]]


def has_any(text: str, parts: tuple[str, ...]) -> bool:
    """Whether one of some strings is in a text: that costs less than a regular expression that is seldom found.

    >>> has_any("she died young", ("born", "died"))
    True
    """
    for part in parts:  # noqa: SIM110 - a generator costs more than the search
        if part in text:
            return True
    return False


def roots(words: Collection[str]) -> tuple[str, ...]:
    """Return the words in which no other of them is: one of these is where any of them is found.

    >>> roots(["false", "falsely", "not true", "true"])
    ('false', 'true')
    """
    return tuple(sorted(word for word in words if not any(other in word for other in words if other != word)))


def lead_end(lead: str) -> str:
    """Return the last words before a title in small letters, without an article, marks and spaces.

    >>> lead_end("Her novels are: the “")
    'her novels are'
    """
    return lead[-_LEAD:].lower().rstrip(_LOOSE).removesuffix(" the").rstrip(_LOOSE)
