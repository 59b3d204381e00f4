"""Turn templates into small programs over items, all in one table that machine code can walk.

An instruction is a row ``(operation, x, y, kinds, set)``; the last two say, for a gap, what may follow it. Programs
backtrack: a split remembers the way it did not take, and gaps grow only when what follows does not fit.
:mod:`corpusstat.extract.match.matcher` runs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpusstat.extract.text.tokens import (
    DATE_TOKEN,
    DEMONYM_TOKEN,
    DIGITS_TOKEN,
    NAME_TOKEN,
    NUMBER_TOKEN,
    PARTY_TOKEN,
    YEAR_TOKEN,
    Vocabulary,
    split_words,
)
from corpusstat.lexicon import pronouns, punctuation, rows
from corpusstat.relations.templates import Choice, Gap, Node, Slot, Space, Template, Text, Words, rarity
from corpusstat.relations.templates import Sequence as Tree

__all__ = [
    "OP_GAP",
    "OP_JUMP",
    "OP_MATCH",
    "OP_QUOTED",
    "OP_SAVE",
    "OP_SPACE",
    "OP_SPLIT",
    "OP_TOKEN",
    "OP_WORDS",
    "TYPE_COMBINATIONS",
    "TemplateIndex",
    "compile_templates",
]

OP_MATCH: Final = 0
OP_TOKEN: Final = 1
"""An item of one of the kinds x, or a word of the set y (0: none), with no space left before it."""
OP_SPACE: Final = 2
OP_SPLIT: Final = 3
"""Go on at x; if that fails, at y."""
OP_JUMP: Final = 4
OP_SAVE: Final = 5
"""Note the place in register x: start and end of the subject (0, 1) and of the value (2, 3)."""
OP_GAP: Final = 6
"""As few items as possible, within x characters; y: 0 no semicolon, 1 nor a name, 2 no brackets."""
OP_WORDS: Final = 7
"""As few plain words as possible, up to x, each behind a space; y = 1: the first without."""
OP_QUOTED: Final = 8
"""A title in quotation marks, within x characters."""

TYPE_COMBINATIONS: Final = 256
"""How many combinations of KIND bits there are."""
_CLAUSE, _BRACKET, _TITLE = 120, 160, 120
_GAPS: Final = {"clause": (_CLAUSE, 0), "nameless": (_CLAUSE, 1), "bracket": (_BRACKET, 2)}
_QUOTES: Final = ('"', "“", "”")
SIGNS: Final = (";", "(", ")", *_QUOTES)
"""Marks the machine itself asks for; their numbers follow that of *of*, in this order."""

_THE: Final = frozenset(("the", "The"))
_OWN: Final = frozenset(mark + s for mark in punctuation("apostrophe") for s in ("", "s"))


def _both_cases(words: Iterable[str]) -> frozenset[str]:
    """The words, in small letters and with a capital letter."""
    return frozenset(x for w in words for x in (w, w[:1].upper() + w[1:]))


_PRONOUNS: Final = {kind: _both_cases(pronouns("subject", of=kind)) for kind in ("person", "org")}
_POSSESSIVES: Final = {kind: _both_cases(pronouns("possessive", of=kind)) for kind in ("person", "org")}
_POWERS: Final = frozenset(("thousand", "million", "billion"))
_DASHES: Final = punctuation("dash")
_UNITS: Final = frozenset(word for row in rows("units") for word in row["words"].split())
_LENGTHS: Final = frozenset(word for row in rows("units") if row["kind"] == "length" for word in row["words"].split())
_SQUARED: Final = frozenset(word for word in _LENGTHS if len(word) < 3)
_AREAS: Final = frozenset(word + power for word in _SQUARED for power in "2²")
_SIMPLE: Final = {
    "date": DATE_TOKEN,
    "year": YEAR_TOKEN,
    "nationality": DEMONYM_TOKEN,
    "number": NUMBER_TOKEN | DIGITS_TOKEN,
    "quantity": NUMBER_TOKEN | DIGITS_TOKEN,
    "party": PARTY_TOKEN,
    "place": NAME_TOKEN,
    "name": NAME_TOKEN,
}
_Need = tuple[int, frozenset[str]]
"""Kinds and words: a match contains an item that is one of them."""


class TemplateIndex(NamedTuple):
    """All programs, and what finds the templates that a sentence may match; T templates, V words, S sets.

    ``code`` (n, 5): instructions. ``entry`` (T, 2): where a template's program starts, and that of one value of a list
    (-1: no list). ``front`` (T): it starts the sentence. ``first`` (T, 2): kinds and set of its first item.
    ``sets`` (S, V + 1): whether a word is in a set. ``needs`` (T, W), ``by_word`` (V + 1, W), ``by_kind`` (KINDS, W):
    bits of what a template needs, and of what an item provides. ``wakes``: templates by their rarest word, those of
    word v from ``wake_at[v]`` to ``wake_at[v + 1]``; those of 0 are tried on every sentence.
    """

    code: npt.NDArray[np.int32]
    entry: npt.NDArray[np.int32]
    front: npt.NDArray[np.bool_]
    first: npt.NDArray[np.int32]
    sets: npt.NDArray[np.bool_]
    needs: npt.NDArray[np.uint64]
    by_word: npt.NDArray[np.uint64]
    by_kind: npt.NDArray[np.uint64]
    wakes: npt.NDArray[np.int32]
    wake_at: npt.NDArray[np.int64]


@dataclass
class _Assembler:
    """Collects instructions and sets of words."""

    code: list[list[int]] = field(default_factory=list)
    sets: dict[frozenset[str], int] = field(default_factory=lambda: {frozenset(): 0})

    def put(self, operation: int, x: int = 0, y: int = 0) -> int:
        self.code.append([operation, x, y, -1, 0])
        return len(self.code) - 1

    def item(self, kinds: int = 0, words: frozenset[str] = frozenset()) -> None:
        self.put(OP_TOKEN, kinds, self.sets.setdefault(words, len(self.sets)))

    def optional(self, *parts: Node | _Need) -> None:
        split = self.put(OP_SPLIT, len(self.code) + 1)
        self.emit(parts)
        self.code[split][2] = len(self.code)

    def choice(self, options: Sequence[Sequence[Node | _Need]], *, optional: bool = False) -> None:
        """Options in order; neighbours of one word each become one set, for they exclude each other."""
        if optional:
            split = self.put(OP_SPLIT, len(self.code) + 1)
            self.choice(options)
            self.code[split][2] = len(self.code)
            return
        if all(o and isinstance(o[0], Space) for o in options):
            self.put(OP_SPACE)
            options = [o[1:] for o in options]
        merged = list(_merged(options))
        ends = []
        for option in merged[:-1]:
            split = self.put(OP_SPLIT, len(self.code) + 1)
            self.emit(option)
            ends.append(self.put(OP_JUMP))
            self.code[split][2] = len(self.code)
        self.emit(merged[-1])
        for end in ends:
            self.code[end][1] = len(self.code)

    def emit(self, parts: Iterable[Node | _Need]) -> None:
        for part in parts:
            if isinstance(part, tuple):
                self.item(*part)
            elif isinstance(part, Text):
                for word in split_words(part.text):
                    self.item(0, frozenset((word,)))
            elif isinstance(part, Space):
                self.put(OP_SPACE)
            elif isinstance(part, Gap):
                self.put(OP_GAP, *_GAPS[part.kind])
            elif isinstance(part, Words):
                self.put(OP_WORDS, part.most, int(part.glued))
            elif isinstance(part, Choice):
                self.choice([o.nodes for o in part.options], optional=part.optional)
            else:
                self.slot(part)

    def slot(self, slot: Slot) -> None:
        register = {"subject": 0, "value": 2}.get(slot.role)
        if register is not None:
            self.put(OP_SAVE, register)
        self.thing(slot)
        if slot.many:
            again = self.put(OP_SPLIT, len(self.code) + 1)
            self.emit((Text(","), Space()))
            self.thing(slot)
            self.put(OP_JUMP, again)
            self.code[again][2] = len(self.code)
            last = self.put(OP_SPLIT, len(self.code) + 1)
            self.optional(Text(","))
            self.emit((Space(), (0, frozenset(("and", "&"))), Space()))
            self.thing(slot)
            self.code[last][2] = len(self.code)
        if register is not None:
            self.put(OP_SAVE, register + 1)

    def thing(self, slot: Slot) -> None:
        """One element of a slot."""
        name: _Need = (NAME_TOKEN, frozenset())
        if slot.own:
            words = _POSSESSIVES.get(slot.kind)
            options: list[list[Node | _Need]] = [[*_article(slot.kind != "person"), name, (0, _OWN)]]
            self.choice([*options, [(0, words)]] if words else options)
        elif slot.kind == "person":
            self.item(NAME_TOKEN, _PRONOUNS["person"])
        elif slot.kind == "org":
            self.choice([[*_article(), name], [(0, _PRONOUNS["org"])]])
        elif slot.kind == "title":
            split = self.put(OP_SPLIT, len(self.code) + 1)
            self.put(OP_QUOTED, _TITLE)
            end = self.put(OP_JUMP)
            self.code[split][2] = len(self.code)
            self.emit([*_article(), name])
            self.code[end][1] = len(self.code)
        elif slot.kind == "dash":
            spaces: list[Node | _Need] = [_maybe(Space()), (0, _DASHES), _maybe(Space())]
            self.choice([spaces, [Space(), Text("to"), Space()]])
        else:
            self._simple(slot.kind)

    def _simple(self, kind: str) -> None:
        if kind in ("place", "name", "party"):
            self.emit([*_article()])
        self.item(_SIMPLE[kind])
        if kind == "place":
            more: list[Node | _Need] = [Text(","), Space(), (NAME_TOKEN, frozenset())]
            split = self.put(OP_SPLIT, len(self.code) + 1)
            self.emit(more)
            self.optional(*more)
            self.code[split][2] = len(self.code)
        if kind in ("number", "quantity"):
            self.optional(Space(), (0, _POWERS))
        if kind == "quantity":
            self.optional(Space())
            self.choice(
                [
                    [(0, _glued(_UNITS | _AREAS))],
                    [(0, _glued({"square"})), Space(), (0, _LENGTHS - _SQUARED)],
                    [(0, _glued({"sq"})), _maybe(Text(".")), _maybe(Space()), (0, _SQUARED)],
                ]
            )
            self.optional((NUMBER_TOKEN | DIGITS_TOKEN, frozenset()))  # "km2"


def _glued(words: Iterable[str]) -> frozenset[str]:
    """The words, and each with a hyphen before it."""
    return frozenset(x for w in words for x in (w, f"-{w}"))


def _maybe(node: Node) -> Choice:
    return Choice((Tree((node,)),), optional=True)


def _article(wanted: bool = True) -> list[Node | _Need]:
    words = tuple(Tree((Text(w), Space())) for w in sorted(_THE))
    return [Choice(words, optional=True)] if wanted else []


def _word(option: Sequence[Node | _Need]) -> frozenset[str]:
    """The words an option is one of, if it is a single word."""
    if len(option) != 1:
        return frozenset()
    only = option[0]
    if isinstance(only, Text):
        words = split_words(only.text)
        return frozenset(words) if len(words) == 1 else frozenset()
    return only[1] if isinstance(only, tuple) and not only[0] else frozenset()


def _merged(options: Sequence[Sequence[Node | _Need]]) -> Iterator[Sequence[Node | _Need]]:
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


def _needs(tree: Tree) -> Iterator[_Need]:
    """What every match contains."""
    for node in tree.nodes:
        if isinstance(node, Text):
            yield from ((0, frozenset((w,))) for w in split_words(node.text))
        elif isinstance(node, Slot):
            yield from _slot_needs(node)
        elif isinstance(node, Choice) and not node.optional:
            inner = [max(_needs(o), key=_worth, default=(0, frozenset())) for o in node.options]
            if all(kinds or words for kinds, words in inner):
                yield _joined(inner)


def _slot_needs(slot: Slot) -> Iterator[_Need]:
    if slot.kind == "dash":
        yield 0, _DASHES | {"to"}
    elif slot.own:
        yield NAME_TOKEN, _POSSESSIVES.get(slot.kind, frozenset())
    elif slot.kind in _PRONOUNS:
        yield NAME_TOKEN, _PRONOUNS[slot.kind]
    elif slot.kind in _SIMPLE:
        yield _SIMPLE[slot.kind], frozenset()


def _joined(needs: Iterable[_Need]) -> _Need:
    kinds, words = 0, frozenset[str]()
    for k, w in needs:
        kinds, words = kinds | k, words | w
    return kinds, words


def _worth(need: _Need) -> int:
    """How few sentences meet a need: words are rarer than kinds."""
    kinds, words = need
    return rarity(tuple(words)) if words and not kinds else 0


def _first(code: list[list[int]], start: int) -> list[list[int]] | None:
    """The instructions that can read a program's first item; None if it can be anything."""
    found, ways, seen = [], [start], set()
    while ways:
        at = ways.pop()
        if at in seen:
            continue
        seen.add(at)
        operation, x, y, *_ = code[at]
        if operation in (OP_GAP, OP_WORDS, OP_SPACE, OP_MATCH):
            return None
        if operation in (OP_TOKEN, OP_QUOTED):
            found.append(code[at])
        else:
            ways += [x, y] if operation == OP_SPLIT else [x] if operation == OP_JUMP else [at + 1]
    return found


