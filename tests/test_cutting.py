"""Where sentences end, and how one that is too long is cut."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.extract.match.compiler import compile_templates
from corpusstat.extract.match.cutting import cut_long
from corpusstat.extract.match.sentences import sentences
from corpusstat.relations.templates import parse_template

BORN = parse_template("{subject:name} born {value:year}", "r", "r/0", "person", "date")


def test_a_sentence_goes_on_after_initials_of_a_name() -> None:
    def cut(text: str) -> list[str]:
        frame = pl.DataFrame({"doc": [0], "text": [text]}, schema={"doc": pl.UInt32, "text": pl.String})
        return sentences(frame, *compile_templates([BORN])).frame["sentence"].to_list()

    for whole in ("By A.B. Ada born 1951.", "By A.B.C. Ada born 1951 in Orland.", "It was J.R. Ada born 1951."):
        assert cut(whole) == [whole]
    for before in ("In the U.S.", "In Orland, D.C.", "At 5 P.M."):
        assert cut(f"{before} Ada born 1951.") == ["Ada born 1951."]
    assert cut("It was A.B. The Ada born 1951.") == ["The Ada born 1951."]


PARTS = st.lists(st.text("aé ", max_size=9), min_size=1, max_size=8)


def parts_of(text: str, most: int) -> list[str]:
    data = text.encode()
    row = np.array([[7, 0, len(data), 0, len(text)]])
    rows = cut_long(np.frombuffer(data, np.uint8), row, most)
    assert (rows[:, 0] == 7).all()
    for _, first, stop, char, chars in rows.tolist():
        assert data[first:stop].decode() == text[char : char + chars]
    return [data[first:stop].decode() for _, first, stop, _, _ in rows.tolist()]


@given(PARTS, st.integers(1, 30))
def test_what_is_too_long_is_cut_before_semicolons_as_late_as_may_be(pieces: list[str], most: int) -> None:
    text = ";".join(pieces)
    found = parts_of(text, most)
    assert "".join(found) == text
    assert len(text) > most or found == [text] * (text != "")
    for part, following in pairwise(found):
        assert following.startswith(";")
        assert len(part) <= most or ";" not in part[1:]
        upto = following.find(";", 1)
        assert len(part) + (upto if upto > 0 else len(following)) > most


def test_a_part_has_at_most_so_many_characters_if_it_can() -> None:
    assert parts_of("née; a; b; c", 7) == ["née; a", "; b; c"]
    assert parts_of("née; a; b; c", 2) == ["née", "; a", "; b", "; c"]
