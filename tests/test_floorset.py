"""Relations leave the floors of a kind of text on which too few of their facts are right."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from pathlib import Path

import pytest
from corpora import birth, person, write

import corpusstat
from corpusstat.estimate.floorset import ENOUGH, LEAST, FloorSets, Mentions, decided
from corpusstat.estimate.known import GRADES, JUDGED, PACKS
from corpusstat.relations import Measured, Quality, Relation, load
from corpusstat.relations.confidence import confidence
from corpusstat.report.reading import not_in_floor
from corpusstat.runs.whatif import whatif

NAMES = ("birth_date", "death_date", "birth_place", "death_place", "author")


def relation(name: str = "born", **kinds: Quality) -> Relation:
    return Relation(name, "person", "date", ("{subject} was born on {value}",), text=kinds)


def quality(value: float, n: int = 100, own: tuple[float, int] | None = None) -> Quality:
    return Quality(Measured(value, n, "pages"), None, Measured(*own, "pages") if own else None)


def sets(*mentions: Mentions, **judged: tuple[float, int]) -> FloorSets:
    kinds = {str(one.kind): one.kind for one in mentions}
    return decided(mentions, kinds, judged)


def stays(*mentions: Mentions, domain: str = "web", **judged: tuple[float, int]) -> bool:
    return bool(sets(*mentions, **judged).of(domain))


def web(of: Relation, n: int = 50, **grades: int) -> Mentions:
    return Mentions(of, "web", n, {int(grade[1:]): count for grade, count in grades.items()})


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (quality(0.88), True),
        (quality(0.879), False),
        (quality(0.8, ENOUGH - 1), True),  # too few to tell
        (quality(0.7, own=(0.9, 100)), True),  # its own goes before that of several together
        (quality(0.95, own=(0.5, 100)), False),
        (quality(0.7, own=(0.95, ENOUGH - 1)), False),
        (Quality(), True),
    ],
)
def test_what_the_pack_states_of_the_relation_decides(stated: Quality, expected: bool) -> None:
    assert stays(web(relation(web=stated))) is expected


def test_what_is_stated_of_all_text_stands_for_a_kind_of_which_nothing_is_stated() -> None:
    bad = replace(relation(encyclopedic=quality(0.95)), precision=Measured(0.6, 50, "all"))
    assert not stays(web(bad))
    assert stays(Mentions(bad, "encyclopedic", 5, {}), domain="encyclopedic")


def test_of_text_of_no_known_kind_the_lowest_is_taken() -> None:
    both = relation(encyclopedic=quality(0.95), web=quality(0.7))
    found = sets(Mentions(both, None, 5, {}))
    assert not found.of("None")
    assert found.left("None")["born"] == {"value": 0.7, "n": 100, "kind": "web", "source": PACKS, "least": LEAST}


def test_mentions_stated_in_ways_that_are_mostly_wrong_leave_and_good_ones_win_nothing_back() -> None:
    low = min(range(len(confidence().grades)), key=lambda grade: confidence().grades[grade].value)
    high = len(confidence().grades) - 1
    assert not stays(Mentions(relation(), "web", 50, {low: 50}))
    assert sets(Mentions(relation(), "web", 50, {low: 50})).left("web")["born"]["source"] == GRADES
    assert stays(Mentions(relation(), "web", 50, {low: ENOUGH - 1}))
    assert not stays(Mentions(relation(web=quality(0.95)), "web", 50, {low: 50}))
    assert not stays(Mentions(relation(web=quality(0.7)), "web", 50, {high: 50}))


def test_an_expectation_near_the_threshold_does_not_decide() -> None:
    """Encyclopedic authors are expected at 0.887: a rule that took that figure would flip from corpus to corpus."""
    grades = {2: 10, 3: 60, 4: 30}  # 0.86: its upper end is above
    value = sum(confidence().grades[g].value * n for g, n in grades.items()) / 100
    assert value < LEAST
    assert stays(Mentions(relation(), "web", 100, grades))


def test_what_was_judged_in_the_run_goes_before_all_else() -> None:
    good, bad = relation(web=quality(0.95)), relation(web=quality(0.7))
    assert stays(web(bad), born=(19 / 20, 20))
    assert not stays(web(good), born=(17 / 20, 20))
    assert not stays(web(bad), born=(19 / 19, 19))  # too few
    assert sets(web(good), born=(17 / 20, 20)).left("web")["born"] == {
        "value": 0.85, "n": 20, "kind": None, "source": JUDGED, "least": LEAST,
    }  # fmt: skip


def test_more_right_ones_never_make_a_relation_leave() -> None:
    kept = [stays(web(relation()), born=(right / 40, 40)) for right in range(41)]
    assert kept == sorted(kept)
    assert (kept[35], kept[36]) == (False, True)


def test_the_corpus_weighs_kinds_by_mentions() -> None:
    both = relation(encyclopedic=quality(1.0), web=quality(0.8))
    encyclopedic = Mentions(both, "encyclopedic", 40, {})
    assert sets(encyclopedic, Mentions(both, "web", 60, {})).of("*") == ("born",)  # 0.88
    found = sets(encyclopedic, Mentions(both, "web", 61, {}))
    assert found.of("*") == ()
    assert (found.of("encyclopedic"), found.of("web")) == (("born",), ())
    assert found.left("*")["born"]["kind"] == "encyclopedic and web"


def test_sets_are_the_same_in_any_order_of_kinds_and_only_others_are_counted() -> None:
    good, bad = relation("good", web=quality(0.95)), relation("bad", web=quality(0.5), encyclopedic=quality(0.95))
    third = relation("third")
    mentions = [Mentions(r, kind, 10, {}) for r in (good, bad, third) for kind in ("encyclopedic", "web")]
    kinds: dict[str, str | None] = {"a": "web", "b": "encyclopedic", "c": "web"}
    first = decided(mentions, kinds)
    assert first.together() == [(domain, ("good", "third")) for domain in "abc"]  # b: for the corpus
    for order in itertools.permutations("abc"):
        again = decided(mentions, {name: kinds[name] for name in order})
        assert (again.together(), again.left("*")) == (first.together(), first.left("*"))
    assert decided([one for one in mentions if one.kind == "encyclopedic"], kinds).together() == []


def test_the_built_in_relations_that_leave_web_text_are_those_judged_below() -> None:
    mentions = [Mentions(r, kind, 9, {}) for r in load().relations if r.in_floor for kind in ("web", "encyclopedic")]
    found = decided(mentions, {"w": "web", "e": "encyclopedic", "u": None})
    assert set(found.of("e")) == set(NAMES)
    assert found.of("w") == ("birth_date", "death_date")


def text(i: int) -> str:
    work = f"The {person(i).split()[1]} Bells of {person(i).split()[0]} is a novel by {person(i)}."
    return f"{birth(i)} {person(i)} was born in Tarsk. {person(i)} died on 3 May {1990 + i % 9}. {work}"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two domains of no known kind; a third of the people are met twice, some in both."""
    rng = random.Random(5)
    rows = [(text(rng.randrange(90)), rng.choice(("a", "b"))) for _ in range(120)]
    columns = {"text": [t for t, _ in rows], "source": [d for _, d in rows]}
    return write(tmp_path_factory.mktemp("corpus") / "c" / "a.parquet", columns).parent


