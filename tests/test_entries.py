"""Entries of directories, obituaries and pages that bear a person's name: whose life it is where no subject says so."""

from __future__ import annotations

import pytest
from extracting import facts

from corpusstat.extract.resolve.entries import entry_of, heading_before

LIFE = ("birth_date", "birth_place", "death_date", "death_place")


def lives(text: str) -> dict[str, list[tuple[str, str | None]]]:
    found = {relation: facts(text, relation) for relation in LIFE}
    return {relation: there for relation, there in found.items() if there}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Born: Tarsk, Norland, May 4, 1901", {"birth_date": "May 4, 1901", "birth_place": "Tarsk, Norland"}),
        ("Died: Tarsk, Norland, May 4, 1971", {"death_date": "May 4, 1971", "death_place": "Tarsk, Norland"}),
        ("Died 4 May 1971 (aged 70) Tarsk, Norland", {"death_date": "4 May 1971", "death_place": "Tarsk, Norland"}),
        ("Died 4 May 1971 at 70 years old in Tarsk (fever).", {"death_date": "4 May 1971", "death_place": "Tarsk"}),
        ("Date of birth: May 4, 1901", {"birth_date": "May 4, 1901"}),
        ("Birthplace: Tarsk, Norland", {"birth_place": "Tarsk, Norland"}),
        ("Birth: 4 May 1901 in Tarsk", {"birth_date": "4 May 1901", "birth_place": "Tarsk"}),
        ("DOB: 4 May 1901", {"birth_date": "4 May 1901"}),
        ("Date of publication: May 4, 1901", {}),
    ],
)
def test_labels_below_a_name(lines: str, expected: dict[str, str]) -> None:
    assert lives(f"Ann Kelling\n{lines}\nShe sang.") == {r: [("Ann Kelling", v)] for r, v in expected.items()}


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("KELLING, Mara Jane, a Delegate", "Mara Jane Kelling"),
        ("KELLING, Ann, Jr., (niece of Bo Kelling), a Delegate", "Ann Kelling Jr"),
        ("McKELLING, Ann (Annie), a Delegate", "Ann McKelling"),
        ("O'DARE, Bo T., a Delegate", "Bo T. O'Dare"),
        ("VAN DUREN, Zor, a Delegate", "Zor Van Duren"),
        ("de KELLING, Sir Paul, a Delegate", "Paul de Kelling"),
        ("12. Kelling, Anna Maria, a singer", "Anna Maria Kelling"),
        ("• Kelling, Ann (soprano)", "Ann Kelling"),
        ("Ann Kelling, a singer", "Ann Kelling"),
        ("Ann “Annie” Kelling (soprano)", "Ann “Annie” Kelling"),
    ],
)
def test_names_that_head_an_entry(head: str, name: str) -> None:
    text = f"List\n{head}; born in Tarsk"
    found = entry_of(text, text.index("; born"), "birth_place")
    assert found
    assert found.text == name


@pytest.mark.parametrize(
    "head",
    [
        "TARSK, N.Y. (AP), a report",  # a dateline
        "Tarsk, Orland, a town",
        "The Kellings, a family",
        "KELLING, Ann, a singer; married Bo Lee",  # who of the two was born?
        "Old Tarsk, a town",
    ],
)
def test_what_heads_no_entry(head: str) -> None:
    text = f"{head}; born in Tarsk"
    assert entry_of(text, text.index("; born"), "birth_place") is None


def test_a_marriage_does_not_hide_a_death_but_children_do() -> None:
    married, children = (
        f"KELLING, Ann, a singer; {what}; died 1950" for what in ("married Bo Lee", "children: Cy, Di")
    )
    assert entry_of(married, married.index("; died"), "death_date")
    assert entry_of(children, children.index("; died"), "death_date") is None


