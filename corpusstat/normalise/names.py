"""The canonical form of a name: one spelling per person, organisation, place or title of a work.

What is folded, and why: an entity split over m spellings looks m times rarer, so its facts look like singletons
(thinning); two entities lumped hide singletons and show up as conflicting values. The rules below fold
only what is nearly always the same entity.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from corpusstat.lexicon import pronouns, word_list
from corpusstat.normalise.nations import ADJECTIVES, COUNTRIES, country_of

__all__ = ["KINDS", "PRONOUNS", "Entity", "clean", "entity", "names_a_person"]

KINDS: Final = ("person", "org", "place", "title", "name")
"""Kinds of names, as slots of templates have them; a ``name`` may be any, and gets only the rules common to all."""


PRONOUNS: Final = frozenset(pronoun.lower() for pronoun in pronouns())
"""Words that name nothing by themselves."""

_ADDRESS = word_list("forms_of_address")
_RANK = word_list("ranks_and_jobs")
_POSTNOMINAL = word_list("postnominals_any_case")
_COMPANY = word_list("company_forms")
_FUNCTION = word_list("name_lead_ins")
_BEFORE = word_list("offices_before_names")
_OFFICES = word_list("office_titles")
_OFFICE = re.compile(rf"(?:\d+(?:st|nd|rd|th) )?(?:{'|'.join(sorted(_OFFICES))}) (?:of|der|de|di|for)\b")
_NO_FIRST_NAMES = (
    _OFFICES | _FUNCTION | _ADDRESS | _POSTNOMINAL | {spelling.split()[0] for spelling in (*COUNTRIES, *ADJECTIVES)}
)
"""With what all that `names_a_person` refuses begins, but tiny and numbered names."""
_EVENTS = frozenset(word.lower() for word in word_list("events"))
_NUMERALS = frozenset(("i", "ii", "iii", "iv", "one", "two", "1", "2"))
_OF = frozenset(("of", "for", "der", "de", "di"))
_GENERATION = frozenset(("jr", "sr", "ii", "iii", "iv", "junior", "senior"))

_MARKS = str.maketrans(
    dict.fromkeys("‘’‛ʼʻ`´′＇", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
)
_STROKED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "ng"}
)
"""Latin letters that Unicode does not take apart into a letter and a mark."""
_GIVEN = {
    "benj": "benjamin", "chas": "charles", "danl": "daniel", "edw": "edward", "eliz": "elizabeth", "geo": "george",
    "jas": "james", "jno": "john", "jos": "joseph", "margt": "margaret", "nath": "nathaniel", "nathl": "nathaniel",
    "richd": "richard", "robt": "robert", "saml": "samuel", "thos": "thomas", "wm": "william",
}  # fmt: skip
"""Given names as they are shortened in writing."""
_GENERATIONS = {"junior": "jr", "jnr": "jr", "senior": "sr", "snr": "sr"}
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]+"
)
_EDGE = " \t\"'.,;:!?*_~|/\\<>-–—=“”‘’«»„…·•"
_POSSESSIVE = re.compile(r"(?:'s|’s|s['’])$", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)|\[[^][]*\]")
_NICKNAME = re.compile(r'"(?<=\s")[^"]*"(?=\s)|\'(?<=\s\')[^\']*\'(?=\s)')
_INITIALS = re.compile(r"(?<![^\W_])[^\W\d_](?:\.\s*[^\W\d_])+(?![^\W_])\.?")
_DOTS = re.compile(r"[.\s]")
_PLAIN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_WORD = re.compile(r"[^\W_]+[+#]*")


@dataclass(frozen=True, slots=True)
class Entity:
    """A name that went through :func:`entity`: ``key`` is compared and hashed, ``display`` is shown."""

    key: str
    display: str

    def __str__(self) -> str:
        return self.key


def clean(text: str) -> str:
    r"""Make a name fit to show: no invisible characters, single spaces, no punctuation around it, no possessive.

    Letters, accents and case stay as written.

    >>> clean(' the “Iron\u00adLady”’s ')
    'the “IronLady'
    """
    if not text.isprintable():
        text = _UNSEEN.sub(lambda m: " " if m.group() in "\t\n\r\x0b\x0c\x85" else "", text)
    shown = " ".join(text.split())
    while True:
        before = shown
        shown = _balance(shown.strip(_EDGE + " "))
        if _POSSESSIVE.search(shown) and len(shown) > 3:
            shown = shown[:-2] if shown[-1] in "sS" else shown[:-1]
        if shown == before:
            return shown


def _balance(text: str) -> str:
    """Drop a bracket at either end that has no partner."""
    for left, right in ("()", "[]", "{}"):
        if text.startswith(left) and (right not in text or text.endswith(right)):
            text = text[1:]
        if text.endswith(right) and left not in text:
            text = text[:-1]
        if text.endswith(left):
            text = text[:-1]
        if text.startswith(right):
            text = text[1:]
    return text


def entity(text: str, kind: str = "name") -> Entity | None:
    r"""Return the canonical form of a name; None if nothing is left that could be a name.

    For every kind: Unicode NFKC and case folding; accents and strokes of Latin letters (*ł*, *ø*), apostrophes and
    hyphens do not count; ``&`` is "and"; dotted initials are joined ("J. R. R." = "J.R.R."); a leading "the" and asides
    in brackets go. Persons also lose titles, nicknames in quotes, post-nominals and what follows a comma, and "Curie,
    Marie" is turned round; "Jr." and "III" stay, because they tell people apart ("Junior" is "Jr."); "Geo." is George.
    Organisations lose "Inc.", "Ltd" and the like.
    Countries among the places have one name: "the U.S." is "united states".

    Idempotent: ``entity(e.key, kind).key == e.key``.

    >>> entity("Dr. Marie  CURIE's", "person")
    Entity(key='marie curie', display='Dr. Marie CURIE')
    >>> entity("The Apple Corp.", "org").key, entity("J. R. R. Tolkien", "person").key
    ('apple', 'jrr tolkien')
    >>> entity("?!") is None
    True
    """
    if _PLAIN.fullmatch(text):  # most names: nothing to clean or to fold but the case
        display, key = text, _settled(text.lower().split(), kind)
    else:
        display = clean(text)
        key = _key(display, kind)
        before = ""
        while key != before:  # NFKC and case folding can uncover each other: repeat until nothing changes
            before, key = key, _settled(key.split(), kind) if _PLAIN.fullmatch(key) else _key(key, kind)
    if kind == "place":
        key = COUNTRIES.get(key, key)
    return Entity(key, display) if key else None


def _key(text: str, kind: str) -> str:
    folded = unicodedata.normalize("NFKC", text.translate(_MARKS)).casefold()
    folded = " ".join(_without_accents(folded).split())
    if "(" in folded or "[" in folded:
        without = " ".join(_ASIDE.sub(" ", folded).split())
        folded = without if _split(without) else folded
    if kind == "person":
        folded = _turned(_NICKNAME.sub(" ", folded))
    if "." in folded:
        folded = _INITIALS.sub(lambda m: _DOTS.sub("", m.group()) + " ", folded)
    words = _split(f"{folded} ".replace("'s ", " ").replace("'", "").replace("&", " and "))
    return _settled(words, kind)


def _settled(words: list[str], kind: str) -> str:
    """Trim until nothing changes: "Dr. The Edge" needs two rounds."""
    while (trimmed := _trimmed(words, kind)) != words:
        words = trimmed
    return " ".join(words)


def _split(text: str) -> list[str]:
    r"""Split into words of letters, digits and, outside Latin, marks (``\w`` leaves out vowel signs); "C++" is one."""
    if text.isascii():
        return _WORD.findall(text)
    letters = (c if c.isalnum() or c in "+#" or unicodedata.category(c)[0] == "M" else " " for c in text)
    return [w for w in (word.lstrip("+#") for word in "".join(letters).split()) if w]


def _without_accents(text: str) -> str:
    """Drop combining marks from Latin letters; other scripts keep theirs, where marks can be letters."""
    if text.isascii():
        return text.translate(_MARKS)
    kept: list[str] = []
    latin = False
    for c in unicodedata.normalize("NFKD", text):
        if c.isascii():
            latin = True
        elif not unicodedata.combining(c):
            latin = "LATIN" in unicodedata.name(c, "")
        elif latin:
            continue
        kept.append(c)
    return unicodedata.normalize("NFKC", "".join(kept)).casefold().translate(_MARKS).translate(_STROKED)


def _turned(name: str) -> str:
    """'Curie, Marie' → 'Marie Curie'; 'Ann Lee, 3rd Duchess of Orland' → 'Ann Lee'; 'Ann King, Jr.' stays."""
    if "," not in name:
        return name
    head, _, tail = name.partition(",")
    words = [w.replace(".", "") for w in tail.split()]
    if not words or not head.strip() or words[0] in _GENERATION:
        return name
    if len(head.split()) > 1:
        return head
    return (
        f"{tail.strip()} {head.strip()}"
        if "," not in tail and len(words) <= 3 and words[0] not in _POSTNOMINAL
        else name
    )


def _trimmed(words: list[str], kind: str) -> list[str]:
    while len(words) > 1 and words[0] == "the":
        words = words[1:]
    if kind == "person":
        while len(words) > 2 and words[0] in _FUNCTION:
            words = words[1:]
        if len(words) > 3:
            words = words[max((i + 1 for i, w in enumerate(words[:-2]) if i and w in _BEFORE), default=0) :]
        while len(words) > 1 and (
            words[0] in _ADDRESS or (words[0] in _RANK and len(words) > 2 and words[1] not in _OF)
        ):
            words = words[1:]
        while len(words) > 2 and words[-1] in _POSTNOMINAL:
            words = words[:-1]
        if len(words) > 1 and words[0] in _GIVEN:
            words = [_GIVEN[words[0]], *words[1:]]
        if len(words) > 2 and words[-1] in _GENERATIONS:
            words = [*words[:-1], _GENERATIONS[words[-1]]]
    elif kind == "org":
        while len(words) > 1 and words[-1] in _COMPANY:
            words = words[:-1]
        while len(words) > 1 and words[-1] == "and":  # "Tiffany & Co."
            words = words[:-1]
    return words


def names_a_person(key: str) -> bool:
    """Whether a canonical name can be a person's own: no office, no nationality, no country, no letter or two.

    "Duke of Argyll" is refused because it names another person in each generation: it is what is left of
    "Archibald Campbell, 3rd Duke of Argyll" when the name is cut at its comma.

    >>> [names_a_person(k) for k in ("marie curie", "duke of argyll", "french moroccan", "in japan", "he")]
    [True, False, False, False, False]
    >>> [names_a_person(k) for k in ("world war ii", "battle of tarsk", "kathleen battle")]
    [False, False, True]
    """
    words = key.split()
    if _EVENTS.intersection(words) and _names_an_event(words):
        return False
    if len(key) > 2 and words[0] not in _NO_FIRST_NAMES and not words[0][0].isdecimal():
        return True  # nearly always
    tiny = len(key) < 3 and key[-1:].isascii()
    nations = country_of(key) is not None or all(country_of(w) for w in words)
    title = all(w in _POSTNOMINAL or w in _ADDRESS for w in words)
    return not (tiny or nations or title or words[0] in _FUNCTION or _OFFICE.match(key))


def _names_an_event(words: list[str]) -> bool:
    """Whether words with one that makes the name of an event are such a name: it stands last, or before "of"."""
    last = [word for word in words if word not in _NUMERALS]
    ends = bool(last) and last[-1] in _EVENTS and last[-1] != "battle"  # which is a family name
    return ends or any(word in _EVENTS and after in _OF for word, after in pairwise(words))