def claims(row: dict) -> dict:
    """What a row claims, without what only an audit of the same relations knows exactly."""
    parts = {key: row[key] for key in ("floors", "extraction", "guessing")}
    return parts | {"spread": {k: v for k, v in row["spread"].items() if k != "examples_sq"}}


def test_floors_are_those_of_an_audit_without_the_relations_that_left(corpus: Path, tmp_path: Path) -> None:
    run = corpusstat.audit(corpus, tmp_path / "run", workers=1)
    alone = corpusstat.audit(corpus, tmp_path / "alone", workers=1, only=("birth_date", "death_date"))
    whole, part = run.report, alone.report
    assert {one["relation"] for one in whole["corpus"]["left"]} == {"birth_place", "author"}
    assert whole["corpus"]["n"] > part["corpus"]["n"] == whole["corpus"]["claimed"]["n"]
    for row, other in zip([whole["corpus"], *whole["domains"]], [part["corpus"], *part["domains"]], strict=True):
        assert (row["claimed"]["f"], row["claimed"]["m2"]) == (other["f"], other["m2"])
        assert (row["domain"], claims(row)) == (other["domain"], claims(other))
        assert claims(row["domain_scope"]) == claims(other["domain_scope"])
        assert claims(row["collapsed"]) == claims(other["collapsed"])
    floors = ("t", "floor", "statistical", "paper")
    one, two = ([{k: row[k] for k in floors} for row in r["curves"]["sizes"]] for r in (whole, part))
    assert one == two
    for weights in ({}, {"a": 0.5}, {"b": 0}):
        assert whatif(run.folder, weights).floor == pytest.approx(whatif(alone.folder, weights).floor)


