"""Ends of lines: which are breaks, which only wrap a text, and which may be either."""

from __future__ import annotations

import textwrap

import pytest
from cleaned import LINE_ENDS, cleaned

PARAGRAPH = (
    "Ilse Varga came to Port Hallow in the spring, when the ferries were still tied up and the port was full of ice. "
    "Nobody had told the Harbour Master of New Corrin that she would bring all her instruments with her on the cart."
)


@pytest.mark.parametrize("end", LINE_ENDS)
@pytest.mark.parametrize("width", [30, 42, 60, 78, 120])
def test_wraps_are_joined_and_paragraphs_are_not(width: int, end: str) -> None:
    text = (end * 2).join(end.join(textwrap.wrap(part, width)) for part in (PARAGRAPH, PARAGRAPH))
    assert cleaned(text) == f"{PARAGRAPH}\n\n{PARAGRAPH}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Home\nAbout Us\nContact\nAnn Bo was born", "Home\nAbout Us\nContact\nAnn Bo was born"),
        ("The Early Years\nAnn Bo was a miller of Corrin.", "The Early Years\nAnn Bo was a miller of Corrin."),
        ("she was born in Port\nHallow and left", "she was born in Port¶Hallow and left"),
        ("she was born in Port Hallow and\nleft it", "she was born in Port Hallow and left it"),
        ("the com-\nmunity of co-\nfounders, Anna-\nMaria", "the community of co-founders, Anna-Maria"),
        ("it was written by J.\nHallow", "it was written by J. Hallow"),
        ("* one\n* two\n- three", "* one\n* two\n- three"),
        ("Born: 1901\nDied: 1971", "Born: 1901\nDied: 1971"),
    ],
)
def test_ends_of_lines(text: str, expected: str) -> None:
    assert cleaned(text) == expected