def compile_templates(templates: Sequence[Template]) -> tuple[TemplateIndex, Vocabulary]:
    """Assemble the programs of all templates, with the vocabulary that their numbers of words refer to."""
    made = _Assembler()
    entry, first = [], []
    for template in templates:
        entry.append([len(made.code), -1])
        made.emit(template.tree.nodes)
        made.put(OP_MATCH)
        first.append(_beginning(made, entry[-1][0]))
        many = next((n for n in template.tree.nodes if isinstance(n, Slot) and n.many), None)
        if many:
            entry[-1][1] = len(made.code)
            made.thing(many)
            made.put(OP_MATCH)
    for at, gap in enumerate(made.code):
        if gap[0] == OP_GAP:
            gap[3:] = _beginning(made, at + 1 + (made.code[at + 1][0] == OP_SPACE))
    needs = [list(dict.fromkeys(_needs(t.tree))) for t in templates]
    words = [w for s in (*made.sets, *(n[1] for group in needs for n in group)) for w in sorted(s)]
    vocabulary = Vocabulary([*SIGNS, *words])
    sets = np.zeros((len(made.sets), len(vocabulary.ids) + 1), np.bool_)
    for group, row in made.sets.items():
        sets[row, [vocabulary.ids[w] for w in group]] = True
    wanted, by_word, by_kind = _bits(needs, vocabulary)
    wakes, wake_at = _alarm(needs, vocabulary)
    machine = TemplateIndex(
        code=np.array(made.code or [[OP_MATCH, 0, 0, -1, 0]], np.int32),
        entry=np.array(entry, np.int32).reshape(-1, 2),
        front=np.array([t.front for t in templates], np.bool_),
        first=np.array(first, np.int32).reshape(-1, 2),
        sets=sets,
        needs=wanted,
        by_word=by_word,
        by_kind=by_kind,
        wakes=wakes,
        wake_at=wake_at,
    )
    return machine, vocabulary