def test_an_encyclopedia_keeps_the_relations_that_the_corpus_loses(tmp_path: Path) -> None:
    padding = "The galleries of the town keep several large pictures of the coast, painted late. " * 2
    lead = [f"{person(i)} was a Norwegian painter. {padding}{text(i)}" for i in range(12)]
    rows = [(one, "entries") for one in lead] + [(text(i), "pages") for i in range(8, 60)]
    columns = {"text": [t for t, _ in rows], "source": [d for _, d in rows]}
    corpus = write(tmp_path / "c" / "a.parquet", columns).parent
    report = corpusstat.audit(corpus, tmp_path / "run", workers=1).report
    entries, pages = report["domains"]
    assert (entries["kind_of_text"]["kind"], pages["kind_of_text"]["kind"]) == ("encyclopedic", None)
    assert (entries["left"], entries["claimed"]) == ([], None)
    gone = [one["relation"] for one in report["corpus"]["left"]]
    assert gone == ["birth_place", "author"] == [one["relation"] for one in pages["left"]]
    alone = corpusstat.audit(corpus, tmp_path / "alone", workers=1, only=("birth_date", "death_date")).report
    assert claims(report["corpus"]) == claims(alone["corpus"])
    assert claims(pages) == claims(alone["domains"][1])
    assert claims(entries) != claims(alone["domains"][0])
    said = " ".join(not_in_floor(report))
    assert "author: 0.8" in said
    assert "Of the domains of encyclopedic text the floors are over birth place and author too." in said
    more = {"text": lead * 30, "source": [f"entries{i // 12}" for i in range(len(lead) * 30)]}
    write(tmp_path / "c" / "b.parquet", more)
    larger = corpusstat.audit(corpus, tmp_path / "larger", workers=1).report
    assert (larger["corpus"]["left"], larger["corpus"]["claimed"]) == ([], None)
    assert "kind of text is not known the floors are not over these" in " ".join(not_in_floor(larger))


def test_what_left_has_its_rate_and_no_floor(corpus: Path, tmp_path: Path) -> None:
    report = corpusstat.audit(corpus, tmp_path / "run", workers=1).report
    rows = {row["relation"]: row for row in report["relations"]}
    assert rows["author"]["sr"] > 0
    assert rows["author"]["floors"] is None
    assert rows["author"]["flags"][-1] == "not in the floor"
    assert rows["birth_date"]["floors"]
    assert rows["birth_date"]["left"] == []


def judged(path: Path, **verdicts: tuple[int, int]) -> Path:
    """A judged file: right and wrong mentions of prompts counted once, by relation; of the others one a class."""
    rows = [
        f"1,{name},{word}"
        for name, (right, wrong) in verdicts.items()
        for word in ["right"] * right + ["wrong"] * wrong
    ]
    path.write_text(
        "\n".join(["count,relation,verdict", *rows, "2,death_date,right", "3,death_date,right", "6,x,right", ""])
    )
    return path


def test_judging_makes_relations_stay_and_leave_and_the_run_is_counted_again(corpus: Path, tmp_path: Path) -> None:
    run = corpusstat.audit(corpus, tmp_path / "run", workers=1)
    before = run.report
    file = judged(tmp_path / "one.csv", author=(30, 1), birth_date=(10, 11), death_date=(19, 0))
    after = run.judged(file).report
    assert {one["relation"]: one["source"] for one in after["corpus"]["left"]} == {
        "birth_date": JUDGED,
        "birth_place": PACKS,
    }
    names = ("death_date", "author")
    alone = corpusstat.audit(corpus, tmp_path / "alone", workers=1, only=names)
    other = alone.judged(judged(tmp_path / "alone" / "one.csv", author=(30, 1), death_date=(19, 0))).report
    for row, expected in zip([after["corpus"], *after["domains"]], [other["corpus"], *other["domains"]], strict=True):
        assert claims(row) == claims(expected)
        assert row["claimed"]["relations"] == list(names)
    rows = {row["relation"]: row for row in after["relations"]}
    assert (rows["birth_date"]["floors"], "not in the floor" in rows["birth_date"]["flags"]) == (None, True)
    assert (bool(rows["author"]["floors"]), "not in the floor" in rows["author"]["flags"]) == (True, False)
    again = run.judged(judged(tmp_path / "three.csv", author=(9, 1))).report  # too few: as the packs state
    assert again["corpus"]["left"] == before["corpus"]["left"]
    assert [row["floors"] for row in again["relations"]] == [row["floors"] for row in before["relations"]]
    assert sorted(path.name for path in run.folder.glob("spill*")) == []


def test_workers_and_kind_given(corpus: Path, tmp_path: Path) -> None:
    one, two = (corpusstat.audit(corpus, tmp_path / str(n), workers=n).report for n in (1, 2))
    assert one == two
    given = corpusstat.audit(corpus, tmp_path / "given", workers=1, kind="encyclopedic").report
    assert given["corpus"]["left"] == []
    assert given["corpus"]["claimed"] is None
