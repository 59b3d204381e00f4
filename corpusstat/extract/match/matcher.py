"""Find the matches of all templates in sentences, in compiled code.

Matches are found as in a regular expression: from the left, without overlap. Work is bounded by steps, not seconds, so
that the same text always gives the same matches: a sentence that needs more than `MAX_STEPS`, or matches more than
`MAX_MATCHES` times, gives none.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.match import facts as f
from corpusstat.extract.match.compiler import TemplateIndex
from corpusstat.extract.match.interpreter import REGISTERS, STACK_COLUMNS, STACK_ROWS, Scratch, accepts, run_program
from corpusstat.extract.text.arrays import Bits, Ints, Table, copy_rows
from corpusstat.extract.text.jit import compiled, compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import Tokens

__all__ = ["MAX_MATCHES", "MAX_STEPS", "Matches", "find_matches", "has_all", "may_follow"]

MAX_STEPS: Final = 300_000
"""Steps per sentence, about a millisecond; a sentence of an encyclopedia takes some hundreds."""

MAX_MATCHES: Final = 2_000
"""Matches per sentence, elements of lists among them."""

_COLUMNS: Final = f.WHOLE_END + 1
_ROOM: Final = 4 * MAX_MATCHES
_FIRST_TYPES, _FIRST_SET, _SECOND_TYPES, _SECOND_SET = range(4)
"""Columns of the first tokens of templates."""


class Matches(NamedTuple):
    """``table`` (n, 8): sentence, template, first and last token (half-open) of subject, value (-1: none) and whole.

    ``costly``: the sentences that were given up.
    """

    table: Table
    costly: Ints


@compiled_inner
def _may_begin(index: TemplateIndex, tokens: Tokens, first: Ints, at: int, last: int) -> bool:
    """Whether a match may begin at a token, given what a template's first token and the next must be."""
    if first[_FIRST_TYPES] >= 0 and not accepts(index, tokens, at, first[_FIRST_TYPES], first[_FIRST_SET]):
        return False
    anything = first[_SECOND_TYPES] < 0
    return anything or (at + 1 < last and accepts(index, tokens, at + 1, first[_SECOND_TYPES], first[_SECOND_SET]))


@compiled_inline
def _find(
    index: TemplateIndex, tokens: Tokens, scratch: Scratch, template: int, at: int, till: int, last: int, budget: int
) -> tuple[int, int, int]:
    """Find the first match of a template that begins at ``till`` or before: its tokens (-1: none), the steps left."""
    first = index.first_tokens[template]
    while at <= till and at < last and budget > 0:
        if _may_begin(index, tokens, first, at, last):
            for r in range(REGISTERS):
                scratch.registers[r] = -1
            stop, budget = run_program(index, tokens, scratch, index.entry[template, 0], at, last, budget)
            if stop >= 0:
                return at, stop, budget
        at += 1
    return -1, -1, budget


@compiled_inner
def has_all(index: TemplateIndex, template: int, features: Bits) -> bool:
    """Whether all that a template requires is among the features."""
    lacking = np.uint64(0)
    for w in range(len(features)):  # to the end: where it could stop cannot be foreseen
        lacking |= index.required[np.uint64(template), np.uint64(w)] & ~features[np.uint64(w)]
    return bool(lacking == 0)


@compiled_inline
def _gather_features(index: TemplateIndex, tokens: Tokens, scratch: Scratch, first: int, last: int) -> None:
    types = np.uint8(0)
    for i in range(first, last):
        types |= tokens.types[np.uint64(i)]
    for w in range(len(scratch.features)):
        bits = index.type_features[types, w]  # several types have the features of each of them
        for i in range(first, last):
            bits |= index.word_features[np.uint64(tokens.word_id[np.uint64(i)]), w]
        scratch.features[w] = bits


@compiled_inner
def may_follow(index: TemplateIndex, k: int, types: int, word: int) -> bool:
    """Whether a token of these types, or with this number, may come next after the word of the k-th trigger."""
    at = np.uint64(k)
    is_listed = index.next_words[np.uint64(word), np.uint64(index.next_set[at])]
    fits: bool = is_listed | (index.next_types[at] & types != 0)  # without a jump that would be guessed wrong
    return fits


