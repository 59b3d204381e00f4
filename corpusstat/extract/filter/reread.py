"""A second look at the facts of the floor set, in the words of their sentence: few are left, so this is plain Python.

Each reader returns its reason to refuse a fact, or `NONE`; it may also mend the subject or the value, whose ends the
tokens could not tell: :mod:`.lives` reads births and deaths, :mod:`.works` titles and authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from corpusstat.extract.filter.checks import UNASSERTED
from corpusstat.extract.filter.lives import DATED_BRACKET, life_reason
from corpusstat.extract.filter.seen import Seen
from corpusstat.extract.filter.works import work_reason
from corpusstat.extract.match.facts import Fact

__all__ = ["in_doubt", "reread", "without_half_lives"]

_DENIED: Final = re.compile(
    r"\b(?:myth|untrue|not true|false(?:ly)?|rumou?rs?|hoax|no (?:evidence|proof)|mistaken(?:ly)?"
    r"|incorrect(?:ly)?|wrong(?:ly)?"
    r"|pretend\w*|as (?:if|though)|unless|in case|[Ll]egend (?:has it|says|goes|tells us)|joke[sd]?)\b[^.;:]{0,40}$"
)
_IF: Final = re.compile(r"(?:^|[\"“(] ?|, )(?:Had|had|Were|Should|should) $")
_ASKING: Final = re.compile(r"\?[)\]]*\s*$")
_OF_WHOM: Final = re.compile(r"\b(?:none|neither|some|both|all|one|two|most|many|few|either) of (?:whom|which|them)\b")
_OTHERWISE: Final = re.compile(
    r"^,? as (?:an? |the )?[A-Z]|\b(?:born again|reborn|died (?:a little|inside|laughing|a thousand)"
    r"|would|could|might|should)\b"
)
_IN_DOUBT: Final = (
    "myth", "true", "false", "rumo", "hoax", "evidence", "proof", "mistaken", "incorrect", "wrong", "pretend", "as if",
    "as though", "unless", "in case", "egend", "joke", " of whom", " of which", " of them", "born again", "reborn",
    "died a ", "died inside", "died laughing", "would", "could", "might", "should", "?",
)  # fmt: skip
"""What a sentence has that asks, denies or supposes anything, but for the words directly around a fact."""
_SUPPOSING, _LIKENING = ("Had ", "had ", "Were ", "Should ", "should "), (" as ", ", as ")


def in_doubt(sentences: pl.Series) -> list[bool]:
    """Say of each sentence whether it may ask, deny or suppose what it says: most cannot, and are not read for that."""
    found: list[bool] = sentences.str.contains_any(list(_IN_DOUBT)).to_list()
    return found


def reread(fact: Fact, sentence: str, start: int, *, doubtful: bool) -> int:
    """Return the reason to refuse a fact of the floor set by its sentence, which starts at a character of the document.

    Its subject and value may be mended. ``doubtful``: what `in_doubt` says of the sentence.
    """
    seen = Seen.of(fact, sentence, start)
    doubtful = doubtful or seen.before.endswith(_SUPPOSING) or seen.between.startswith(_LIKENING)
    if doubtful and _is_unasserted(seen):
        return UNASSERTED
    return work_reason(fact, seen) if fact.origin.relation.value == "person" else life_reason(fact, seen)


def _is_unasserted(seen: Seen) -> bool:
    """Whether the sentence asks, denies or supposes what the fact says."""
    if _DENIED.search(seen.before) or _IF.search(seen.before):
        return True
    if _OF_WHOM.search(seen.between) or _OTHERWISE.search(seen.between):
        return True
    return bool(_ASKING.search(seen.text)) and not DATED_BRACKET.search(seen.between)


def without_half_lives(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the facts but deaths from a range in brackets whose first date was not taken for a birth.

    Of such brackets a third tell no life: *(Duke of Velda 1388–1401)*.
    """
    held = list(facts)
    born = {(f.sentence, f.subject.start) for f in held if f.relation == "birth_date"}
    for fact in held:
        if not fact.is_half or (fact.sentence, fact.subject.start) in born:
            yield fact
