r"""The template language: what a pack's author writes, and the patterns made from it.

A template is the sentence it is to match, with slots for what varies:

======================  ==========================================================================
``{subject}``           the prompt's entity, of the relation's subject type; a person also as he, she, I
``{subject's}``         the same in the possessive: *Ann's*, *his*, *my*
``{value}``             the answer, of the relation's value type; ``{value's}`` in the possessive
``{values}``            a list of answers, *A, B and C*: one fact for each
``{subject:place}``     the same with another type, after a colon
``{place}``, ``{date}`` context of that type, not captured
``[text]``              text that may be missing
``[a|b]``               one of several; ``[a|b|]`` one of several or nothing
``{..3}``               up to three plain words (no names, numbers or punctuation)
``...``                 anything up to 120 characters within the clause (no semicolon)
``{paren}``             a remark in brackets that may be missing: *(1815-1852)*
``{inside}``            anything inside a bracket that was opened before
``{dash}``              a dash or *to* between two dates
``^``                   at the front: the template starts the sentence
======================  ==========================================================================

Everything else stands for itself, but the first letter may be upper or lower case. A template is compiled into
two patterns over *marked* text (see :mod:`corpusstat.marking`): one without captures, for Polars (linear
time, no look-around), which finds the sentences; and one with captures, used on those only. Every template
needs literal text outside optional parts, three bytes or longer: a sentence without it is never looked at, so
the rarer the text, the faster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpusstat.errors import BadRequest
from corpusstat.slots import PLAIN_WORD, SLOTS, slot_pattern

__all__ = ["Template", "compile_template"]

_TOKEN = re.compile(r"\{([^{}]*)\}|(\.\.\.)|([\[\]|])|(\s+)|([^{}\[\]|\s.]+|\.)")
_SLOT = re.compile(r"(?P<role>subject|value)(?P<list>s?)(?P<own>'s)?(?::(?P<type>[a-z]+))?")
_GAP = re.compile(r"\.\.([1-9])")
DASH = "(?: ?[–—-] ?| to )"
DASH_LITERALS = ("–", "—", " - ", "-1", "-2")
MIN_BYTES = 3


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template.

    ``needs``: a match contains at least one of these literals. ``finds``: pattern for Polars. ``captures``:
    pattern for Python with groups ``s`` and ``v`` (no ``v`` in IDK templates). ``item``: pattern of one element
    of a list slot, or "".
    """

    relation: str
    name: str
    text: str
    needs: tuple[str, ...]
    finds: str
    captures: re.Pattern[str]
    item: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of pattern in both dialects, and the literals of which a match needs one (() = none known)."""

    finds: str
    captures: str
    literals: tuple[str, ...] = ()
    glued: bool = False  # carries its own leading space
    word: str = ""  # the text itself, if it is literal


class _Parser:
    """Recursive descent over the tokens of one template."""

    def __init__(self, text: str, subject: str, value: str) -> None:
        self.text, self.types = text, {"subject": subject, "value": value}
        self.anchored = text.startswith("^")
        self.tokens = self._tokens(text[1:] if self.anchored else text)
        self.at = 0
        self.seen: dict[str, str] = {}

    def _tokens(self, text: str) -> list[tuple[str, str]]:
        found, end = [], 0
        for match in _TOKEN.finditer(text):
            if match.start() != end:
                raise ValueError(f"unbalanced brace at {text[end:]!r}")
            kind = ("slot", "gap", "mark", "space", "word")[(match.lastindex or 1) - 1]
            found.append((kind, match.group(match.lastindex or 1)))
            end = match.end()
        if end != len(text):
            raise ValueError(f"unbalanced brace at {text[end:]!r}")
        return found

    def sequence(self, depth: int) -> _Part:
        """Parse up to the closing bracket or bar of this depth."""
        finds = captures = run = ""
        best: tuple[str, ...] = ()
        space = False
        while self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "mark" and text in "|]":
                if depth == 0:
                    raise ValueError(f"{text!r} outside of brackets")
                break
            self.at += 1
            if kind == "space":
                space = True
                continue
            part = self._part(kind, text, depth, front=depth == 0 and not finds)
            if part.glued and not space:
                part = _unglue(part)
            lead = " " if space and not part.glued else ""
            finds, captures = finds + lead + part.finds, captures + lead + part.captures
            run = run + lead + part.word if part.word else ""
            front = depth == 0 and bool(run) and run == self.text[self.anchored :][: len(run)]
            best = _better(_better(best, _cases(run) if front else (run,) if run else ()), part.literals)
            space = False
        end = " " if space else ""  # matters inside brackets: "[the ]"
        return _Part(finds + end, captures + end, best)

    def _part(self, kind: str, text: str, depth: int, *, front: bool) -> _Part:
        if kind == "word":
            return _word(text, front=front and depth == 0)
        if kind == "gap":
            return _Part("[^;]*", "[^;]{0,120}?")
        if kind == "slot":
            return self._slot(text)
        return self._brackets(depth)

    def _brackets(self, depth: int) -> _Part:
        choices = [self.sequence(depth + 1)]
        while self.at < len(self.tokens) and self.tokens[self.at] == ("mark", "|"):
            self.at += 1
            choices.append(self.sequence(depth + 1))
        if self.at >= len(self.tokens):
            raise ValueError("'[' without ']'")
        self.at += 1
        full = [c for c in choices if c.finds]
        optional = len(choices) == 1 or len(full) < len(choices)
        if not full:
            raise ValueError("empty brackets")
        finds, captures = ("|".join(getattr(c, d) for c in full) for d in ("finds", "captures"))
        if optional:
            return _Part(f"(?: (?:{finds}))?", f"(?: (?:{captures}))?", (), glued=True)
        known = tuple(x for c in full for x in c.literals) if all(c.literals for c in full) else ()
        return _Part(f"(?:{finds})", f"(?:{captures})", known)

    def _slot(self, text: str) -> _Part:
        if gap := _GAP.fullmatch(text):
            pattern = rf"(?: {PLAIN_WORD}){{0,{gap[1]}}}"
            return _Part(pattern, pattern, (), glued=True)
        if text == "inside":
            return _Part(r"[^()]*", r"[^()]{0,160}?")
        if text == "dash":
            return _Part(DASH, DASH, DASH_LITERALS)
        if text == "paren":
            return _Part(r"(?: \([^()]*\))?", r"(?: \([^()]{0,160}\))?", (), glued=True)
        if match := _SLOT.fullmatch(text):
            return self._role(match)
        if text in SLOTS:
            pattern = slot_pattern(text)
            return _Part(pattern, pattern)
        raise ValueError(
            f"unknown slot {{{text}}}; known: subject, value, values, paren, inside, dash, ..3, {', '.join(sorted(SLOTS))}"
        )

    def _role(self, match: re.Match[str]) -> _Part:
        role = match["role"]
        if role in self.seen:
            raise ValueError(f"{{{role}}} stands twice")
        kind = match["type"] or self.types[role]
        if kind not in SLOTS:
            raise ValueError(f"unknown type {kind!r}; known: {', '.join(sorted(SLOTS))}")
        pattern = slot_pattern(kind, own=bool(match["own"]))
        self.seen[role] = pattern if match["list"] else ""
        if match["list"]:
            if match["own"] or role == "subject":
                raise ValueError("a list slot is written {values}")
            pattern = f"{pattern}(?:, {pattern})*(?:,? (?:and|&) {pattern})?"
        return _Part(pattern, f"(?P<{role[0]}>{pattern})")


def _unglue(part: _Part) -> _Part:
    """Drop the leading space of an optional part that follows its neighbour directly."""
    finds, captures = ("(?:" + p.removeprefix("(?: ") for p in (part.finds, part.captures))
    return _Part(finds, captures, part.literals)


def _word(text: str, *, front: bool) -> _Part:
    escaped = re.escape(text)
    if front and text[0].isalpha():
        either = f"[{text[0].upper()}{text[0].lower()}]"
        return _Part(either + re.escape(text[1:]), either + re.escape(text[1:]), word=text)
    return _Part(escaped, escaped, word=text)


def _cases(run: str) -> tuple[str, ...]:
    """Give literal text at the front with its first letter in both cases."""
    return tuple(sorted({run[0].upper() + run[1:], run[0].lower() + run[1:]}))


def _better(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Choose the set of literals that is rarer in text: the one whose shortest member is longest."""

    return other if _worth(other) > _worth(one) else one


