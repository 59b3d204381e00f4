"""Texts are cleaned once, before tokens: what is mended, what is left alone, and where each character came from."""

from __future__ import annotations

import textwrap
import unicodedata

import polars as pl
import pytest
from cleaned import LINE_ENDS, cleaned
from extracting import FLOOR, RELATIONS, facts, run
from hypothesis import given
from hypothesis import strategies as st
from thoroughly import tried

from corpusstat.extract.text.clean import clean
from corpusstat.normalise.normalise import normalise


def test_a_value_at_a_line_end_that_may_go_on_is_refused() -> None:
    text = "Ilse Varga was born in Port\nHallow and left it at once"
    assert facts(text, "birth_place") == []
    assert "at the end of a line that may go on" in run(text).rejected["reason"].to_list()


@given(st.text(st.sampled_from("aE .,\n\r-–'’`*_[]()|=&;#<>/i\\nu\u00ad\u0301\u200b\u00a0\u20281é𝒳"), max_size=60))
@tried(100, 400)
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


def test_a_passage_in_capitals_may_have_many_marks() -> None:
    """Each is an edit, for which there must be room."""
    assert cleaned("ANNA " + "**BELL** " * 200_000) == "ANNA " + "BELL " * 200_000


def test_the_end_of_a_line_in_what_goes_is_none() -> None:
    assert cleaned("a [[File:mill.png|a\x0cb]]mill, and\nso on, and then\non") == "a mill, and so on, and then on"


@pytest.mark.parametrize("end", ["A", "-", "'", "(", ".", ",", "*", ")", "é", "\n", "\xa0", "&"])
def test_the_last_mark_of_a_text_is_looked_at_in_that_text_alone(end: str) -> None:
    texts = [f"Ann{end}", "B Lee", f"Bo{end}", "-71)", f"Cy{end}", "'s", f"Di{end}", " x"]
    assert clean(pl.Series(texts)).texts.to_list() == list(map(cleaned, texts))


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
@tried(15, 60)
def test_wrapping_line_ends_and_normal_form_change_no_fact(
    paragraphs: list[str], width: int, end: str, form: str
) -> None:
    as_written, wrapped = "\n\n".join(paragraphs), (end * 2).join(end.join(textwrap.wrap(p, width)) for p in paragraphs)
    plain, other = floor_facts(as_written, unicodedata.normalize(form, wrapped))
    assert plain
    assert other == plain


@pytest.mark.parametrize(
    "hidden",
    [
        "~~in Corrin~~ ",
        "<del>in Corrin</del> ",
        "<s class='x'>in Corrin</s> ",
        "<ref>Ann Lee was born in Corrin.</ref>",
        "<script>var a = 'Ann Lee was born in Corrin.'</script>",
        "<style>Ann Lee was born in Corrin.</style>",
    ],
)
def test_what_a_page_does_not_say_is_not_read(hidden: str) -> None:
    """Struck-out words, notes and code: the facts are those of the text without them, at their places in it."""
    text = f"Ann Lee was born {hidden}in Velda."
    (found,) = run(text).proposals.filter(relation="birth_place").iter_rows(named=True)
    assert (found["subject"], found["value"]) == ("Ann Lee", "Velda")
    assert text[found["value_start"] : found["value_end"]] == "Velda"
