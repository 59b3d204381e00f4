"""What is known of words: those of a name, of the links between them, and of whole names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import takewhile
from typing import Final

from corpusstat.extract.text.hashtable import WordTable
from corpusstat.lexicon import DEMONYMS, LONE, MONTHS, PARTIES, PRONOUNS, REGIONS, ROLES, STARTERS

__all__ = [
    "ARTICLE",
    "BEGINS",
    "BEGINS_ROLE",
    "CUT",
    "DOCTOR",
    "HOUSE",
    "INNER",
    "JUNIOR",
    "LAND",
    "MONTH",
    "NATION",
    "OF",
    "PARTICLE",
    "PARTY",
    "PLAIN",
    "ROLE",
    "SHORT_MONTH",
    "SPLITS",
    "STARTER",
    "STATE",
    "SUFFIX",
    "THE",
    "TITLE",
    "WEEKDAY",
    "word_table",
]

STARTER, PLAIN, NATION, ROLE, MONTH, SHORT_MONTH, TITLE, PARTY = (1 << i for i in range(8))
OF, PARTICLE, THE, ARTICLE, INNER, HOUSE, SUFFIX, CUT, STATE, DOCTOR = (1 << i for i in range(8, 18))
BEGINS, BEGINS_ROLE, JUNIOR, SPLITS, WEEKDAY, LAND = (1 << i for i in range(18, 24))
_WORDS: Final = {
    TITLE: "St Dr Mr Mrs Ms Mt Ft Jr Sr Inc Ltd Co Corp Gen Col Capt Lt Prof Rev Sgt Maj Adm Bros",
    JUNIOR: "Jr Sr",
    DOCTOR: "Ph",
    SHORT_MONTH: "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec",
    OF: "of",
    THE: "the",
    PARTICLE: "de da do dos das del della di du van von der den ter ten la le el al bin bint ibn ben y e zu zur af av"
    " et",
    ARTICLE: "la las los der den dem le al les",
    INNER: "à de la le du sur en les lès aux di am an der on upon by",
    HOUSE: "College University School Hospital Church Cathedral Party Academy Institute Museum Library Theatre Club"
    " Association Society Foundation Hall Court Inn Abbey Chapel Bush Kitchen Cross Lynn Stortford",
    SUFFIX: "Inc Jr Sr Ltd LLC Esq",
    SPLITS: "CEO CFO CTO COO MP MEP",
    WEEKDAY: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    CUT: "based born educated trained owned style led",
    STATE: "MA MD OH",
}


def _known() -> dict[str, int]:
    """Words and whole entries with what is known of them."""
    known: dict[str, int] = {}

    def add(words: Iterable[str], flag: int) -> None:
        for word in words:
            known[word] = known.get(word, 0) | flag

    def begin(entries: Iterable[str], flag: int) -> None:
        heads = ((e, "".join(takewhile(str.isalpha, e))) for e in entries)
        add((head for e, head in heads if flag != BEGINS or head != e), flag)

    for flag, words in _WORDS.items():
        add(words.split(), flag)
    for entries, flag in ((STARTERS, STARTER), ((*STARTERS, *LONE, *PRONOUNS), PLAIN), (DEMONYMS, NATION)):
        add(dict.fromkeys(entries), flag)
        begin(entries, BEGINS)
    add((d for d in DEMONYMS if d in REGIONS), LAND)
    add(ROLES, ROLE | PLAIN)
    begin(ROLES, BEGINS)
    begin(ROLES, BEGINS_ROLE)
    add(dict.fromkeys(MONTHS), MONTH)
    add({p.split(" ")[-1] + s for p in PARTIES for s in ("", "s")}, PARTY)
    return known


@cache
def word_table() -> WordTable:
    """Find what is known of a word by its hash."""
    return WordTable(_known())
