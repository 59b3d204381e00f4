"""Run the programs of templates over the items of sentences, in machine code.

Matches are found as in a regular expression: from the left, without overlap, of several ways the first in the order
that the template gives them. Work is bounded by steps, not seconds, so that the same text always gives the same
matches: a sentence that needs more than `MAX_STEPS`, or matches more than `MAX_MATCHES` times, gives none.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpusstat.extract.match.compiler import (
    OP_GAP,
    OP_JUMP,
    OP_MATCH,
    OP_QUOTED,
    OP_SAVE,
    OP_SPACE,
    OP_SPLIT,
    OP_TOKEN,
    OP_WORDS,
    SIGNS,
    TemplateIndex,
)
from corpusstat.extract.text.jit import compiled, compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import DEMONYM_TOKEN, NAME_TOKEN, WORD_TOKEN, Tokens

__all__ = ["MAX_MATCHES", "MAX_STEPS", "Matches", "find_matches", "has_all"]

MAX_STEPS: Final = 300_000
"""Steps per sentence, about a millisecond; a sentence of an encyclopedia takes some hundreds."""

MAX_MATCHES: Final = 2_000
"""Matches per sentence, elements of lists among them."""

_STACK: Final = 512
_SEMICOLON, _OPENS, _CLOSES, _QUOTE, _LEFT, _RIGHT = (i + 2 for i in range(len(SIGNS)))

Table = npt.NDArray[np.int32]
Column = npt.NDArray[np.int32]
Kinds = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]


class Matches(NamedTuple):
    """``table`` (n, 8): sentence, template, first and last item (half-open) of subject, value (-1: none) and the whole.

    ``costly``: the sentences that were given up.
    """

    table: Table
    costly: Column


@compiled_inner
def _place(i: int, consumed: bool, last: int, spaced: Flags, begins: Column, ends: Column) -> int:
    """Character at which matching stands: before item ``i``, with the space before it consumed or not."""
    if i >= last:
        return int(ends[last - 1])
    return int(begins[i] - (spaced[i] and not consumed))


@compiled_inner
def _blocks(kind: int, word: int, gap: int) -> bool:
    """Whether a gap of this sort cannot contain such an item."""
    if gap == 2:
        return word in (_OPENS, _CLOSES)
    return word == _SEMICOLON or (gap == 1 and kind & NAME_TOKEN != 0)


@compiled_inner
def _reads(kind: int, word: int, kinds: int, group: int, sets: Flags) -> bool:
    """Whether an item is of one of the kinds, or a word of the set."""
    return (kind & kinds) != 0 or (group > 0 and word > 0 and bool(sets[np.uint64(group), np.uint64(word)]))


@compiled_inner
def _quoted(i: int, last: int, most: int, word: Column, begins: Column, ends: Column) -> int:
    """One past the title in quotation marks that opens at item ``i``; -1 if there is none."""
    if word[i] != _QUOTE and word[i] != _LEFT:
        return -1
    inside = ends[i]
    for j in range(i + 1, last):
        if begins[j] - inside > most or word[j] == _LEFT:
            return -1
        if word[j] == _QUOTE or word[j] == _RIGHT:
            return j + 1 if begins[j] > inside else -1
    return -1


@compiled_inner
def _grown_gap(
    pc: int,
    i: int,
    consumed: bool,
    since: int,
    fresh: bool,
    last: int,
    code: Table,
    sets: Flags,
    kind: Kinds,
    word: Column,
    spaced: Flags,
    begins: Column,
    ends: Column,
) -> int:
    """Let a gap that stands before item ``i`` end where what follows can begin; -1 if it cannot.

    ``since``: the character at which it began; ``fresh``: it may stay as it is. Gives 2 i + 1 if the space before i is
    in the gap, else 2 i.
    """
    most, sort, kinds, group = code[pc, 1], code[pc, 2], code[pc, 3], code[pc, 4]
    wants_space = code[pc + 1, 0] == OP_SPACE
    while True:
        if not fresh:
            if i >= last:
                return -1
            if spaced[i] and not consumed:
                consumed = True
            elif _blocks(kind[i], word[i], sort):
                return -1
            else:
                i, consumed = i + 1, False
            if _place(i, consumed, last, spaced, begins, ends) - since > most:
                return -1
        fresh = False
        if kinds < 0 or (
            i < last and (spaced[i] and not consumed) == wants_space and _reads(kind[i], word[i], kinds, group, sets)
        ):
            return 2 * i + consumed


@compiled_inner
def _more_words(
    pc: int, i: int, consumed: bool, taken: int, last: int, code: Table, kind: Kinds, spaced: Flags
) -> bool:
    """Whether plain words, of which some are taken, can take item ``i`` too."""
    if i >= last or taken >= code[pc, 1] or kind[i] & (WORD_TOKEN | DEMONYM_TOKEN) == 0:
        return False
    return bool((spaced[i] and not consumed) == (code[pc, 2] == 0 or taken > 0))


@compiled_inner
def _push(stack: Table, top: int, pc: int, i: int, consumed: bool, since: int, registers: Column) -> None:
    """Remember a way to go on: instruction, item, space consumed, where a gap began or words taken, registers."""
    stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3] = pc, i, consumed, since
    for r in range(4):
        stack[top, 4 + r] = registers[r]


@compiled_inner
def _run(  # noqa: C901 - one branch for each instruction
    entry: int,
    at: int,
    last: int,
    left: int,
    registers: Column,
    stack: Table,
    code: Table,
    sets: Flags,
    kind: Kinds,
    word: Column,
    spaced: Flags,
    begins: Column,
    ends: Column,
) -> tuple[int, int]:
    """Run a program from item ``at`` on; give the item behind the match (-1: none) and the steps left (0: given up)."""
    pc, i, consumed, top = entry, at, True, 0
    while left > 0:
        left -= 1
        row = np.uint64(pc)
        operation, x, y = code[row, 0], code[row, 1], code[row, 2]
        fits = True
        if operation == OP_TOKEN:
            fits = i < last and (consumed or not spaced[i]) and _reads(kind[i], word[i], x, y, sets)
            i, pc, consumed = i + 1, pc + 1, False
        elif operation == OP_SPACE:
            fits = i < last and spaced[i] and not consumed
            pc, consumed = pc + 1, True
        elif operation == OP_JUMP:
            pc = x
        elif operation == OP_SAVE:
            registers[x] = i
            pc += 1
        elif operation == OP_QUOTED:
            i = _quoted(i, last, x, word, begins, ends) if i < last and (consumed or not spaced[i]) else -1
            fits, pc, consumed = i > 0, pc + 1, False
        elif operation == OP_MATCH:
            return i, left
        else:
            if top == _STACK:
                return -1, 0
            since = -1 if operation == OP_SPLIT else 0
            if operation == OP_GAP:
                since = _place(i, consumed, last, spaced, begins, ends)
                stop = _grown_gap(
                    pc, i, consumed, since, True, last, code, sets, kind, word, spaced, begins, ends
                )  # fmt: skip
                fits, i, consumed = stop >= 0, stop >> 1, stop & 1 != 0
            if fits:
                _push(stack, top, y if operation == OP_SPLIT else pc, i, consumed, since, registers)
                top += 1
                pc = x if operation == OP_SPLIT else pc + 1
        while not fits:
            if top == 0:
                return -1, left
            top -= 1
            left -= 1
            pc, i, consumed, since = stack[top, 0], stack[top, 1], stack[top, 2] != 0, stack[top, 3]
            for r in range(4):
                registers[r] = stack[top, 4 + r]
            operation = code[pc, 0] if since >= 0 else OP_SPLIT
            fits = True
            if operation == OP_GAP:
                stop = _grown_gap(
                    pc, i, consumed, since, False, last, code, sets, kind, word, spaced, begins, ends
                )  # fmt: skip
                fits, i, consumed = stop >= 0, stop >> 1, stop & 1 != 0
            elif operation == OP_WORDS:
                fits = _more_words(pc, i, consumed, since, last, code, kind, spaced)
                i, consumed, since = i + 1, False, since + 1
            if fits and operation != OP_SPLIT:  # it may grow again
                _push(stack, top, pc, i, consumed, since, registers)
                top, pc = top + 1, pc + 1
    return -1, 0


@compiled_inline
def _find(
    template: int,
    at: int,
    till: int,
    last: int,
    left: int,
    first: Table,
    entry: Table,
    registers: Column,
    stack: Table,
    code: Table,
    sets: Flags,
    kind: Kinds,
    word: Column,
    spaced: Flags,
    begins: Column,
    ends: Column,
) -> tuple[int, int, int]:
    """Find the first match of a template that begins at ``till`` or before: its items (-1: none) and the steps left."""
    kinds, group = first[template, 0], first[template, 1]
    while at <= till and at < last and left > 0:
        if kinds < 0 or _reads(kind[np.uint64(at)], word[np.uint64(at)], kinds, group, sets):
            for r in range(4):
                registers[r] = -1
            stop, left = _run(
                entry[template, 0], at, last, left, registers, stack, code, sets, kind, word, spaced, begins, ends
            )
            if stop >= 0:
                return at, stop, left
        at += 1
    return -1, -1, left


@compiled_inner
def has_all(template: int, needs: Bits, present: Bits) -> bool:
    """Whether all that a template needs is present."""
    for w in range(len(present)):  # noqa: SIM110 - no generators in machine code
        if needs[template, w] & ~present[w]:
            return False
    return True


@compiled_inline
def _provide(first: int, last: int, kind: Kinds, word: Column, by_word: Bits, by_kind: Bits, present: Bits) -> None:
    kinds = np.uint8(0)
    for i in range(first, last):
        kinds |= kind[np.uint64(i)]
    for w in range(len(present)):
        bits = by_kind[kinds, w]  # several kinds provide what each of them does
        for i in range(first, last):
            bits |= by_word[np.uint64(word[np.uint64(i)]), w]
        present[w] = bits


@compiled_inline
def _wake(
    begin: int,
    last: int,
    word: Column,
    wakes: Column,
    wake_at: npt.NDArray[np.int64],
    needs: Bits,
    present: Bits,
    latest: Column,
    awake: Column,
) -> int:
    """Collect the templates that a sentence has all the needs of; give their number.

    ``latest``: the last item that wakes a template; no match begins behind it.
    """
    n = 0
    for i in range(begin - 1, last):
        if i >= begin and word[i] == 0:
            continue
        v = word[i] if i >= begin else 0  # the templates of word 0 are always awake
        for k in range(wake_at[v], wake_at[v + 1]):
            template = wakes[k]
            if latest[template] < begin and has_all(template, needs, present):
                awake[n] = template
                n += 1
            latest[template] = i if v else last
    return n


@compiled_inline
def _note(
    row: int, sentence: int, template: int, at: int, stop: int, left: int, out: Table, top: int, entry: Table,
    registers: Column, stack: Table, code: Table, sets: Flags, kind: Kinds, word: Column, spaced: Flags, begins: Column,
    ends: Column,
) -> tuple[int, int]:  # fmt: skip
    """Write a match to ``out`` from ``row`` on, once for each value of a list; give the next row and the steps left."""
    s0, s1, v, values_end = registers[0], registers[1], registers[2], registers[3]
    while row < top:
        taken = values_end
        if entry[template, 1] >= 0:
            taken, left = _run(
                entry[template, 1], v, values_end, left, registers, stack, code, sets, kind, word, spaced, begins, ends
            )
        if taken >= 0 or values_end < 0:
            out[row, 0], out[row, 1], out[row, 2], out[row, 3] = sentence, template, s0, s1
            out[row, 4], out[row, 5], out[row, 6], out[row, 7] = v, taken, at, stop
            row += 1
        v = taken if taken > v else v + 1
        if v >= values_end:
            break
    return row, left


@compiled_inline
def _sentence(
    s: int, begin: int, last: int, left: int, out: Table, n: int, present: Bits, latest: Column, awake: Column,
    registers: Column, stack: Table, code: Table, entry: Table, front: Flags, first: Table, sets: Flags, needs: Bits,
    by_word: Bits, by_kind: Bits, wakes: Column, wake_at: npt.NDArray[np.int64], kind: Kinds, word: Column,
    spaced: Flags, begins: Column, ends: Column,
) -> tuple[int, int]:  # fmt: skip
    """Append the matches in one sentence to the n rows of ``out``; give the new n and the steps left (0: given up)."""
    top = n + MAX_MATCHES
    _provide(begin, last, kind, word, by_word, by_kind, present)
    for k in range(_wake(begin, last, word, wakes, wake_at, needs, present, latest, awake)):
        template, at = awake[k], begin
        till = begin if front[template] else latest[template]
        while at <= till and left > 0:
            at, stop, left = _find(
                template, at, till, last, left, first, entry, registers, stack, code, sets, kind, word, spaced, begins,
                ends,
            )  # fmt: skip
            if at < 0:
                break
            n, left = _note(
                n, s, template, at, stop, left, out, top, entry, registers, stack, code, sets, kind, word, spaced,
                begins, ends,
            )  # fmt: skip
            at = max(stop, at + 1)
    return n, left if n < top else 0


@compiled
def _search(
    most: int, code: Table, entry: Table, front: Flags, first: Table, sets: Flags, needs: Bits, by_word: Bits,
    by_kind: Bits, wakes: Column, wake_at: npt.NDArray[np.int64], sentences: npt.NDArray[np.int64], kind: Kinds,
    word: Column, spaced: Flags, begins: Column, ends: Column,
) -> tuple[Table, Column]:  # fmt: skip
    out, n = np.empty((4 * MAX_MATCHES, 8), np.int32), 0
    costly, many = np.empty(len(sentences), np.int32), 0
    present = np.zeros(needs.shape[1], np.uint64)
    latest, awake = np.full(len(entry), -1, np.int32), np.empty(len(entry), np.int32)
    stack, registers = np.empty((_STACK, 8), np.int32), np.empty(4, np.int32)
    for s in range(len(sentences) - 1):
        if n + MAX_MATCHES > len(out):  # only here: an array that changes within a loop is counted at each turn
            more = np.empty((2 * len(out), 8), np.int32)
            more[:n] = out[:n]
            out = more
        found, left = _sentence(
            s, sentences[s], sentences[s + 1], most, out, n, present, latest, awake, registers, stack, code, entry,
            front, first, sets, needs, by_word, by_kind, wakes, wake_at, kind, word, spaced, begins, ends,
        )  # fmt: skip
        if left <= 0:
            costly[many] = s
            many += 1
        else:
            n = found
    return out[:n].copy(), costly[:many].copy()


def find_matches(machine: TemplateIndex, tokens: Tokens, most: int = MAX_STEPS) -> Matches:
    """Find what all templates match in all sentences, in no particular order within a sentence.

    Parameters
    ----------
    machine, tokens
        Made with the same vocabulary.
    most
        Steps allowed per sentence.
    """
    return Matches(
        *_search(
            most,
            *machine,
            tokens.sentence_start,
            tokens.types,
            tokens.word_id,
            tokens.space_before,
            tokens.char_start,
            tokens.char_end,
        )
    )
