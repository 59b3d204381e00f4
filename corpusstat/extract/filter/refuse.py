"""Refuse matches that cannot be facts: by the types of subject and value, and by the words around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from corpusstat.extract.filter import matches
from corpusstat.extract.filter.checks import first_reason
from corpusstat.extract.filter.cues import CueWords, cue_words
from corpusstat.extract.filter.hints import hints
from corpusstat.extract.filter.matches import NONE, REASONS, SUBJECT_TYPE, VALUE_TYPE, Match
from corpusstat.extract.filter.reading import COLUMNS, Sentence, look_up
from corpusstat.extract.filter.reread import are_odd, reread, without_half_lives
from corpusstat.extract.filter.seen import Seen
from corpusstat.extract.filter.types import has_type, is_organisation
from corpusstat.extract.filter.works import more_titles
from corpusstat.extract.match.candidates import Candidates
from corpusstat.extract.match.facts import (
    SENTENCE,
    SUBJECT,
    SUBJECT_END,
    TEMPLATE,
    VALUE,
    VALUE_END,
    WHOLE,
    WHOLE_END,
    Fact,
    Origin,
)  # fmt: skip
from corpusstat.extract.text.arrays import Longs
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.tokens import Tokens
from corpusstat.lexicon import rows
from corpusstat.relations import Relation

__all__ = ["filter_facts"]

_SUBJECT_TYPES: Final = {"person": matches.PERSON_SUBJECT, "org": matches.ORG_SUBJECT}
_VALUE_TYPES: Final = {
    "person": matches.PERSON_VALUE, "org": matches.ORG_VALUE, "place": matches.PLACE_VALUE, "date": matches.DATE_VALUE,
}  # fmt: skip
_PHRASES: Final = {row["type"]: row["phrase"] for row in rows("slot_types")}


def _template_bits(origin: Origin) -> int:
    """What checks ask of a template."""
    relation = origin.relation
    bits = _SUBJECT_TYPES.get(relation.subject, 0) | _VALUE_TYPES.get(relation.value, 0)
    bits |= matches.FLOOR if origin.floor else 0
    return bits | (matches.FRONTED if origin.fronted else 0) | (matches.GAPPED if origin.gapped else 0)


@compiled_inner
def _match(row: Longs, templates: Longs) -> Match:
    """A row of a table of matches; what a template does not have starts and ends where the match starts."""
    start, subject, value = int(row[WHOLE]), row[SUBJECT] >= 0, row[VALUE] >= 0
    return Match(
        int(templates[row[TEMPLATE]]),
        int(row[SUBJECT]) if subject else start,
        int(row[SUBJECT_END]) if subject else start,
        int(row[VALUE]) if value else start,
        int(row[VALUE_END]) if value else start,
        start,
        int(row[WHOLE_END]),
    )


@compiled
def _check(table: Longs, tokens: Tokens, words: CueWords, templates: Longs, out: Longs) -> None:
    """Write the first reason to refuse each match, and the hints for resolution, to the two columns of ``out``."""
    info, before = np.empty((len(tokens.types), COLUMNS), np.int64), -1
    for row in range(len(table)):
        sentence = table[row, SENTENCE]
        s = Sentence(tokens.data, info, tokens.sentence_start[sentence], tokens.sentence_start[sentence + 1])
        if sentence != before:
            look_up(tokens, words, info, s.first, s.last)
        m = _match(table[row], templates)
        out[row, 0], out[row, 1], before = first_reason(s, m), hints(s, m), sentence


def _type_reason(relation: Relation, subject: str, value: str | None, *, elided: bool = False) -> int:
    """The first reason to refuse these mentions by their words alone; ``elided``: the template has no subject."""
    kind = relation.value
    if not has_type(subject, relation.subject) or (value is not None and not subject and not elided):
        return SUBJECT_TYPE
    if kind == "place" and relation.subject == "org" and not is_organisation(subject):
        return SUBJECT_TYPE
    fits = value is None or (has_type(value, kind) and (kind != "org" or is_organisation(value)))
    return NONE if fits else VALUE_TYPE


def reason_text(reason: int, relation: Relation) -> str:
    """Return a reason as users read it.

    >>> from corpusstat.relations import load_all
    >>> reason_text(VALUE_TYPE, next(r for r in load_all().relations if r.name == "employer"))
    'value is not an organisation'
    """
    return REASONS[reason].format(subject=_PHRASES[relation.subject], value=_PHRASES[relation.value])


def filter_facts(candidates: Candidates, rejected: Counter[tuple[int, str, str]]) -> list[Fact]:
    """Return the facts that nothing speaks against; count the others by document, relation and reason."""
    origins = [candidates.known.origins[template] for template in candidates.table[:, TEMPLATE].tolist()]
    templates = np.array([_template_bits(origin) for origin in candidates.known.origins], np.int64)
    found = np.empty((len(origins), 2), np.int64)
    _check(candidates.table.astype(np.int64), candidates.tokens, cue_words(), templates, found)
    subjects, values, docs = candidates.mentions(SUBJECT), candidates.mentions(VALUE), candidates.docs
    kept = []
    told = zip(origins, found[:, 0].tolist(), subjects.texts, values.texts, strict=True)
    for row, (origin, reason, subject, value) in enumerate(told):
        by_type = _type_reason(origin.relation, subject or "", value, elided=origin.elided)
        if by_type or reason:
            first = min(by_type, reason) or max(by_type, reason)  # either may be none
            rejected[docs[row], origin.relation.name, reason_text(first, origin.relation)] += 1
        else:
            kept.append(row)
    facts = candidates.facts(kept, subjects, values, found[kept, 1].tolist())
    return list(without_half_lives(_read_again(facts, candidates.sentences, rejected)))


def _read_again(facts: list[Fact], sentences: pl.DataFrame, rejected: Counter[tuple[int, str, str]]) -> Iterator[Fact]:
    """Yield the facts that their sentences, read again, do not speak against."""
    again = sorted({fact.sentence for fact in facts if fact.origin.floor and fact.value})
    texts, starts = (sentences[column].gather(again) for column in ("sentence", "start"))
    read = dict(zip(again, zip(texts.to_list(), starts.to_list(), are_odd(texts), strict=True), strict=True))
    for fact in facts:
        if not fact.origin.floor or fact.value is None:
            yield fact
            continue
        text, start, odd = read[fact.sentence]
        relation = fact.origin.relation
        reason = reread(fact, Seen.of(fact, text, start), odd=odd)
        if reason:
            rejected[fact.doc, relation.name, reason_text(reason, relation)] += 1
            continue
        yield fact
        if relation.subject == "title":
            yield from more_titles(fact, Seen.of(fact, text, start))
