"""Where a person's name begins and ends, if a word with a capital letter runs into it: *Historian Ann Lee*."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.types import GIVEN_NAMES
from corpusstat.extract.match.facts import Span
from corpusstat.lexicon import alternatives

__all__ = ["narrowed"]

_LEAD: Final = re.compile(rf"(?:{alternatives('before_names')}) (?=[A-Z])")
_FOREIGN: Final = re.compile(rf"[^\W\d_]+ (?:von|van|de|di|du) (?=(?:{'|'.join(sorted(GIVEN_NAMES))}) [A-ZÀ-Þ])")
_JOB: Final = re.compile(
    rf".*\b(?:{alternatives('jobs_before_names')}|[A-Z][a-z]+(?:ologist|ographer|nomist|ician))"
    r" (?=[A-ZÀ-Þ][\w.’'-]+ [A-ZÀ-Þ])"
)
_RESIDENT: Final = re.compile(r"((?:Mr|Mrs|Ms|Miss|Rev)\.? .+ .+?) of [A-Z].*$")
_MEMBER: Final = re.compile(r"((?:\S+ )+([A-ZÀ-Þ][\w’'-]{2,})) of (?:the|an?) [A-ZÀ-Þ].*$")
"""*Ann Lee of the Tarsk Singers*; princes of countries have given names alone."""
_EDGES_KEPT: Final = 1 << 14
"""Names whose reading is remembered: most are the subjects of several facts."""


def narrowed(span: Span) -> Span:
    """Cut from a name what runs into it from before, and *of Dothan* after *Mrs.*.

    >>> narrowed(Span("Remembering Anton Weil", 0, 22)).text
    'Anton Weil'
    """
    if span.text.count(" ") < 2:
        return span  # a cut leaves two words
    before, text = _without_others(span.text)
    start = span.start + before
    return span if text == span.text else Span(text, start, start + len(text), span.is_name)


@lru_cache(maxsize=_EDGES_KEPT)
def _without_others(name: str) -> tuple[int, str]:
    """What is left of a name, and how many characters before it go."""
    text = name
    for pattern in (_LEAD, _FOREIGN, _JOB):
        found = pattern.match(text)
        rest = text[found.end() :] if found else ""
        if " " in rest and (pattern is _JOB or text.split(" ", 1)[0] not in GIVEN_NAMES):
            text = rest
    member = _MEMBER.match(text) if text.split(" ", 1)[0] in GIVEN_NAMES else None
    resident = _RESIDENT.match(text) or (member if member and member[2] not in GIVEN_NAMES else None)
    return len(name) - len(text), resident[1] if resident else text
