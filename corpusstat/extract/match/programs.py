"""Turn templates into small programs over tokens, all in one table that compiled code can walk.

An instruction is a row ``(operation, x, y, types, set)``; the last two are, for a gap, what may follow it. Programs
backtrack: a split remembers the way it did not take, and gaps grow only when what follows does not fit.
:mod:`corpusstat.extract.match.matcher` runs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from corpusstat.extract.text import tokens as t
from corpusstat.lexicon import pronouns, punctuation, rows, word_list
from corpusstat.relations.templates import Choice, Gap, Hinge, Node, Slot, Space, Template, Text, Words
from corpusstat.relations.templates import Sequence as Tree

__all__ = [
    "DASHES",
    "GAP_IN_BRACKETS",
    "GAP_WITHOUT_NAME",
    "OP_GAP",
    "OP_JUMP",
    "OP_MATCH",
    "OP_QUOTED",
    "OP_SAVE",
    "OP_SPACE",
    "OP_SPLIT",
    "OP_TOKEN",
    "OP_WORDS",
    "POSSESSIVES",
    "SIGNS",
    "SIMPLE",
    "SUBJECT_PRONOUNS",
    "Programs",
    "Requirement",
    "first_token",
    "hinge_forms",
    "programs_of",
]

(
    OP_MATCH, OP_TOKEN, OP_SPACE, OP_JUMP, OP_SAVE, OP_QUOTED, OP_SPLIT, OP_GAP, OP_WORDS,
) = range(9)  # fmt: skip
"""Operations and what their x and y are; from `OP_SPLIT` on, there is a second way to go on.

