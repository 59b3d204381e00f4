"""How facts are stated, in named features, and the grades that follow."""

from __future__ import annotations

import polars as pl
import pytest

from corpusstat.extract.extract import extract
from corpusstat.extract.match.facts import Fact, Span, origin
from corpusstat.extract.resolve.features import features
from corpusstat.normalise.normalise import normalise
from corpusstat.relations import RelationSet, load, load_all
from corpusstat.relations.confidence import FLOOR, OTHER, confidence
from corpusstat.schema import DOCUMENT, polars_schema

FORMS = {"bracket", "apposition", "clause", "reversed", "gapped"}
BORN = "Mara Kelling was born in 1871"


def mentions(text: str, relations: RelationSet | None = None) -> list[tuple[str, str, int | None]]:
    known = relations or load()
    row = dict.fromkeys(DOCUMENT.names) | {"doc_key": 1, "domain": "d", "text": text, "shard": "s"}
    documents = pl.DataFrame([row], schema=polars_schema(DOCUMENT))
    found = normalise(extract(documents, known).proposals, known).mentions
    return list(found.select("relation", "entity", "grade").iter_rows())


BIRTH_DATE = origin(load(only=["birth_date"]).relations[0], "birth_date/0", "{subject} was born in {value}")


def told(text: str, fact: str, name: str = "Mara Kelling", value: str = "1871") -> set[str]:
    start = text.index(fact)
    end = start + len(fact)
    subject, at = Span(name, start, start + 1, is_name=True), Span(value, end - 1, end)
    return set(features(Fact(0, BIRTH_DATE, subject, at, 0, 0), text))


@pytest.mark.parametrize(
    ("text", "fact", "more", "there", "not_there"),
    [
        (f"{BORN}.", BORN, {}, "opens its sentence", "line without a stop"),
        (f"It says {BORN}", BORN, {}, "line without a stop", "opens its sentence"),
        (f"Yes. “{BORN}.", BORN, {}, "opens its sentence", "far apart"),
        ("Kelling was born in 1871.", "Kelling was born in 1871", {"name": "Kelling"}, "one word", "two words"),
        ("KELLING was born", "KELLING", {"name": "Mara KELLING", "value": "4 May 1871"}, "capitals", "year alone"),
        ("Mara Kelling" + " x" * 60 + " 1871.", "Mara Kelling" + " x" * 60 + " 1871", {}, "far apart", "long line"),
        ("y " * 400 + f"{BORN}.", BORN, {}, "long line", "capitals"),
        ("A.", "A", {"name": "Of The House Of Tarsk"}, "many words", "one word"),
        ("A.", "A", {"value": "New Tarsk"}, "two words", "one-word value"),
    ],
)  # fmt: skip
def test_features_say_how_a_fact_stands(text: str, fact: str, more: dict[str, str], there: str, not_there: str) -> None:
    found = told(text, fact, **more)
    assert there in found
    assert not_there not in found


def test_a_line_that_goes_on_beyond_what_is_looked_at_is_not_called_open() -> None:
    assert "line without a stop" not in told(BORN + " z" * 500, BORN)


def test_names_written_out_are_surer_than_pronouns_and_loose_sentences() -> None:
    life = "Mara Kelling (4 May 1871 – 1951) was a botanist."
    loose = "there he knew\nOdo\nwas born in 1901\nOdo was born in 1901 they say"
    ((_, _, sure), *_) = mentions(life)
    unsure = [grade for relation, _, grade in mentions(loose) if relation == "birth_date"]
    assert sure == len(confidence().grades) - 1
    assert unsure
    assert all(g is not None and g < sure for g in unsure)


def test_what_was_never_judged_has_no_grade() -> None:
    idk = mentions("The date of birth of Mara Kelling is unknown.")
    assert idk == [("birth_date", "Mara Kelling", None)]


def test_a_relation_of_ones_own_has_no_grade_even_by_the_name_of_a_built_in_one(tmp_path) -> None:  # type: ignore[no-untyped-def]
    pack = tmp_path / "own.toml"
    pack.write_text(
        '[[relation]]\nname = "birth_date"\nsubject = "person"\nvalue = "date"\n'
        'templates = ["{subject} was born [in|on] {value}"]\n'
    )
    own = load([pack], builtin=False)
    assert mentions("Mara Kelling was born in 1871.", own) == [("birth_date", "Mara Kelling", None)]
    assert mentions("Mara Kelling was born in 1871.")[0][2] is not None


def test_a_grade_does_not_depend_on_the_documents_beside_it() -> None:
    texts = ["Mara Kelling (1871–1951) was a botanist.", "Odo Venn was born in Tarsk.\n\nHe wrote.", "Nothing."]
    rows = [
        dict.fromkeys(DOCUMENT.names) | {"doc_key": i, "domain": "d", "text": t, "row": i} for i, t in enumerate(texts)
    ]
    together = extract(pl.DataFrame(rows, schema=polars_schema(DOCUMENT)), load()).proposals
    alone = [extract(pl.DataFrame([row], schema=polars_schema(DOCUMENT)), load()).proposals for row in rows]
    assert together.equals(pl.concat(alone))
    assert together["grade"].is_not_null().all()


def test_the_model_knows_the_forms_and_judged_relations() -> None:
    weights = confidence().weights
    judged = {r.name for r in load_all().relations if r.precision}
    for name, inside in ((FLOOR, True), (OTHER, False)):
        wanted = {f"relation {r.name}" for r in load_all().relations if r.in_floor is inside and r.name in judged}
        assert wanted <= set(weights[name])
        assert set(weights[name]) >= FORMS
