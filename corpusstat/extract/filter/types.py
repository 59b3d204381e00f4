"""Types of mentions by their words: what can be a person, an organisation, a place, a title.

A birth needs a person; a capitalised common word, an acronym, a region or a job title is none. Only the words of a name
are read, so the answers are remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.cues import SAINTS
from corpusstat.extract.text.word_classes import not_names
from corpusstat.lexicon import demonyms, pronouns, word_list

__all__ = ["GIVEN_NAMES", "LANDS", "NO_LAST_NAMES", "TITLES", "has_type", "is_organisation", "is_pronoun"]

_REGIONS: Final = word_list("regions")
_PLACES: Final = word_list("places")
LANDS: Final = _PLACES | _REGIONS
_SHORT_PLACES: Final = word_list("short_places")
TITLES: Final = word_list("titles")
_JOBS: Final = word_list("jobs")
_GENERIC: Final = word_list("generic_people")
GIVEN_NAMES: Final = word_list("male_names") | word_list("female_names")
_ORG_NOUNS: Final = word_list("organisation_nouns")
_PLACE_NOUNS: Final = word_list("place_nouns")
_FIELDS: Final = word_list("fields_of_study")
_OFFICES: Final = word_list("office_nouns")
_PARTISANS: Final = frozenset(name for party in word_list("party_nouns") for name in (party, f"{party}s"))
NO_LAST_NAMES: Final = _ORG_NOUNS | _PLACE_NOUNS | _JOBS | word_list("work_nouns") | word_list("no_last_names")
_NOUNS_AND_SURNAMES: Final = frozenset(("court", "church", "bank", "park", "school", "brothers"))
"""Nouns of organisations that are surnames, too: not refused within a name."""
_SURNAMES: Final = word_list("surnames_and_nouns")
"""Nouns that are surnames after a given name, *Ann North*."""
_NOT_NAMES: Final = frozenset(word.lower() for word in not_names() | demonyms())
_NOT_WORKS: Final = frozenset(("the", "a", "an", "it", "this", "music", "score", "soundtrack", "lyrics", "songs"))
_PRONOUNS: Final = frozenset(p.lower() for p in pronouns("subject", "object", "possessive", "relative"))
_PRONOUN_LETTERS: Final = max(map(len, _PRONOUNS))
_SHARED_TITLES: Final = frozenset(("Sisters", "Brothers", "Twins"))
"""Before names that they share."""
_ABSTRACT: Final = re.compile(r"(?:[ts]ions?|ness|ity|ments|isms?)$")
_WORDS_OF_A_PERSON: Final = (2, 3)
_WORDS_WITH_NICKNAME: Final = 4
_MOST_WORDS: Final = 7
_LONGEST_NAME: Final = 100
_LONGEST_ACRONYM: Final = 4
_REMEMBERED: Final = 1 << 16


def is_pronoun(text: str) -> bool:
    """Whether the mention is a pronoun.

    >>> is_pronoun("his"), is_pronoun("Hiss")
    (True, False)
    """
    return len(text) <= _PRONOUN_LETTERS and text.lower() in _PRONOUNS


@lru_cache(maxsize=_REMEMBERED)
def has_type(text: str, slot_type: str) -> bool:
    """Whether a mention can be of this type.

    >>> has_type("North Africa", "person"), has_type("CFO", "person"), has_type("Ada Lovelace", "person")
    (False, False, True)
    """
    if not text:  # an IDK template without a subject: the passage says whose
        return True
    if slot_type in ("person", "org") and is_pronoun(text):
        return True
    if slot_type == "person":
        return _is_person(text)
    if slot_type == "title":
        return any(c.isalnum() for c in text) and text.lower() not in _NOT_WORKS
    if slot_type == "place" and _is_acronym(text) and text not in _SHORT_PLACES:
        return False  # "Damages (FX, 2007–)"
    return slot_type not in ("place", "org", "name") or _is_name(text)


def _is_acronym(text: str) -> bool:
    return text.isupper() and 1 < len(text) <= _LONGEST_ACRONYM


def _is_name(text: str) -> bool:
    words = text.split()
    return len(text) <= _LONGEST_NAME and (
        len(words) != 1 or (len(words[0]) > 1 and words[0].lower() not in _NOT_NAMES)
    )


@lru_cache(maxsize=_REMEMBERED)
def is_organisation(text: str) -> bool:
    """Whether a mention can be what somebody belongs to: no region, no person.

    >>> [is_organisation(name) for name in ("Acme", "University of Texas", "Texas", "Sir Paul Brook")]
    [True, True, False, False]
    """
    if text in LANDS:
        return False
    words = text.split()
    if words and words[-1].lower() in _FIELDS and not _has_organisation_noun(words):
        return False
    if not words or (words[0] not in TITLES and words[0] not in GIVEN_NAMES):
        return True
    whole = words[0] in SAINTS or len(words) not in _WORDS_OF_A_PERSON or "&" in words
    return whole or _has_organisation_noun(words)


def _has_organisation_noun(words: list[str]) -> bool:
    return any(word.lower() in _ORG_NOUNS for word in words)


def _is_person(text: str) -> bool:
    words = text.replace(",", "").split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    if not words or len(words) > _MOST_WORDS or text in _REGIONS or words[0] in _SHARED_TITLES:
        return False
    if len(words) == 1 and not _is_person_alone(words[0]):
        return False
    rest = [word.lower() for word in _without_surname(words)]
    return _is_without_noun(rest) and not _is_office(text)


def _without_surname(words: list[str]) -> list[str]:
    """The words of a name but for a surname that is a noun: *Ann North*, *Park Lee* (Korean)."""
    if words[0] in GIVEN_NAMES and 1 < len(words) <= _WORDS_WITH_NICKNAME and words[-1].lower() in _SURNAMES:
        return words[:-1]
    return words[1:] if words[0] == "Park" and len(words) in _WORDS_OF_A_PERSON else words


def _is_office(text: str) -> bool:
    """Whether a title and *of* are no name of a person: *Governor of Orland*, but *Duke of Orland*."""
    title, _, rest = text.partition(" ")
    return rest.startswith("of ") and title.lower() in _OFFICES


def _is_without_noun(words: list[str]) -> bool:
    """Whether no noun of an office, an organisation, a place or a work is where it is no surname."""
    if "of" in words and words[words.index("of") - 1] in _OFFICES:
        return False
    if words[0] in _PLACE_NOUNS or words[-1] in NO_LAST_NAMES:
        return False
    return not any(word in _ORG_NOUNS and word not in _NOUNS_AND_SURNAMES for word in words[:-1])


def _is_person_alone(word: str) -> bool:
    if word in _GENERIC or _ABSTRACT.search(word) or word in _PARTISANS or word.isupper() or word in _PLACES:
        return False
    return word.lower() not in _NOT_NAMES and word.lower() not in _JOBS
