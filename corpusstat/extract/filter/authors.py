"""Who can be an author: whose a work is by the words between its title and a name, and which names are none's.

A publisher, an editor, a place, a character or somebody's relative is often named beside a title, too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from corpusstat.extract.filter.long_titles import LONGEST_JOINED, whole_end
from corpusstat.extract.filter.matches import NONE, OWNER, VALUE_TYPE
from corpusstat.extract.filter.name_edges import narrowed
from corpusstat.extract.filter.seen import MARKS, Seen, lead_end
from corpusstat.extract.filter.types import GIVEN_NAMES, is_pronoun
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.lexicon import alternatives, kin, word_list

__all__ = ["PART_OF_WORK", "POSSESSED", "WROTE_IN", "YEAR_BEHIND", "author_reason"]

_MADE_BY: Final = re.compile(
    r"(?<!written )(?<! and )\b(?:edited|translated|illustrated|adapted|directed|compiled|narrated|introduced"
    r"|reviewed|read|performed|produced)"
    r"(?: and [a-z]+)? by "
)
_NAME_LEAD: Final = re.compile(
    r"(?:(?:Copies|Fans|Readers|Admirers|Books|Novels|Works|Writings|Poems|Stories|Essays) of|Says|Said|Writes|Adds)"
    r" (?=[A-Z])"
)
"""What begins a sentence with a name, which is cut into one token with it."""
_BY_NEXT: Final = re.compile(r"[.,]?[\"”’']?,? (?:\([^()]*\),? )?(?:written )?by [A-ZÀ-Þ]")
POSSESSED: Final = ("'s ", "’s ", "' ", "’ ")
_BEGINS_WITH_ARTICLE: Final = re.compile(r"(?:The|An?) ")
_DESCRIBING: Final = re.compile(r" (?:novel|play|poem|short story|novella|memoir|book)\b")
"""After a name that describes a work: *the Ann Lee novel “Salt”*; a publisher's may, too."""
WROTE_IN: Final = re.compile(r" in (?:the )?[\"“‘']?$", re.IGNORECASE)
_JUST_WROTE: Final = ("wrote ", "writes ", "argued ")
_NO_AUTHORS: Final = word_list("no_authors")
_GENERIC_PEOPLE: Final = word_list("generic_people")
_ROLE_BEHIND: Final = re.compile(rf" (?:[a-z]+ )?(?:{alternatives('jobs')}|{alternatives('ranks_and_jobs')}) [A-ZÀ-Þ]")
"""After what is no author: *a book by Tarsk professor Ann Lee*."""
_PLACED: Final = (" in ", " at ", " from ", " near ")
"""Before what is no author: *Ann Lee of the school in Tarsk, author of Salt*."""
_SEVERAL_AUTHORS: Final = frozenset(("they", "their", "them"))
_COLLECTED: Final = r"of(?! (?:poems|poetry|essays|stories|short stories)\b)"
_NOT_OWN: Final = re.compile(
    rf"(?:[Hh]is|[Hh]er|[Tt]heir) .*\b(?:{_COLLECTED}|from|for|about|to|on|in|an?|the|by"
    r"|favou?rite|beloved|copy|copies|edition|translation|review|adaptation|version|intended|planned|school)\b"
)
_KIND_OF_LIST: Final = re.compile(
    r"(?<=[sS]) (?:includ(?:e|es|ed|ing)|are|were) the (?:[\w-]+ ){0,3}"
    rf"(?:{alternatives('several_works')})[,:]?(?= [\"“‘']?$)"
)
"""The end of *his works include the novels*."""
_ABOUT: Final = re.compile(
    r"\b(article|book|essay|memoir|novel|paper|poem|study|treatise) (?:on|about|of|for) (?:[a-z-]+ ){0,4}[a-z-]+"
    r"(?=, (?:called |titled |entitled )?[\"“‘']?$)"
)
"""What a work is about, between its author and its title: *her essay on salt, The Tin Road*."""
_AUTHOR_BEHIND: Final = re.compile(
    r"\bby\b|, (?:an?|the|who|whose|with|to) |\bmarried\b"
    rf"|\b(?:{alternatives(kin())}) of\b"
)
_JUST_PUBLISHED: Final = re.compile(r" published (?:the )?[\"“‘']?$")
_BEING: Final = re.compile(r" (?:is|was)(?: called| titled| entitled)?(?: [Tt]he)? [\"“‘']?$")
"""The end of *Ann Lee's second novel was called*."""
PART_OF_WORK: Final = re.compile(
    rf"\b(?:{alternatives('parts_of_works')})s? (?:to|of|for|in|on) (?:the )?[\"“‘']?$", re.IGNORECASE
)
"""Before a title: what somebody else than its author may have written, *the foreword to Salt was written by*."""
_ON_A_WORK: Final = re.compile(
    rf"\b(?:about|on|to|(?:{alternatives('parts_of_works')}) (?:of|for|in)) (?:the|an?|this|that) (?:[\w-]+ ){{0,3}}"
    r"(?:novel|book|play|poem|essay|memoir|story|article)[,:]? [\"“‘']?$"
)
"""Between somebody and the title of what another wrote: *wrote the foreword to the book Salt*."""
_PART_ENDS: Final = (" to", " of", " for", " in", " on")
"""The last words of what `PART_OF_WORK` finds."""
_VERB_BETWEEN: Final = re.compile(r" (?:(?!is |was |by )[a-z]+ )?")
"""What is between two names that no mark parts: *In his book, Salt made Lee rich*."""
_SET_IN: Final = re.compile(r"\b(?:in|from) the (?:\w+ )?(?:novel|book|story|play|poem)s? by $")
"""Between a figure and its author: *Ann is the heroine in the novel by Bo Lee*."""
_NO_TITLES_AHEAD: Final = re.compile(
    r" (?:subject|topic|theme|issue|area|field)s\b|\bseries of\b|\bfor [a-z ]*papers\b"
)
"""Between an author and what is no title: *articles on topics such as Salt*, *a series of novels, Salt*."""
_PART_OF_LIST: Final = re.compile(r"(?:, [A-ZÀ-Þ][\w’'-]*)*,? (?:and|&|or) [A-ZÀ-Þ]")
_LIST_BEFORE: Final = re.compile(r"[A-ZÀ-Þ]\w* (?:and|&|of) $")
YEAR_BEHIND: Final = re.compile(r",? \(\d{4}\b")
_NOT_OWNED: Final = re.compile(
    rf"['’]s? .*\b(?:an?|the|death|and|{_COLLECTED}|was|is|by|his|her|their|its|in|on|from|for|about|to|favou?rite)\b"
)


