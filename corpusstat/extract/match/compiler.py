"""Turn templates into small programs over tokens, all in one table that compiled code can walk.

An instruction is a row ``(operation, x, y, types, set)``; the last two are, for a gap, what may follow it. Programs
backtrack: a split remembers the way it did not take, and gaps grow only when what follows does not fit.
:mod:`corpusstat.extract.match.matcher` runs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.text.arrays import Bits, Flags, Ints, Longs
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

TYPE_COMBINATIONS: Final = 256
"""How many combinations of bits of types there are."""
_WORD_BITS: Final = 64
_CLAUSE_GAP, _BRACKET_GAP, _LONGEST_TITLE = 120, 160, 200
_GAPS: Final = {
    "clause": (_CLAUSE_GAP, GAP_IN_CLAUSE),
    "nameless": (_CLAUSE_GAP, GAP_WITHOUT_NAME),
    "bracket": (_BRACKET_GAP, GAP_IN_BRACKETS),
}
_QUOTATION_MARKS: Final = ('"', "“", "”", "'", "‘", "’")
SIGNS: Final = (";", "(", ")", *_QUOTATION_MARKS)
"""Marks that the matcher itself asks for; their numbers follow that of *of*, in this order."""

_THE: Final = frozenset(("the", "The"))
_POSSESSIVE_MARKS: Final = frozenset(mark + s for mark in punctuation("apostrophe") for s in ("", "s"))


def _both_cases(words: Iterable[str]) -> frozenset[str]:
    """The words, in small letters and with a capital letter."""
    return frozenset(x for w in words for x in (w, w[:1].upper() + w[1:]))


_SUBJECT_PRONOUNS: Final = {kind: _both_cases(pronouns("subject", of=kind)) for kind in ("person", "org")}
_POSSESSIVES: Final = {kind: _both_cases(pronouns("possessive", of=kind)) for kind in ("person", "org")}
_POWERS: Final = frozenset(("thousand", "million", "billion"))
_DASHES: Final = punctuation("dash")
_UNITS: Final = frozenset(word for row in rows("units") for word in row["words"].split())
_LENGTHS: Final = frozenset(word for row in rows("units") if row["kind"] == "length" for word in row["words"].split())
_SQUARED: Final = frozenset(word for word in _LENGTHS if len(word) < 3)
_AREAS: Final = frozenset(word + power for word in _SQUARED for power in "2²")
_SETTLEMENTS: Final = frozenset(("county", "township", "parish", "district", "province"))
"""What a place is, written small after its name: *Tarsk county, Norland*."""
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
_SENTENCES: Final = {row["word"]: int(row["sentences"]) for row in rows("frequent_words")}
"""Sentences of a thousand that a word is in."""
_Requirement = tuple[int, frozenset[str]]
"""Types and words: a match contains a token that is one of them."""


class TemplateIndex(NamedTuple):
    """All programs, and what finds the templates that a sentence may match; T templates, V words, S sets.

    ``code`` (n, 5): instructions. ``entry`` (T, 2): where a template's program starts, and that of one value of a list
    (-1: no list). ``sentence_initial`` (T): it matches at the start of a sentence only. ``first_token`` (T, 2): types
    and set of its first token. ``word_sets`` (S, V + 1): whether a word is in a set. ``required`` (T, W),
    ``word_features`` (V + 1, W), ``type_features`` (TYPE_COMBINATIONS, W): bits of what a template requires, and of
    what a token has. ``triggers``: templates by their rarest word, those of word v from ``trigger_start[v]`` to
    ``trigger_start[v + 1]``; those of 0 are tried on every sentence. ``next_types``, ``next_set``, beside ``triggers``:
    the types of the token that comes next after the word, or the set it is of; ``next_words`` (V + 1, sets): whether a
    word is in such a set. Set 0 has all words, and none.
    """

    code: Ints
    entry: Ints
    sentence_initial: Flags
    first_token: Ints
    word_sets: Flags
    required: Bits
    word_features: Bits
    type_features: Bits
    triggers: Ints
    trigger_start: Longs
    next_types: Ints
    next_set: Ints
    next_words: Flags


@dataclass
class _Compiler:
    """Collects instructions and sets of words."""

    code: list[list[int]] = field(default_factory=list)
    sets: dict[frozenset[str], int] = field(default_factory=lambda: {frozenset(): 0})

    def emit(self, operation: int, x: int = 0, y: int = 0) -> int:
        self.code.append([operation, x, y, -1, 0])
        return len(self.code) - 1

    def emit_token(self, types: int = 0, words: frozenset[str] = frozenset()) -> None:
        self.emit(OP_TOKEN, types, self.sets.setdefault(words, len(self.sets)))

    def emit_optional(self, *parts: Node | _Requirement) -> None:
        split = self.emit(OP_SPLIT, len(self.code) + 1)
        self.emit_all(parts)
        self.code[split][2] = len(self.code)

    def emit_choice(self, options: Sequence[Sequence[Node | _Requirement]], *, optional: bool = False) -> None:
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

    def emit_all(self, parts: Iterable[Node | _Requirement]) -> None:
        for part in parts:
            if isinstance(part, tuple):
                self.emit_token(*part)
            elif isinstance(part, Text):
                for word in split_words(part.text):
                    self.emit_token(0, frozenset((word,)))
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
        register = {"subject": 0, "value": 2}.get(slot.role)
        if register is not None:
            self.emit(OP_SAVE, register)
        self.emit_element(slot)
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

    def emit_element(self, slot: Slot) -> None:
        """One element of a slot."""
        name: _Requirement = (NAME_TOKEN, frozenset())
        if slot.own:
            words = _POSSESSIVES.get(slot.kind)
            options: list[list[Node | _Requirement]] = [
                [*_article(slot.kind != "person"), name, (0, _POSSESSIVE_MARKS)]
            ]
            self.emit_choice([*options, [(0, words)]] if words else options)
        elif slot.kind == "person":
            self.emit_token(NAME_TOKEN, _SUBJECT_PRONOUNS["person"])
        elif slot.kind == "org":
            self.emit_choice([[*_article(), name], [(0, _SUBJECT_PRONOUNS["org"])]])
        elif slot.kind == "title":
            split = self.emit(OP_SPLIT, len(self.code) + 1)
            self.emit(OP_QUOTED, _LONGEST_TITLE)
            end = self.emit(OP_JUMP)
            self.code[split][2] = len(self.code)
            self.emit_all([*_article(), name])
            self.code[end][1] = len(self.code)
        elif slot.kind == "dash":
            spaces: list[Node | _Requirement] = [_maybe(Space()), (0, _DASHES), _maybe(Space())]
            self.emit_choice([spaces, [Space(), Text("to"), Space()]])
        else:
            self._emit_simple(slot.kind)

    def _emit_simple(self, kind: str) -> None:
        if kind in ("place", "name", "party"):
            self.emit_all([*_article()])
        self.emit_token(_SIMPLE[kind])
        if kind == "place":
            self.emit_optional(Space(), (0, _SETTLEMENTS))
            more: list[Node | _Requirement] = [Text(","), Space(), (NAME_TOKEN, frozenset())]
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
            self.emit_optional((NUMBER_TOKEN | DIGITS_TOKEN, frozenset()))  # "km2"


def _glued(words: Iterable[str]) -> frozenset[str]:
    """The words, and each with a hyphen before it."""
    return frozenset(x for w in words for x in (w, f"-{w}"))


def _maybe(node: Node) -> Choice:
    return Choice((Tree((node,)),), optional=True)


def _article(wanted: bool = True) -> list[Node | _Requirement]:
    words = tuple(Tree((Text(w), Space())) for w in sorted(_THE))
    return [Choice(words, optional=True)] if wanted else []


def _word(option: Sequence[Node | _Requirement]) -> frozenset[str]:
    """The words an option is one of, if it is a single word."""
    if len(option) != 1:
        return frozenset()
    only = option[0]
    if isinstance(only, Text):
        words = split_words(only.text)
        return frozenset(words) if len(words) == 1 else frozenset()
    return only[1] if isinstance(only, tuple) and not only[0] else frozenset()


def _merged(options: Sequence[Sequence[Node | _Requirement]]) -> Iterator[Sequence[Node | _Requirement]]:
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


def _requirements(tree: Tree) -> Iterator[_Requirement]:
    """What every match contains."""
    for node in tree.nodes:
        if isinstance(node, Text):
            yield from ((0, frozenset((w,))) for w in split_words(node.text))
        elif isinstance(node, Slot):
            yield from _slot_requirements(node)
        elif isinstance(node, Choice) and not node.optional:
            inner = [max(_requirements(o), key=_selectivity, default=(0, frozenset())) for o in node.options]
            if all(types or words for types, words in inner):
                yield _either(inner)


def _slot_requirements(slot: Slot) -> Iterator[_Requirement]:
    if slot.kind == "dash":
        yield 0, _DASHES | {"to"}
    elif slot.own:
        yield NAME_TOKEN, _POSSESSIVES.get(slot.kind, frozenset())
    elif slot.kind in _SUBJECT_PRONOUNS:
        yield NAME_TOKEN, _SUBJECT_PRONOUNS[slot.kind]
    elif slot.kind in _SIMPLE:
        yield _SIMPLE[slot.kind], frozenset()


def _either(requirements: Iterable[_Requirement]) -> _Requirement:
    types, words = 0, frozenset[str]()
    for k, w in requirements:
        types, words = types | k, words | w
    return types, words


def _selectivity(requirement: _Requirement) -> int:
    """How few sentences meet a requirement: words are rarer than types."""
    types, words = requirement
    return rarity(tuple(words)) if words and not types else 0


def _sentences_with(words: Iterable[str]) -> int:
    """In how many sentences of a thousand one of these words is, about."""
    return sum(_SENTENCES.get(word, 1) for word in words)


def _first(code: list[list[int]], starts: Sequence[int], *, spaced: bool) -> list[list[int]] | None:
    """The instructions that can read the first token from there on; None if it can be anything.

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
            found.append(code[at])
        else:
            ways += [x, y] if operation == OP_SPLIT else [x] if operation == OP_JUMP else [at + 1]
    return found


