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
``{..3}``               up to three plain words or demonyms (no names, numbers or punctuation), the fewer the better
``...``                 anything up to 120 characters within the clause (no semicolon)
``{..}``                the same, but without a name
``{paren}``             a remark in brackets that may be missing: *(1815-1852)*
``{inside}``            anything inside a bracket that was opened before
``{dash}``              a dash or *to* between two dates
``^``                   at the front: the template starts the sentence
======================  ==========================================================================

Everything else stands for itself, but the first letter may be upper or lower case. A template is compiled into
two patterns over *marked* text (see :mod:`corpusstat.extract.marking`): one without captures, for Polars (linear
time, no look-around), which finds the sentences; and one with captures, used on those only. Every template
needs literal text outside optional parts, three bytes or longer: a sentence without it is never looked at, so
the rarer the text, the faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from corpusstat.errors import BadRequest
from corpusstat.extract.lexicon import COMMON, DEMONYMS, PARTIES
from corpusstat.extract.slots import NAME, PLAIN_WORD, SLOTS, marks_of, slot_pattern

__all__ = ["Template", "compile_template"]

_TOKEN = re.compile(r"\{([^{}]*)\}|(\.\.\.)|([\[\]|])|(\s+)|([^{}\[\]|\s.]+|\.)")
_ROLE = re.compile(r"(?P<role>subject|value)(?P<list>s?)(?P<own>'s)?(?::(?P<type>[a-z]+)(?P<own2>'s)?)?")
_GAP = re.compile(r"\.\.([1-9]|1[0-9])")
_DASH = "(?: ?[–—-] ?| to )"
_DASHES: Final = tuple(
    f"{digit}{dash}"
    for digit in "0123456789"
    for dash in ("–", "—", " –", " —", " - ", "-15", "-16", "-17", "-18", "-19", "-20", " to 1", " to 2")
)
_MAX_RUN: Final = 60
_MIN_RARITY: Final = 3

Dialect = Literal["finds", "captures"]


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template.

    ``needs``: a match contains at least one of these literals; ``also``: and one of these (may be empty).
    ``marks``: and each of these marks. ``captures``: pattern for Python with groups ``s`` and ``v`` (no ``v`` in IDK
    templates). ``finds``: pattern for Polars, which accepts at least what the other matches; it has no bounded repeats,
    because they are costly to compile. ``item``: pattern of one element of a list slot, or "".
    """

    relation: str
    name: str
    text: str
    needs: tuple[str, ...]
    also: tuple[str, ...]
    marks: str
    finds: str
    captures: re.Pattern[str]
    item: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    glued: bool = False

    def render(self, dialect: Dialect) -> str:  # noqa: ARG002 - one signature for all nodes
        return re.escape(self.text)


@dataclass(frozen=True, slots=True)
class _Slot:
    finds: str
    captures: str
    literals: tuple[str, ...] = ()
    marks: str = ""
    glued: bool = False  # may be missing, and then its leading space is, too

    def render(self, dialect: Dialect) -> str:
        return self.finds if dialect == "finds" else self.captures


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[_Sequence, ...]
    glued: bool  # optional

    def render(self, dialect: Dialect) -> str:
        inner = "(?:" + "|".join(o.render(dialect) for o in self.options) + ")"
        return f"(?: {inner})?" if self.glued else inner


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Nodes, each with whether a space stands before it; ``trailing``: a space at the end, as in ``[the ]``."""

    items: tuple[tuple[bool, _Word | _Slot | _Choice], ...]
    trailing: bool = False

    def render(self, dialect: Dialect) -> str:
        out = ""
        for space, node in self.items:
            pattern = node.render(dialect)
            if node.glued:
                out += pattern if space else pattern.replace("(?: ", "(?:", 1)
            else:
                out += " " + pattern if space else pattern
        return out + " " if self.trailing else out

    def literals(self) -> Iterator[tuple[str, ...]]:
        """Yield sets of literals of which every match contains at least one."""
        run: tuple[str, ...] = ("",)
        for i, (space, node) in enumerate(self.items):
            texts = _texts(node)
            lead = " " if space and not node.glued else ""
            run = tuple(x + lead + t for x in run for t in texts) if len(run) * len(texts) <= _MAX_RUN else texts
            if run:
                after = " " if self._space_after(i) else ""
                yield tuple(sorted({x + after for x in run}))
            elif isinstance(node, _Slot) and node.literals:
                yield node.literals
            elif isinstance(node, _Choice) and not node.glued:
                best = [max(o.literals(), key=_rarity, default=()) for o in node.options]
                if all(best):
                    yield tuple(sorted({x for literals in best for x in literals}))
            run = run or ("",)

    def _space_after(self, i: int) -> bool:
        """Whether the text after item ``i`` starts with a space in every reading."""
        for space, node in self.items[i + 1 :]:
            if not space:
                return False
            if not node.glued:
                return True
        return self.trailing

    def marks(self) -> str:
        found = ""
        for _, node in self.items:
            if isinstance(node, _Slot) and not node.glued:
                found += node.marks
        return found