def author_reason(fact: Fact, seen: Seen) -> int:
    """Refuse a value that names no author; cut what runs into the name."""
    if fact.value is None or not _is_told(fact.value.text, seen) or _is_by_another(seen):
        return OWNER
    if is_pronoun(fact.value.text):
        return NONE
    fact.value = _first_of_two(narrowed(fact.value))
    name = fact.value.text
    if not _is_author(name, seen):
        return VALUE_TYPE
    return OWNER if _is_of_another(fact, seen) else NONE


def _first_of_two(value: Span) -> Span:
    """The first of two authors, *Ann Lee & Bo Lee*, without what is of them, *Copies of Ann Lee*."""
    lead = _NAME_LEAD.match(value.text)
    if lead:
        value = replace(value, text=value.text[lead.end() :], start=value.start + lead.end())
    first, also, second = value.text.partition(" & ")
    if not also or " " not in first or " " not in second:
        return value
    return replace(value, text=first, end=value.start + len(first))


def _is_by_another(seen: Seen) -> bool:
    """Whether what follows says that a work is another's: *“Salt” by Bo Lee*, *a book by Tarsk's Bo Lee*."""
    if seen.subject < seen.value:
        if _MADE_BY.search(seen.between):
            return True
        return " by " in seen.between and seen.after.startswith(("'s ", "’s "))
    return _BY_NEXT.match(seen.after) is not None


