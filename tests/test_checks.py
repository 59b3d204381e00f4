"""What is refused for the words around subject and value; and each reason, with a sentence that it refuses."""

from __future__ import annotations

import pytest
from extracting import facts, run

from corpusstat.extract.filter import checks, matches, subjects, values


@pytest.mark.parametrize(
    "text",
    [
        # hedged, bounded, or one of two
        "Mara Kelling was probably born in 1951.",
        "They believe that Mara Kelling was born in 1951.",
        "Mara Kelling was born in 1951 or 1952.",
        "Mara Kelling was born between 1951 and 1953.",
        "Mara Kelling, they said, was born in 1951.",
        'He concluded, "Mara Kelling was born in 1951."',
        # another clause
        "Brook, near Tarsk, where her sister, Ann, was born in 1951, lies low.",
    ],
)
def test_no_date(text: str) -> None:
    assert facts(text, "birth_date") == []
    assert facts(text, "death_date") == []


REFUSED = [
    ("subject is not a person", "The Battle was born in 1951."),
    ("subject is not an organisation", "New Jersey, founded by Mara Kelling, is cold."),
    ("value is not an organisation", "Mara Kelling works for New Jersey."),
    ("value is not an organisation", "Mara Kelling works for Orlo Grammar school."),
    ("implausible lifespan", "Mara Kelling (reigned 1901 – 1977) ruled."),
    ("implausible lifespan", "During the reign of Mara Kelling (1901–1977) it rained."),
    ("implausible lifespan", "Mara Kelling (4 May 1901 – 4 May 1950) painted."),
    ("subject follows a preposition or article", "The father of Mara Kelling died in 1977."),
    ("subject is a part of a name", "Will Kelling was born in 1951."),
    ("said of a relative of the subject", "Mara Kelling's brother's death in 1951 was sudden."),
    ("subject is described as a thing", "Flam Brook (1925 – 7 November 1947) was a racehorse."),
    ("subject does not lead its clause", "Born in Tarsk, Ann and Bo Lee left."),
    (
        "another clause between subject and value",
        "Brook, near Tarsk, where her sister, Ann, was born in 1951, lies low.",
    ),
    ("hedged, quoted or denied", "Mara Kelling, they said, was born in 1951."),
    ("hedged, quoted or denied", "They wonder whether Mara Kelling was born in 1951."),
    ("date is one of two, or only a bound", "Mara Kelling was born in 1951 or in 1952."),
    ("date is one of two, or only a bound", "Mara Kelling was born in 1951/1952."),
    ("value is a part of a name, or not a place", "Mara Kelling died in the Tarsk fire."),
    ("value names a relative's owner, not the author", '"Flam" is a novel by the husband of Ann Lee.'),
    ("name fits several people", "Brook died in 1977. So say Paul Brook and Ann Brook."),
    ("unresolved pronoun", "He died in 1977."),
]


@pytest.mark.parametrize(("reason", "text"), REFUSED)
def test_a_reason_in_plain_words(reason: str, text: str) -> None:
    assert reason in run(text).rejected["reason"].to_list()


def test_each_reason_has_a_sentence_and_a_check_that_gives_it() -> None:
    """A check has its reason in its docstring, where whoever looks for it finds it."""
    assert set(matches.REASONS[3:]) <= {reason for reason, _ in REFUSED}
    modules = (checks, subjects, values)
    explained = [str(getattr(m, name).__doc__).split(":")[0] for m in modules for name in m.__all__]
    for reason in matches.REASONS[1:]:
        assert explained.count(reason[0].upper() + reason[1:]) == 1, reason
