"""What a model's answer to a closed-book question says: right, wrong, declined, or nothing of the kind asked.

Standard library only, and self-contained: `corpusstat probes` copies this file into the folder that it writes, so that
the harness grades exactly as `corpusstat observe` does. Only the answer's own line is read: credit for a name that
turns up somewhere in a long text is no credit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["ABSTAINED", "CORRECT", "STATUSES", "UNPARSEABLE", "WRONG", "Reading", "declines", "grade"]

CORRECT: Final = "correct"
WRONG: Final = "wrong"
ABSTAINED: Final = "abstained"
UNPARSEABLE: Final = "unparseable"
STATUSES: Final = (CORRECT, WRONG, ABSTAINED, UNPARSEABLE)
"""What an answer can be. ``unparseable``: empty, an echo, a fragment, an answer of another kind or precision, or two
answers between which the model does not choose."""


@dataclass(frozen=True)
class Reading:
    """``status``, one of `STATUSES`; ``answer``, what was read as the answer ("" if nothing was)."""

    status: str
    answer: str = ""


def _words(text: str) -> list[str]:
    return text.split()


# ---- the line that answers -----------------------------------------------------------------------------------------

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:the |my |short |final |correct )*(?:answer|response|reply)(?: is)?|a|ans|output|assistant|final)\s*[:=]\s*"
    r"|(?:\\boxed|\\text)\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:sure|certainly|of course|okay|ok|yes|well|(?:great|good) question|hmm|uh|um)\s*[,.!:]*\s+)+",
    re.IGNORECASE,
)
_ONLY_LEAD = re.compile(
    r"\W*(?:(?:sure|certainly|of course|okay|ok|great question|good question)\W*"
    r"|(?:sure|certainly|of course|okay|ok)?\W*(?:here(?:'s| is)|this is|the following is)\b[^:]*:\W*"
    r"|let me (?:think|see|recall)[^:]*\W*)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\*\*|__|`+|^[\s>#*•\-–—]+|[{}]|\\boxed|\\text|\$", re.MULTILINE)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "})
_SPACES = re.compile(r"\s+")
_NEXT = re.compile(r"\s*(?:\bQ(?:uestion)?\s*\d*\s*[:.]|</s>|<\|).*", re.DOTALL)


def _line(text: str) -> str:
    """Return the line that answers: the first with content, without label, markup and polite lead."""
    text = _THOUGHT.sub(" ", unicodedata.normalize("NFC", text[:4000])).translate(_QUOTES)
    lines = [_SPACES.sub(" ", line).strip() for line in _MARKUP.sub("", text).splitlines()]
    lines = [line for line in lines if line]
    while len(lines) > 1 and (_ONLY_LEAD.fullmatch(lines[0]) or not _LABEL.sub("", lines[0]).strip(" :")):
        lines = lines[1:]
    line = _NEXT.sub("", lines[0]) if lines else ""
    line = _LEAD.sub("", line, count=1) if _LEAD.match(line) else line
    label = _LABEL.match(line)
    return line[label.end() :].strip() if label else line.strip()


# ---- declining -----------------------------------------------------------------------------------------------------

_NOT = (
    r"(?:(?:do|does|did|can|could|am|is|are|was|were|have|has|would|will)(?:\ not|n't)|cannot|ain't|can't|won't|never)"
)
_DECLINES = re.compile(
    rf"""
      \b(?:idk|dunno|idunno|n/?a|no\ idea|no\ clue|beats\ me|not\ a\ clue|search\ me|who\ knows|your\ guess)\b
    | \bi(?:\ (?:really|honestly|simply|just|truly|sadly|unfortunately))*\ {_NOT}\ (?:\w+\ ){{0,3}}?
        (?:know|recall|remember|sure|certain|confident|aware|familiar|tell|say|answer|provide|give|determine|find|have
          |confirm|verify|share|identify|recognise|recognize|locate|come|establish|help|possess|hear|heard|guess)\b
    | \bmy\ (?:\w+\ ){{0,2}}?(?:knowledge|memory|data|information)\ (?:does|do|did)(?:\ not|n't)\b
    | \bmy\ confidence\ (?:is|was|falls|stays)\ (?:\w+\ ){{0,2}}?(?:low|below|under|insufficient|short)\b
    | \bless\ than\ \d+\s?%\ (?:confident|certain|sure) | \b(?:no\ one|nobody|none)\ (?:\w+\ )?knows\b
    | \bbeyond\ (?:what\ i|my|me\b)
    | \bi(?:'m|\ am)\ (?:\w+\ ){{0,2}}?(?:not\ (?:\w+\ ){{0,2}}?(?:sure|certain|confident|aware|familiar|able)|unsure
          |uncertain|unaware|unable|unfamiliar|afraid\ (?:i|that)|sorry)\b
    | \b(?:i|we)\ (?:\w+\ )?(?:lack|decline|abstain|pass)\b | ^\W*(?:i(?:'ll|\ will)\ )?(?:pass|skip|abstain|decline)
        (?:\ (?:on\ )?(?:this|that)(?:\ (?:one|question))?)?\W*$
    | \bi\ have\ (?:no|never|not|little)\b | \bi\ (?:would|'d|will)\ (?:rather|prefer)\ not\b
    | \bi'd\ (?:rather|prefer)\ not\b | \bi\ refuse\b | \bi\ forget\b | \bi\ forgot\b
    | \b(?:not|isn't|aren't|wasn't)\ (?:\w+\ ){{0,2}}?(?:sure|certain|clear|known|recorded|available|documented
          |public|given
          |specified|stated|disclosed|familiar|enough\ (?:information|confidence|context|data|evidence))\b
    | \bnever\ (?:been\ )?(?:recorded|documented|disclosed|heard) | \bunrecorded\b | \bundocumented\b | \bundisclosed\b
    | ^\W*(?:the\ )?(?:answer\ is\ )?(?:unknown|unsure|uncertain|unclear|none|null|unanswerable|undetermined)\b
    | \b(?:is|are|was|were|remains?|stays?|currently|still|seems|appears)\ (?:\w+\ ){{0,2}}?(?:unknown|uncertain|unclear
          |a\ mystery|lost|disputed|debated|beyond\ (?:me|my))\b
    | \b(?:no|insufficient|little|without|lack(?:s|ing)?)\ (?:\w+\ ){{0,3}}?(?:information|records?|data
          |knowledge|details?
          |sources?|evidence|memory|recollection|context|answer|mention)\b
    | \b(?:cannot|can't|could\ not|couldn't|unable\ to|impossible\ to|hard\ to|difficult\ to)\ (?:be\ )?(?:\w+\ )?
        (?:determined?|verify|verified|confirm|confirmed|answer|answered|say|tell|know|identify|find|provide|recall
          |establish|established|give|ascertain|help|assist|comment|place|name)\b
    | \bdoes\ not\ (?:seem\ to\ )?(?:exist|appear|ring)\b
    | \bdoesn't\ (?:seem\ to\ )?(?:exist|appear|ring|ring\ a\ bell)\b
    | \bas\ an?\ (?:\w+\ )?(?:ai|language\ model|assistant|llm)\b | \bmy\ (?:training|knowledge)\ (?:data|cutoff|base)\b
    | \b(?:please|you\ (?:may|might|can|could|should))\ (?:\w+\ ){{0,3}}?(?:check|consult|look
          |provide|specify|clarify|verify
          |refer|try|search|tell)\b
    | \b(?:could|can|would)\ you\ (?:please\ )?(?:provide|specify|clarify|give|tell)\b
    | \bmore\ (?:information|context)\b
    | \bprefer\ not\ to\b | \bnot\ going\ to\ guess\b
    | \b(?:won't|will\ not|wouldn't|don't\ want\ to)\ (?:guess|speculate)\b
    | \bmystery\ to\ me\b | \bescapes\ me\b | \bdraw(?:ing)?\ a\ blank\b | \boutside\ (?:of\ )?(?:my|what\ i)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_YET = re.compile(
    r"\b(?:but|however|though|although|yet|still|nevertheless"
    r"|if i (?:had|have) to|my (?:best |only )?(?:guess|bet|estimate)"
    r"|best guess|i(?:'d| would)? (?:guess|say|think|believe|suspect)|perhaps|maybe|probably|possibly|likely"
    r"|could have been|might (?:be|have been)|may (?:be|have been)|(?<=[,.;:] )it (?:was|is))\b",
    re.IGNORECASE,
)


def declines(line: str) -> bool:
    """Whether a line says that the model does not answer, whatever else it holds.

    >>> declines("I'm not sure when she was born."), declines("She was born in Oslo.")
    (True, False)
    """
    return _DECLINES.search(line) is not None


# ---- dates ---------------------------------------------------------------------------------------------------------

_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS: Final = {n: i for i, n in enumerate(_NAMES, 1)} | {n[:3]: i for i, n in enumerate(_NAMES, 1)} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"""(?<![\w.])(?:
      (?P<y1>\d{{4}})-(?P<m1>\d{{1,2}})-(?P<d1>\d{{1,2}})
    | (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\ of)?(?:\ day\ of)?[\ -](?P<m2>{_MONTH})\.?,?[\ -](?P<y2>\d{{4}})
    | (?P<m3>{_MONTH})\.?\ (?:the\ )?(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\ (?:of\ )?(?P<y3>\d{{4}})
    | (?P<d4>\d{{1,2}})\.\ ?(?P<m4>\d{{1,2}}|{_MONTH})\.?\ ?(?P<y4>\d{{4}})
    | (?P<a5>\d{{1,2}})[/-](?P<b5>\d{{1,2}})[/-](?P<y5>\d{{4}})
    | (?P<y7>\d{{4}})[/.](?P<m7>\d{{1,2}})[/.](?P<d7>\d{{1,2}})
    | (?P<y8>\d{{4}}),?\ (?P<m8>{_MONTH})\.?\ (?P<d8>\d{{1,2}})(?:st|nd|rd|th)?
    | (?P<m6>{_MONTH})\.?,?(?:\ of)?\ (?P<y6>\d{{4}})
    | (?P<y9>\d{{4}})-(?P<m9>\d{{2}})(?![-\d])
    | (?P<y0>1\d{{3}}|20\d{{2}}|(?<=\ )[5-9]\d{{2}}(?=\W*$))
    )(?!\w|\.\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_VAGUE = re.compile(
    r"\b\d{3,4}'?s\b|\bcentur|\b(?:between|before|after|since|by|until|from)\ (?:about |around )?\d{3,4}\b", re.I
)


def _date(found: re.Match[str]) -> tuple[int, ...] | None:
    """Return (year[, month[, day]]) of a match, None if the calendar has no such day."""
    part = {name[0]: text for name, text in found.groupdict().items() if text is not None}
    year = int(part["y"])
    if "a" in part:  # 11/7/1900: a number above 12 is the day; where both could be the month only the year is sure
        low, high = sorted((int(part["a"]), int(part["b"])))
        if low < high <= 12:
            return (year,)
        part |= {"m": str(low), "d": str(high)}
    if "m" not in part:
        return (year,)
    month = int(part["m"]) if part["m"].isdecimal() else _MONTHS.get(part["m"].lower(), 0)
    if not 1 <= month <= 12:
        return None
    if "d" not in part:
        return year, month
    return (year, month, int(part["d"])) if 1 <= int(part["d"]) <= 31 else None


def _dates(line: str) -> list[tuple[tuple[int, ...], int]]:
    """Return the dates of a text that are most precise, each with its place."""
    found = [(date, m.start()) for m in _DATE.finditer(line) if (date := _date(m)) is not None]
    return _finest(found)


def _finest(dates: Sequence[tuple[tuple[int, ...], int]]) -> list[tuple[tuple[int, ...], int]]:
    finest = max((len(date) for date, _ in dates), default=0)
    return [(date, at) for date, at in dates if len(date) == finest]


def _wanted(accepted: Sequence[str]) -> set[tuple[int, ...]]:
    return {date for date, _ in _finest([found for text in accepted for found in _dates(text)])}


def _grade_date(line: str, accepted: Sequence[str]) -> Reading:
    wanted = _wanted(accepted)
    found = _dates(line)
    if not found or (len(found[0][0]) == 1 and _VAGUE.search(line)):
        return Reading(UNPARSEABLE)
    first, start = found[0]
    shown = _iso(first)
    other = next((at for date, at in found if date != first), None)
    if other is not None and re.search(r"\bor\b", line[start:other]):
        return Reading(UNPARSEABLE, shown)  # two answers, no choice
    if any(first[: len(w)] == w for w in wanted):
        return Reading(CORRECT, shown)
    agrees = any(w[: len(first)] == first for w in wanted)  # true, but less than was asked for
    return Reading(UNPARSEABLE if agrees else WRONG, shown)


def _iso(date: tuple[int, ...]) -> str:
    return "-".join(f"{n:0{w}d}" for n, w in zip(date, (4, 2, 2), strict=False))


# ---- numbers -------------------------------------------------------------------------------------------------------

_SCALES: Final = {"hundred": 2, "thousand": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9}
_NUMBER = re.compile(r"(?<![\w.])([-−]?\d[\d,. ']*\d|[-−]?\d)\s*(hundred|thousand|million|billion|mn|bn)?\b", re.I)
_UNITS: Final = {
    "km2": "km²|sq\\.? ?km|square kilomet", "mi2": "sq\\.? ?mi|square mile", "m": "m\\b|met(?:re|er)",
    "ft": "ft|feet|foot", "km": "km|kilomet", "mi": "mi\\b|mile", "ha": "ha\\b|hectare", "acre": "acre",
}  # fmt: skip


def _numbers(line: str) -> list[tuple[float, str]]:
    out = []
    for found in _NUMBER.finditer(line):
        digits = found[1].replace(" ", "").replace("'", "").replace("−", "-").rstrip(".,")
        if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
            digits = digits.replace(",", "")
        try:
            value = float(digits.replace(",", "."))
        except ValueError:
            continue
        rest = line[found.end() :].lstrip()
        unit = next((u for u, names in _UNITS.items() if re.match(rf"(?:{names})", rest, re.IGNORECASE)), "")
        out.append((value * 10 ** _SCALES.get((found[2] or "").lower(), 0), unit))
    return out


def _grade_number(line: str, accepted: Sequence[str]) -> Reading:
    wanted = [number for text in accepted for number in _numbers(text)]
    found = _numbers(line)
    if not found:
        return Reading(UNPARSEABLE)
    value, unit = found[0]
    shown = f"{value:g} {unit}".strip()
    if any(value == w and (not unit or not u or unit == u) for w, u in wanted):
        return Reading(CORRECT, shown)
    if len({v for v, _ in found}) > 1 and re.search(r"\d\s*(?:or|to|-|–)\s*\d", line):
        return Reading(UNPARSEABLE, shown)
    return Reading(WRONG, shown)


# ---- names ---------------------------------------------------------------------------------------------------------

_FUNCTION: Final = frozenset(
    _words(
        "a an the i it he she they we you this that these those there here his her its their my your our in on at "
        "of by from to for with and or but so as is was are were be been has had have do does did born died who "
        "whom which what when where why how name answer author writer book novel city town place person founder "
        "capital question known according based located situated called named written wrote penned around about "
        "near not no yes also best currently originally actually both either one two first last mr mrs ms dr sir "
        "although because since if then than while during after before into under over guess sorry note see source "
        "date day year however sure certainly oh well hello hi let think probably possibly maybe perhaps likely "
        "unfortunately sadly honestly answered"
    )
)
_PARTICLES = (
    r"(?:of|de|da|di|du|del|della|der|den|van|von|la|le|el|al|bin|ibn|y|e|the|upon|on|sur|am|an der|in|’t|and|&)"
)
_NAME = re.compile(rf"[A-ZÀ-ÞĀ-Žİ\d][\w.'’\-]*(?:\ (?:{_PARTICLES}\ ){{0,2}}(?=[A-ZÀ-ÞĀ-Žİ\d])[\w.'’\-]+)*", re.UNICODE)
_NEGATED = re.compile(r"\b(?:not|n't|never|neither|nor)\b", re.IGNORECASE)
_CUT = re.compile(r"\s*[,;(\[]|\s+[-–—]\s|\.\s|\.$|\s(?:in|which|who|that|where|near|when|during)\s", re.IGNORECASE)


def _folded(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = re.sub(r"[ł]", "l", re.sub(r"[øö]", "o", plain.casefold())).replace("ß", "ss").replace("&", " and ")
    words = re.sub(r"[^\w]+", " ", plain.replace("'s ", " ").replace("'", "")).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _grade_name(line: str, accepted: Sequence[str], about: str) -> Reading:
    wanted = {folded for text in accepted if (folded := _folded(text))}
    whole = _folded(line)
    if whole in wanted or _folded(_CUT.split(line, maxsplit=1)[0]) in wanted:
        return Reading(CORRECT, line.strip(" ."))
    known = set(_folded(about).split())
    found = [name for name in _candidates(line, known) if name]
    if not found:
        return _lower_case(line, whole, known)
    first = found[0]
    if re.search(rf"{re.escape(first)}(?:,? or | / |/)", line) and len(found) > 1:
        return Reading(UNPARSEABLE, first)
    if _NEGATED.search(line[: line.index(first)]):
        return Reading(UNPARSEABLE, first)
    return Reading(CORRECT if _folded(first) in wanted else WRONG, first)


def _candidates(line: str, known: set[str]) -> Iterable[str]:
    """Yield the names of a line that are not the entity asked about and not function words, in order."""
    for found in _NAME.finditer(line):
        words = found[0].strip(" .'-").split(" ")
        while words and _folded(words[0]) in _FUNCTION and len(words) > 1:
            words = words[1:]
        kept = [w for w in words if _folded(w) and _folded(w) not in known]
        if kept and not all(_folded(w) in _FUNCTION for w in kept):
            yield re.sub(r"'s$", "", " ".join(words))


def _lower_case(line: str, whole: str, known: set[str]) -> Reading:
    """Read an answer without a capital: a short one is a name typed carelessly, a long one is no answer."""
    words = [w for w in whole.split() if w not in _FUNCTION and w not in known]
    described = whole.startswith(("a ", "an ", "some ", "one of "))
    if (
        not described
        and 0 < len(words) <= 3
        and len(whole.split()) <= 4
        and line == line.lower()
        and not line.endswith("?")
    ):
        return Reading(WRONG, line.strip(" ."))
    return Reading(UNPARSEABLE)


# ---- all together --------------------------------------------------------------------------------------------------

_DATES: Final = ("date", "year")
_NUMBERS: Final = ("number", "quantity")


def grade(response: str, accepted: Sequence[str], kind: str = "name", about: str = "") -> Reading:
    """Grade an answer.

    Parameters
    ----------
    response
        What the model wrote.
    accepted
        Right answers, each in every form that may be written; a date as it is written or in ISO 8601.
    kind
        What is asked for: date, year, number, quantity, or a kind of name (person, org, place, title, nationality).
    about
        The question: its names are not taken for answers.

    Returns
    -------
    Reading
        A date is right if it agrees as far as the accepted one goes; one that agrees but says less than was asked for
        is unparseable. Of several answers the first counts; "A or B" is no answer. An answer after "I am not sure,
        but …" counts as an answer.

    >>> grade("She was born on 12 March 1879.", ["1879-03-12"], "date").status
    'correct'
    >>> [grade(t, ["Warsaw"], "place").status for t in ("Warsaw, Poland", "in Kraków", "No idea.", "born in the")]
    ['correct', 'wrong', 'abstained', 'unparseable']
    """
    line = _line(response)
    if not re.search(r"\w", line) or _echo(line, about):
        return Reading(UNPARSEABLE)
    said = _DECLINES.search(line)
    read = _read(line if said is None else line[said.end() :], accepted, kind, about)
    if said is None:
        return read
    after = line[said.end() :]
    answers = read.status in (CORRECT, WRONG) and _YET.search(after) is not None
    before = _read(line[: said.start()], accepted, kind, about)
    if not answers and before.status == CORRECT:  # "Warsaw, though I am not sure"
        return before
    return read if answers else Reading(ABSTAINED)


def _read(line: str, accepted: Sequence[str], kind: str, about: str) -> Reading:
    if kind in _DATES:
        return _grade_date(line, accepted)
    if kind in _NUMBERS:
        return _grade_number(line, accepted)
    return _grade_name(line, accepted, about)


def _echo(line: str, about: str) -> bool:
    """Whether the line is only the question again."""
    return bool(about) and _folded(line) == _folded(about)
