"""Verification by spaCy: small real pipelines, trained here in seconds on sentences of our own."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
import spacy
from spacy.language import Language
from spacy.training import Example

from corpusstat.errors import BadRequest
from corpusstat.extract.extract import extract
from corpusstat.nlp import LONGEST_PATH, verify
from corpusstat.relations import Relation, RelationSet, load
from corpusstat.schema import DOCUMENT, PROPOSAL, REJECTED, polars_schema

PEOPLE = [
    "Ada Veland",
    "Bo Ekdal",
    "Cy Harrow",
    "Dora Finch",
    "Edmund Garrow",
    "Flora Quist",
    "Iven Marsh",
    "Runa Skars",
]
PLACES = ["Port Ellory", "Velsund", "Hallow Bay", "Castra Nova", "Lindmouth", "Saltholm", "North Carrow", "Westmere"]
FRAMES = [
    ("{P} was born in {L}.", "PL"), ("{P} lives in {L} now.", "PL"), ("In {L}, {P} met {Q}.", "LPQ"),
    ("{L} is a town near {M}.", "LM"), ("{P} and {Q} left {L}.", "PQL"), ("{L} was founded by {P}.", "LP"),
]  # fmt: skip


def examples(nlp: Language) -> list[Example]:
    made = []
    rng = random.Random(3)
    for _ in range(25):
        for frame, order in FRAMES:
            people, places = rng.sample(PEOPLE, 2), rng.sample(PLACES, 2)
            names = {"P": people[0], "Q": people[1], "L": places[0], "M": places[1]}
            text, entities = "", []
            for piece in frame.replace("{", "\n{").replace("}", "}\n").split("\n"):
                if piece.startswith("{"):
                    letter = piece[1]
                    label = "PERSON" if letter in "PQ" else "GPE"
                    entities.append((len(text), len(text) + len(names[letter]), label))
                    text += names[letter]
                else:
                    text += piece
            assert len(entities) == len(order)
            made.append(Example.from_dict(nlp.make_doc(text), {"entities": entities}))
    return made


def trained(component: str, made: list[Example], nlp: Language, path: Path) -> Path:
    spacy.util.fix_random_seed(1)
    rng = random.Random(1)
    nlp.add_pipe(component)
    optimizer = nlp.initialize(lambda: made)
    for _ in range(12):
        rng.shuffle(made)
        for batch in spacy.util.minibatch(made, 32):
            nlp.update(batch, sgd=optimizer)
    nlp.to_disk(path)
    return path


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory: pytest.TempPathFactory) -> str:
    nlp = spacy.blank("en")
    return str(trained("ner", examples(nlp), nlp, tmp_path_factory.mktemp("ner")))


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A parser for two shapes: one clause, and two sentences without a full stop between (two trees)."""
    nlp = spacy.blank("en")
    made = []
    for person in ("Ada", "Bo", "Cy", "Dora", "Flora", "Iven"):
        for place in ("Velsund", "Lindmouth", "Saltholm", "Westmere"):
            words = [person, "lives", "in", place]
            heads, deps = [1, 1, 1, 2], ["nsubj", "ROOT", "prep", "pobj"]
            made.append(
                Example.from_dict(nlp.make_doc(" ".join(words)), {"words": words, "heads": heads, "deps": deps})
            )
            two = [person, "sleeps", "rain", "reached", place]
            heads, deps = [1, 1, 3, 3, 3], ["nsubj", "ROOT", "nsubj", "ROOT", "dobj"]
            made.append(Example.from_dict(nlp.make_doc(" ".join(two)), {"words": two, "heads": heads, "deps": deps}))
    return str(trained("parser", made, nlp, tmp_path_factory.mktemp("parser")))


RELATIONS = RelationSet((Relation("birth_place", "person", "place", ("{subject} was born in {value}",)),))


def proposal(sentence: str, said: str, value: str | None, start: int = 100, **changes: object) -> dict[str, object]:
    """A proposal in a sentence that starts somewhere in its document; ``changes`` are what resolution did to it."""
    s = start + sentence.index(said)
    v = None if value is None else start + sentence.index(value)
    end = None if value is None or v is None else v + len(value)
    return {
        "doc_key": 1, "domain": "d", "shard": "s", "row_group": 0, "row": 0, "relation": "birth_place",
        "template": "birth_place/0", "subject": said, "value": value, "sentence": sentence,
        "start": min(s, v or s), "end": end or s + len(said), "subject_start": s, "subject_end": s + len(said),
        "value_start": v, "value_end": end, "name_start": s, "name_end": s + len(said),
    } | changes  # fmt: skip


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=polars_schema(PROPOSAL))