def _programs(templates: Sequence[Template]) -> tuple[_Compiler, list[list[int]], list[list[int]]]:
    """Emit the programs of templates; return their entries and first tokens too, see `TemplateIndex`."""
    compiler = _Compiler()
    entry, first = [], []
    for template in templates:
        entry.append([len(compiler.code), -1])
        compiler.emit_all(template.tree.nodes)
        compiler.emit(OP_MATCH)
        first.append(_numbered(compiler, _first_token(compiler, [entry[-1][0]])))
        many = next((n for n in template.tree.nodes if isinstance(n, Slot) and n.many), None)
        if many:
            entry[-1][1] = len(compiler.code)
            compiler.emit_element(many)
            compiler.emit(OP_MATCH)
    for at, gap in enumerate(compiler.code):
        if gap[0] == OP_GAP:
            follows = [at + 1 + (compiler.code[at + 1][0] == OP_SPACE)]
            gap[3:] = _numbered(compiler, _first_token(compiler, follows))
    return compiler, entry, first


def compile_templates(templates: Sequence[Template]) -> tuple[TemplateIndex, Vocabulary]:
    """Compile the programs of all templates, with the vocabulary that their numbers of words refer to."""
    compiler, entry, first = _programs(templates)
    requirements = [list(dict.fromkeys(_requirements(t.tree))) for t in templates]
    triggers = _triggers(compiler, entry, requirements)
    words = [w for s in (*compiler.sets, *(r[1] for group in requirements for r in group)) for w in sorted(s)]
    vocabulary = Vocabulary([*SIGNS, *words])
    sets = np.zeros((len(compiler.sets), len(vocabulary.ids) + 1), np.bool_)
    for group, row in compiler.sets.items():
        sets[row, [vocabulary.ids[w] for w in group]] = True
    required, word_features, type_features = _feature_bits(requirements, vocabulary)
    index = TemplateIndex(
        np.array(compiler.code or [[OP_MATCH, 0, 0, -1, 0]], np.int32),
        np.array(entry, np.int32).reshape(-1, 2),
        np.array([t.sentence_initial for t in templates], np.bool_),
        np.array(first, np.int32).reshape(-1, 2),
        sets,
        required,
        word_features,
        type_features,
        *_trigger_index(triggers, vocabulary),
    )
    return index, vocabulary