def test_the_heading_before_a_line() -> None:
    text = "Cast\nPaul Lee\nBorn in Orland\n\nAnn Kelling\n\nBorn in Tarsk"
    found = [heading_before(text, text.index(at), "birth_place") for at in ("Born in O", "Born in T")]
    assert [name.text for name in found if name] == ["Paul Lee", "Ann Kelling"]
    assert heading_before("Born in Tarsk", 0, "birth_place") is None
    long = "Ann Kelling " + "sang all the day " * 20 + "\nBorn in Tarsk"
    assert heading_before(long, long.index("Born"), "birth_place") is None


ENTRY = (
    "KELLING, Mara Jane, a Delegate from Orland; born in Tarsk, Holm County, Pa., May 4, 1871; attended school in "
    "Orland; studied law; moved to Velm in 1890; {more}died in Velm, Pa., on June 3, 1951; interment in Velm."
)
WHOLE = {
    "birth_date": [("Mara Jane Kelling", "May 4, 1871")],
    "birth_place": [("Mara Jane Kelling", "Tarsk, Holm County, Pa")],
    "death_date": [("Mara Jane Kelling", "June 3, 1951")],
    "death_place": [("Mara Jane Kelling", "Velm, Pa")],
}


def test_an_entry_tells_a_life_without_subjects() -> None:
    assert lives(ENTRY.format(more="")) == WHOLE


def test_a_sentence_that_is_too_long_is_cut_at_semicolons() -> None:
    assert lives(ENTRY.format(more="member of the town council again; " * 40)) == WHOLE
    assert lives(ENTRY.format(more="member of the town council again, " * 40)) == {
        relation: WHOLE[relation] for relation in ("birth_date", "birth_place")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the mention of the subject is the heading
        (
            "KELLING, Mara (1871–1951). Painter.",
            {"birth_date": [("Mara Kelling", "1871")], "death_date": [("Mara Kelling", "1951")]},
        ),
        (
            "Kelling, Anna, b. 4 May 1871 in Tarsk; d. 3 June 1951.",
            {
                "birth_date": [("Anna Kelling", "4 May 1871")],
                "birth_place": [("Anna Kelling", "Tarsk")],
                "death_date": [("Anna Kelling", "3 June 1951")],
            },
        ),
        ("KELLING, Mara, a Delegate; moved to Orland, where she died June 3, 1951.", {
            "death_date": [("Mara Kelling", "June 3, 1951")],
            "death_place": [("Mara Kelling", "Orland")],
        }),
        (
            "Ann Kelling\n\nBorn: 4 May 1871, Tarsk, Norland\nDied: 3 June 1951\n\nKelling sang. We hear Kelling yet.",
            {
                "birth_date": [("Ann Kelling", "4 May 1871")],
                "birth_place": [("Ann Kelling", "Tarsk, Norland")],
                "death_date": [("Ann Kelling", "3 June 1951")],
            },
        ),
        # an encyclopedia of two centuries ago
        (
            "KELLING, ANNA, an eminent painter, and the first who travelled, was born at Tarsk in the year 1671.\n\n"
            "She studied at Orland. She died on the 3rd of June 1751.",
            {
                "birth_date": [("Anna Kelling", "1671")],
                "birth_place": [("Anna Kelling", "Tarsk")],
                "death_date": [("Anna Kelling", "3rd of June 1751")],
            },
        ),
        (
            "KELLING, Sir Walter, fourth son of Paul Brook, of Orland, was born in 1671 at Tarsk, a farm.",
            {"birth_date": [("Walter Kelling", "1671")], "birth_place": [("Walter Kelling", "Tarsk")]},
        ),
        ("KELLING, ANNA, a native of Tarsk, sang.", {"birth_place": [("Anna Kelling", "Tarsk")]}),
        (
            "See Tarsk.\n\nKelling, Ann Mary, a painter, was born at Tarsk in 1671.",
            {"birth_date": [("Ann Mary Kelling", "1671")], "birth_place": [("Ann Mary Kelling", "Tarsk")]},
        ),
        # a dictionary of persons and other things
        (
            "Kelling, Ann\n\n<person> Painter of Tarsk, known for her signs, and for much else in the town.\n\n"
            "Kelling was born in Orland in 1948.\n\nBrook, Paul\n\n<person> Professor of signs at Orland, and author "
            "of a theory of signs.\n\nBrook died in 1975 in Tarsk.\n\nTarsk, Orland\n\n<place> A town that lies on the "
            "river, and is known for its signs.",
            {
                "birth_date": [("Ann Kelling", "1948")],
                "birth_place": [("Ann Kelling", "Orland")],
                "death_date": [("Paul Brook", "1975")],
                "death_place": [("Paul Brook", "Tarsk")],
            },
        ),
        ("BITTER, TASTELESS, what has no taste.\n\nHe died on the 3rd of June 1751.", {}),
        # nobody's entry, or another's
        ("The town grew; died in Tarsk, May 4, 1871.", {}),
        ("He met Ann Kelling; born in Tarsk, he sang.", {}),
        ("Members\n\nBorn in Tarsk.", {}),
        ("Ann Kelling, a singer; her husband taught; died 1951.", {}),
        ("Ann Kelling, a singer; she had a brother; born in 1951.", {}),
    ],
)  # fmt: skip
def test_lives_in_entries(text: str, expected: dict[str, list[tuple[str, str]]]) -> None:
    assert lives(text) == expected