def _texts(node: _Word | _Slot | _Choice | _Sequence) -> tuple[str, ...]:
    """List the texts a node can be; () if they are not finitely many, or too many."""
    if isinstance(node, _Word):
        return (node.text,)
    if isinstance(node, _Slot) or (isinstance(node, _Choice) and node.glued):
        return ()
    if isinstance(node, _Choice):
        parts = [_texts(o) for o in node.options]
        return tuple(x for part in parts for x in part) if all(parts) else ()
    texts: tuple[str, ...] = ("",)
    for space, inner in node.items:
        texts = tuple(x + " " * space + t for x in texts for t in _texts(inner))
    return texts if len(texts) <= _MAX_RUN else ()


def _rarity(literals: tuple[str, ...]) -> int:
    """Rate a set of literals by its commonest member: letters of words that do not stand everywhere."""
    if literals == _DASHES:
        return _MIN_RARITY
    return min((sum(1 if w in COMMON else len(w.encode()) for w in x.split()) for x in literals), default=0)


class _Parser:
    """Recursive descent over the tokens of one template."""

    def __init__(self, text: str, subject: str, value: str) -> None:
        self.types = {"subject": subject, "value": value}
        self.tokens = list(_tokens(text))
        self.at = 0
        self.seen: dict[str, str] = {}

    def sequence(self, depth: int = 0) -> _Sequence:
        """Parse up to the closing bracket or bar of this depth."""
        items: list[tuple[bool, _Word | _Slot | _Choice]] = []
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
            items.append((space, self._node(kind, text, depth, front=depth == 0 and not items)))
            space = False
        return _Sequence(tuple(items), trailing=space and depth > 0)

    def _node(self, kind: str, text: str, depth: int, *, front: bool) -> _Word | _Slot | _Choice:
        if kind == "word":
            return _either_case(text) if front and text[0].isalpha() else _Word(text)
        if kind == "gap":
            return _Slot("[^;]*", "[^;]{0,120}?")
        if kind == "slot":
            return self._slot(text)
        options = [self.sequence(depth + 1)]
        while self.at < len(self.tokens) and self.tokens[self.at] == ("mark", "|"):
            self.at += 1
            options.append(self.sequence(depth + 1))
        if self.at >= len(self.tokens):
            raise ValueError("'[' without ']'")
        self.at += 1
        full = tuple(o for o in options if o.items)
        if not full:
            raise ValueError("empty brackets")
        return _Choice(full, glued=len(options) == 1 or len(full) < len(options))

    def _slot(self, text: str) -> _Slot:
        if gap := _GAP.fullmatch(text):
            words = f"(?: {PLAIN_WORD})"
            return _Slot(f"{words}*", f"{words}{{0,{gap[1]}}}?", glued=True)
        if text == "..":
            return _Slot(f"[^;{NAME}]*", f"[^;{NAME}]{{0,120}}?")
        if text == "inside":
            return _Slot("[^()]*", "[^()]{0,160}?")
        if text == "dash":
            return _Slot(_DASH, _DASH, _DASHES)
        if text == "paren":
            return _Slot(r"(?: \([^()]*\))?", r"(?: \([^()]{0,160}\))?", glued=True)
        if match := _ROLE.fullmatch(text):
            return self._role(match)
        if text in SLOTS:
            return _Slot(slot_pattern(text), slot_pattern(text), marks=marks_of(text))
        known = ", ".join(["subject", "value", "values", "inside", "dash", "paren", "..", "..3", *sorted(SLOTS)])
        raise ValueError(f"unknown slot {{{text}}}; known: {known}")

    def _role(self, match: re.Match[str]) -> _Slot:
        role = match["role"]
        kind = match["type"] or self.types[role]
        if role in self.seen:
            raise ValueError(f"{{{role}}} stands twice")
        if kind not in SLOTS:
            raise ValueError(f"unknown type {kind!r}; known: {', '.join(sorted(SLOTS))}")
        own = bool(match["own"] or match["own2"])
        if match["list"] and (own or role == "subject"):
            raise ValueError("a list slot is written {values}")
        item = slot_pattern(kind, own=own)
        self.seen[role] = item if match["list"] else ""
        pattern = f"{item}(?:, {item})*(?:,? (?:and|&) {item})?" if match["list"] else item
        known = {"nationality": DEMONYMS, "party": PARTIES}.get(kind, ())
        return _Slot(pattern, f"(?P<{role[0]}>{pattern})", known, marks_of(kind))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            break
        which = match.lastindex or 1
        yield ("slot", "gap", "mark", "space", "word")[which - 1], match.group(which)
        end = match.end()
    if end != len(text):
        raise ValueError(f"unbalanced brace at {text[end:]!r}")


