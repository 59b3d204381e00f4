"""The language of a document: what the data set says, else a cheap guess from its script and its function words.

The guess looks at 400 characters from the beginning and 400 from the middle. It is made to separate English from other
languages; which other language is a by-product. Short and wordless texts stay undecided (``und``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Final

import polars as pl

from corpusstat.lexicon import rows

__all__ = ["ENGLISH", "UNDECIDED", "guessed", "language_code", "languages"]


def _pairs(text: str) -> dict[str, str]:
    return {key: code for key, _, code in (pair.partition(":") for pair in text.split())}


ENGLISH: Final = "en"
UNDECIDED: Final = "und"

_SEEN: Final = 400
_SHARED: Final = frozenset(
    {"no", "de", "se", "is", "as", "was", "at", "die", "en", "al", "da", "her", "his", "he", "she", "it", "be", "had"}
    | {"not", "for", "on", "do", "to", "a", "man", "over", "under", "has"}
)
"""Words of several languages: they count for English only, where the others would not be enough."""
_SCRIPTS: Final = (
    (0x0370, 0x03FF, "el"), (0x0400, 0x052F, "ru"), (0x0530, 0x058F, "hy"), (0x0590, 0x05FF, "he"),
    (0x0600, 0x077F, "ar"), (0x0900, 0x097F, "hi"), (0x0980, 0x09FF, "bn"), (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"), (0x0E00, 0x0E7F, "th"), (0x1000, 0x109F, "my"), (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"), (0x1200, 0x137F, "am"), (0x1780, 0x17FF, "km"), (0x3040, 0x30FF, "ja"),
    (0x3400, 0x9FFF, "zh"), (0xAC00, 0xD7AF, "ko"),
)  # fmt: skip
"""First and last character of a script, and the language most written in it."""
_CYRILLIC: Final = ("ru", "uk", "bg")
"""Languages of one script, distinguished by their words."""
_CHINESE: Final = 20
"""Chinese characters for a kana, at least, in a text that is not Japanese."""
_DENSE: Final = 60
"""Characters of English for a function word, at most: typical text has one in twenty."""
_THIN: Final = 100
"""Characters of another language for a function word, at most."""

_THREE: Final = _pairs(
    "eng:en deu:de ger:de fra:fr fre:fr spa:es ita:it por:pt nld:nl dut:nl pol:pl rus:ru zho:zh chi:zh cmn:zh "
    "jpn:ja kor:ko ara:ar arb:ar hin:hi tur:tr vie:vi ind:id swe:sv dan:da nor:no nob:no nno:nn fin:fi ces:cs "
    "cze:cs ron:ro rum:ro hun:hu ukr:uk bul:bg ell:el gre:el heb:he tha:th fas:fa per:fa pes:fa lat:la cat:ca "
    "ben:bn tam:ta tel:te urd:ur srp:sr hrv:hr slk:sk slo:sk slv:sl lit:lt lav:lv est:et kat:ka hye:hy"
)
_NAMES: Final = _pairs(
    "english:en german:de french:fr spanish:es italian:it portuguese:pt dutch:nl polish:pl russian:ru chinese:zh "
    "japanese:ja korean:ko arabic:ar hindi:hi turkish:tr vietnamese:vi indonesian:id swedish:sv danish:da "
    "norwegian:no finnish:fi czech:cs romanian:ro hungarian:hu ukrainian:uk bulgarian:bg greek:el hebrew:he "
    "thai:th persian:fa latin:la catalan:ca bengali:bn tamil:ta"
)


@lru_cache(maxsize=4096)
def language_code(value: str | None) -> str | None:
    """Return the code of a language as data sets write it; None for what is no language.

    >>> [language_code(v) for v in ("eng_Latn", "German", "en-US", "aai", "C++", "", None)]
    ['en', 'de', 'en', 'aai', None, None, None]
    """
    if not value:
        return None
    name = _NAMES.get(value.strip().lower())
    if name:
        return name
    code = re.fullmatch(r"\s*([A-Za-z]{2,3})(?:[-_]\w+)*\s*", value)
    if code is None or code[1].lower() in ("und", "unk", "mul", "zxx"):
        return None
    short = _THREE.get(code[1].lower(), code[1].lower())
    known = short in _function_words() or short in _THREE.values()
    return short if known or code[1].islower() else None


def languages(texts: pl.Series, told: pl.Series | None = None) -> pl.Series:
    """Return the language of each text: what the data set states, where that is a language, else a guess.

    Parameters
    ----------
    texts
        String; no nulls.
    told
        String, as long as ``texts``: the data set's own column, if it has one.

    Returns
    -------
    polars.Series
        Language codes, ``und`` where undecided.
    """
    if told is None:
        return guessed(texts)
    unique = told.unique().drop_nulls().to_list()
    codes = told.replace_strict(unique, [language_code(u) for u in unique], default=None, return_dtype=pl.String)
    if codes.null_count() == 0:
        return codes
    return pl.select(pl.coalesce(codes, guessed(texts))).to_series()


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    return {row["language"]: tuple(row["words"].split()) for row in rows("language_words")}


@cache
def _english() -> str:
    return r"(?:^|[^\pL])(?:" + "|".join(_function_words()[ENGLISH]) + r")(?:$|[^\pL])"


@cache
def _languages_of_words() -> dict[str, tuple[str, ...]]:
    """The languages of each function word; single letters count only where they are not Latin."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _function_words().items():
        for word in words:
            if language == ENGLISH or (word not in _SHARED and not (len(word) == 1 and word < "\u0370")):
                found[word] = (*found.get(word, ()), language)
    return found


