"""Tags of HTML and escapes of program code: what ends a line, what makes a title, what goes, what is left alone."""

from __future__ import annotations

import pytest
from cleaned import cleaned
from extracting import facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Edda Bellow <b>wrote</b> it.</p>Ann", "\nEdda Bellow wrote it.\nAnn"),
        ("a<br/>b<BR>c<br />d", "a\nb\nc\nd"),
        ('see <a href="/x?a=1" class="b c">the mill</a> there', "see the mill there"),
        ("on 26<sup>th</sup> May, H<sub>2</sub>O", "on 26th May, H2O"),
        ("<em>The Tin Road</em>, <i>Salt and Iron.</i>, <cite>Île</cite>", "“The Tin Road”, “Salt and Iron.”, Île"),
        ('her <span class="x italic">Tin Tales</span>, <span class="y">Ann Lee</span>', "her “Tin Tales”, Ann Lee"),
        ("a <em>very good</em> day, <i>Emma</i> and <i>Ann <b>Lee</b></i>", "a very good day, Emma and Ann Lee"),
        ("Ann <!-- not shown --> Lee, <?xml version='1'?>and", "Ann  Lee, and"),
        ('first,{" "}then', "first, then"),
        (r"He died.\n\nShe said \"yes\", Ann\'s.", 'He died.\n\nShe said "yes", Ann\'s.'),
        (r"Andr\u00e9 and Ann\u2019s, a\u00a0b", "André and Ann’s, a b"),
        ("in <s>1900</s>1901, <del>x <b>y</b></del>z", "in 1901, z"),
        ("<ref>a <ref name=b/> c</ref>d, <s>e <span>f</span> <strike>g</s>h", "d, h"),
        ("<s>a <s>b <s>c <s>d <s>e</s>f", "a f"),
        ("in 1901.[^5] She left.[^note-1]", "in 1901. She left."),
    ],
)  # fmt: skip
def test_tags_and_escapes_are_mended(text: str, expected: str) -> None:
    assert cleaned(text) == expected
    assert cleaned(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "List<String> of <T> and <Foo bar>, a < b > c, <3, x <y",
        "a <p without an end",
        "a <b\n\nclass='x'>c",
        r"\nabla, C:\new, G\"odel, \user, \ud83d, \\n and \u0041",
        "x[^ and y] [^",
        "{ } {x} {' '}",
    ],
)
def test_what_is_no_tag_stays(text: str) -> None:
    assert cleaned(text) == text


def test_facts_in_tags_are_found_in_their_places() -> None:
    text = '<h2>Staff</h2><p><b>Edda Bellow</b> was born on 4<sup>th</sup> May 1871 in <a href="/t">Tarsk</a>.</p>'
    assert facts(text, "birth_date") == [("Edda Bellow", "4th May 1871")]
    assert facts(text, "birth_place") == [("Edda Bellow", "Tarsk")]


def test_a_heading_does_not_run_into_a_name() -> None:
    assert facts("<h3>About Us</h3> Ann Lee was born in 1901.", "birth_date") == [("Ann Lee", "1901")]
