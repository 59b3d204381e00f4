r"""The slow marking that `corpusstat.extract.text.tokenizer` is measured against: regular expressions over a column.

``Ada was born in 1815`` becomes ``␁Ada␂ was born in ␃1815␂``. Regex passes find things; an
Aho-Corasick pass repairs what a regex without look-around cannot say (a name that is only a pronoun, a demonym, a
month or a sentence's first word). Marks add characters and change none, so positions can be counted back.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from marked import DATE_MARK, DEMONYM_MARK, END_MARK, MARKS, NAME_MARK, NUMBER_MARK

from corpusstat.extract.text.word_classes import not_names, sentence_starters
from corpusstat.lexicon import demonyms, months, weekdays, word_list

__all__ = ["mark_text"]

_STARTER = "\x06"  # inside this module only
MONTHS = months(short=False)
STARTERS = sorted(sentence_starters(), key=lambda word: (-len(word), word))
ROLES = sorted(word_list("roles"))
_MONTH = f"(?:{'|'.join(MONTHS)}|(?:Sept|Febr|{'|'.join(months(short=True))})\\.?)"
_WEEKDAYS = weekdays(short=False)
_WEEKDAY = f"(?:{'|'.join(_WEEKDAYS)})"
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_ERA = r"(?: ?(?:BCE?\b|B\.C\.|CE\b|AD\b|A\.D\.))?"
_DATE: Final = (
    rf"(?:(?:{_WEEKDAY},? )?(?:{_DAY} (?:of )?{_MONTH}(?:,? [0-9]{{3,4}}\b{_ERA})?"
    rf"|{_MONTH} {_DAY}\b(?:,? [0-9]{{4}}\b)?|{_MONTH},? (?:of )?[0-9]{{4}}\b)"
    rf"|\b[12][0-9]{{3}}-[01][0-9]-[0-3][0-9]\b|\b[12][0-9]{{3}}\b{_ERA}|\b[0-9]{{1,3}} ?(?:BCE?\b|B\.C\.|AD\b|A\.D\.))"
).replace(r"\b", r"(?-u:\b)")
_NUM: Final = r"[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?"
_UPPER = r"\p{Lu}"
_LETTER = r"[A-Za-z0-9ªµºÀ-ÖØ-öø-ʯ\x{300}-\x{36f}Ͱ-ӿḀ-ỿ]"  # ranges: \p{L} is three times slower
_SHORT = r"Ph\.D|St|Dr|Mr|Mrs|Ms|Mt|Ft|Jr|Sr|Inc|Ltd|Co|Corp|Gen|Col|Capt|Lt|Prof|Rev|Sgt|Maj|Adm|Bros"
_WORD = rf"(?:(?:{_SHORT})\.|{_UPPER}\.(?:-?{_UPPER}\.)*|{_UPPER}{_LETTER}*(?:[-'’]{_LETTER}{{2,}}|&{_LETTER}+)*)"
_HOUSES = (
    "College|University|School|Hospital|Church|Cathedral|Party|Academy|Institute|Museum|Library|Theatre|Club"
    "|Association|Society|Foundation|Hall|Court|Inn|Abbey|Chapel|Bush|Kitchen|Cross|Lynn|Stortford"
)
_NICK = rf"{_UPPER}[a-z]{_LETTER}*"
_HOUSE = rf"['’]s? (?:{_HOUSES})\b(?:[-'’]{_LETTER}{{2,}}|&{_LETTER}+)*"
_PARTICLE = "de|da|do|dos|das|del|della|di|du|van|von|der|den|ter|ten|la|le|el|al|bin|bint|ibn|ben|y|e|zu|zur|af|av|et"
_INNER = "à|de|la|le|du|sur|en|les|lès|aux|di|am|an|der|on|upon|by"  # Pont-à-Mousson, Stratford-upon-Avon
_JOIN = (
    rf"(?: {{1,3}}| of (?:the )?| (?:{_PARTICLE}) (?:(?:la|las|los|der|den|dem|le|al) )?| & | d['’]| al-| el-"
    rf"|-(?:{_INNER})-(?:la-|le-|les-)?| [\"“]{_NICK}(?: {_NICK})?[\"”] | \({_NICK}\) )"
)
_NAMES: Final = (
    rf"[{DATE_MARK}{NUMBER_MARK}{_STARTER}][^{END_MARK}]*{END_MARK}|{_WORD}(?:{_JOIN}{_WORD}|{_HOUSE})*"
    r"(?:,? (?:Inc|Jr|Sr|Ltd|LLC|Esq)\b\.?)?"
).replace(r"\b", r"(?-u:\b)")
_FRONT: Final = rf"(^[^\p{{L}}\p{{N}}]{{0,3}}|[.,;:(\"“] ?)({'|'.join(STARTERS)})(?-u:\b)"


def _repairs() -> dict[str, str]:
    """Literal repairs of the passes above, found leftmost in one pass."""
    rules = {
        f"{NAME_MARK}{DATE_MARK}{_STARTER}{w}{END_MARK}{END_MARK}": f"{DATE_MARK}{w}" for w in MONTHS if w in STARTERS
    }
    rules |= {NAME_MARK + DATE_MARK: DATE_MARK, NAME_MARK + NUMBER_MARK: NUMBER_MARK, END_MARK + END_MARK: END_MARK}
    rules |= {
        f"{NAME_MARK}{_STARTER}{w}{END_MARK}{END_MARK}": w for w in (*STARTERS, "CEO", "CFO", "CTO", "COO", "MP", "MEP")
    }
    rules |= {f"{NAME_MARK}{w}{END_MARK}": w for w in not_names()}
    rules |= {f"{NAME_MARK}{w}{END_MARK}": f"{DEMONYM_MARK}{w}{END_MARK}" for w in demonyms()}
    rules |= {(state := f"{END_MARK}, {NAME_MARK}{w}{END_MARK}"): state for w in ("MA", "MD", "OH")}
    rules |= {f"{NAME_MARK}{w}{END_MARK}": w for w in ROLES}
    rules |= {f"{NAME_MARK}{w}{link}": f"{w}{link}{NAME_MARK}" for w in ROLES for link in (" of the ", " of ", " ")}
    rules |= {f" {w}. ": f" {w}.{END_MARK} {NAME_MARK}" for w in ("Jr", "Sr")}  # these end a name, whatever follows
    rules |= {
        f"-{w}{END_MARK}": f"{END_MARK}-{w}" for w in ("based", "born", "educated", "trained", "owned", "style", "led")
    }
    return rules


_RULES: Final = _repairs()


def mark_text(text: pl.Expr) -> pl.Expr:
    r"""Mark the things in a column of sentences; characters that look like marks become spaces first.

    >>> frame = pl.DataFrame({"s": ["He met Ada Lovelace, an English writer, in May 1840."]})
    >>> print(frame.select(mark_text(pl.col("s"))).item().translate({1: "<", 2: ">", 3: "@", 5: "~"}))
    He met <Ada Lovelace>, an ~English> writer, in @May 1840>.
    """
    return (
        text.str.replace_many(list(MARKS + _STARTER), [" "] * (len(MARKS) + 1))
        .str.replace_all(_DATE, f"{DATE_MARK}${{0}}{END_MARK}")
        .str.replace_all(rf"{DATE_MARK}[^{END_MARK}]*{END_MARK}|{_NUM}", f"{NUMBER_MARK}${{0}}{END_MARK}")
        .str.replace_many([NUMBER_MARK + DATE_MARK, END_MARK + END_MARK], [DATE_MARK, END_MARK], leftmost=True)
        .str.replace_all(r"(^| )(CEO|CFO|CTO|COO|MP|MEP)(?-u:\b)", f"${{1}}{_STARTER}${{2}}{END_MARK}")
        .str.replace_all(_FRONT, f"${{1}}{_STARTER}${{2}}{END_MARK}")
        .str.replace_many(
            [f"{DATE_MARK}{_STARTER}{d}{END_MARK}" for d in _WEEKDAYS], [DATE_MARK + d for d in _WEEKDAYS]
        )
        .str.replace_many([f"{_STARTER}{w}{END_MARK}." for w in "AI"], [f"{w}." for w in "AI"])  # initials
        .str.replace_all(_NAMES, f"{NAME_MARK}${{0}}{END_MARK}")
        .str.replace_many(list(_RULES), list(_RULES.values()), leftmost=True)
    )
