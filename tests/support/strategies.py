"""Hypothesis strategies for texts as corpora hold them."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import strategies as st

from corpusstat.relations import Relation, RelationSet
from corpusstat.schema import PROPOSAL, polars_schema

KINDS = ("person", "org", "place", "title", "name")

wild_text = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)
"""Anything that is valid UTF-8."""

_pieces = st.sampled_from(
    ["Dr. ", "Sir ", "the ", "The ", "Ann", "ANN", "Müller", "O’Brien", "’s", "'s", "J. ", "K.", " Inc.", " & Co", ", ",
     "Jr.", "(x) ", '"Bo" ', "-", "–", " ", "\u00a0", "\u200b", "ﬁ", "ß", "İ", "é", "e\u0301", "U.S.", "Saint ", "C++",
     "李", "Ł", "Mount ", "PhD", "[", ")", "…"]
)  # fmt: skip
namelike = st.one_of(st.lists(_pieces, max_size=8).map("".join), wild_text)
"""Names, near-names and noise."""

BITS = [
    "a", "b", " ", " ", ". ", "! ", "?", "\n", "\n\n", "\t", "\r", "\x1e", "\x01", "\x02", "(", "A.", "J. K.",
    "“", "” ", "é", "😀", "Dr.", "St.",
]  # fmt: skip
"""Pieces of prose that split sentences, or do not."""

_months = ["January", "Feb.", "march", "Apr", "May", "June", "Jul", "AUGUST", "Sept.", "October", "Nov", "December"]
dates = st.dates(max_value=date(2999, 12, 31))


@st.composite
def written_dates(draw: st.DrawFn) -> tuple[str, str]:
    """Write a date in one of many ways; return the text and the ISO form that it must become."""
    d = draw(dates.filter(lambda d: d.year >= 1000))
    month = _months[d.month - 1]
    ordinal = draw(st.sampled_from(["", "th"]))
    day = draw(st.sampled_from(["", "Monday, ", "the ", "on "])) + f"{d.day}{ordinal}"
    forms = [
        (f"{day} {month} {d.year}", d.isoformat()),
        (f"{month} {d.day}{ordinal}, {d.year}", d.isoformat()),
        (f"{day} of {month}, {d.year}", d.isoformat()),
        (f"{month} {d.year}", d.isoformat()[:7]),
        (f"circa {d.year}", d.isoformat()[:4]),
        (f"{d.day}.{d.month}.{d.year}", d.isoformat()),
        (d.isoformat(), d.isoformat()),
    ]
    return draw(st.sampled_from(forms))


RELATIONS = RelationSet(
    (
        Relation("birth_date", "person", "date", ("{subject} was born on {value}",)),
        Relation("birth_place", "person", "place", ("{subject} was born in {value}",)),
        Relation("author", "title", "person", ("{subject} was written by {value}",), single=False, reason="many"),
    )
)


@st.composite
def proposals(draw: st.DrawFn) -> pl.DataFrame:
    """Proposals of a few documents, many of them about the same few prompts."""
    subject = st.sampled_from(["Ann Lee", "Dr. Ann LEE", "Boo", "he", "?", "The Boo"])
    values = {
        "birth_date": st.sampled_from(["1900", "3 May 1900", "the 1990s", None]),
        "birth_place": st.sampled_from(["Paris", "Paris, France", "Oslo", None]),
        "author": st.sampled_from(["Cy Dee", "Eve", None]),
    }
    rows = []
    for document in range(draw(st.integers(0, 6))):
        for _ in range(draw(st.integers(0, 5))):
            relation = draw(st.sampled_from(sorted(values)))
            start, named = draw(st.integers(0, 3)), draw(st.booleans())
            rows.append(
                {
                    "doc_key": document * 2**60, "domain": f"d{document % 2}", "shard": "s", "row_group": 0,
                    "row": document, "relation": relation, "template": f"{relation}/0", "subject": draw(subject),
                    "value": draw(values[relation]), "sentence": "…", "start": start, "end": start + 9,
                    "subject_start": start, "subject_end": start + 2, "value_start": start + 4,
                    "value_end": start + 9, "name_start": 0 if named else None, "name_end": 2 if named else None,
                }
            )  # fmt: skip
    return pl.DataFrame(rows, schema=polars_schema(PROPOSAL), orient="row")
