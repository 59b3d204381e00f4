"""What templates match in a sentence: each notation, each type of value, lists, and how many steps it may take."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from corpusstat.extract.match.compiler import compile_templates
from corpusstat.extract.match.matcher import find_matches
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.relations.templates import Template, parse_template


def made(text: str, subject: str = "person", value: str = "date", *, idk: bool = False) -> Template:
    return parse_template(text, "r", "r/0", subject, value, idk=idk)


def search(template: Template, sentence: str) -> list[tuple[str, str]]:
    """The subjects and values that a template finds in a sentence."""
    machine, vocabulary = compile_templates([template])
    tokens = tokenize(pl.Series([sentence]), vocabulary)
    table = find_matches(machine, tokens).table
    assert not len(table) or any(literal in sentence for literal in template.literals)
    cut = [
        [sentence[tokens.char_start[a] : tokens.char_end[b - 1]] if a >= 0 else "" for a, b in p] for p in pairs(table)
    ]
    return [(subject, value) for subject, value in cut]


def pairs(table: Any) -> list[list[tuple[int, int]]]:
    return [[(row[2], row[3]), (row[4], row[5])] for row in table.tolist()]


def found(template: Template, sentence: str) -> tuple[str, str] | None:
    return next(iter(search(template, sentence)), None)


@pytest.mark.parametrize(
    ("template", "sentence", "expected"),
    [
        (
            "{subject} was born on {value}",
            "Ada Lovelace was born on 10 December 1815.",
            ("Ada Lovelace", "10 December 1815"),
        ),
        ("{subject} was born on {value}", "She was born on May 3, 1920.", ("She", "May 3, 1920")),
        ("{subject:name} was born on {value}", "She was born on May 3, 1920.", None),
        ("{subject} was born [in {place}] on {value}", "Ada was born in London on 3 May 1920.", ("Ada", "3 May 1920")),
        ("{subject} was born [in {place}] on {value}", "Ada was born on 3 May 1920.", ("Ada", "3 May 1920")),
        ("{subject} was [born|baptised] in {value}", "Ada was baptised in 1815.", ("Ada", "1815")),
        ("{subject} was [born|baptised] in {value}", "Ada was in 1815.", None),
        ("{subject} was [first|later|] married in {value}", "Ada was married in 1835.", ("Ada", "1835")),
        ("{subject} died {..3} in {value}", "Ada died quite young in 1852.", ("Ada", "1852")),
        ("{subject} died {..3} in {value}", "Ada died at a very young age in 1852.", None),
        ("{subject} {paren} died in {value}", "Ada (a countess) died in 1852.", ("Ada", "1852")),
        ("{subject} ... died in {value}", "Ada met Charles Babbage and died in 1852.", ("Ada", "1852")),
        ("{subject} {..} died in {value}", "Ada met Charles Babbage and died in 1852.", ("Charles Babbage", "1852")),
        ("{subject} ... died in {value}", "Ada met him; others died in 1852.", None),
        ("{subject's} birth in {value}", "After Ada Byron's birth in 1815 they parted.", ("Ada Byron's", "1815")),
        ("{subject's} birth in {value}", "Before her birth in 1815 they met.", ("her", "1815")),
        ("^Born in {value}, {subject}", "Born in 1815, Ada wrote.", ("Ada", "1815")),
        ("^Born in {value}, {subject}", "Ada, Born in 1815, Lord wrote.", None),
        ("{subject} ({inside}; {value}{dash}{date})", "Ada (née Byron; 1815–1852)", ("Ada", "1815")),
        ("born in {value}, {subject} wrote", "Born in 1815, Ada wrote.", ("Ada", "1815")),
    ],
)
def test_notation(template: str, sentence: str, expected: tuple[str, str] | None) -> None:
    assert found(made(template), sentence) == expected


def test_value_types_and_lists() -> None:
    parents = made("{subject} is the child of {values}", "person", "name")
    assert search(parents, "Ada is the child of Anna Byron, George Byron and Someone Else.") == [
        ("Ada", "Anna Byron"),
        ("Ada", "George Byron"),
        ("Ada", "Someone Else"),
    ]
    area = made("{subject} covers {value}", "place", "quantity")
    assert found(area, "Malta covers 316 square kilometres.") == ("Malta", "316 square kilometres")
    assert found(area, "Malta covers 122 sq. mi of rock.") == ("Malta", "122 sq. mi")
    assert found(area, "Malta covers 316 km2, without Gozo.") == ("Malta", "316 km2")
    assert found(area, "The 316-km2 island covers 316-acre fields.") is None
    assert found(made("{subject} has {value} islands", "place", "number"), "Malta has 1.5 million islands") == (
        "Malta",
        "1.5 million",
    )
    nation = made("{subject} is an {value} writer", "person", "nationality")
    assert found(nation, "Ada is an English writer.") == ("Ada", "English")
    book = made("{subject} was written by {value}", "title", "person")
    assert found(book, "“The time of it all” was written by Ada Byron.") == ("“The time of it all”", "Ada Byron")


def test_a_sentence_that_takes_too_many_steps_gives_nothing_and_is_named() -> None:
    machine, vocabulary = compile_templates([made("{subject} ... founded ... {value}")])
    long = "In 1815 " + "Ada then founded and " * 45
    tokens = tokenize(pl.Series(["Ada then founded it in 1815.", long, "Ada then founded it in 1816."]), vocabulary)
    found = find_matches(machine, tokens, most=1_000)
    assert found.costly.tolist() == [1]
    assert found.table[:, 0].tolist() == [0, 2]
    assert find_matches(machine, tokens).costly.tolist() == []