def _worth(literals: tuple[str, ...]) -> int:
    if literals == DASH_LITERALS:
        return MIN_BYTES
    return min((len(x.encode()) for x in literals), default=0)


@lru_cache(maxsize=4096)
def compile_template(text: str, relation: str, name: str, subject: str, value: str, *, idk: bool = False) -> Template:
    """Compile a template of a relation whose subject and value have these types.

    Raises :class:`~corpusstat.errors.BadRequest` for a mistake in the template.

    >>> made = compile_template("{subject} was born on {value}", "birth_date", "birth_date/0", "person", "date")
    >>> made.needs
    (' was born on',)
    >>> made.captures.search("\x01Ada Lovelace\x02 was born on \x0310 December 1815\x02.")["s"]
    '\x01Ada Lovelace\x02'
    """
    parser = _Parser(text, subject, value)
    try:
        part = parser.sequence(0)
        if "subject" not in parser.seen and not idk:
            raise ValueError("no {subject}")
        if ("value" in parser.seen) == idk:
            raise ValueError("an IDK template has no {value}" if idk else "no {value}")
        if _worth(part.literals) < MIN_BYTES:
            raise ValueError(f"no literal text of {MIN_BYTES} bytes outside of optional parts")
    except ValueError as error:
        raise BadRequest(
            f"template {text!r} of relation {relation!r}: {error}", "the template language of the manual", "correct it"
        ) from None
    front = "^" if parser.anchored else ""
    return Template(
        relation,
        name,
        text,
        part.literals,
        front + part.finds.replace(r"\b", r"(?-u:\b)"),
        re.compile(front + part.captures),
        parser.seen.get("value", ""),
    )
