"""Numbers with their scale and unit, as they are written in running text.

(The name does not shadow the standard library's ``numbers``: imports are absolute.)
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from corpusstat.lexicon import rows, word_list

__all__ = ["Number", "number"]

_SCALES: Final = {
    "hundred": 2, "thousand": 3, "lakh": 5, "lakhs": 5, "million": 6, "millions": 6, "mn": 6, "crore": 7,
    "crores": 7, "billion": 9, "billions": 9, "bn": 9, "trillion": 12, "trillions": 12,
}  # fmt: skip
_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS: Final = {w: i for i, w in enumerate(_COUNTED.split())} | {w: 10 * i for i, w in enumerate(_TENS.split(), 2)}
_UNITS: Final = {w: row["unit"] for row in rows("units") for w in (*row["words"].split(), *row["more"].split())}
_LENGTHS: Final = frozenset(row["unit"] for row in rows("units") if row["kind"] == "length")
_NOISE: Final = word_list("number_fillers")
_DIGITS = re.compile(r"[-−]?\d[\d.,]*\d|[-−]?\d")
_TOKEN = re.compile(r"[-−]?\d[\d.,]*\d|[-−]?\d|us\$|light-years?|per-cent|[$£€%]|°[cf]|[^\W\d_]+[²³]?\d?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its unit ('' if it has none). Units are named, not converted: a conversion would round."""

    value: Decimal
    unit: str = ""

    def __str__(self) -> str:
        """Plain digits without exponent, then the unit.

        >>> str(Number(Decimal("2.10E+6"))), str(Number(Decimal("8848.0"), "m"))
        ('2100000', '8848 m')
        """
        digits = format(self.value.normalize(), "f")
        return f"{digits} {self.unit}" if self.unit else digits


def number(text: str) -> Number | None:
    """Read a number with its scale word and unit; None if there is none, or more than one (a range).

    Commas, spaces and apostrophes before three digits group thousands; a comma before any other count of digits
    is a decimal comma; several points group thousands. What stands in brackets (a conversion, a year) is left out.

    >>> [str(number(t)) for t in ("2.1 million", "1,234,567", "2 100 km²", "5,895 metres (19,341 ft)", "$3bn")]
    ['2100000', '1234567', '2100 km2', '5895 m', '3000000000 USD']
    >>> [str(number(t)) for t in ("twenty-five thousand", "1,5 km", "500 square miles", "5-10", "many")]
    ['25000', '1.5 km', '500 mi2', 'None', 'None']
    """
    folded = unicodedata.normalize("NFKC", text.replace("²", "2 ").replace("³", "3 ")).casefold()
    folded = re.sub(r"\([^()]*\)|\[[^][]*\]", " ", folded)
    folded = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", ",", folded)
    folded = re.sub(r"(?<=\d)\s?[-–—]\s?(?=\d)|\bto\b(?=\s*\d)", " | ", folded)
    folded = re.sub(r"(?<=[a-z])-(?=[a-z])(?!year|cent)", " ", folded)
    if "|" in folded:
        return None
    return _read(_TOKEN.findall(folded))


def _read(tokens: list[str]) -> Number | None:
    value: Decimal | None = None
    power, unit, squared, worded = 0, "", "", Decimal(0)
    for token in tokens:
        if token[-1].isdecimal() and _DIGITS.fullmatch(token):
            if value is not None or (parsed := _digits(token)) is None:
                return None
            value = parsed
        elif token in _WORDS:
            if value is not None and not worded:
                return None
            worded, value = Decimal(1), (value or Decimal(0)) + _WORDS[token]
        elif token in _SCALES and (value is not None or token not in ("mn", "bn")):
            value = Decimal(1) if value is None else value
            power += _SCALES[token]
        elif token in ("square", "sq", "cubic", "cu"):
            squared = "2" if token.startswith("s") else "3"
        elif (found := _unit(token)) is not None:
            unit = unit or found
        elif token not in _NOISE:
            return None
    if value is None or power > 24:
        return None
    if squared and unit in _LENGTHS:
        unit += squared
    return Number(value.scaleb(power), unit)


def _unit(token: str) -> str | None:
    if token[-1] in "23" and token[:-1] in _UNITS and _UNITS[token[:-1]] in _LENGTHS:
        return _UNITS[token[:-1]] + token[-1]
    return _UNITS.get(token)


def _digits(token: str) -> Decimal | None:
    sign = "-" if token[0] in "-−" else ""
    body = token.lstrip("-−")
    if len(body) > 40:
        return None
    if re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", body):
        body = body.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", body) or re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", body):
        body = body.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d+", body):
        body = body.replace(",", ".")
    if not re.fullmatch(r"\d+(?:\.\d+)?", body):
        return None
    return Decimal(sign + body)
