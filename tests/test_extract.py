"""Extraction end to end on sentences of our own: what is found, what is refused, and that nothing stalls it."""

from __future__ import annotations

import time

import polars as pl
import pytest
from extracting import FLOOR, RELATIONS, documents, facts, run

from corpusstat.extract.extract import LONG_SENTENCE, MAX_DOCUMENT_BYTES, TOO_LONG, TOO_MANY, extract
from corpusstat.relations import RelationSet
from corpusstat.schema import PROPOSAL, REJECTED, polars_schema


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("Mara Kelling (born 4 May 1951 in Tarsk) is a painter.", "birth_date", [("Mara Kelling", "4 May 1951")]),
        ("Mara Kelling (born 4 May 1951 in Tarsk) is a painter.", "birth_place", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling (4 May 1901 – 3 June 1977) was a painter.", "birth_date", [("Mara Kelling", "4 May 1901")]),
        ("Mara Kelling (4 May 1901 – 3 June 1977) was a painter.", "death_date", [("Mara Kelling", "3 June 1977")]),
        ("Born in Tarsk, Norland, Mara Kelling began to paint.", "birth_place", [("Mara Kelling", "Tarsk, Norland")]),
        ("Dr. J. R. Kelling died at Tarsk in 1977.", "death_date", [("Dr. J. R. Kelling", "1977")]),
        ("Mara Kelling married Anna Holm, daughter of Carl Holm, in 1780.", "parent", [("Anna Holm", "Carl Holm")]),
        ("Mara Kelling worked for N&D in Tarsk.", "employer", [("Mara Kelling", "N&D")]),
        (
            "Mara Kelling graduated from Orland A&M University.",
            "educated_at",
            [("Mara Kelling", "Orland A&M University")],
        ),
        ("Ludo van der Beek was born on 4 May 1951.", "birth_date", [("Ludo van der Beek", "4 May 1951")]),
        ("Omar bin Salim was born in 1951.", "birth_date", [("Omar bin Salim", "1951")]),
        ("Žofie Ångström-Łęcka was born in 1951.", "birth_date", [("Žofie Ångström-Łęcka", "1951")]),
        ("Mara's son, Tom Kelling, sings.", "parent", [("Tom Kelling", "Mara")]),
        ("Mara Kelling earned a B.A. at Tarsk College.", "educated_at", [("Mara Kelling", "Tarsk College")]),
        ("Mara Kelling was born in Tarsk, D.C. on 4 May 1951.", "birth_date", [("Mara Kelling", "4 May 1951")]),
        ("Mara Kelling left the U.S. Tom Brook died there in 1951.", "death_date", [("Tom Brook", "1951")]),
        ("Mara Kelling was born in Tarsk and raised in Orlo.", "residence", [("Mara Kelling", "Orlo")]),
        (
            "Mara is the daughter of Anna Kelling and Paul Kelling.",
            "parent",
            [("Mara", "Anna Kelling"), ("Mara", "Paul Kelling")],
        ),
        (
            "Mara Kelling is married to Paul Brook.",
            "spouse",
            [("Mara Kelling", "Paul Brook"), ("Paul Brook", "Mara Kelling")],
        ),
        ("Mara Kelling is a Norwegian painter.", "nationality", [("Mara Kelling", "Norwegian")]),
        ("Kelling Works was founded in 1951.", "founded", [("Kelling Works", "1951")]),
        ("Mara Kelling's date of birth is unknown.", "birth_date", [("Mara Kelling", None)]),
    ],
)
def test_facts(text: str, relation: str, expected: list[tuple[str, str | None]]) -> None:
    assert sorted(facts(text, relation), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        (
            "Orlo Systems was founded in Tarsk in 1951 by Mara Kelling.",
            "founded_by",
            [("Orlo Systems", "Mara Kelling")],
        ),
        ("Orlo Systems, a firm founded by Mara Kelling, grew.", "founded_by", [("Orlo Systems", "Mara Kelling")]),
        ("Orlo Systems co-founder and CEO Mara Kelling left.", "founded_by", [("Orlo Systems", "Mara Kelling")]),
        ("Founded by Mara Kelling in 1951, Orlo Systems grew.", "founded_by", [("Orlo Systems", "Mara Kelling")]),
        (
            "Mara Kelling and Tom Brook founded Orlo Systems.",
            "founded_by",
            [("Orlo Systems", "Tom Brook"), ("Orlo Systems", "Mara Kelling")],
        ),
        ("Tarsk-based firm Orlo Systems grew.", "headquarters", [("Orlo Systems", "Tarsk")]),
        ("Orlo Systems is a Tarsk-based retailer.", "headquarters", [("Orlo Systems", "Tarsk")]),
        ("With headquarters in Tarsk, Orlo Systems grew.", "headquarters", [("Orlo Systems", "Tarsk")]),
        ("Mara Kelling, a resident of Tarsk, sang.", "residence", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling spent her childhood in Tarsk.", "residence", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling is a painter based in Tarsk.", "residence", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling's father was Paul Kelling.", "parent", [("Mara Kelling", "Paul Kelling")]),
        ("Mara Kelling's mother, the painter Anna Brook, sang.", "parent", [("Mara Kelling", "Anna Brook")]),
        (
            "Mara Kelling's parents were Paul Kelling and Anna Brook.",
            "parent",
            [("Mara Kelling", "Paul Kelling"), ("Mara Kelling", "Anna Brook")],
        ),
        ("Born in Boston, the son of Paul Kelling, Tom Kelling sang.", "parent", [("Tom Kelling", "Paul Kelling")]),
        ("Mara Kelling, a Democrat, won.", "party", [("Mara Kelling", "Democrat")]),
        ("Mara Kelling belonged to the Labour Party.", "party", [("Mara Kelling", "Labour Party")]),
        ("Mara Kelling, a graduate of Tarsk College, sang.", "educated_at", [("Mara Kelling", "Tarsk College")]),
        ("Mara Kelling trained as a nurse at Tarsk College.", "educated_at", [("Mara Kelling", "Tarsk College")]),
        ("While a student at Tarsk College, Mara Kelling sang.", "educated_at", [("Mara Kelling", "Tarsk College")]),
        ("Orlo Systems spokesperson Mara Kelling agreed.", "employer", [("Mara Kelling", "Orlo Systems")]),
        ("Mara Kelling spent ten years at Orlo Systems.", "employer", [("Mara Kelling", "Orlo Systems")]),
        ("Orlo Systems hired Mara Kelling as its new CEO.", "ceo", [("Orlo Systems", "Mara Kelling")]),
        ("The CEO of Orlo Systems is Mara Kelling.", "ceo", [("Orlo Systems", "Mara Kelling")]),
        ("Orlo Systems, owned by the Tarsk Group, grew.", "parent_org", [("Orlo Systems", "Tarsk Group")]),
        ("Orlo Systems is a division of the Tarsk Group.", "parent_org", [("Orlo Systems", "Tarsk Group")]),
        ("Since its founding in 1951, Orlo Systems has grown.", "founded", [("Orlo Systems", "1951")]),
        ("Mara Kelling divorced Tom Brook.", "spouse", [("Mara Kelling", "Tom Brook"), ("Tom Brook", "Mara Kelling")]),
    ],
)
def test_other_wordings(text: str, relation: str, expected: list[tuple[str, str | None]]) -> None:
    assert sorted(facts(text, relation)) == sorted(expected, key=lambda e: (e[0], e[1] or ""))


