"""Laws of the template compiler and the sentence splitter, on random templates and text.

What a template is written to match, it matches; captures equal those of a slow interpreter of the template language in
plain Python, which knows nothing of items, programs and machine code, but goes through the text character by character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st
from marked import DATE_MARK, END_MARK, NAME_MARK, mark_text, unmark, unmarked_length
from marked_items import items_of
from strategies import BITS
from thoroughly import tried

from corpusstat.extract.match.compiler import compile_templates
from corpusstat.extract.match.matcher import find_matches
from corpusstat.relations.templates import Template, parse_template
from corpusstat.relations.wordlists import expanded

WORDS = st.sampled_from(["was", "quietly", "married", "painted", "by", "then", "of"])
NAMES = st.sampled_from(["Ada", "Kelling Works", "Mara"]).map(lambda n: f"{NAME_MARK}{n}{END_MARK}")
DATES = st.sampled_from(["1951", "4 May 1951"]).map(lambda d: f"{DATE_MARK}{d}{END_MARK}")

# A piece of a template, and a strategy for text that it is written to match.
PIECES = st.sampled_from(
    [
        ("quietly", st.just(" quietly")),
        ("[was|by]", st.sampled_from([" was", " by"])),
        ("[then|of|]", st.sampled_from([" then", " of", ""])),
        ("[painted]", st.sampled_from([" painted", ""])),
        ("{..2}", st.lists(WORDS, max_size=2).map(lambda ws: "".join(f" {w}" for w in ws))),
        ("{date}", DATES.map(lambda d: f" {d}")),
        ("{name}", NAMES.map(lambda n: f" {n}")),
        ("...", st.lists(st.one_of(WORDS, NAMES, DATES), min_size=1, max_size=3).map(lambda ws: " " + " ".join(ws))),
        ("{..}", st.lists(st.one_of(WORDS, DATES), min_size=1, max_size=3).map(lambda ws: " " + " ".join(ws))),
        ("{paren}", st.sampled_from(["", f" ({DATE_MARK}1951{END_MARK})", f" (then {NAME_MARK}Mara{END_MARK}, by)"])),
    ]
)


@st.composite
def templates(draw: st.DrawFn) -> tuple[str, str]:
    """Give a template, and a sentence it is written to match."""
    before, after = draw(st.lists(PIECES, max_size=3)), draw(st.lists(PIECES, max_size=3))
    text, sentence = "{subject:name}", draw(NAMES)
    for piece, words in [*before, ("married", st.just(" married")), *after]:
        text, sentence = f"{text} {piece}", sentence + draw(words)
    return text + " {value}", f"{sentence} {draw(DATES)}"


@tried(80, 400)
@given(templates(), st.sampled_from(["", "Then ", "of painted "]), st.sampled_from(["", ".", " then"]))
def test_what_a_template_is_written_to_match_it_matches(made: tuple[str, str], before: str, after: str) -> None:
    text, sentence = made
    template = parse_template(text, "r", "r/0", "person", "date")
    whole = before + sentence + after
    assert searched(template, [whole]) != [None]
    assert any(literal in unmark(whole) for literal in template.literals)


Places = tuple[tuple[int, int], tuple[int, int]]


def searched(template: Template, texts: list[str]) -> list[Places | None]:
    """The places of subject and value in the first match of each marked text."""
    machine, vocabulary = compile_templates([template])
    tokens = items_of(texts, vocabulary)
    found: list[Places | None] = [None] * len(texts)
    for row, _, s0, s1, v0, v1, _, _ in reversed(find_matches(machine, tokens).table.tolist()):
        found[row] = (
            (int(tokens.char_start[s0]), int(tokens.char_end[s1 - 1])),
            (int(tokens.char_start[v0]), int(tokens.char_end[v1 - 1])),
        )
    return found


ENTRIES = st.lists(st.sampled_from(["was", "by then", "e.g."]), min_size=1, max_size=3).map(tuple)
LISTS = st.fixed_dictionaries({"was": ENTRIES, "then": ENTRIES, "by_then": ENTRIES})
OPTIONS = st.lists(st.sampled_from(["@was", "@then", "@by_then", "of", "then was", ""]), min_size=1, max_size=5)


@given(LISTS, st.lists(OPTIONS, max_size=3))
def test_a_template_with_lists_equals_the_template_written_out(
    lists: dict[str, tuple[str, ...]], brackets: list[list[str]]
) -> None:
    short = "{subject:name} @was" + "".join(f" [{'|'.join(options)}]" for options in brackets)
    written = "{subject:name} @was"
    for options in brackets:
        entries = [e for o in options for e in (lists[o[1:]] if o.startswith("@") else [o])]
        written += f" [{'|'.join(entries)}]"
    assert expanded(short, lists) == written


TOKENS = st.one_of(WORDS, NAMES, DATES, st.sampled_from([";", ","]))
TEXTS = st.lists(TOKENS, max_size=12).map(" ".join)
CHANGES = st.lists(st.tuples(st.integers(0, 30), TOKENS), max_size=3)


def changed(sentence: str, changes: list[tuple[int, str]]) -> str:
    """Put tokens into a sentence: it then matches by a hair, or no longer."""
    tokens = re.split(" (?![^\x01-\x05]*\x02)", sentence)  # not within a mark
    for place, token in changes:
        tokens.insert(place % (len(tokens) + 1), token)
    return " ".join(tokens)


GAP = ("{subject:name} married {..2} {value}", f"{NAME_MARK}Ada{END_MARK} married was by {DATE_MARK}1951{END_MARK}")


@tried(50, 200)
@example(GAP, [[(2, "then")], [(2, ",")], [(2, f"{NAME_MARK}Mara{END_MARK}")]], [])
@given(templates(), st.lists(CHANGES, max_size=8), st.lists(TEXTS, max_size=4))
def test_captures_equal_a_slow_interpreter(
    made: tuple[str, str], near: list[list[tuple[int, str]]], far: list[str]
) -> None:
    template = parse_template(made[0], "r", "r/0", "person", "date")
    texts = [made[1], *(changed(made[1], c) for c in near), *far]
    assert searched(template, texts) == [slow_search(made[0], text) for text in texts]


def slow_search(template: str, text: str) -> Places | None:
    """Find the first match from the left, trying choices in the order the language gives them."""
    for start in range(len(text) + 1):
        for _, slots in slow_match(template.split(" "), text, start, {}):
            return bare(text, slots["{subject:name}"]), bare(text, slots["{value}"])
    return None


def bare(text: str, place: tuple[int, int]) -> tuple[int, int]:
    """The same place without marks."""
    start, end = (unmarked_length(text, 0, at) for at in place)
    return start, end


Slots = dict[str, tuple[int, int]]


def slow_match(pieces: list[str], text: str, at: int, slots: Slots) -> Iterator[tuple[int, Slots]]:
    if not pieces:
        yield at, slots
        return
    first = not slots
    for end in slow_piece(pieces[0], text, at, first=first):
        inner = slots
        if pieces[0] in ("{subject:name}", "{value}"):
            inner = slots | {pieces[0]: (end - len(text[at:end].lstrip(" ")), end)}
        yield from slow_match(pieces[1:], text, end, inner)


def slow_piece(piece: str, text: str, at: int, *, first: bool) -> Iterator[int]:
    """Yield where a piece that starts at ``at`` (with its space) may end, the preferred end first."""
    space = "" if first else " "
    if piece in ("{subject:name}", "{name}"):
        yield from slow_thing(text, at, space, NAME_MARK)
    elif piece in ("{value}", "{date}"):
        yield from slow_thing(text, at, space, DATE_MARK)
    elif piece == "{..2}":
        yield from slow_gap(text, at, 2)
    elif piece in ("...", "{..}"):
        yield from slow_anything(text, at, ";" if piece == "..." else ";" + NAME_MARK)
    elif piece == "{paren}":
        if text.startswith(" (", at) and ")" in text[at:]:
            yield text.index(")", at) + 1
        yield at
    elif piece.startswith("["):
        options = piece[1:-1].split("|")
        full = [o for o in options if o]
        yield from (at + 1 + len(o) for o in full if text.startswith(" " + o, at))
        if len(full) < len(options) or len(options) == 1:
            yield at
    elif text.startswith(space + piece, at):
        yield at + len(space + piece)


def slow_thing(text: str, at: int, space: str, mark: str) -> Iterator[int]:
    """A marked thing; before a name "the" may stand, which these texts never have."""
    if text.startswith(space + mark, at):
        yield text.index(END_MARK, at) + 1


def slow_anything(text: str, at: int, never: str) -> Iterator[int]:
    """A space, then up to 120 characters, as few as possible, with none of ``never`` among them."""
    if text.startswith(" ", at):
        for end in range(at + 1, min(at + 1 + 120, len(text)) + 1):
            if text[end - 1] in never:
                return
            if text.rfind(END_MARK, 0, end) >= max(
                text.rfind(mark, 0, end) for mark in (NAME_MARK, DATE_MARK)
            ):  # not within a mark
                yield end


def slow_gap(text: str, at: int, most: int) -> Iterator[int]:
    yield at
    if most and text[at : at + 1] == " ":
        end = at + 1
        while end < len(text) and text[end] not in " .,;:()" and text[end] > "\x05":
            end += 1
        if end > at + 1:  # a word may also stop early, but then no space follows and nothing else matches
            yield from slow_gap(text, end, most - 1)


PROSE = st.lists(st.sampled_from(BITS), max_size=25).map("".join)


@tried(20, 100)
@given(st.one_of(PROSE, st.text(max_size=60)))
def test_marks_are_added_and_nothing_else_changes(text: str) -> None:
    result = mark_text(pl.Series([text]))[0]
    assert unmark(result) == text.translate(dict.fromkeys(range(1, 7), " "))
    assert unmarked_length(result, 0, len(result)) == len(text)
    opened = False
    for c in result:
        if c == END_MARK:
            assert opened
        elif c in "\x01\x03\x04\x05":
            assert not opened
        opened = c in "\x01\x03\x04\x05" or (opened and c != END_MARK)
    assert not opened