def test_a_sentence_that_says_who_is_not_taken_for_an_entry() -> None:
    text = "Ann Kelling\n\nKelling sings, and Kelling paints.\nBorn in Tarsk in 1871, Bo Lee taught her."
    assert facts(text, "birth_date") == [("Bo Lee", "1871")]


PAGE = "Ann Maria Kelling\n\nKelling sang in Orland. With Bo Kelling and Kelling's sister she left.\n\n"


def test_a_page_is_about_the_person_whose_name_is_its_title() -> None:
    assert facts(PAGE + "Kelling was born in Tarsk.", "birth_place") == [("Ann Maria Kelling", "Tarsk")]
    assert facts(PAGE + "She was born in Tarsk.", "birth_place") == [("Ann Maria Kelling", "Tarsk")]


def test_a_name_that_the_text_does_not_say_again_is_a_byline() -> None:
    text = "Ann Kelling\n\nThe town has a new mayor, Bo Lee.\n\nShe was born in Tarsk."
    assert facts(text, "birth_place") == []


@pytest.mark.parametrize(
    "opening",
    [
        "Ann “Annie” Kelling, 83, of Orland passed away on Monday, April 8, 2019, at Velm Hospital.",
        "Ann Kelling, age 83, of Orland, Norland, entered into rest April 8, 2019.",
        "Ann Kelling, 83, a teacher, died peacefully on April 8, 2019.",
        "Ann Kelling (1936–2019), teacher.",
        "Ann Kelling passed away April 8, 2019 at her home.",
    ],
)
def test_an_obituary_is_about_the_dead(opening: str) -> None:
    [(name, place)] = facts(f"{opening}\n\nShe was born in Tarsk, the daughter of Bo and Di Lee.", "birth_place")
    assert (name.replace("“Annie” ", ""), place) == ("Ann Kelling", "Tarsk")


@pytest.mark.parametrize(
    ("text", "date", "place"),
    [
        ("Ann Kelling, 83, of Orland passed away on Monday, April 8, 2019, at Velm Hospital.", True, "Velm Hospital"),
        ("Ann Kelling, age 83, of Orland, entered into eternal rest on April 8, 2019.", True, None),
        ("Ann Kelling, 83, of Orland, went to be with the Lord on April 8, 2019 in Velm.", True, "Velm"),
        ("Ann Kelling, 83, of Orland, passed the exam on April 8, 2019.", False, None),
    ],
)
def test_obituaries(text: str, date: bool, place: str | None) -> None:
    found = lives(text)
    assert [value.endswith("April 8, 2019") for _, value in found.get("death_date", [])] == [True] * date
    assert [value for _, value in found.get("death_place", [])] == [place] * (place is not None)
    assert {name for there in found.values() for name, _ in there} <= {"Ann Kelling"}
