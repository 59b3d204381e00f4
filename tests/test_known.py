"""What is known of the extraction: packs by kind of text, judged samples, and where each is from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.estimate.extractor import limits
from corpusstat.estimate.known import (
    JUDGED,
    JUDGED_AND_PACKS,
    PACKS,
    UNCORRECTED,
    Known,
    Unfound,
    from_judged,
    from_packs,
)
from corpusstat.relations.relation import Measured, Quality, Relation


def relation(name: str, **text: tuple[float, float]) -> Relation:
    """A relation whose pack states (precision, recall) of kinds of text, 200 judged each."""
    of = {k: Quality(Measured(p, 200, k), Measured(r, 200, k)) for k, (p, r) in text.items()}
    return Relation(name, "person", "date", (), text=of)


BOTH = relation("born", encyclopedic=(0.95, 0.8), web=(0.8, 0.4))
ONE = relation("died", web=(0.9, 0.5))


def test_packs_of_one_kind_by_hand() -> None:
    known = from_packs([(BOTH, "encyclopedic", 10)], "given")
    assert known.source == PACKS
    assert known.corrected
    assert known.phi == pytest.approx(float(limits(10, 200)[1]))
    assert known.rho == pytest.approx(float(limits(160, 200)[0]))
    assert known.row()["false"] == {
        "value": pytest.approx(0.05),
        "n": 200,
        "on": "encyclopedic",
        "kind": "encyclopedic",
    }


def test_an_unknown_kind_is_the_most_cautious_one() -> None:
    assert from_packs([(BOTH, None, 10)]) == from_packs([(BOTH, "web", 10)])


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_kinds_are_mixed_by_examples(some: int, more: int) -> None:
    alone = [from_packs([(BOTH, kind, 1)]) for kind in ("encyclopedic", "web")]
    mixed = from_packs([(BOTH, "encyclopedic", some), (BOTH, "web", more)])
    assert mixed.phi == pytest.approx((some * alone[0].phi + more * alone[1].phi) / (some + more))
    assert 1 / mixed.rho == pytest.approx((some / alone[0].rho + more / alone[1].rho) / (some + more))
    assert mixed.row()["missed"]["kind"] == "encyclopedic and web"


def test_a_relation_that_states_nothing_leaves_all_uncorrected_unless_it_has_no_examples() -> None:
    nothing = relation("unmeasured")
    assert from_packs([(BOTH, "web", 5), (nothing, "web", 1)]) == Known()
    assert from_packs([(BOTH, "web", 5), (nothing, "web", 0)]).corrected
    assert not from_packs([(ONE, "encyclopedic", 5)]).corrected


def test_recall_from_cue_sentences_by_hand_and_its_limit_below_it() -> None:
    point, low = Unfound(found=90, pairs=200, judged=100, missed=5).recall(0.1)
    assert point == pytest.approx(81 / (81 + 200 * 0.05))
    assert 0 < low < point


def test_where_it_is_from_is_said_of_both_parts() -> None:
    packs, unfound = from_packs([(BOTH, "web", 5)]), Unfound(90, 200, 100, 5)
    assert from_judged(packs, (45, 50), unfound, "f").source == JUDGED
    assert from_judged(packs, (45, 50), None, "f").source == JUDGED_AND_PACKS
    assert from_judged(packs, None, unfound, "f").source == JUDGED_AND_PACKS
    assert from_judged(packs, None, None, "f").source == PACKS
    half = from_judged(Known(), (45, 50), None, "f")
    assert half.source == UNCORRECTED
    assert half.row()["false"]["n"] == 50  # judged all the same, and shown
    assert half.row()["phi"] is None


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_judged_singletons_take_the_place_of_phi(judged: tuple[int, int]) -> None:
    known = from_judged(Known(phi=0.3), judged, Unfound(90, 200, 100, 5), "f")
    assert known.singleton_precision == pytest.approx(float(limits(*judged)[0]))
    assert known.phi == pytest.approx(min(1 - known.singleton_precision, 0.999))