@pytest.mark.parametrize(
    "text",
    [
        "North Africa was born in 1951 as an idea.",
        "CFO was born in 1951.",
        "The Chairman was born in 1951.",
        "England died in 1951.",
        "The reign of peace (1901–1905) was short.",
        "The Battle of Tarsk (1901–1977) never ended.",
        "The father of Mara Kelling died in 1977.",
        "Kelling, president of Norland, died in 1977 and the head of Norland died in 1978.",
        "It was born in 1951.",
        "I was born in 1951 and you were born in 1952.",
        "He was born in 1951.",
        "KELLING was born in 1951.",
    ],
)
def test_no_facts(text: str) -> None:
    found = run(text).proposals.filter(pl.col("relation").is_in(sorted(FLOOR)))
    expected = [("Kelling", "1977")] if text.startswith("Kelling, pres") else []
    assert found.select("subject", "value").rows() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mara Kelling is a painter. She was born in 1951.", [("Mara Kelling", "1951")]),
        ("Mara Kelling is a painter.\nShe lives near Tarsk. She was born in 1951.", [("Mara Kelling", "1951")]),
        ("Mara Kelling is a painter. Kelling was born in 1951.", [("Mara Kelling", "1951")]),
        ("Kelling paints. She was born in 1951. All of it was told by Mara Kelling.", [("Mara Kelling", "1951")]),
        ("Mary Kelling met John Brook. He was born in 1951.", [("John Brook", "1951")]),  # she is not meant
        ("From Tarsk, she was born in 1951.", []),
        ("Kelling Works is old. It was born in 1951.", []),
    ],
)
def test_pronouns_and_short_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "birth_date") == expected