def test_subjects_and_values_of_the_wrong_type_are_rejected(recogniser: str) -> None:
    right = proposal("Ada Veland was born in Lindmouth.", "Ada Veland", "Lindmouth")
    place = proposal("Westmere was born in Port Ellory.", "Westmere", "Port Ellory")
    person = proposal("Cy Harrow was born in Dora Finch.", "Cy Harrow", "Dora Finch")
    kept, rejected = verify(frame(right, place, person), RELATIONS, recogniser)
    assert kept["subject"].to_list() == ["Ada Veland"]
    assert kept.schema == polars_schema(PROPOSAL)
    assert rejected.schema == polars_schema(REJECTED)
    assert rejected.select("domain", "relation", "reason", "n").rows() == [
        ("d", "birth_place", "verify: subject is a GPE, no person", 1),
        ("d", "birth_place", "verify: value is a PERSON, no place", 1),
    ]


def test_what_the_pipeline_cannot_know_is_kept(recogniser: str) -> None:
    """Dates have no label in this pipeline; pronouns have no type; IDK rows have no value."""
    relations = RelationSet((*RELATIONS.relations, Relation("birth_date", "person", "date", ("x",))))
    rows = frame(
        proposal("Bo Ekdal was born on 3 May.", "Bo Ekdal", "3 May", relation="birth_date"),
        proposal("He was born in Velsund.", "He", "Velsund", subject="Bo Ekdal", name_start=0),
        proposal("The birth place of Ada Veland is unknown.", "Ada Veland", None),
    )
    kept, rejected = verify(rows, relations, recogniser)
    assert kept.equals(rows)
    assert rejected.is_empty()


def test_nothing_proposed_nothing_done(recogniser: str) -> None:
    kept, rejected = verify(frame(), RELATIONS, recogniser)
    assert kept.is_empty()
    assert rejected.is_empty()


def test_the_order_is_kept_and_batches_do_not_matter(recogniser: str) -> None:
    rows = []
    for i in range(600):
        person, place = PEOPLE[i % len(PEOPLE)], PLACES[i % len(PLACES)]
        subject, value = (person, place) if i % 3 else (place, person)
        rows.append(proposal(f"{subject} was born in {value}.", subject, value, start=i, row=i))
    whole, refused = verify(frame(*rows), RELATIONS, recogniser)
    assert whole["row"].is_sorted()
    parts = [verify(frame(*rows[i : i + 7]), RELATIONS, recogniser) for i in range(0, 600, 7)]
    assert pl.concat([p[0] for p in parts]).equals(whole)
    assert sum(p[1]["n"].sum() for p in parts) == refused["n"].sum() == 200


def test_a_parser_must_join_subject_and_value(parser: str) -> None:
    near = proposal("Ada lives in Velsund", "Ada", "Velsund")
    apart = proposal("Ada sleeps rain reached Velsund", "Ada", "Velsund")
    kept, rejected = verify(frame(near, apart), RELATIONS, parser)
    assert kept["sentence"].to_list() == ["Ada lives in Velsund"]
    assert rejected["reason"].to_list() == ["verify: subject and value are far apart in the sentence"]
    assert LONGEST_PATH >= 3


def test_extracted_proposals_fit_in_their_sentences(recogniser: str) -> None:
    """Positions are the document's: verification has to find the mention in the sentence, wherever that stands."""
    text = "Velsund is old. Westmere was born in Lindmouth. Ada Veland was born in Port Ellory. Cy Harrow is tall."
    row = {"doc_key": 1, "domain": "d", "text": text, "shard": "s", "row_group": 0, "row": 0}
    proposals = extract(pl.DataFrame([row], schema=polars_schema(DOCUMENT)), load()).proposals
    proposals = proposals.filter(pl.col("relation") == "birth_place")
    kept, _ = verify(proposals, load(), recogniser)
    assert set(proposals["subject"]) == {"Westmere", "Ada Veland"}
    assert kept["subject"].to_list() == ["Ada Veland"]


def test_a_pipeline_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no_such_pipeline"):
        verify(frame(), RELATIONS, "no_such_pipeline")
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(BadRequest, match="'ner' or 'parser'"):
        verify(frame(), RELATIONS, str(tmp_path / "blank"))
