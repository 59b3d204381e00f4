"""Laws of the normaliser."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import KINDS, RELATIONS, dates, namelike, proposals, wild_text, written_dates

from corpusstat.normalise.dates import date
from corpusstat.normalise.names import clean, entity
from corpusstat.normalise.normalise import canonical_value, normalise, prompt_key
from corpusstat.normalise.numbers import number
from corpusstat.normalise.places import nationality, place
from corpusstat.schema import MENTION, group_of, polars_schema

kinds = st.sampled_from(KINDS)
unhurried = settings(deadline=None)
"""A busy machine is no reason to fail."""


@unhurried
@given(namelike, kinds)
def test_entity_is_idempotent(text: str, kind: str) -> None:
    found = entity(text, kind)
    if found is not None:
        assert entity(found.key, kind) is not None
        assert entity(found.key, kind).key == found.key
        assert entity(found.display, kind) == found


@unhurried
@given(namelike, kinds)
def test_case_and_space_do_not_matter(text: str, kind: str) -> None:
    shouted = entity("  " + text.replace(" ", "  ").casefold(), kind)
    found = entity(text, kind)
    assert (found and found.key) == (shouted and shouted.key)


@unhurried
@given(wild_text)
def test_clean_is_idempotent_and_shows_no_control_character(text: str) -> None:
    shown = clean(text)
    assert clean(shown) == shown
    assert all(c >= " " and c not in "\x7f\u200b\u202e\u2028" for c in shown)


@unhurried
@given(namelike)
def test_places_and_nationalities_are_idempotent(text: str) -> None:
    for function in (place, nationality):
        key = function(text)
        assert key is None or function(key) == key


@unhurried
@given(written_dates())
def test_a_date_is_read_however_it_is_written(written: tuple[str, str]) -> None:
    text, iso = written
    assert str(date(text)) == iso
    assert str(date(f" {text}")) == iso  # not the short way of the usual forms


@unhurried
@given(dates)
def test_iso_dates_read_back(day) -> None:
    for iso in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        assert str(date(iso)) == iso


@unhurried
@given(wild_text)
def test_any_text_is_a_date_that_reads_back_or_none(text: str) -> None:
    found = date(text)
    assert found is None or date(str(found)) == found


@unhurried
@given(st.integers(-(10**12), 10**12), st.sampled_from(["", " km", " million", " square miles", " people"]))
def test_numbers_read_back(n: int, rest: str) -> None:
    found = number(f"{n:,}{rest}")
    assert found is not None
    assert number(str(found)) == found
    assert found.value == n * (10**6 if "million" in rest else 1)


@unhurried
@given(wild_text)
def test_any_text_is_a_number_that_reads_back_or_none(text: str) -> None:
    found = number(text)
    assert found is None or number(str(found)) == found


@unhurried
@given(proposals())
def test_normalising_one_by_one_or_together_is_the_same(frame: pl.DataFrame) -> None:
    whole = normalise(frame, RELATIONS).mentions
    parts = [normalise(part, RELATIONS) for _, part in frame.group_by("row", maintain_order=True)]
    apart = pl.concat([p.mentions for p in parts] or [whole.clear()]).sort("row", "start", "end", "relation", "key")
    assert apart.equals(whole)
    shuffled = normalise(frame.sample(fraction=1, shuffle=True, seed=1), RELATIONS).mentions
    assert shuffled.equals(whole)


@unhurried
@given(proposals())
def test_one_mention_per_document_and_prompt(frame: pl.DataFrame) -> None:
    out = normalise(frame, RELATIONS)
    assert out.mentions.schema == polars_schema(MENTION)
    assert not out.mentions.select("row", "key").is_duplicated().any()
    for row in out.mentions.iter_rows(named=True):
        assert row["group"] == group_of(row["doc_key"])
        statement = row["value"] if row["relation"] == "author" else None
        kind = "title" if row["relation"] == "author" else "person"
        assert row["key"] == prompt_key(row["relation"], entity(row["entity"], kind), statement)
        answers = frame.filter(pl.col("relation") == row["relation"], pl.col("row") == row["row"])["value"]
        value_kind = {"birth_date": "date", "birth_place": "place", "author": "person"}[row["relation"]]
        assert row["value"] is None or row["value"] in {canonical_value(a, value_kind) for a in answers if a}


@unhurried
@given(proposals())
def test_nothing_is_lost_uncounted(frame: pl.DataFrame) -> None:
    """Every proposal is a mention, a duplicate of one in its document, or counted as rejected with a reason."""
    out = normalise(frame, RELATIONS)
    refused = out.rejected["n"].sum()
    usable = frame.filter(
        pl.col("name_start").is_not_null(),
        ~pl.col("subject").is_in(["he", "?"]),
        (pl.col("value") != "the 1990s") | pl.col("value").is_null(),
    )
    assert usable.height + refused == frame.height
    assert (out.mentions.height == 0) == (usable.height == 0)