def guessed(texts: pl.Series) -> pl.Series:
    """Guess the language of each text.

    >>> guessed(pl.Series(["The house of the captain was sold.", "Das Haus und der Garten"])).to_list()
    ['en', 'de']
    """
    frame = texts.alias("text").to_frame().select(_seen().alias("seen"))
    english = pl.col("seen").str.count_matches(_english())
    sure = english >= pl.max_horizontal(2, pl.col("seen").str.len_chars() // _DENSE)
    found = frame.with_columns(pl.when(sure).then(pl.lit(ENGLISH)).alias("language"))
    codes = found["language"].to_list()
    for row, seen in found.with_row_index("row").filter(pl.col("language").is_null()).select("row", "seen").rows():
        codes[row] = _weighed(seen)
    return pl.Series(codes, dtype=pl.String)


def _seen() -> pl.Expr:
    """The characters looked at, in lower case: the first, and those after the middle of a long text."""
    size = pl.col("text").str.len_bytes()
    middle = pl.col("text").str.slice(size // 4, _SEEN)  # bytes: in the second quarter at the least
    more = pl.when(size > 4 * _SEEN).then(middle).otherwise(pl.lit(""))
    return pl.concat_str(pl.col("text").str.slice(0, _SEEN), pl.lit(" "), more).str.to_lowercase()


def _weighed(seen: str) -> str:
    """The language of a text that is not clearly English: by its script, then by its function words."""
    letters = [c for c in seen if c.isalpha()]
    words = re.findall(r"[^\W\d_]+", seen)
    return _by_script(letters, words) or _by_words(words, letters, len(seen))


def _by_script(letters: Sequence[str], words: Sequence[str]) -> str | None:
    """The language that is most written in the script of most letters; None where that is the Latin script."""
    scripts = Counter(filter(None, map(_script, letters)))
    if sum(scripts.values()) <= max(1, len(letters) // 2):
        return None
    script = scripts.most_common(1)[0][0]
    if script == "zh" and scripts["ja"] * _CHINESE > scripts["zh"]:
        return "ja"
    return max(_CYRILLIC, key=_counted(words).__getitem__) if script == "ru" else script


def _by_words(words: Sequence[str], letters: Sequence[str], size: int) -> str:
    """The language of most function words of a text of ``size`` characters."""
    scores, kinds = _counted(words), _counted(set(words))
    english = scores.pop(ENGLISH, 0)
    best = max(scores, key=lambda code: (scores[code], code), default=UNDECIDED)
    several = kinds[best] > 1
    enough = several and scores[best] >= max(3, size // _THIN)
    likely = not english and (several or _accented(letters))
    if scores[best] > english and (enough or likely):
        return best
    return ENGLISH if english > scores[best] else UNDECIDED


def _counted(words: Iterable[str]) -> Counter[str]:
    """How many of the words are function words of each language."""
    known = _languages_of_words()
    return Counter(language for word in words for language in known.get(word, ()))


def _accented(letters: Sequence[str]) -> bool:
    """Whether letters that English does without are as frequent as in languages that have them."""
    return sum("\x7f" < c < "\u0250" for c in letters) * 40 > len(letters)


@lru_cache(maxsize=4096)
def _script(character: str) -> str | None:
    code = ord(character)
    return next((language for first, last, language in _SCRIPTS if first <= code <= last), None)