def _first_token(compiler: _Compiler, starts: Sequence[int], *, spaced: bool = False) -> _Requirement | None:
    """Types and words of the first token that can be read from there on; None if it can be anything."""
    found = _first(compiler.code, starts, spaced=spaced)
    if found is None:
        return None
    names = list(compiler.sets)
    types, words = 0, frozenset(_QUOTATION_MARKS) if any(f[0] == OP_QUOTED for f in found) else frozenset[str]()
    for operation, x, y, *_ in found:
        if operation == OP_TOKEN:
            types, words = types | x, words | names[y]
    return types, words


def _numbered(compiler: _Compiler, token: _Requirement | None) -> list[int]:
    """Types and set of a token; types -1 for anything."""
    if token is None:
        return [-1, 0]
    return [token[0], compiler.sets.setdefault(token[1], len(compiler.sets))]


def _feature_bits(requirements: list[list[_Requirement]], vocabulary: Vocabulary) -> list[Bits]:
    """Number the distinct requirements: those of each template, those a word meets, those a type meets, as bits."""
    number = {r: i for i, r in enumerate(dict.fromkeys(r for group in requirements for r in group))}
    width = len(number) // _WORD_BITS + 1
    heights = len(requirements), len(vocabulary.ids) + 1, TYPE_COMBINATIONS
    required, by_word, by_type = (np.zeros((height, width), np.uint64) for height in heights)
    for t, group in enumerate(requirements):
        for r in group:
            required[t, number[r] // _WORD_BITS] |= np.uint64(1 << number[r] % _WORD_BITS)
    for (types, words), i in number.items():
        bit = np.uint64(1 << i % _WORD_BITS)
        by_word[[vocabulary.ids[w] for w in words], i // _WORD_BITS] |= bit
        by_type[[k for k in range(TYPE_COMBINATIONS) if k & types], i // _WORD_BITS] |= bit
    return [required, by_word, by_type]


def _triggers(
    compiler: _Compiler, entry: list[list[int]], requirements: list[list[_Requirement]]
) -> list[dict[str, _Requirement | None]]:
    """For each template the words of its rarest requirement ("" if it has none), and what must come next after each."""
    found = []
    names = list(compiler.sets)
    bounds = pairwise([*(start for start, _ in entry), len(compiler.code)])
    for group, (start, stop) in zip(requirements, bounds, strict=True):
        words = min((words for types, words in group if words and not types), key=_sentences_with, default=())
        reads = [(at + 1, names[c[2]]) for at, c in enumerate(compiler.code[start:stop], start) if c[0] == OP_TOKEN]
        after = {word: [at for at, read in reads if word in read] for word in words}
        found.append({word: _first_token(compiler, ways, spaced=True) for word, ways in after.items()} or {"": None})
    return found


def _trigger_index(
    triggers: list[dict[str, _Requirement | None]], vocabulary: Vocabulary
) -> tuple[Ints, Longs, Ints, Ints, Flags]:
    """List for each word the templates it triggers, and beside them what must come next."""
    triggered: list[list[tuple[int, int, int]]] = [[] for _ in range(len(vocabulary.ids) + 2)]
    sets: dict[frozenset[str] | None, int] = {None: 0}
    for t, words in enumerate(triggers):
        for word, follower in words.items():
            types, next_words = follower or (0, None)
            entry = t, types, sets.setdefault(next_words, len(sets))
            triggered[vocabulary.ids.get(word, 0)].append(entry)
    starts = np.cumsum([0, *map(len, triggered)])[: len(vocabulary.ids) + 2]
    listed = [entry for group in triggered for entry in group]
    templates = np.array([t for t, _, _ in listed], np.int32)
    next_types = np.array([types for _, types, _ in listed], np.int32)
    next_set = np.array([column for _, _, column in listed], np.int32)
    return templates, starts, next_types, next_set, _members(sets, vocabulary)


def _members(sets: dict[frozenset[str] | None, int], vocabulary: Vocabulary) -> Flags:
    """Whether a word (row) is in a set (column); all are in that of None."""
    found = np.zeros((len(vocabulary.ids) + 1, len(sets)), np.bool_)
    for group, column in sets.items():
        found[slice(None) if group is None else [vocabulary.ids[word] for word in group], column] = True
    return found
