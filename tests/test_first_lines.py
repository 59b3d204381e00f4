"""The first lines of documents: the names they open with, and what is said about these."""

from __future__ import annotations

import pytest

from corpusstat.extract.resolve import first_lines as f

WHOLE = f.NAME_FIRST | f.NAME_ONLY


@pytest.mark.parametrize(
    ("line", "name", "bits"),
    [
        ("Mara Kelling (born 1871) sang.", "Mara Kelling", f.NAME_FIRST | f.WITH_DATES),
        ("Mara Kelling (a singer; b. 1871) sang.", "Mara Kelling", f.NAME_FIRST | f.WITH_DATES),
        ("Mara Kelling (a singer) sang.", "Mara Kelling", f.NAME_FIRST),  # no dates
        ("Mara Kelling sang. She (born 1871) left.", "Mara Kelling", f.NAME_FIRST),  # in another clause
        ("Mara Kelling", "Mara Kelling", WHOLE),
        ("Mara Kelling (singer)", "Mara Kelling", WHOLE),
        ("Mara Kelling was a singer.", "Mara Kelling", f.NAME_FIRST | f.DESCRIBED),
        ("“Mara Kelling was a singer.", "Mara Kelling", f.DESCRIBED),
        ("Mara Kelling – the singer", "Mara Kelling", f.NAME_FIRST | f.CUT_SHORT),
        ("Swift Mara was a racehorse.", "Swift Mara", f.NAME_FIRST | f.DESCRIBED | f.AS_THING | f.THING_TOPIC),
        ("the mill was a ruin.", "", 0),
    ],
)
def test_what_a_line_says_of_its_name(line: str, name: str, bits: int) -> None:
    (found,) = f.read_first_lines([line])[0]
    assert (found.text, found.name, found.bits) == (line, name, bits)


def test_lines_that_open_with_no_name_are_left_out_but_the_first() -> None:
    first, second = f.read_first_lines(["a life\nof her time\nMara Kelling sang.", "Bo Lee sang."])
    assert [(line.text, line.name, line.start) for line in first] == [
        ("a life", "", -1),
        ("Mara Kelling sang.", "Mara Kelling", 19),
    ]
    assert [line.name for line in second] == ["Bo Lee"]
