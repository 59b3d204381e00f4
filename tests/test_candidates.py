"""From sentences to candidates: what mentions are cut out, each fact once, and both ways where a relation is so."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.extract.filter.refuse import filter_facts
from corpusstat.extract.match.candidates import Candidates, compile_relations, match_templates
from corpusstat.extract.match.facts import SENTENCE, SUBJECT, TEMPLATE, VALUE
from corpusstat.relations import Relation, RelationSet

KNOWN = compile_relations(
    RelationSet(
        (
            Relation(
                "wrote", "title", "person", ("{subject} was written by {value}", "{subject} ... written by {value}")
            ),
            Relation("born", "person", "date", ("{subject} was born in {value}",), ("date of birth is unknown",)),
            Relation("spouse", "person", "person", ("{subject} married {value}",), symmetric=True),
        )
    )
)
SENTENCES = st.lists(
    st.sampled_from(
        [
            "Ann Lee married Bo Cray.",
            "Ann Lee was born in 1951.",
            "Nothing at all.",
            "The date of birth is unknown.",
            "“The Long Way” was written by Ann Lee.",
            "Zoë Brook was born in 1952 and married Ann Lee.",
        ]
    ),
    max_size=6,
)


def candidates(sentences: list[str], start: int = 0) -> Candidates:
    columns = {"doc": range(len(sentences)), "start": start, "sentence": sentences}
    return match_templates(pl.DataFrame(columns, schema_overrides={"sentence": pl.String}), KNOWN)


def facts(found: Candidates) -> list[tuple[int, str, str | None, str | None]]:
    """Document, relation, subject, value of each candidate."""
    subjects, values = found.mentions(SUBJECT), found.mentions(VALUE)
    names = [KNOWN.origins[t].relation.name for t in found.table[:, TEMPLATE].tolist()]
    return list(zip(found.docs, names, subjects.texts, values.texts, strict=True))


def test_a_symmetric_relation_is_read_both_ways() -> None:
    assert facts(candidates(["Ann Lee married Bo Cray."])) == [
        (0, "spouse", "Ann Lee", "Bo Cray"),
        (0, "spouse", "Bo Cray", "Ann Lee"),
    ]


def test_of_several_templates_that_say_the_same_the_first_counts() -> None:
    found = candidates(["“The Long Way” was written by Ann Lee."])
    assert facts(found) == [(0, "wrote", "The Long Way", "Ann Lee")]
    assert [KNOWN.origins[t].name for t in found.table[:, TEMPLATE].tolist()] == ["wrote/0"]


def test_an_unknown_answer_has_no_value_and_may_have_no_subject() -> None:
    assert facts(candidates(["The date of birth is unknown."])) == [(0, "born", "", None)]


@pytest.mark.parametrize(
    ("subject", "shown"),
    [("“The Long Way”", "The Long Way"), ('"The Long Way"', "The Long Way"), ("The Long Way", "Long Way")],
)
def test_articles_and_quotation_marks_fall_off(subject: str, shown: str) -> None:
    sentence = f"{subject} was written by Ann Lee."
    found = candidates([sentence], start=100)
    mentions = found.mentions(SUBJECT)
    assert mentions.texts == [shown]
    assert sentence[mentions.starts[0] - 100 : mentions.ends[0] - 100] == shown


@given(SENTENCES)
def test_sentences_are_matched_each_for_itself(sentences: list[str]) -> None:
    apart = [(doc, *rest) for doc, sentence in enumerate(sentences) for _, *rest in facts(candidates([sentence]))]
    assert facts(candidates(sentences)) == apart


@given(SENTENCES, st.integers(0, 9))
def test_places_point_into_the_document(sentences: list[str], start: int) -> None:
    found = candidates(sentences, start)
    for column in (SUBJECT, VALUE):
        mentions = found.mentions(column)
        for at, sentence in enumerate(found.table[:, SENTENCE].tolist()):
            if mentions.texts[at] is not None:
                assert (
                    sentences[sentence][mentions.starts[at] - start : mentions.ends[at] - start] == mentions.texts[at]
                )


@given(SENTENCES, st.integers(0, 3))
def test_a_document_may_have_so_many(sentences: list[str], most: int) -> None:
    found = candidates(sentences)
    kept, over = found.within(most)
    counts = Counter(found.docs)
    assert Counter(kept.docs) == {doc: min(n, most) for doc, n in counts.items() if most}
    assert Counter(over) == {doc: n - most for doc, n in counts.items() if n > most}


def test_facts_are_of_their_rows() -> None:
    found = candidates(["Ann Lee was born in 1951.", "Zoë Brook was born in 1952 and married Ann Lee."])
    made = filter_facts(found, Counter())
    assert [(f.doc, f.relation, f.subject.text, f.value and f.value.text) for f in made] == facts(found)
    assert all(f.start == min(f.subject.start, f.value.start) for f in made if f.value)