- `OP_TOKEN`: a token of one of the types x, or a word of the set y (0: none), with no space left before it
- `OP_SPACE`: a space; `OP_JUMP`: go on at x
- `OP_SAVE`: note the place in register x: start and end of the subject (0, 1) and of the value (2, 3)
- `OP_QUOTED`: a title in quotation marks, within x characters
- `OP_SPLIT`: go on at x; if that fails, at y
- `OP_GAP`: as few tokens as possible, within x characters, of the sort y
- `OP_WORDS`: as few plain words as possible, up to x, each after a space; y = 1: the first without
"""
GAP_IN_CLAUSE, GAP_WITHOUT_NAME, GAP_IN_BRACKETS = range(3)
"""What a gap does not contain: a semicolon; a semicolon or a name; brackets."""

_CLAUSE_GAP, _BRACKET_GAP, _LONGEST_TITLE = 120, 160, 200
_GAPS: Final = {
    "clause": (_CLAUSE_GAP, GAP_IN_CLAUSE),
    "nameless": (_CLAUSE_GAP, GAP_WITHOUT_NAME),
    "bracket": (_BRACKET_GAP, GAP_IN_BRACKETS),
}
_QUOTATION_MARKS: Final = ('"', "“", "”", "'", "‘", "’")
_MARKS_OF_TITLES: Final = frozenset(_QUOTATION_MARKS)
SIGNS: Final = (";", "(", ")", *_QUOTATION_MARKS)
"""Marks that the matcher itself asks for; their numbers follow that of *of*, in this order."""

_THE: Final = frozenset(("the", "The"))
_POSSESSIVE_MARKS: Final = frozenset(mark + s for mark in punctuation("apostrophe") for s in ("", "s"))


def _both_cases(words: Iterable[str]) -> frozenset[str]:
    """The words, in small letters and with a capital letter."""
    return frozenset(x for w in words for x in (w, w[:1].upper() + w[1:]))


SUBJECT_PRONOUNS: Final = {kind: _both_cases(pronouns("subject", of=kind)) for kind in ("person", "org")}
POSSESSIVES: Final = {kind: _both_cases(pronouns("possessive", of=kind)) for kind in ("person", "org")}
_TITLE_OPENERS: Final = word_list("sentence_starters")
_SMALL_IN_TITLES: Final = frozenset(("a", "an", "in", "of", "the", "to"))
_POWERS: Final = frozenset(("thousand", "million", "billion"))
DASHES: Final = punctuation("dash")
_UNITS: Final = frozenset(word for row in rows("units") for word in row["words"].split())
_LENGTHS: Final = frozenset(word for row in rows("units") if row["kind"] == "length" for word in row["words"].split())
_SQUARED: Final = frozenset(word for word in _LENGTHS if len(word) < 3)
_AREAS: Final = frozenset(word + power for word in _SQUARED for power in "2²")
_SETTLEMENTS: Final = frozenset(("county", "township", "parish", "district", "province"))
"""What a place is, written small after its name: *Tarsk county, Norland*."""
_KINDS_OF_SETTLEMENT: Final = word_list("kinds_of_settlement")
"""The same before it: *the small town of Tarsk*."""
_WORDS_BEFORE_KIND: Final = 3
SIMPLE: Final = {
    "date": t.DATE_TOKEN,
    "year": t.YEAR_TOKEN,
    "nationality": t.DEMONYM_TOKEN,
    "number": t.NUMBER_TOKEN | t.DIGITS_TOKEN,
    "quantity": t.NUMBER_TOKEN | t.DIGITS_TOKEN,
    "party": t.PARTY_TOKEN,
    "place": t.NAME_TOKEN,
    "name": t.NAME_TOKEN,
}
Requirement = tuple[int, frozenset[str]]
"""Types and words: a match contains a token that is one of them."""


@dataclass
class Programs:
    """Collects the instructions of templates, and the sets of words that they ask for."""

    code: list[list[int]] = field(default_factory=list)
    sets: dict[frozenset[str], int] = field(default_factory=lambda: {frozenset(): 0})
    began: int = 0
    """Where the program of the template begins that is written."""

    def emit(self, operation: int, x: int = 0, y: int = 0) -> int:
        """Append an instruction; return where it is."""
        self.code.append([operation, x, y, -1, 0])
        return len(self.code) - 1

    def emit_token(self, types: int = 0, words: frozenset[str] = frozenset()) -> None:
        """A token of these types, or one of the words."""
        self.emit(OP_TOKEN, types, self.sets.setdefault(words, len(self.sets)))

    def emit_optional(self, *parts: Node | Requirement) -> None:
        """The parts, or nothing."""
        split = self.emit(OP_SPLIT, len(self.code) + 1)
        self.emit_all(parts)
        self.code[split][2] = len(self.code)

    def emit_choice(self, options: Sequence[Sequence[Node | Requirement]], *, optional: bool = False) -> None:
        """Options in order; neighbours of one word each become one set, for they exclude each other."""
        if optional:
            split = self.emit(OP_SPLIT, len(self.code) + 1)
            self.emit_choice(options)
            self.code[split][2] = len(self.code)
            return
        if all(o and isinstance(o[0], Space) for o in options):
            self.emit(OP_SPACE)
            options = [o[1:] for o in options]
        merged = list(_merged(options))
        ends = []
        for option in merged[:-1]:
            split = self.emit(OP_SPLIT, len(self.code) + 1)
            self.emit_all(option)
            ends.append(self.emit(OP_JUMP))
            self.code[split][2] = len(self.code)
        self.emit_all(merged[-1])
        for end in ends:
            self.code[end][1] = len(self.code)

    def emit_all(self, parts: Iterable[Node | Requirement]) -> None:
        """The parts in order."""
        for part in parts:
            if isinstance(part, tuple):
                self.emit_token(*part)
            elif isinstance(part, Text):
                for word in t.split_words(part.text):
                    self.emit_token(0, frozenset((word,)))
            elif isinstance(part, Hinge):
                self.emit_token(0, hinge_forms(part))
            elif isinstance(part, Space):
                self.emit(OP_SPACE)
            elif isinstance(part, Gap):
                self.emit(OP_GAP, *_GAPS[part.kind])
            elif isinstance(part, Words):
                self.emit(OP_WORDS, part.most, int(part.glued))
            elif isinstance(part, Choice):
                self.emit_choice([o.nodes for o in part.options], optional=part.optional)
            else:
                self.emit_slot(part)

    def emit_slot(self, slot: Slot) -> None:
        """A slot with all its elements, and what notes its place."""
        register = {"subject": 0, "value": 2}.get(slot.role)
        leads = len(self.code) == self.began
        if slot.kind == "place" and slot.role != "subject":
            kind = (0, _KINDS_OF_SETTLEMENT)
            words = Words(_WORDS_BEFORE_KIND, glued=False)
            self.emit_optional((0, frozenset(("the",))), words, Space(), kind, Space(), Text("of"), Space())
        if register is not None:
            self.emit(OP_SAVE, register)
        self.emit_element(slot, leads=leads)
        if slot.many:
            again = self.emit(OP_SPLIT, len(self.code) + 1)
            self.emit_all((Text(","), Space()))
            self.emit_element(slot)
            self.emit(OP_JUMP, again)
            self.code[again][2] = len(self.code)
            last = self.emit(OP_SPLIT, len(self.code) + 1)
            self.emit_optional(Text(","))
            self.emit_all((Space(), (0, frozenset(("and", "&"))), Space()))
            self.emit_element(slot)
            self.code[last][2] = len(self.code)
        if register is not None:
            self.emit(OP_SAVE, register + 1)

    def emit_element(self, slot: Slot, *, leads: bool = False) -> None:
        """One element of a slot; ``leads``: nothing precedes it in its template."""
        name: Requirement = (t.NAME_TOKEN, frozenset())
        if slot.own:
            words = POSSESSIVES.get(slot.kind)
            options: list[list[Node | Requirement]] = [[*_article(slot.kind != "person"), name, (0, _POSSESSIVE_MARKS)]]
            self.emit_choice([*options, [(0, words)]] if words else options)
        elif slot.kind == "person":
            self.emit_token(t.NAME_TOKEN, SUBJECT_PRONOUNS["person"])
        elif slot.kind == "org":
            self.emit_choice([[*_article(), name], [(0, SUBJECT_PRONOUNS["org"])]])
        elif slot.kind == "title":
            split = self.emit(OP_SPLIT, len(self.code) + 1)
            self.emit(OP_QUOTED, _LONGEST_TITLE)
            end = self.emit(OP_JUMP)
            self.code[split][2] = len(self.code)
            if not leads:
                self._emit_title_opening()
            self.emit_all([*_article(), name])
            self.code[end][1] = len(self.code)
        elif slot.kind == "dash":
            spaces: list[Node | Requirement] = [_maybe(Space()), (0, DASHES), _maybe(Space())]
            self.emit_choice([spaces, [Space(), Text("to"), Space()]])
        else:
            self._emit_simple(slot.kind)

    def _emit_title_opening(self) -> None:
        """A number, or up to two words that begin sentences: *100 Ways*, *How to Mill*, *What Is the Mill*."""
        splits = []
        for _ in range(2):
            splits.append(self.emit(OP_SPLIT, len(self.code) + 1))
            self.emit_token(t.NUMBER_TOKEN | t.DIGITS_TOKEN, _TITLE_OPENERS)
            self.emit(OP_SPACE)
            self.emit_optional((0, _SMALL_IN_TITLES), Space())
        for split in splits:
            self.code[split][2] = len(self.code)

    def _emit_simple(self, kind: str) -> None:
        if kind in ("place", "name", "party"):
            self.emit_all([*_article()])
        self.emit_token(SIMPLE[kind])
        if kind == "place":
            self.emit_optional(Space(), (0, _SETTLEMENTS))
            near = _maybe(Text("near"), Space())
            more: list[Node | Requirement] = [Text(","), Space(), near, (t.NAME_TOKEN, frozenset())]
            split = self.emit(OP_SPLIT, len(self.code) + 1)
            self.emit_all(more)
            self.emit_optional(*more)
            self.code[split][2] = len(self.code)
        if kind in ("number", "quantity"):
            self.emit_optional(Space(), (0, _POWERS))
        if kind == "quantity":
            self.emit_optional(Space())
            self.emit_choice(
                [
                    [(0, _glued(_UNITS | _AREAS))],
                    [(0, _glued({"square"})), Space(), (0, _LENGTHS - _SQUARED)],
                    [(0, _glued({"sq"})), _maybe(Text(".")), _maybe(Space()), (0, _SQUARED)],
                ]
            )
            self.emit_optional((t.NUMBER_TOKEN | t.DIGITS_TOKEN, frozenset()))  # "km2"


def _glued(words: Iterable[str]) -> frozenset[str]:
    """The words, and each with a hyphen before it."""
    return frozenset(x for w in words for x in (w, f"-{w}"))


def hinge_forms(node: Hinge) -> frozenset[str]:
    """The words of a hinge as the vocabulary has them."""
    return frozenset(word + t.HINGE_MARK for word in node.words)


def _maybe(*nodes: Node) -> Choice:
    return Choice((Tree(nodes),), optional=True)


def _article(wanted: bool = True) -> list[Node | Requirement]:
    words = tuple(Tree((Text(w), Space())) for w in sorted(_THE))
    return [Choice(words, optional=True)] if wanted else []


def _word(option: Sequence[Node | Requirement]) -> frozenset[str]:
    """The words an option is one of, if it is a single word."""
    if len(option) != 1:
        return frozenset()
    only = option[0]
    if isinstance(only, Text):
        words = t.split_words(only.text)
        return frozenset(words) if len(words) == 1 else frozenset()
    return only[1] if isinstance(only, tuple) and not only[0] else frozenset()


def _merged(options: Sequence[Sequence[Node | Requirement]]) -> Iterator[Sequence[Node | Requirement]]:
    words: frozenset[str] = frozenset()
    for option in options:
        if single := _word(option):
            words |= single
            continue
        if words:
            yield [(0, words)]
            words = frozenset()
        yield option
    if words:
        yield [(0, words)]


def _first(code: list[list[int]], starts: Sequence[int], *, spaced: bool) -> list[int] | None:
    """Where the instructions are that can read the first token from there on; None if it can be anything.

    ``spaced``: a space may precede it.
    """
    found, ways, seen = [], [*starts], set()
    open_ended = (OP_GAP, OP_WORDS, OP_MATCH) if spaced else (OP_GAP, OP_WORDS, OP_MATCH, OP_SPACE)
    while ways:
        at = ways.pop()
        if at in seen:
            continue
        seen.add(at)
        operation, x, y, *_ = code[at]
        if operation in open_ended:
            return None
        if operation in (OP_TOKEN, OP_QUOTED):
            found.append(at)
        else:
            ways += [x, y] if operation == OP_SPLIT else [x] if operation == OP_JUMP else [at + 1]
    return found


def programs_of(templates: Sequence[Template]) -> tuple[Programs, list[list[int]], list[list[int]]]:
    """Emit the programs of templates; return their entries and first tokens too, see `compiler.TemplateIndex`."""
    programs = Programs()
    entry, first = [], []
    for template in templates:
        programs.began = len(programs.code)
        entry.append([programs.began, -1])
        programs.emit_all(template.tree.nodes)
        programs.emit(OP_MATCH)
        beginning = first_token(programs, [entry[-1][0]]), _second_token(programs, entry[-1][0])
        first.append([number for token in beginning for number in _numbered(programs, token)])
        many = next((n for n in template.tree.nodes if isinstance(n, Slot) and n.many), None)
        if many:
            entry[-1][1] = len(programs.code)
            programs.emit_element(many)
            programs.emit(OP_MATCH)
    for at, gap in enumerate(programs.code):
        if gap[0] == OP_GAP:
            follows = [at + 1 + (programs.code[at + 1][0] == OP_SPACE)]
            gap[3:] = _numbered(programs, first_token(programs, follows))
    return programs, entry, first


def first_token(programs: Programs, starts: Sequence[int], *, spaced: bool = False) -> Requirement | None:
    """Types and words of the first token that can be read from there on; None if it can be anything."""
    found = _first(programs.code, starts, spaced=spaced)
    if found is None:
        return None
    names = list(programs.sets)
    types, words = 0, frozenset[str]()
    for operation, x, y, *_ in (programs.code[at] for at in found):
        types, words = (types | x, words | names[y]) if operation == OP_TOKEN else (types, words | _MARKS_OF_TITLES)
    return types, words


def _second_token(programs: Programs, start: int) -> Requirement | None:
    """The same for the token after the first, which may be the last of all."""
    first = _first(programs.code, [start], spaced=False)
    if first is None or any(programs.code[at][0] == OP_QUOTED for at in first):
        return None
    return first_token(programs, [at + 1 for at in first], spaced=True)


def _numbered(programs: Programs, token: Requirement | None) -> list[int]:
    """Types and set of a token; types -1 for anything."""
    if token is None:
        return [-1, 0]
    return [token[0], programs.sets.setdefault(token[1], len(programs.sets))]