def test_unresolved_pronouns_are_counted_or_kept() -> None:
    refused = run("He was born in 1951.")
    assert refused.proposals.is_empty()
    assert ("birth_date", "unresolved pronoun", 1) in refused.rejected.select("relation", "reason", "n").rows()
    kept = run("He was born in 1951.", keep_unresolved=True).proposals.row(0, named=True)
    assert (kept["subject"], kept["name_start"], kept["subject_start"], kept["subject_end"]) == ("He", None, 0, 2)


def test_positions_point_into_the_text() -> None:
    text = "Intro. \x01Ünï\x02 “x”.\n\nThe painter Mara Kelling (born 4 May 1951) sings. Paul Brook was born in Tarsk."
    found = run(text).proposals
    assert found.height == 2
    for row in found.iter_rows(named=True):
        assert text[row["value_start"] : row["value_end"]] == row["value"]
        assert row["sentence"] in text
        assert text[row["name_start"] : row["name_end"]] == row["subject"]
        assert row["start"] == min(row["subject_start"], row["value_start"])
        assert row["end"] == max(row["subject_end"], row["value_end"])
    assert found.schema == polars_schema(PROPOSAL)


def test_documents_are_independent_of_their_batch() -> None:
    texts = [
        "Mara Kelling is a painter. She was born in 1951.",
        "",
        "Nothing here.",
        "He died in 1977. Paul Brook (born 1920) knew.",
        "line one is about forty letters wide or so,\n" * 8 + "and Mara Kelling was\nborn in 1951.",
    ] * 3
    frame = documents(*texts)
    whole = extract(frame, RELATIONS)
    parts = [extract(frame[i : i + 1], RELATIONS) for i in range(frame.height)]
    assert whole.proposals.equals(pl.concat([p.proposals for p in parts]))
    split_counts = (
        pl.concat([p.rejected for p in parts]).group_by("domain", "relation", "reason").agg(pl.col("n").sum())
    )
    joined = whole.rejected.select("domain", "relation", "reason", "n")
    assert joined.sort("relation", "reason").equals(split_counts.sort("relation", "reason").cast(joined.schema))


def test_empty_input() -> None:
    nothing = extract(documents(), RELATIONS)
    assert nothing.proposals.is_empty()
    assert nothing.rejected.schema == polars_schema(REJECTED)
    assert extract(documents("Mara was born in 1951."), RelationSet(())).proposals.is_empty()


MEGABYTE = 1 << 20
HOSTILE = {
    "capitalised words": "Mara Kelling Brook " * (MEGABYTE // 19),
    "digits": "1951 " * (MEGABYTE // 5),
    "one number": "7" * MEGABYTE,
    "emoji": "😀" * (MEGABYTE // 4),
    "one trigger": "was born in " * (MEGABYTE // 12),
    "trigger sentences": "was born in. " * (MEGABYTE // 13),
    "facts": "He was born in 1951. " * (MEGABYTE // 21),
    "named facts": "Mara Kelling was born in 1951. " * (MEGABYTE // 31),
    "brackets": "Mara " + "(" * (MEGABYTE // 2) + " born 1951 " + ")" * (MEGABYTE // 2),
    "open brackets in sentences": ("Mara (" + "(a" * 400 + " born 1951. ") * (MEGABYTE // 820),
    "no space": "MaraKellingwasbornin1951" * (MEGABYTE // 24),
    "commas": "Mara, " * (MEGABYTE // 6) + "was born in 1951",
    "one-word names and clauses": "Mara Kelling Brook, a, b, c, d was born at the the the the Mara in. "
    * (MEGABYTE // 67),
    "loose templates": ("Mara Kelling professor founded married of " * 24 + ". ") * (MEGABYTE // 990),
    "lives": ("Mara (born 1815 – 1852) " * 40 + ". ") * (MEGABYTE // 960),
    "marks": "\x01Mara\x02\x03 was born on \x04\x05\x06\x1e " * (MEGABYTE // 32),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_megabytes_do_not_stall(kind: str) -> None:
    run("Mara Kelling was born in 1951.")  # compiles what is not yet compiled
    start = time.process_time()
    result = run(HOSTILE[kind], "Mara Kelling was born in 1951.")
    assert time.process_time() - start < 5  # under a second where the machine is free
    assert result.proposals.filter(pl.col("row") == 1)["subject"].to_list() == ["Mara Kelling"]


def test_budgets_are_reported() -> None:
    reasons = run("Mara Kelling was born in 1951, and " * 100, HOSTILE["facts"]).rejected["reason"].to_list()
    assert LONG_SENTENCE in reasons
    assert TOO_MANY in reasons
    large = run("Mara was born in 1951. " + "x" * MAX_DOCUMENT_BYTES)
    assert large.rejected.select("reason", "shard", "row", "n").row(0) == (TOO_LONG, "s/1", 0, 1)
    assert large.proposals.is_empty()
