"""What is looked for before a costly expression is there wherever the expression is found."""

from __future__ import annotations

import random
import re

import polars as pl
import pytest

from corpusstat.extract.filter import authors, hinged, reread, title_lists
from corpusstat.extract.filter.seen import has_any, lead_end
from corpusstat.extract.resolve import pronouns, topic
from corpusstat.lexicon import word_list

DENIALS = """It is a myth that|untrue that|It is Not True that|falsely|a rumor says|Rumours say|a hoax that|no evidence
there is no proof that|mistakenly|incorrectly|wrongly|doubtful whether|denies that|denied that|Some say|some think that
some hold that|It is said that|gossip has it|he pretended that|as if|as though|unless|in case|legend says|joked that
Tradition has it|folklore tells us|According to local legend"""
OTHERWISE = """ as a Kelling|, as the Baron| was born again| was reborn| died a little| died inside| died laughing
 would die| could| might have been| should| according to legend| denies| denied| spiritually|died a thousand deaths"""
DEATHS = [" died", " passed away", ", 81, entered rest", ", 81 departed", ", 70, succumbed", ", 80, was called home"]
DEATHS += [", age 80, left this world", ", aged 80, went to be with", ", of Tarsk, went home to be with", " died on"]


def listed(text: str) -> list[str]:
    return re.split(r"[|\n]", text)


@pytest.mark.parametrize("said", listed(DENIALS))
def test_denials(said: str) -> None:
    if reread._DENIED.search(said):
        assert has_any(said.lower(), reread._DENIALS)
    assert reread._is_led_to_doubt(said) == bool(reread._DENIED.search(said))


def test_every_denial_is_one_but_for_few() -> None:
    assert sum(bool(reread._DENIED.search(said)) for said in listed(DENIALS)) > 20


@pytest.mark.parametrize("between", listed(OTHERWISE))
def test_other_meanings(between: str) -> None:
    assert reread._OTHERWISE.search(between) is None or has_any(between, reread._OTHER_PARTS)
    assert reread._OTHERWISE.search(between) or "deni" in between or "died" in between


def test_every_sentence_that_asserts_nothing_is_odd() -> None:
    said = [said for said in listed(DENIALS) if reread._DENIED.search(said)]
    said += [between for between in listed(OTHERWISE) if reread._OTHERWISE.search(between)]
    said += ["In this tale Ann", "“In one film Ann", "Had Ann", "should Ann", "Ann (disputed)", "Ann, or so he", "Ann?"]
    said += ["some of whom", "Ann, but that is false", "Ann {{nowrap", "[b]Ann", "}Ann", "Ann\\emph{Lee}", "<b>Ann"]
    assert [text for text, odd in zip(said, reread.are_odd(pl.Series(said)), strict=True) if not odd] == []
    assert not any(reread.are_odd(pl.Series(["Ann Lee was born in Tarsk.", "In 1931 Ann died.", "Ann (1871–1931)"])))


@pytest.mark.parametrize("told", DEATHS)
def test_deaths(told: str) -> None:
    assert topic._AGED.match(told) is None or has_any(told, topic._DEATH_PARTS)


@pytest.mark.parametrize("named", sorted(word_list("several_works")))
def test_lists_of_titles(named: str) -> None:
    for tail in (
        " ",
        ": ",
        " are ",
        " were ",
        " such as ",
        " called: ",
        " titled the ",
        " including the “",
        " included ",
    ):
        lead = f"the author of the {named}{tail}"
        assert title_lists._LIST_AHEAD.search(lead)
        assert title_lists.is_list_ahead(lead)
    assert not title_lists.is_list_ahead(f"{named} of Tarsk ")


@pytest.mark.parametrize("work", sorted(word_list("other_works")))
def test_other_works(work: str) -> None:
    for tail in (" ", "s ", ", ", ": called ", " titled “", "s the "):
        before = f"Her {work.title()}{tail}"
        assert hinged._NO_BOOK.search(before)
        assert hinged.is_no_book(before)
    assert not hinged.is_no_book(f"{work} about the ")


@pytest.mark.parametrize("part", sorted(word_list("parts_of_works")))
def test_parts_of_works(part: str) -> None:
    for tail in (" to ", "s of the ", " for “", " in the “", " on "):
        assert authors.PART_OF_WORK.search(part + tail)
        assert lead_end(part + tail).endswith(authors._PART_ENDS)


def test_a_word_is_counted_as_an_expression_counts_it() -> None:
    rng = random.Random(7)
    for _ in range(3000):
        text, word = ("".join(rng.choices("ab .'_é1", k=rng.randrange(1, n))) for n in (14, 4))
        count = len(re.findall(rf"\b{re.escape(word)}\b", text))
        assert [topic.is_said(word, text, n) for n in (1, 2, 3)] == [count >= n for n in (1, 2, 3)], (word, text)


OTHERS = {"m": r"him|[Ss]he|[Hh]er", "f": r"[Hh]e|[Hh]im|[Hh]is|her", "": r"[Hh]im|[Hh]er"}
PRONOUNS = ("he", "He", "his", "Him", "She", "her", "Her", "they", "Their", "them", "The", "there", "ehe", "_he")


@pytest.mark.parametrize("gender", list(OTHERS))
def test_other_pronouns_are_whole_words(gender: str) -> None:
    plain, rng = re.compile(rf"\b(?:{OTHERS[gender]}|[Tt]hey|[Tt]heir|them)\b"), random.Random(3)
    for _ in range(2000):
        text = "".join(rng.choice(PRONOUNS) + rng.choice(" ,-\n_") for _ in range(3))
        at = rng.randrange(len(text))
        found, expected = pronouns._OTHERS[gender].search(text, at), plain.search(text, at)
        assert (found and found.span()) == (expected and expected.span()), text