def _is_author(name: str, seen: Seen) -> bool:
    """Whether a name can be an author's, and not a publisher's: *the Velda Press novel*."""
    if name in _GENERIC_PEOPLE or not _NO_AUTHORS.isdisjoint(name.split()):
        return False
    if WROTE_IN.match(seen.between) and seen.before.endswith(_JUST_WROTE) and not _begins_given(name):
        return False  # "she wrote Seven Days in Tarsk"
    if " " not in name and (_ROLE_BEHIND.match(seen.text, seen.value[1]) or _is_placed(seen) or _is_fragment(seen)):
        return False
    described = _DESCRIBING.match(seen.between) and seen.text.endswith("the ", 0, seen.value[0])
    return not described or _begins_given(name)


def _is_placed(seen: Seen) -> bool:
    return seen.value < seen.subject and seen.text.endswith(_PLACED, 0, seen.value[0])


def _is_fragment(seen: Seen) -> bool:
    """Whether a name of one word is a part of something: *the School of Arts and Tin*, *In Salt, Tin, and Iron*."""
    start, end = seen.value
    if _LIST_BEFORE.search(seen.text, max(0, start - LONGEST_JOINED), start):
        return True
    return seen.between == ", " and _PART_OF_LIST.match(seen.text, end) is not None


def _begins_given(name: str) -> bool:
    return " " in name and name.split()[0] in GIVEN_NAMES


def _is_of_another(fact: Fact, seen: Seen) -> bool:
    """Whether what is around title and author says that the work is another's, or only a part of it his."""
    if seen.subject < seen.value:
        if lead_end(seen.precedes).endswith(_PART_ENDS) and PART_OF_WORK.search(seen.precedes):
            return True
        return _VERB_BETWEEN.fullmatch(seen.between) is not None or _SET_IN.search(seen.between) is not None
    if seen.between in POSSESSED and _is_part_of_title(fact):
        return True
    if _ON_A_WORK.search(seen.between):
        return True
    owned = _BEING.sub(" ", _KIND_OF_LIST.sub("", _ABOUT.sub(r"\1", seen.between)))
    if _BEING.search(seen.between) and seen.between[-1] not in MARKS and _is_word(seen):
        return True  # "her first novel was Salt"
    return _NOT_OWNED.match(owned) is not None


def _is_word(seen: Seen) -> bool:
    """Whether a title without quotation marks is a single word."""
    start, end = seen.subject
    return " " not in seen.text[start : whole_end(seen.text, start, end, listed=True)]


def _is_part_of_title(fact: Fact) -> bool:
    """Whether one word before *'s* begins a title: *Harrow's Gate*, but not *Harrow's The Tin Gate*."""
    return fact.value is not None and " " not in fact.value.text and not _BEGINS_WITH_ARTICLE.match(fact.subject.text)


def _is_told(value: str, seen: Seen) -> bool:
    """Whether what is between author and title tells that the one wrote the other."""
    if seen.subject < seen.value:
        return True
    between = _KIND_OF_LIST.sub("", _ABOUT.sub(r"\1", seen.between))
    if value.lower() in _SEVERAL_AUTHORS or (is_pronoun(value) and _NOT_OWN.match(value + between)):
        return False
    if _JUST_PUBLISHED.match(seen.between):
        return _is_just_published(value, seen)
    before, told, works = seen.between.partition("author of")
    if _NO_TITLES_AHEAD.search(works if told else seen.between):
        return False
    if before.startswith(", and "):
        return False  # "Hale, and the learned author of Salt"
    return not told or before.startswith(",") or not _AUTHOR_BEHIND.search(before)


def _is_just_published(value: str, seen: Seen) -> bool:
    """Whether somebody published what has the marks or the year of a work, and is no publisher."""
    start, end = seen.subject
    marked = seen.text[start - 1] in MARKS or YEAR_BEHIND.match(seen.text, end)
    return bool(marked) and (is_pronoun(value) or _begins_given(value))