@compiled_inline
def _activate(index: TemplateIndex, tokens: Tokens, scratch: Scratch, first: int, last: int) -> int:
    """Collect the templates that are triggered and have all they require; return their number."""
    n = 0
    for i in range(first - 1, last):
        word = tokens.word_id[i] if i >= first else 0
        if i >= first and word == 0:
            continue  # the templates that word 0 triggers are tried once, on every sentence
        types, follower = (int(tokens.types[i + 1]), tokens.word_id[i + 1]) if i + 1 < last else (0, 0)
        for k in range(index.trigger_start[word], index.trigger_start[word + 1]):
            template = index.triggers[k]
            if not may_follow(index, k, types, follower):
                continue
            if scratch.last_trigger[template] < first and has_all(index, template, scratch.features):
                scratch.active[n] = template
                n += 1
            scratch.last_trigger[template] = i if word else last
    return n


@compiled_inline
def _emit_matches(
    index: TemplateIndex, tokens: Tokens, scratch: Scratch, row: int, template: int, at: int, stop: int, budget: int
) -> tuple[int, int]:
    """Write a match from ``row`` on, once for each value of a list; return the next row and the steps left."""
    registers, out = scratch.registers, scratch.rows
    subject, subject_end, value, values_end = registers[0], registers[1], registers[2], registers[3]
    while row < MAX_MATCHES:
        taken = int(values_end)
        if index.entry[template, 1] >= 0:
            taken, budget = run_program(index, tokens, scratch, index.entry[template, 1], value, values_end, budget)
        if taken >= 0 or values_end < 0:
            out[row, f.TEMPLATE], out[row, f.WHOLE], out[row, f.WHOLE_END] = template, at, stop
            out[row, f.SUBJECT], out[row, f.SUBJECT_END] = subject, subject_end
            out[row, f.VALUE], out[row, f.VALUE_END] = value, taken
            row += 1
        value = taken if taken > value else value + 1
        if value >= values_end:
            break
    return row, budget


@compiled_inner
def _match_sentence(
    index: TemplateIndex, tokens: Tokens, scratch: Scratch, first: int, last: int, budget: int
) -> tuple[int, int]:
    """Find the matches in one sentence; return their number and the steps left (0: given up)."""
    _gather_features(index, tokens, scratch, first, last)
    n = 0
    for k in range(_activate(index, tokens, scratch, first, last)):
        template, at = scratch.active[k], first
        till = first if index.sentence_initial[template] else scratch.last_trigger[template]
        while at <= till and budget > 0:
            at, stop, budget = _find(index, tokens, scratch, template, at, till, last, budget)
            if at < 0:
                break
            n, budget = _emit_matches(index, tokens, scratch, n, template, at, stop, budget)
            at = max(stop, at + 1)
    return n, budget if n < MAX_MATCHES else 0


@compiled
def _search(index: TemplateIndex, tokens: Tokens, most: int) -> tuple[Table, Ints]:
    sentences, templates = len(tokens.sentence_start) - 1, len(index.entry)
    out, n = np.empty((_ROOM, _COLUMNS), np.int32), 0
    costly, given_up = np.empty(sentences + 1, np.int32), 0
    scratch = Scratch(
        np.empty((STACK_ROWS, STACK_COLUMNS), np.int32),
        np.empty(REGISTERS, np.int32),
        np.zeros(index.required.shape[1], np.uint64),
        np.full(templates, -1, np.int32),
        np.empty(templates, np.int32),
        np.empty((MAX_MATCHES, _COLUMNS), np.int32),
    )
    for s in range(sentences):
        found, budget = _match_sentence(
            index, tokens, scratch, tokens.sentence_start[s], tokens.sentence_start[s + 1], most
        )
        if budget <= 0:
            costly[given_up] = s
            given_up += 1
            continue
        if n + found > len(out):
            more = np.empty((2 * len(out), _COLUMNS), np.int32)
            copy_rows(out, n, more)
            out = more
        for row in range(found):
            scratch.rows[row, f.SENTENCE] = s
            for column in range(_COLUMNS):
                out[n + row, column] = scratch.rows[row, column]
        n += found
    return out[:n].copy(), costly[:given_up].copy()


def find_matches(index: TemplateIndex, tokens: Tokens, most: int = MAX_STEPS) -> Matches:
    """Find what all templates match in all sentences, in no particular order within a sentence.

    Parameters
    ----------
    index, tokens
        Made with the same vocabulary.
    most
        Steps allowed per sentence.
    """
    return Matches(*_search(index, tokens, most))
