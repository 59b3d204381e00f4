"""Kinds of text that are hard on a text processor, in any size: no spaces, no ends, all names, all almost-facts."""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["KINDS", "hostile"]


def _repeat(piece: str) -> Callable[[int], str]:
    size = len(piece.encode())
    return lambda n: (piece * (n // size + 1)).encode()[:n].decode(errors="ignore")


def _random(alphabet: str) -> Callable[[int], str]:
    def text(n: int) -> str:
        rng = random.Random(n)
        block = "".join(rng.choices(alphabet, k=50_000))
        return _repeat(block)(n)

    return text


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    return lambda n: (
        opening * (n // (len((opening + closing).encode()))) + closing * (n // len((opening + closing).encode()))
    )


KINDS: dict[str, Callable[[int], str]] = {
    "one word without end": _repeat("a"),
    "one capital without end": _repeat("A"),
    "blanks": _repeat(" "),
    "line ends": _repeat("\n"),
    "blank lines and tabs": _repeat("\r\n\t\r\n"),
    "digits": _repeat("1901"),
    "dots": _repeat("."),
    "commas": _repeat(", "),
    "hyphens": _repeat("well-known-"),
    "quotes": _repeat('"\u201c\u2019'),
    "brackets open": _repeat("("),
    "brackets nested": _nested("(a ", ")"),
    "NULs": _repeat("\x00"),
    "escapes": _repeat("\x1b[31m\x07"),
    "emoji": _repeat("👩\u200d👩\u200d👧"),
    "marks that combine": _repeat("a\u0300\u0301\u0302"),
    "right to left": _repeat("\u202eأبج\u202c "),
    "CJK": _repeat("安娜于一九〇一年出生"),
    "soft hyphens": _repeat("Bel\u00adla\u00admy "),
    "zero width": _repeat("\u200b\ufeff\u2060"),
    "HTML": _repeat("<td class='x'>&amp;&#39;&nbsp;</td>"),
    "tags that nothing closes": _repeat("<s><ref>a<del><STRIKE>"),
    "lives in square brackets": _repeat("[1901–1971 [1901-"),
    "Markdown and wiki": _repeat("[[Anna|*Bellamy*]]{{b|c}}''"),
    "names only": _repeat("Anna Bellamy "),
    "initials": _repeat("J. R. R. "),
    "titles": _repeat("Sir Dr. Lord Mr. "),
    "particles": _repeat("de la van der von "),
    "prepositions": _repeat("of the in the by the "),
    "a sentence without end": _repeat("and Anna Bellamy was born in Port Ellory and "),
    "a subject without value": _repeat("Anna Bellamy was born. "),
    "pronouns": _repeat("He was born there. She died then. "),
    "almost dates": _repeat("3 March 3 April, 1901/2-03 "),
    "facts": _repeat("Anna Bellamy was born on 3 March 1901. "),
    "facts of one sentence": _repeat("Anna Bellamy (born 3 March 1901), "),
    "lists": _repeat("Anna Bellamy; Boris Castellan; "),
    "hard wraps": _repeat("Anna\nBellamy\nwas\nborn\non\n3\nMarch\n1901.\n"),
    "other people": _repeat("His sister, Clara Dumont, whose brother "),
    "random letters": _random("abcdefghijklmnopqrstuvwxyz ABC.,"),
    "random Unicode": _random("aé漢\u0301\u200f𝔘. \n'\u2019-"),
}


def hostile(kind: str, size: int) -> str:
    """Text of a kind, of about ``size`` UTF-8 bytes."""
    return KINDS[kind](size)
