"""Names, dates, numbers, places: what they come out as, and which proposals become mentions."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from corpusstat.normalise.dates import date, day_range
from corpusstat.normalise.names import Entity, entity, names_a_person
from corpusstat.normalise.nations import country_of
from corpusstat.normalise.normalise import canonical_value, normalise
from corpusstat.normalise.numbers import number
from corpusstat.normalise.places import nationality, place
from corpusstat.quality.gold import read_gold
from corpusstat.relations import Relation, RelationSet
from corpusstat.schema import PROPOSAL, polars_schema


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("person", ["Marie Curie", "marie  curie", "Dr. Marie Curie", "MARIE CURIE’S", "Prof. Dr Marie Curie, PhD"]),
        ("person", ["Marie Curie", "Marie Curie FREng", "Ven Marie Curie"]),
        ("person", ["Mara Kelling", "Vocalist Mara Kelling", 'Mara "Mimi" Kelling', "Mara (Mimi) Kelling"]),
        ("person", ["J. R. R. Tolkien", "J.R.R. Tolkien", "JRR Tolkien"]),
        ("person", ["Edge", "The Edge", "Dr. The Edge", "Dr The Edge"]),
        ("person", ["Martin Luther King, Jr.", "Martin Luther King Jr"]),
        ("person", ["Archibald Campbell", "Archibald Campbell, 3rd Duke of Argyll", "Archibald Campbell, PC, KT"]),
        ("person", ["Abraham Lincoln", "LINCOLN, Abraham", "President Abraham Lincoln"]),
        ("person", ["José García", "Jose\u0301 García", "Jose Garcia", "JOSÉ GARCÍA"]),
        ("person", ["William Gates", 'William "Bill" Gates', "William (Bill) Gates"]),
        ("person", ["Jean-Paul Sartre", "Jean‐Paul Sartre", "Jean Paul Sartre"]),
        ("person", ["Conan O'Brien", "Conan O’Brien"]),
        ("person", ["Steven Shafran", "Ketchum City Councilman Steven Shafran", "As Steven Shafran"]),
        ("org", ["Apple", "Apple Inc.", "Apple, Inc", "APPLE INC"]),
        ("org", ["Tiffany", "Tiffany & Co.", "Tiffany and Company"]),
        ("org", ["the BBC", "B.B.C.", "BBC"]),
        ("title", ["The Hobbit", "“The Hobbit”", "Hobbit,"]),
        ("place", ["the United States", "U.S.A.", "USA", "United States of America"]),
    ],
)  # fmt: skip
def test_aliases_are_one_entity(kind: str, spellings: list[str]) -> None:
    assert len({entity(s, kind).key for s in spellings}) == 1


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("person", "Martin Luther King Jr.", "Martin Luther King Sr."),
        ("person", "George W. Bush", "George H. W. Bush"),
        ("person", "Lady Gaga", "Gaga"),
        ("person", "James", "Jame"),
        ("title", "C++", "C"),
        ("title", "Dr. Strangelove", "Strangelove"),
        ("name", "Ли", "Ля"),
        ("name", "कि", "की"),
        ("org", "Company", "Inc"),
    ],
)
def test_different_entities_stay_apart(kind: str, one: str, other: str) -> None:
    assert entity(one, kind).key != entity(other, kind).key


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Marie Curie", True),
        ("Margaret of Anjou", True),
        ("As Nicolette Powell", True),
        ("李白", True),
        ("Earl Warren", True),
        ("Israel Melchior", True),
        ("3rd Duke of Argyll", False),
        ("Bishop of Bari", False),
        ("Luitenant der Chinezen", False),
        ("French-Moroccan", False),
        ("In Japan", False),
        ("Esq.", False),
        ("President of Sierra Leone", False),
        ("Sadly Trevor", False),
        ("Marchioness of Orland", False),
        ("Very", False),
        ("Ηe", False),
        ("World War II", False),
        ("Siege of Harnwick", False),
        ("Kathleen Battle", True),
        ("Army Archer", True),
    ],
)
def test_offices_nations_and_scraps_are_no_persons(text: str, fits: bool) -> None:
    assert names_a_person(entity(text, "person").key) is fits
    assert (canonical_value(text, "person") is not None) is fits


def test_an_entity_keeps_its_spelling_for_display() -> None:
    assert entity("  Björk\u00a0 Guðmundsdóttir’s", "person") == Entity("bjork gudmundsdottir", "Björk Guðmundsdóttir")


@pytest.mark.parametrize("text", ["", "…", "--", "\u200b", "()"])
def test_no_name_is_none(text: str) -> None:
    assert entity(text, "name") is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("13 March 1963", "1963-03-13"),
        ("Tuesday, November 18, 2014", "2014-11-18"),
        ("4 Oct 2011", "2011-10-04"),
        ("July 4th, 1776", "1776-07-04"),
        ("4th day of July 1776", "1776-07-04"),
        ("1855 March 3", "1855-03-03"),
        ("29 February 1700", "1700-02-29"),
        ("December, 1955", "1955-12"),
        ("late March 1990", "1990-03"),
        ("c. 1850", "1850"),
        ("589", "0589"),
        ("AD 79", "0079"),
        ("44 B.C.", "-0043"),
        ("1 BC", "0000"),
        ("15 March 44 BCE", "-0043-03-15"),
        ("-0043-03", "-0043-03"),
        ("31/12/1999", "1999-12-31"),
        ("12/31/1999", "1999-12-31"),
        ("4/4/1999", "1999-04-04"),
        ("3/4/1999", "1999"),
        ("03-04-1999", "1999"),
        ("3.4.1999", "1999-04-03"),
        ("1999/12/31", "1999-12-31"),
        ("1966-", "1966"),
    ],
)
def test_dates(text: str, iso: str) -> None:
    assert str(date(text)) == iso


@pytest.mark.parametrize(
    "text",
    ["12 January", "May", "the 1990s", "19th century", "1990–91", "1939 to 1945", "31 February 1990", "20000", "'76",
     "", "13/13/1990", "3 dogs 1990", "May June 1990", "29 February 1999", "between 1990 and 1992"],
)  # fmt: skip
def test_what_names_no_year_is_no_date(text: str) -> None:
    assert date(text) is None


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1,234,567", "1234567"),
        ("2.1 million", "2100000"),
        ("3.5 million people", "3500000"),
        ("twenty-five thousand", "25000"),
        ("30 000", "30000"),
        ("1.234.567", "1234567"),
        ("1,5 km", "1.5 km"),
        ("8,848 m", "8848 m"),
        ("8848 metres", "8848 m"),
        ("29,029 feet (8,848 m)", "29029 ft"),
        ("2,100 km²", "2100 km2"),
        ("2,100 square kilometres", "2100 km2"),
        ("2,100 sq mi", "2100 mi2"),
        ("$3bn", "3000000000 USD"),
        ("12 crore", "120000000"),
        ("−40 °C", "-40 °C"),
        ("about 500", "500"),
        ("4.5%", "4.5 %"),
    ],
)
def test_numbers(text: str, canonical: str) -> None:
    assert str(number(text)) == canonical


@pytest.mark.parametrize("text", ["many", "5-10", "5 to 10", "3 wise men", "", "1.2.3", "9" * 60])
def test_what_is_no_single_number(text: str) -> None:
    assert number(text) is None


def test_places_and_nationalities() -> None:
    assert place("Paris, France") == place("Paris") == place("PARIS (France)") == "paris"
    assert place("Saint Petersburg, Russia") == place("St. Petersburg")
    assert place("Barrow-in-Furness") == place(place("Barrow-in-Furness")) == "barrow in furness"
    assert nationality("Dutch") == nationality("the Netherlands") == "netherlands"
    assert country_of("martian") is None


def proposal(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "doc_key": 7, "domain": "d", "shard": "s", "row_group": 0, "row": 0, "relation": "birth_date",
        "template": "birth_date/0", "subject": "Ann Lee", "value": "1900", "sentence": "…", "start": 0, "end": 9,
        "subject_start": 0, "subject_end": 3, "value_start": 5, "value_end": 9, "name_start": 0, "name_end": 3,
    }  # fmt: skip
    return row | changes


RELATIONS = RelationSet(
    (
        Relation("birth_date", "person", "date", ("x",)),
        Relation("spouse", "person", "person", ("x",)),
        Relation("author", "title", "person", ("x",), single=False, reason="many"),
    )
)


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=polars_schema(PROPOSAL))


def test_the_first_answer_counts_and_idk_only_where_there_is_none() -> None:
    out = normalise(
        frame(
            proposal(value=None, start=0),
            proposal(value="1902", start=9),
            proposal(subject="Dr. Ann LEE", value="1901", start=5),
            proposal(subject="Bo Ek", value=None),
        ),
        RELATIONS,
    ).mentions
    assert out.select("entity", "value").rows() == [("Bo Ek", None), ("Dr. Ann LEE", "1901")]


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (["1953", "1953-03"], "1953-03"),
        (["1953-03-07", "1953"], "1953-03-07"),
        (["1953", "1953-03-07", "1953-03"], "1953-03-07"),
        (["1953", "1954-03", "1953-04"], "1953-04"),
        (["1953-03", "1953-04-01"], "1953-03"),
        (["-0043", "-0043-03"], "-0043-03"),
    ],
)
def test_of_dates_that_agree_the_most_precise_is_kept(values: list[str], kept: str) -> None:
    rows = [proposal(value=value, start=place) for place, value in enumerate(values)]
    out = normalise(frame(*rows), RELATIONS).mentions
    assert out["value"].to_list() == [kept]
    assert out.select("value_low", "value_high").rows() == [day_range(kept)]


def test_many_valued_relations_count_statements() -> None:
    row = {"relation": "author", "subject": "Songs"}
    out = normalise(
        frame(
            proposal(**row, value="Ann Lee"),
            proposal(**row, value="Bo Ek"),
            proposal(**row, value="bo ek"),
            proposal(**row, value=None),
        ),
        RELATIONS,
    ).mentions
    assert sorted(out["value"]) == ["ann lee", "bo ek"]
    assert out["key"].n_unique() == 2


def test_documents_with_the_same_key_stay_apart() -> None:
    assert normalise(frame(proposal(row=0), proposal(row=1)), RELATIONS).mentions.height == 2


def test_rejected_are_counted_by_reason() -> None:
    out = normalise(
        frame(
            proposal(subject="he", name_start=None),
            proposal(subject="She"),
            proposal(subject="…"),
            proposal(value="the 1990s"),
            proposal(relation="spouse", value="Ann  Lee"),
            proposal(relation="spouse", value="Duke of Orland"),
            proposal(subject="French-Moroccan"),
            proposal(subject="In Japan"),
        ),
        RELATIONS,
    )
    assert out.mentions.is_empty()
    assert out.rejected.select("relation", "reason", "n").rows() == [
        ("birth_date", "subject: a pronoun without a name", 2),
        ("birth_date", "subject: not a name", 1),
        ("birth_date", "subject: not a person", 2),
        ("birth_date", "value: not a date", 1),
        ("spouse", "value: not a person", 1),
        ("spouse", "value: the subject itself", 1),
    ]


@pytest.mark.shared
def test_gold_dates_agree_with_an_independent_parser(shared: Path) -> None:
    """Every gold date that dateutil reads, with the precision it was written in, comes out the same."""
    parser = pytest.importorskip("dateutil.parser")
    from datetime import datetime

    agreed = 0
    for passage in read_gold(shared / "gold" / "knowledgenet-dev.jsonl"):
        for fact in passage.facts:
            if fact.relation in ("birth_date", "death_date", "founded") and date(fact.values[0]):
                parsed = [parser.parse(fact.values[0], default=datetime(1904, m, m)) for m in (1, 2)]
                iso = str(date(fact.values[0]))
                assert parsed[0].date().isoformat()[: len(iso)] == iso
                if len(iso) == 10:
                    assert parsed[0] == parsed[1]
                agreed += 1
    assert agreed > 500