def _either_case(text: str) -> _Choice:
    forms = sorted({text[0].upper() + text[1:], text[0].lower() + text[1:]})
    return _Choice(tuple(_Sequence(((False, _Word(f)),)) for f in forms), glued=False)


@lru_cache(maxsize=4096)
def compile_template(text: str, relation: str, name: str, subject: str, value: str, *, idk: bool = False) -> Template:
    r"""Compile a template of a relation whose subject and value have these types.

    Raises :class:`~corpusstat.errors.BadRequest` for a mistake in the template.

    >>> made = compile_template("{subject} was born on {value}", "birth_date", "birth_date/0", "person", "date")
    >>> made.needs
    (' was born on ',)
    >>> made.captures.search("\x01Ada Lovelace\x02 was born on \x0310 December 1815\x02.")["s"]
    '\x01Ada Lovelace\x02'
    """
    front = "^" if text.startswith("^") else ""
    try:
        parser = _Parser(text.removeprefix("^"), subject, value)
        tree = parser.sequence()
        if "subject" not in parser.seen and not idk:
            raise ValueError("no {subject}")
        if ("value" in parser.seen) == idk:
            raise ValueError("an IDK template has no {value}" if idk else "no {value}")
        sets = sorted(tree.literals(), key=_rarity, reverse=True)
        if not sets or _rarity(sets[0]) < _MIN_RARITY:
            raise ValueError(f"no literal text rare enough to search for (a word of {_MIN_RARITY} letters)")
    except ValueError as error:
        raise BadRequest(
            f"template {text!r} of relation {relation!r}: {error}", "the template language of the manual", "correct it"
        ) from None
    also = next((s for s in sets[1:] if _rarity(s) > 1 and not _implied(s, sets[0])), ())
    finds = front + tree.render("finds").replace(r"\b", r"(?-u:\b)")
    captures = re.compile(front + tree.render("captures"))
    return Template(relation, name, text, sets[0], also, tree.marks(), finds, captures, parser.seen.get("value", ""))


def _implied(literals: tuple[str, ...], by: tuple[str, ...]) -> bool:
    """Whether a text with one of ``by`` has one of ``literals`` anyway."""
    return all(any(x in y for x in literals) for y in by)
