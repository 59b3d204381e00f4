"""The template language: what each notation means, and what is refused."""

from __future__ import annotations

import pytest

from corpusstat.errors import BadRequest
from corpusstat.relations.templates import Template, parse_template


def made(text: str, subject: str = "person", value: str = "date", *, idk: bool = False) -> Template:
    return parse_template(text, "r", "r/0", subject, value, idk=idk)


def test_the_rarest_literal_is_searched() -> None:
    assert made("{subject} was [born|baptised] {..3} in {value}").literals == (" was baptised ", " was born ")
    assert made("Born in {value}, {subject}").literals == ("Born in ", "born in ")
    assert made("{subject}, a native of {place} and [son|daughter] of the house, born {value}").literals == (
        " and daughter of the house, born ",
        " and son of the house, born ",
    )


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{subject} was born {when}", "unknown slot {when}"),
        ("{subject} was born on {value:day}", "unknown type 'day'"),
        ("{subject} was [born on {value}", "'[' without ']'"),
        ("{subject} was born] on {value}", "']' outside brackets"),
        ("{subject was born on {value}", "unbalanced brace"),
        ("born on {value} somewhere", "no {subject}"),
        ("{subject} was born", "no {value}"),
        ("{subject} met {subject} on {value}", "{subject} is used twice"),
        ("{subject} in {value}", "no literal text rare enough"),
        ("{subject} [born] in {value}", "no literal text rare enough"),
        ("{subject} was [|] born {value}", "empty brackets"),
        ("{subjects} were born on {value}", "a list slot is written {values}"),
    ],
)
def test_mistakes_are_named(template: str, complaint: str) -> None:
    with pytest.raises(BadRequest, match="template") as caught:
        made(template)
    assert complaint in str(caught.value)


def test_an_idk_template_has_no_value() -> None:
    assert made("date of birth is unknown", idk=True).literals == (
        "Date of birth is unknown",
        "date of birth is unknown",
    )
    with pytest.raises(BadRequest, match=r"no \{value\}"):
        made("date of birth is {value}", idk=True)


def test_hinges_are_rare_enough_to_be_searched() -> None:
    assert made("{subject} {by} {value:name}", "title", "person").literals == (" by ",)
    assert made("~^{subject} {by} {value:name}", "title", "person").sentence_initial
    assert not made("~{value:name}{'s} {subject}", "title", "person").sentence_initial
    with pytest.raises(BadRequest, match="no literal text rare enough"):
        made("{subject} by {value:name}", "title", "person")
