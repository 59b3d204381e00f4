"""Texts are cleaned once, before tokens: what is mended, what is left alone, and where each character came from."""

from __future__ import annotations

import textwrap
import unicodedata

import polars as pl
import pytest
from extracting import FLOOR, RELATIONS, facts, run
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusstat.extract.text.clean import UNSURE_BREAK, clean
from corpusstat.normalise.normalise import normalise

LINE_ENDS = ("\n", "\r\n", "\r", "\f", "\u2028")


def cleaned(text: str) -> str:
    """A cleaned text; where its end of a line may be none, it has ¶."""
    return clean(pl.Series([text])).texts[0].replace(chr(UNSURE_BREAK), "¶")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Edda Bel\u00adlow", "Edda Bellow"),
        ("Edda\u200b Bellow\ufeff", "Edda Bellow"),
        ("Edda\u00a0Bellow\u2009and", "Edda Bellow and"),
        ("Jose\u0301 Nguye\u0302\u0303n", "José Nguyễn"),
        ("Q\u0301 stays", "Q\u0301 stays"),
        ("R&amp;B, O&#39;Neil, &eacute;, &#x41;, &amp;nbsp;x", "R&B, O'Neil, é, A,  x"),
        ("AT&T; R&D &unknown; &#; &#xFFFFFFF;", "AT&T; R&D &unknown; &#; &#xFFFFFFF;"),
        ("O´Neil, Hawaiʻi, O`Neil, the mills´ owner, 5´ tall", "O'Neil, Hawai'i, O'Neil, the mills' owner, 5´ tall"),
        ("(1901--1971), (1901−1971), (1901‒1971)", "(1901–1971), (1901–1971), (1901–1971)"),
        ("Saint‑Rémy, −5 degrees, well---known, a -- b", "Saint-Rémy, −5 degrees, well—known, a — b"),
        ("a **bold** and __bold__ word, some_name_here, 2 * 3", "a bold and bold word, some_name_here, 2 * 3"),
        ("''The Tin Road'' and _The Tin Road_, *The Tin Road*", "“The Tin Road” and “The Tin Road”, “The Tin Road”"),
        ("the [[Corrin|old town]] of [[Velda]] [[File:a.png|thumb]]x", "the old town of Velda x"),
        ("in 1901[1] she[edit] [citation needed]. See [Ann] and x[i]", "in 1901 she . See [Ann] and x"),
        ("a [mill](https://a.example/b) there", "a mill there"),
        ("in 1901.She went to Corrin,Orland. www.Nore.Com/A", "in 1901. She went to Corrin, Orland. www.Nore.Com/A"),
        ("( 3 March 1901 – 4 May 1971 )", "(3 March 1901 – 4 May 1971)"),
        ("Edda Bo (1901–71) and (1939-45); 1901–71; (71–01)", "Edda Bo (1901–1971) and (1939-1945); 1901–71; (71–01)"),
        ("EDDA O'NEIL WAS BORN IN CORRIN. The BBC did", "Edda O'Neil was born in Corrin. The BBC did"),
        ("THE FEAST OF ST. LOU Ann Bo was", "The Feast of St. Lou\nAnn Bo was"),
        ("A text -- no, – a “plain” one’s end.\n\nIt is.", "A text — no, – a “plain” one’s end.\n\nIt is."),
    ],
)  # fmt: skip
def test_characters_are_mended(text: str, expected: str) -> None:
    assert cleaned(text) == expected
    assert cleaned(expected) == expected


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


def test_a_value_at_a_line_end_that_may_go_on_is_refused() -> None:
    text = "Ilse Varga was born in Port\nHallow and left it at once"
    assert facts(text, "birth_place") == []
    assert "at the end of a line that may go on" in run(text).rejected["reason"].to_list()


@given(st.text(st.sampled_from("aE .,\n\r-–'’`*_[]()|=&;#\u00ad\u0301\u200b\u00a0\u20281é𝒳"), max_size=60))
@settings(max_examples=400, deadline=None)
def test_places_go_back_in_order(text: str) -> None:
    found = clean(pl.Series([text, "Ann."]))
    size = len(found.texts[0])
    places = [found.place(0, i, i + 1) for i in range(size)]
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert places == sorted(places)
    assert found.texts[1] == "Ann."
    assert found.place(1, 1, 3) == (1, 3)
    same = [(i, text[a:b]) for i, (a, b) in enumerate(places) if b - a == 1 and text[a:b].isalnum()]
    assert all(found.texts[0][i].casefold() == c.casefold() for i, c in same if found.texts[0][i].isalnum())


NAMES = ("Ilse Varga", "Otto van der Meer", "José Quist", "Réka Smith-Jones", "Ann O’Neil", "J. R. Hallow Jr.")
PLACES = ("Port Hallow", "San Corrin", "Tarsk", "Stoke-on-Velda", "Upper Nore")
DATES = ("3 March 1871", "May 4, 1931", "December 1899", "13.03.1901", "1899")
FILLERS = (
    "Nobody in the valley could remember a colder spring, and the letters took nine days to come.",
    "The harbour was closed for most of the year, and trade with the islands came to a stop.",
)
WORDINGS = (
    "{name} was born in {place} on {date}, the child of a miller.",
    "{name} died in {place} on {date}, and was buried there.",
    "{name} (born {date}) was a painter of the school.",
)


@st.composite
def planted(draw: st.DrawFn) -> list[str]:
    """Paragraphs of planted facts among other sentences."""
    paragraphs = []
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(NAMES))
        told = [
            wording.format(name=name, place=draw(st.sampled_from(PLACES)), date=draw(st.sampled_from(DATES)))
            for wording in draw(st.lists(st.sampled_from(WORDINGS), min_size=1, max_size=2, unique=True))
        ]
        paragraphs.append(
            " ".join([told[0], draw(st.sampled_from(FILLERS)), *told[1:], draw(st.sampled_from(FILLERS))])
        )
    return paragraphs


def floor_facts(*texts: str) -> list[set[tuple[str, str, str | None]]]:
    """The facts of the floor set in each text; each value must be in the text where its mention says it is."""
    proposals = run(*texts).proposals.filter(pl.col("relation").is_in(list(FLOOR)))
    for row in proposals.filter(pl.col("value").is_not_null()).iter_rows(named=True):
        span = texts[row["row"]][row["value_start"] : row["value_end"]]
        assert "".join(row["value"].split()) in "".join(cleaned(span).replace("¶", "").split())
    found: list[set[tuple[str, str, str | None]]] = [set() for _ in texts]
    for row, *fact in normalise(proposals, RELATIONS).mentions.select("row", "relation", "entity", "value").iter_rows():
        found[row].add(tuple(fact))
    return found


@given(planted(), st.integers(40, 130), st.sampled_from(LINE_ENDS), st.sampled_from(("NFC", "NFD")))
@settings(max_examples=60, deadline=None)
def test_wrapping_line_ends_and_normal_form_change_no_fact(
    paragraphs: list[str], width: int, end: str, form: str
) -> None:
    as_written, wrapped = "\n\n".join(paragraphs), (end * 2).join(end.join(textwrap.wrap(p, width)) for p in paragraphs)
    plain, other = floor_facts(as_written, unicodedata.normalize(form, wrapped))
    assert plain
    assert other == plain
