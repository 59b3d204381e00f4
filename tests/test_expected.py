"""The precision to expect of a stratum, and what it may do to a floor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.estimate.assess import _expected
from corpusstat.estimate.expected import expected, grade_table, most_false, parse_mark, summed
from corpusstat.estimate.index import Index
from corpusstat.estimate.kinds import Openings
from corpusstat.estimate.known import GRADES, PACKS, from_packs
from corpusstat.relations import load
from corpusstat.relations.confidence import Confidence, Grade, confidence

counts = st.dictionaries(st.integers(0, 6), st.integers(0, 50))
MODEL = Confidence("text", {}, (0,), (Grade(60, 100), Grade(99, 100)))


@given(st.lists(counts, max_size=5))
def test_counts_add_in_any_order(some: list[dict[int, int]]) -> None:
    assert summed(some) == summed(reversed(some)) == summed([summed(some[:2]), summed(some[2:])])


@given(counts)
def test_what_is_expected_lies_between_its_ends(some: dict[int, int]) -> None:
    found = expected(some)
    if not sum(some.values()):
        assert found is None
        assert most_false(some) == 0
    else:
        assert found is not None
        assert 0 < found["low"] < found["value"] < found["high"] <= 1
        assert 1 - most_false(some) < found["low"]  # the limit of the floor is the more cautious one
        assert found["mentions"] == sum(some.values())


def test_marks_of_tallies_are_read_back() -> None:
    assert parse_mark("birth_date/12") == ("birth_date", 12)


def test_the_table_of_a_run_is_what_was_judged() -> None:
    rows = grade_table().rows(named=True)
    assert [(r["grade"], r["right"], r["judged"]) for r in rows] == [
        (i, g.right, g.judged) for i, g in enumerate(confidence().grades)
    ]
    assert all(r["low"] <= r["confidence"] <= r["high"] for r in rows)


@pytest.mark.parametrize(("grades", "source"), [({6: 90, 5: 10}, PACKS), ({0: 80, 6: 20}, GRADES)])
def test_the_packs_decide_unless_the_facts_are_stated_worse(grades: dict[int, int], source: str) -> None:
    relation = next(r for r in load().relations if r.name == "birth_date")
    alone = from_packs([(relation, "web", 100)], "given")
    known = from_packs([(relation, "web", 100)], "given", most_false(grades))
    assert known.phi >= alone.phi
    assert (known.phi > alone.phi) == (source == GRADES)
    assert known.row()["false_from"] == source
    assert known.rho == alone.rho


def test_what_the_packs_do_not_state_stays_unknown() -> None:
    assert not from_packs([], None, 0.5).corrected


def test_a_share_is_weighted_by_mentions() -> None:
    found = expected({0: 1, 1: 3}, model=MODEL)
    assert found is not None
    assert found["value"] == pytest.approx((0.6 + 3 * 0.99) / 4)


@pytest.mark.parametrize("grade", range(3, len(confidence().grades)))
def test_on_web_text_fewer_are_right_of_what_is_stated_alike(grade: int) -> None:
    here, there, both = expected({grade: 10}), expected({}, {grade: 10}), expected({grade: 10}, {grade: 30})
    assert here
    assert there
    assert both
    assert there["value"] < here["value"]
    assert both["value"] == pytest.approx((here["value"] + 3 * there["value"]) / 4)
    assert both["mentions"] == 40
    assert both["on"] == f"{confidence().on}; {confidence().on_web}"


def test_a_domain_goes_by_its_kind_of_text() -> None:
    members = [r for r in load().relations if r.name == "birth_date"]
    tally = {(domain, "birth_date"): {"n": 10} for domain in "ab"}
    index = Index(tally=tally, grades={stratum: {5: 10} for stratum in tally}, openings={"a": Openings(90, 100)})
    assert _expected(index, ("a", "birth_date"), members) == expected({5: 10})
    assert _expected(index, ("b", "birth_date"), members) == expected({}, {5: 10})
    assert _expected(index, ("*", "birth_date"), members) == expected({5: 10}, {5: 10})
    index.given = "encyclopedic"
    assert _expected(index, ("b", "birth_date"), members) == expected({5: 10})
