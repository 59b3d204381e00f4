"""Compile templates: their programs, and an index of what a sentence must have for one of them to match.

A template is tried where its rarest word is, its trigger, if what comes next may follow there, and if the sentence has
all that the template requires.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.match.programs import (
    DASHES,
    OP_MATCH,
    OP_TOKEN,
    POSSESSIVES,
    SIGNS,
    SIMPLE,
    SUBJECT_PRONOUNS,
    Programs,
    Requirement,
    first_token,
    hinge_forms,
    programs_of,
)
from corpusstat.extract.text.arrays import Bits, Bytes, Flags, Ints, Longs
from corpusstat.extract.text.tokens import HINGE_MARK, NAME_TOKEN, Vocabulary, split_words
from corpusstat.lexicon import rows
from corpusstat.relations.templates import Choice, Hinge, Slot, Template, Text, rarity
from corpusstat.relations.templates import Sequence as Tree

__all__ = ["TYPE_COMBINATIONS", "TemplateIndex", "compile_templates"]

TYPE_COMBINATIONS: Final = 256
"""How many combinations of bits of types there are."""
_WORD_BITS: Final = 64
_SENTENCES: Final = {row["word"]: int(row["sentences"]) for row in rows("frequent_words")}
"""Sentences of a thousand that a word is in."""
_THOUSAND: Final = 1000


class TemplateIndex(NamedTuple):
    """All programs, and what finds the templates that a sentence may match; T templates, V words, S sets.

    ``code`` (n, 5): instructions. ``entry`` (T, 2): where a template's program starts, and that of one value of a list
    (-1: no list). ``sentence_initial`` (T): it matches at the start of a sentence only. ``first_tokens`` (T, 4): types
    and set of its first token, and those of the next (-1: anything). ``word_sets`` (V + 1, S / 8): bits, whether a word
    is in a set: those of a word are together, as a sentence has few. ``required`` (T, W),
    ``word_features`` (V + 1, W), ``type_features`` (TYPE_COMBINATIONS, W): bits of what a template requires, and of
    what a token has. ``triggers``: templates by their rarest word, those of word v from ``trigger_start[v]`` to
    ``trigger_start[v + 1]``; those of 0 are tried on every sentence. ``next_types``, ``next_set``, beside ``triggers``:
    the types of the token that comes next after the word, or the set it is of; ``next_words`` (V + 1, sets): whether a
    word is in such a set. Set 0 has all words, and none. ``needs``, beside ``triggers`` too: types that all must be in
    the sentence, of what the template requires.
    """

    code: Ints
    entry: Ints
    sentence_initial: Flags
    first_tokens: Ints
    word_sets: Bytes
    required: Bits
    word_features: Bits
    type_features: Bits
    triggers: Ints
    trigger_start: Longs
    next_types: Ints
    next_set: Ints
    next_words: Flags
    needs: Ints


def compile_templates(templates: Sequence[Template]) -> tuple[TemplateIndex, Vocabulary]:
    """Compile the programs of all templates, with the vocabulary that their numbers of words refer to."""
    programs, entry, first = programs_of(templates)
    requirements = [list(dict.fromkeys(_requirements(t.tree))) for t in templates]
    triggers = _triggers(programs, entry, requirements)
    words = [w for s in (*programs.sets, *(r[1] for group in requirements for r in group)) for w in sorted(s)]
    vocabulary = Vocabulary([*SIGNS, *words])
    sets = np.zeros((len(vocabulary.ids) + 1, len(programs.sets)), np.bool_)
    for group, column in programs.sets.items():
        sets[_numbers(group, vocabulary), column] = True
    required, word_features, type_features = _feature_bits(requirements, vocabulary)
    index = TemplateIndex(
        np.array(programs.code or [[OP_MATCH, 0, 0, -1, 0]], np.int32),
        np.array(entry, np.int32).reshape(-1, 2),
        np.array([t.sentence_initial for t in templates], np.bool_),
        np.array(first, np.int32).reshape(-1, 2 * 2),
        np.packbits(sets, axis=1, bitorder="little"),
        required,
        word_features,
        type_features,
        *_trigger_index(triggers, [_types_needed(group) for group in requirements], vocabulary),
    )
    return index, vocabulary


def _numbers(words: Iterable[str], vocabulary: Vocabulary) -> list[int]:
    """The numbers of words; of one that may be a hinge, also that of the hinge."""
    forms = (form for word in words for form in (word, word + HINGE_MARK))
    return [vocabulary.ids[form] for form in forms if form in vocabulary.ids]


def _requirements(tree: Tree) -> Iterator[Requirement]:
    """What every match contains."""
    for node in tree.nodes:
        if isinstance(node, Text):
            yield from ((0, frozenset((w,))) for w in split_words(node.text))
        elif isinstance(node, Hinge):
            yield 0, hinge_forms(node)
        elif isinstance(node, Slot):
            yield from _slot_requirements(node)
        elif isinstance(node, Choice) and not node.optional:
            yield from _choice_requirements(node)


def _choice_requirements(choice: Choice) -> Iterator[Requirement]:
    """What every match of a choice contains, if every option requires something."""
    for rank in (_selectivity, _rareness):
        inner = [max(_requirements(o), key=rank, default=(0, frozenset())) for o in choice.options]
        if all(types or words for types, words in inner):
            yield _either(inner)


def _slot_requirements(slot: Slot) -> Iterator[Requirement]:
    if slot.kind == "dash":
        yield 0, DASHES | {"to"}
    elif slot.own:
        yield NAME_TOKEN, POSSESSIVES.get(slot.kind, frozenset())
    elif slot.kind in SUBJECT_PRONOUNS:
        yield NAME_TOKEN, SUBJECT_PRONOUNS[slot.kind]
    elif slot.kind in SIMPLE:
        yield SIMPLE[slot.kind], frozenset()


def _either(requirements: Iterable[Requirement]) -> Requirement:
    types, words = 0, frozenset[str]()
    for k, w in requirements:
        types, words = types | k, words | w
    return types, words


def _selectivity(requirement: Requirement) -> int:
    """How few sentences meet a requirement, by the length of its words; words are rarer than types."""
    types, words = requirement
    return rarity(tuple(words)) if words and not types else 0


def _rareness(requirement: Requirement) -> int:
    """The same, by how many sentences of a thousand have one of its words."""
    types, words = requirement
    return -_sentences_with(words) if words and not types else -_THOUSAND


def _sentences_with(words: Iterable[str]) -> int:
    """In how many sentences of a thousand one of these words is, about."""
    return sum(_SENTENCES.get(word, 1) for word in words)


def _types_needed(requirements: list[Requirement]) -> int:
    """Types of which a match has each: those of requirements that nothing else meets."""
    needs = 0
    for types, words in requirements:
        needs |= types if not words and types.bit_count() == 1 else 0
    return needs


def _feature_bits(requirements: list[list[Requirement]], vocabulary: Vocabulary) -> list[Bits]:
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
        by_word[_numbers(words, vocabulary), i // _WORD_BITS] |= bit
        by_type[[k for k in range(TYPE_COMBINATIONS) if k & types], i // _WORD_BITS] |= bit
    return [required, by_word, by_type]


def _triggers(
    programs: Programs, entry: list[list[int]], requirements: list[list[Requirement]]
) -> list[dict[str, Requirement | None]]:
    """For each template the words of its rarest requirement ("" if it has none), and what must come next after each."""
    found = []
    names = list(programs.sets)
    bounds = pairwise([*(start for start, _ in entry), len(programs.code)])
    for group, (start, stop) in zip(requirements, bounds, strict=True):
        words = min((words for types, words in group if words and not types), key=_sentences_with, default=())
        reads = [(at + 1, names[c[2]]) for at, c in enumerate(programs.code[start:stop], start) if c[0] == OP_TOKEN]
        after = {word: [at for at, read in reads if word in read] for word in words}
        found.append({word: first_token(programs, ways, spaced=True) for word, ways in after.items()} or {"": None})
    return found


def _trigger_index(
    triggers: list[dict[str, Requirement | None]], needs: list[int], vocabulary: Vocabulary
) -> tuple[Ints, Longs, Ints, Ints, Flags, Ints]:
    """List for each word the templates it triggers, and beside them what must come next, and be in the sentence."""
    triggered: list[list[tuple[int, int, int]]] = [[] for _ in range(len(vocabulary.ids) + 2)]
    sets: dict[frozenset[str] | None, int] = {None: 0}
    for t, words in enumerate(triggers):
        for word, follower in words.items():
            types, next_words = follower or (0, None)
            entry = t, types, sets.setdefault(next_words, len(sets))
            for v in _numbers((word,), vocabulary) or [0]:
                triggered[v].append(entry)
    starts = np.cumsum([0, *map(len, triggered)])[: len(vocabulary.ids) + 2]
    listed = [entry for group in triggered for entry in group]
    templates = np.array([t for t, _, _ in listed], np.int32)
    next_types = np.array([types for _, types, _ in listed], np.int32)
    next_set = np.array([column for _, _, column in listed], np.int32)
    needed = np.array([needs[t] for t in templates], np.int32)
    return templates, starts, next_types, next_set, _members(sets, vocabulary), needed


def _members(sets: dict[frozenset[str] | None, int], vocabulary: Vocabulary) -> Flags:
    """Whether a word (row) is in a set (column); all are in that of None."""
    found = np.zeros((len(vocabulary.ids) + 1, len(sets)), np.bool_)
    for group, column in sets.items():
        found[slice(None) if group is None else _numbers(group, vocabulary), column] = True
    return found
