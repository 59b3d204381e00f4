"""Run the programs of templates over the tokens of sentences, in compiled code.

Matches are found as in a regular expression: from the left, without overlap, of several ways the first in the order
that the template gives them. Work is bounded by steps, not seconds, so that the same text always gives the same
matches: a sentence that needs more than `MAX_STEPS`, or matches more than `MAX_MATCHES` times, gives none.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.match.compiler import TemplateIndex
from corpusstat.extract.match.programs import (
    GAP_IN_BRACKETS,
    GAP_WITHOUT_NAME,
    OP_GAP,
    OP_JUMP,
    OP_MATCH,
    OP_SAVE,
    OP_SPACE,
    OP_SPLIT,
    OP_TOKEN,
    SIGNS,
)
from corpusstat.extract.text.arrays import Bits, Ints, Table, copy_rows
from corpusstat.extract.text.jit import compiled, compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import DEMONYM_TOKEN, NAME_TOKEN, OF_ID, WORD_TOKEN, Tokens

__all__ = ["MAX_MATCHES", "MAX_STEPS", "Matches", "find_matches", "has_all", "may_follow"]

MAX_STEPS: Final = 300_000
"""Steps per sentence, about a millisecond; a sentence of an encyclopedia takes some hundreds."""

MAX_MATCHES: Final = 2_000
"""Matches per sentence, elements of lists among them."""

_STACK: Final = 512
_REGISTERS: Final = 4
_PC, _PLACE, _CONSUMED, _SINCE, _SAVED = range(5)
"""Columns of the stack: instruction, token, whether the space before it is consumed, where a gap began (or how many
words are taken; -1 after a split), registers from here on."""
_SENTENCE, _TEMPLATE, _SUBJECT, _SUBJECT_END, _VALUE, _VALUE_END, _WHOLE, _WHOLE_END = range(8)
_COLUMNS: Final = 8
_ROOM: Final = 4 * MAX_MATCHES
(
    _SEMICOLON, _OPENS, _CLOSES, _PLAIN_QUOTE, _LEFT_QUOTE, _RIGHT_QUOTE, _APOSTROPHE, _LEFT_MARK, _RIGHT_MARK,
) = (OF_ID + 1 + i for i in range(len(SIGNS)))  # fmt: skip


class Matches(NamedTuple):
    """``table`` (n, 8): sentence, template, first and last token (half-open) of subject, value (-1: none) and whole.

    ``costly``: the sentences that were given up.
    """

    table: Table
    costly: Ints


class _Scratch(NamedTuple):
    """Memory that every sentence uses anew; T templates, W words of features.

    ``stack``: ways that were not taken. ``registers``: see `OP_SAVE`. ``features`` (W): what the sentence has.
    ``last_trigger`` (T): the last token that triggers a template, no match begins after it. ``active`` (T): the
    templates to try. ``rows``: the matches of the sentence.
    """

    stack: Table
    registers: Ints
    features: Bits
    last_trigger: Ints
    active: Ints
    rows: Table


@compiled_inner
def _unread_space(tokens: Tokens, i: int, consumed: bool) -> bool:
    """Whether a space before token ``i`` is yet to be read."""
    return bool(tokens.space_before[i]) and not consumed


@compiled_inner
def _is_next(tokens: Tokens, i: int, consumed: bool, last: int) -> bool:
    """Whether a token can be read at once."""
    return i < last and not _unread_space(tokens, i, consumed)


@compiled_inner
def _position(tokens: Tokens, i: int, consumed: bool, last: int) -> int:
    """Character at which matching is: before token ``i``, with the space before it consumed or not."""
    if i >= last:
        return int(tokens.char_end[last - 1])
    return int(tokens.char_start[i] - _unread_space(tokens, i, consumed))


@compiled_inner
def _is_blocked(tokens: Tokens, i: int, gap: int) -> bool:
    """Whether a gap of this sort cannot contain a token."""
    word = tokens.word_id[i]
    if gap == GAP_IN_BRACKETS:
        return word in (_OPENS, _CLOSES)
    return word == _SEMICOLON or (gap == GAP_WITHOUT_NAME and tokens.types[i] & NAME_TOKEN != 0)


@compiled_inner
def _accepts(index: TemplateIndex, tokens: Tokens, i: int, types: int, group: int) -> bool:
    """Whether a token is of one of the types, or a word of the set."""
    at = np.uint64(i)  # an unsigned index is not checked for counting from the end
    if tokens.types[at] & types != 0:
        return True
    word = tokens.word_id[at]
    return group > 0 and word > 0 and bool(index.word_sets[np.uint64(group), np.uint64(word)])


@compiled_inner
def _opens_apart(tokens: Tokens, i: int) -> bool:
    """Whether token ``i`` is first in its sentence, or not glued to a word before it."""
    return bool(tokens.space_before[i]) or tokens.char_start[i] == 0 or tokens.types[i - 1] == 0


@compiled_inner
def _single_quoted_end(tokens: Tokens, i: int, last: int, most: int) -> int:
    """The same for single quotation marks: the first is not glued to a word before it, the last to none after it."""
    inside = tokens.char_end[i]
    if i + 1 >= last or tokens.space_before[i + 1] or not _opens_apart(tokens, i):
        return -1
    for j in range(i + 1, last):
        if tokens.char_start[j] - inside > most:
            return -1
        if tokens.word_id[j] == _APOSTROPHE or tokens.word_id[j] == _RIGHT_MARK:
            ends = j + 1 == last or tokens.space_before[j + 1] or tokens.types[j + 1] == 0
            if ends and not tokens.space_before[j]:
                return j + 1
    return -1


@compiled_inner
def _quoted_end(tokens: Tokens, i: int, last: int, most: int) -> int:
    """One past the title in quotation marks that opens at token ``i``; -1 if there is none."""
    word, starts = tokens.word_id, tokens.char_start
    if word[i] == _APOSTROPHE or word[i] == _LEFT_MARK:
        return _single_quoted_end(tokens, i, last, most)
    if word[i] != _PLAIN_QUOTE and word[i] != _LEFT_QUOTE:
        return -1
    inside = tokens.char_end[i]
    for j in range(i + 1, last):
        if starts[j] - inside > most or word[j] == _LEFT_QUOTE:
            return -1
        if word[j] == _PLAIN_QUOTE or word[j] == _RIGHT_QUOTE:
            return j + 1 if starts[j] > inside else -1
    return -1


@compiled_inner
def _extend_gap(
    index: TemplateIndex, tokens: Tokens, pc: int, i: int, consumed: bool, last: int, gap_start: int, may_be_empty: bool
) -> int:
    """Let a gap that has come to token ``i`` end where what follows can begin; -1 if it cannot.

    ``gap_start``: the character at which it began. Returns 2 i + 1 if the space before token i is in the gap, else 2 i.
    """
    code = index.code
    most, sort, types, group = code[pc, 1], code[pc, 2], code[pc, 3], code[pc, 4]
    wants_space = code[pc + 1, 0] == OP_SPACE
    while True:
        if not may_be_empty:
            if i >= last:
                return -1
            if _unread_space(tokens, i, consumed):
                consumed = True
            elif _is_blocked(tokens, i, sort):
                return -1
            else:
                i, consumed = i + 1, False
            if _position(tokens, i, consumed, last) - gap_start > most:
                return -1
        may_be_empty = False
        if types < 0:
            return 2 * i + consumed
        if i < last and _unread_space(tokens, i, consumed) == wants_space and _accepts(index, tokens, i, types, group):
            return 2 * i + consumed


@compiled_inner
def _takes_word(index: TemplateIndex, tokens: Tokens, pc: int, i: int, consumed: bool, last: int, taken: int) -> bool:
    """Whether plain words, of which some are taken, can take token ``i`` too."""
    if i >= last or taken >= index.code[pc, 1] or tokens.types[i] & (WORD_TOKEN | DEMONYM_TOKEN) == 0:
        return False
    return _unread_space(tokens, i, consumed) == (index.code[pc, 2] == 0 or taken > 0)


@compiled_inner
def _push(scratch: _Scratch, top: int, pc: int, i: int, consumed: bool, since: int) -> None:
    """Remember a way to go on."""
    stack, row = scratch.stack, top
    stack[row, _PC], stack[row, _PLACE], stack[row, _CONSUMED], stack[row, _SINCE] = pc, i, consumed, since
    for r in range(_REGISTERS):
        stack[row, _SAVED + r] = scratch.registers[r]


@compiled_inline
def _advance(
    index: TemplateIndex, tokens: Tokens, scratch: _Scratch, pc: int, i: int, consumed: bool, last: int
) -> tuple[int, int, bool]:
    """Carry out an instruction that has one way to go on: return the next (-1 if it does not fit) and the place."""
    row = np.uint64(pc)
    operation, x, y = index.code[row, 0], index.code[row, 1], index.code[row, 2]
    if operation == OP_TOKEN:
        fits = _is_next(tokens, i, consumed, last) and _accepts(index, tokens, i, x, y)
        return pc + 1 if fits else -1, i + 1, False
    if operation == OP_SPACE:
        return pc + 1 if i < last and _unread_space(tokens, i, consumed) else -1, i, True
    if operation == OP_JUMP:
        return int(x), i, consumed
    if operation == OP_SAVE:
        scratch.registers[x] = i
        return pc + 1, i, consumed
    end = _quoted_end(tokens, i, last, x) if _is_next(tokens, i, consumed, last) else -1
    return pc + 1 if end > 0 else -1, end, False


@compiled_inline
def _branch(
    index: TemplateIndex, tokens: Tokens, scratch: _Scratch, top: int, pc: int, i: int, consumed: bool, last: int
) -> tuple[int, int, bool, int]:
    """Remember the second way of a split, gap or run of words, and take the first: the next instruction, place, top."""
    operation = index.code[pc, 0]
    if operation == OP_SPLIT:
        _push(scratch, top, index.code[pc, 2], i, consumed, -1)
        return int(index.code[pc, 1]), i, consumed, top + 1
    since = 0
    if operation == OP_GAP:
        since = _position(tokens, i, consumed, last)
        stop = _extend_gap(index, tokens, pc, i, consumed, last, since, True)
        if stop < 0:
            return -1, i, consumed, top
        i, consumed = stop >> 1, stop & 1 != 0
    _push(scratch, top, pc, i, consumed, since)
    return pc + 1, i, consumed, top + 1


@compiled_inline
def _backtrack(
    index: TemplateIndex, tokens: Tokens, scratch: _Scratch, top: int, last: int
) -> tuple[int, int, bool, int]:
    """Take the way remembered in row ``top``: the next instruction (-1 if it does not fit), the place, the new top."""
    stack = scratch.stack
    pc, i, since = int(stack[top, _PC]), int(stack[top, _PLACE]), int(stack[top, _SINCE])
    consumed = stack[top, _CONSUMED] != 0
    for r in range(_REGISTERS):
        scratch.registers[r] = stack[top, _SAVED + r]
    if since < 0:
        return pc, i, consumed, top
    if index.code[pc, 0] == OP_GAP:
        stop = _extend_gap(index, tokens, pc, i, consumed, last, since, False)
        if stop < 0:
            return -1, i, consumed, top
        i, consumed = stop >> 1, stop & 1 != 0
    else:
        if not _takes_word(index, tokens, pc, i, consumed, last, since):
            return -1, i, consumed, top
        i, consumed, since = i + 1, False, since + 1
    _push(scratch, top, pc, i, consumed, since)  # it may grow again
    return pc + 1, i, consumed, top + 1


@compiled_inner
def _run(
    index: TemplateIndex, tokens: Tokens, scratch: _Scratch, entry: int, at: int, last: int, budget: int
) -> tuple[int, int]:
    """Run a program from token ``at`` on; return one past the match (-1: none) and the steps left (0: given up)."""
    pc, i, consumed, top = int(entry), at, True, 0
    while budget > 0:
        budget -= 1
        operation = index.code[np.uint64(pc), 0]
        if operation == OP_MATCH:
            return i, budget
        if operation < OP_SPLIT:
            pc, i, consumed = _advance(index, tokens, scratch, pc, i, consumed, last)
        elif top == _STACK:
            return -1, 0
        else:
            pc, i, consumed, top = _branch(index, tokens, scratch, top, pc, i, consumed, last)
        while pc < 0:
            if top == 0:
                return -1, budget
            budget -= 1
            pc, i, consumed, top = _backtrack(index, tokens, scratch, top - 1, last)
    return -1, 0


@compiled_inline
def _find(
    index: TemplateIndex, tokens: Tokens, scratch: _Scratch, template: int, at: int, till: int, last: int, budget: int
) -> tuple[int, int, int]:
    """Find the first match of a template that begins at ``till`` or before: its tokens (-1: none), the steps left."""
    types, group = index.first_token[template, 0], index.first_token[template, 1]
    while at <= till and at < last and budget > 0:
        if types < 0 or _accepts(index, tokens, at, types, group):
            for r in range(_REGISTERS):
                scratch.registers[r] = -1
            stop, budget = _run(index, tokens, scratch, index.entry[template, 0], at, last, budget)
            if stop >= 0:
                return at, stop, budget
        at += 1
    return -1, -1, budget


@compiled_inner
def has_all(index: TemplateIndex, template: int, features: Bits) -> bool:
    """Whether all that a template requires is among the features."""
    for w in range(len(features)):  # noqa: SIM110 - no generators in compiled code
        if index.required[template, w] & ~features[w]:
            return False
    return True


@compiled_inline
def _gather_features(index: TemplateIndex, tokens: Tokens, scratch: _Scratch, first: int, last: int) -> None:
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
def _activate(index: TemplateIndex, tokens: Tokens, scratch: _Scratch, first: int, last: int) -> int:
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
    index: TemplateIndex, tokens: Tokens, scratch: _Scratch, row: int, template: int, at: int, stop: int, budget: int
) -> tuple[int, int]:
    """Write a match from ``row`` on, once for each value of a list; return the next row and the steps left."""
    registers, out = scratch.registers, scratch.rows
    subject, subject_end, value, values_end = registers[0], registers[1], registers[2], registers[3]
    while row < MAX_MATCHES:
        taken = int(values_end)
        if index.entry[template, 1] >= 0:
            taken, budget = _run(index, tokens, scratch, index.entry[template, 1], value, values_end, budget)
        if taken >= 0 or values_end < 0:
            out[row, _TEMPLATE], out[row, _WHOLE], out[row, _WHOLE_END] = template, at, stop
            out[row, _SUBJECT], out[row, _SUBJECT_END] = subject, subject_end
            out[row, _VALUE], out[row, _VALUE_END] = value, taken
            row += 1
        value = taken if taken > value else value + 1
        if value >= values_end:
            break
    return row, budget


@compiled_inner
def _match_sentence(
    index: TemplateIndex, tokens: Tokens, scratch: _Scratch, first: int, last: int, budget: int
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
    scratch = _Scratch(
        np.empty((_STACK, _SAVED + _REGISTERS), np.int32),
        np.empty(_REGISTERS, np.int32),
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
            scratch.rows[row, _SENTENCE] = s
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
