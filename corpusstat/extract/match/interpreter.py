"""Run the program of one template over the tokens of a sentence, in compiled code.

Of several ways to match, the first counts in the order that the template gives them, as in a regular expression: ways
not taken are kept on a stack. Work is counted in steps.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.match import programs as p
from corpusstat.extract.match.compiler import TemplateIndex
from corpusstat.extract.text.arrays import Bits, Ints, Table
from corpusstat.extract.text.jit import compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import DEMONYM_TOKEN, NAME_TOKEN, OF_ID, WORD_TOKEN, Tokens

__all__ = ["REGISTERS", "STACK_COLUMNS", "STACK_ROWS", "Scratch", "accepts", "run_program"]

STACK_ROWS: Final = 512
REGISTERS: Final = 4
_PC, _PLACE, _CONSUMED, _SINCE, _SAVED = range(5)
"""Columns of the stack: instruction, token, whether the space before it is consumed, where a gap began (or how many
words are taken; -1 after a split), registers from here on."""
STACK_COLUMNS: Final = _SAVED + REGISTERS
_BYTE_SHIFT, _IN_BYTE = 3, 7
"""Where a bit is: in which byte, and which of it."""
(
    _SEMICOLON, _OPENS, _CLOSES, _PLAIN_QUOTE, _LEFT_QUOTE, _RIGHT_QUOTE, _APOSTROPHE, _LEFT_MARK, _RIGHT_MARK,
) = (OF_ID + 1 + i for i in range(len(p.SIGNS)))  # fmt: skip


class Scratch(NamedTuple):
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
    if gap == p.GAP_IN_BRACKETS:
        return word in (_OPENS, _CLOSES)
    return word == _SEMICOLON or (gap == p.GAP_WITHOUT_NAME and tokens.types[i] & NAME_TOKEN != 0)


@compiled_inner
def accepts(index: TemplateIndex, tokens: Tokens, i: int, types: int, group: int) -> bool:
    """Whether a token is of one of the types, or a word of the set."""
    at = np.uint64(i)  # an unsigned index is not checked for counting from the end
    if tokens.types[at] & types != 0:
        return True
    # set 0 and word 0 have nothing
    bits = index.word_sets[np.uint64(tokens.word_id[at]), np.uint64(group >> _BYTE_SHIFT)]
    return bool(bits >> (group & _IN_BYTE) & 1)


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
    wants_space = code[pc + 1, 0] == p.OP_SPACE
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
        if i < last and _unread_space(tokens, i, consumed) == wants_space and accepts(index, tokens, i, types, group):
            return 2 * i + consumed


@compiled_inner
def _takes_word(index: TemplateIndex, tokens: Tokens, pc: int, i: int, consumed: bool, last: int, taken: int) -> bool:
    """Whether plain words, of which some are taken, can take token ``i`` too."""
    if i >= last or taken >= index.code[pc, 1] or tokens.types[i] & (WORD_TOKEN | DEMONYM_TOKEN) == 0:
        return False
    return _unread_space(tokens, i, consumed) == (index.code[pc, 2] == 0 or taken > 0)


@compiled_inner
def _push(scratch: Scratch, top: int, pc: int, i: int, consumed: bool, since: int) -> None:
    """Remember a way to go on."""
    stack, row = scratch.stack, top
    stack[row, _PC], stack[row, _PLACE], stack[row, _CONSUMED], stack[row, _SINCE] = pc, i, consumed, since
    for r in range(REGISTERS):
        stack[row, _SAVED + r] = scratch.registers[r]


@compiled_inline
def _advance(
    index: TemplateIndex, tokens: Tokens, scratch: Scratch, pc: int, i: int, consumed: bool, last: int
) -> tuple[int, int, bool]:
    """Carry out an instruction that has one way to go on: return the next (-1 if it does not fit) and the place."""
    row = np.uint64(pc)
    operation, x, y = index.code[row, 0], index.code[row, 1], index.code[row, 2]
    if operation == p.OP_TOKEN:
        fits = _is_next(tokens, i, consumed, last) and accepts(index, tokens, i, x, y)
        return pc + 1 if fits else -1, i + 1, False
    if operation == p.OP_SPACE:
        return pc + 1 if i < last and _unread_space(tokens, i, consumed) else -1, i, True
    if operation == p.OP_JUMP:
        return int(x), i, consumed
    if operation == p.OP_SAVE:
        scratch.registers[x] = i
        return pc + 1, i, consumed
    end = _quoted_end(tokens, i, last, x) if _is_next(tokens, i, consumed, last) else -1
    return pc + 1 if end > 0 else -1, end, False


@compiled_inline
def _branch(
    index: TemplateIndex, tokens: Tokens, scratch: Scratch, top: int, pc: int, i: int, consumed: bool, last: int
) -> tuple[int, int, bool, int]:
    """Remember the second way of a split, gap or run of words, and take the first: the next instruction, place, top."""
    operation = index.code[pc, 0]
    if operation == p.OP_SPLIT:
        _push(scratch, top, index.code[pc, 2], i, consumed, -1)
        return int(index.code[pc, 1]), i, consumed, top + 1
    since = 0
    if operation == p.OP_GAP:
        since = _position(tokens, i, consumed, last)
        stop = _extend_gap(index, tokens, pc, i, consumed, last, since, True)
        if stop < 0:
            return -1, i, consumed, top
        i, consumed = stop >> 1, stop & 1 != 0
    _push(scratch, top, pc, i, consumed, since)
    return pc + 1, i, consumed, top + 1


@compiled_inline
def _backtrack(
    index: TemplateIndex, tokens: Tokens, scratch: Scratch, top: int, last: int
) -> tuple[int, int, bool, int]:
    """Take the way remembered in row ``top``: the next instruction (-1 if it does not fit), the place, the new top."""
    stack = scratch.stack
    pc, i, since = int(stack[top, _PC]), int(stack[top, _PLACE]), int(stack[top, _SINCE])
    consumed = stack[top, _CONSUMED] != 0
    for r in range(REGISTERS):
        scratch.registers[r] = stack[top, _SAVED + r]
    if since < 0:
        return pc, i, consumed, top
    if index.code[pc, 0] == p.OP_GAP:
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
def run_program(
    index: TemplateIndex, tokens: Tokens, scratch: Scratch, entry: int, at: int, last: int, budget: int
) -> tuple[int, int]:
    """Run a program from token ``at`` on; return one past the match (-1: none) and the steps left (0: given up)."""
    pc, i, consumed, top = int(entry), at, True, 0
    while budget > 0:
        budget -= 1
        operation = index.code[np.uint64(pc), 0]
        if operation == p.OP_MATCH:
            return i, budget
        if operation < p.OP_SPLIT:
            pc, i, consumed = _advance(index, tokens, scratch, pc, i, consumed, last)
        elif top == STACK_ROWS:
            return -1, 0
        else:
            pc, i, consumed, top = _branch(index, tokens, scratch, top, pc, i, consumed, last)
        while pc < 0:
            if top == 0:
                return -1, budget
            budget -= 1
            pc, i, consumed, top = _backtrack(index, tokens, scratch, top - 1, last)
    return -1, 0