def _beginning(made: _Assembler, start: int) -> list[int]:
    """Kinds and set of what a program can begin with; kinds -1 for anything."""
    found = _first(made.code, start)
    if found is None:
        return [-1, 0]
    names = {row: words for words, row in made.sets.items()}
    kinds, words = 0, frozenset(_QUOTES) if any(f[0] == OP_QUOTED for f in found) else frozenset[str]()
    for operation, x, y, *_ in found:
        if operation == OP_TOKEN:
            kinds, words = kinds | x, words | names[y]
    return [kinds, made.sets.setdefault(words, len(made.sets))]


def _bits(
    needs: list[list[_Need]], vocabulary: Vocabulary
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Number the distinct needs: those of each template, those each word meets, those each kind meets, as bits."""
    number = {n: i for i, n in enumerate(dict.fromkeys(n for group in needs for n in group))}
    width = len(number) // 64 + 1
    wanted = np.zeros((len(needs), width), np.uint64)
    by_word = np.zeros((len(vocabulary.ids) + 1, width), np.uint64)
    by_kind = np.zeros((TYPE_COMBINATIONS, width), np.uint64)
    for t, group in enumerate(needs):
        for n in group:
            wanted[t, number[n] // 64] |= np.uint64(1 << number[n] % 64)
    for (kinds, words), i in number.items():
        bit = np.uint64(1 << i % 64)
        by_word[[vocabulary.ids[w] for w in words], i // 64] |= bit
        by_kind[[k for k in range(TYPE_COMBINATIONS) if k & kinds], i // 64] |= bit
    return wanted, by_word, by_kind


def _alarm(needs: list[list[_Need]], vocabulary: Vocabulary) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """For each word, the templates it wakes: each is woken by the words of its rarest need."""
    woken: list[list[int]] = [[] for _ in range(len(vocabulary.ids) + 2)]
    for t, group in enumerate(needs):
        best = max(group, key=_worth)
        for v in [vocabulary.ids[w] for w in best[1]] if _worth(best) else [0]:
            woken[v].append(t)
    at = np.cumsum([0, *map(len, woken)])[: len(vocabulary.ids) + 2]
    return np.array([t for group in woken for t in group], np.int32), at
