"""The instructions that templates become."""

from __future__ import annotations

from corpusstat.extract.match.programs import (
    OP_MATCH,
    OP_SAVE,
    OP_TOKEN,
    SUBJECT_PRONOUNS,
    Programs,
    first_token,
    programs_of,
)
from corpusstat.extract.text.tokens import DATE_TOKEN, NAME_TOKEN
from corpusstat.relations.templates import Template, parse_template


def made(text: str) -> Template:
    return parse_template(text, "r", "r/0", "person", "date")


def program(text: str) -> Programs:
    return programs_of([made(text)])[0]


def words(text: str) -> list[set[str]]:
    """The sets of words that a template asks for, in order."""
    found = program(text)
    sets = list(found.sets)
    return [set(sets[y]) for operation, _, y, *_ in found.code if operation == OP_TOKEN and y]


def test_words_that_exclude_each_other_are_one_set() -> None:
    assert words("{subject:year} [sang|spoke|wept] in {value}") == [{"sang", "spoke", "wept"}, {"in"}]
    assert words("{subject:year} [sang|spoke up|wept] in {value}")[:3] == [{"sang"}, {"spoke"}, {"up"}]


def test_what_a_match_begins_with() -> None:
    def begins(text: str) -> tuple[int, frozenset[str]] | None:
        return first_token(program(text), [0])

    assert begins("{subject:person} sang in {value}") == (NAME_TOKEN, SUBJECT_PRONOUNS["person"])
    assert begins("[In|On] {value} sang {subject:name}") == (0, {"In", "On"})
    assert begins("{value} [or so|] sang {subject:name}") == (DATE_TOKEN, frozenset())
    assert begins("{..} sang {subject:name} {value}") is None


def test_what_a_match_goes_on_with() -> None:
    def goes_on(text: str) -> list[int]:
        return programs_of([made(text)])[2][0][2:]

    anything = [-1, 0]
    assert goes_on("{subject:person} (sang {value})")[0] == 0
    assert goes_on("{subject:name} {value} sang") == [NAME_TOKEN | DATE_TOKEN, 0]  # *the Mill*, *Tarsk 1901*
    assert goes_on("[In|On] {value} sang {subject:name}") == [DATE_TOKEN, 0]
    assert goes_on("{subject:name} ... {value} sang") == goes_on("{subject:title} {value} sang") == anything


def test_the_value_of_a_list_has_a_program_of_its_own() -> None:
    code, entry, _ = programs_of([made("{subject:name} sang on {values}"), made("{subject:name} sang on {value}")])
    ((_, element), (second, none)) = entry
    assert none == -1
    assert [row[0] for row in code.code[element:second]] == [OP_TOKEN, OP_MATCH]
    assert sum(row[0] == OP_SAVE for row in code.code[:element]) == 4
