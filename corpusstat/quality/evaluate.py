"""Score the extractor on gold: precision, recall and F1 by relation, of facts and of mentions, and of values.

*Mention*: each gold pair counts for itself. *Fact*: gold pairs of one passage and relation are one fact when they
share an object span or both their entities (in either order); it is found if any of its pairs is. At both levels a
prediction is right if its subject and its value overlap a gold pair of the passage, and it is only looked at in
passages that were read exhaustively for its relation. A pronoun that was resolved is judged by the name it was
given (a wrong antecedent is a wrong fact); an unresolved one, by the span it is.

*Value accuracy*: of the right predictions whose gold value is a name, number or date in the text, the share whose
canonical value equals that of a gold spelling of the same fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from corpusstat.estimate.shares import wilson
from corpusstat.extract.extract import extract
from corpusstat.normalise.names import PRONOUNS
from corpusstat.normalise.normalise import annotate, canonical_value
from corpusstat.quality.gold import Fact, Passage, Span, overlap
from corpusstat.relations import Relation, RelationSet
from corpusstat.schema import DOCUMENT, polars_schema

__all__ = ["Cell", "Evaluation", "Prediction", "Score", "evaluate", "predictions", "score"]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one relation at one level; they add up.

    ``predicted`` and ``right`` count predictions, ``gold`` and ``found`` gold facts (or gold pairs).
    """

    predicted: int = 0
    right: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Score) -> Score:
        """Add the counts."""
        return Score(
            self.predicted + other.predicted,
            self.right + other.right,
            self.gold + other.gold,
            self.found + other.found,
        )

    @property
    def precision(self) -> float | None:
        """Right among predicted; None if nothing was predicted."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Found among gold; None if there is no gold."""
        return self.found / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where either is."""
        p, r = self.precision, self.recall
        if p is None or r is None:
            return None
        return 2 * p * r / (p + r) if p + r else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return counts and ratios: ``tp`` and ``fp`` are predictions, ``fn`` gold facts that were missed."""
        return {
            "tp": self.right,
            "fp": self.predicted - self.right,
            "fn": self.gold - self.found,
            "found": self.found,
            "gold": self.gold,
            "precision": self.precision,
            "precision_interval": wilson(self.right, self.predicted),
            "recall": self.recall,
            "recall_interval": wilson(self.found, self.gold),
            "f1": self.f1,
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """Both levels of a relation, and the values judged and right; they add up."""

    fact: Score = Score()
    mention: Score = Score()
    values: int = 0
    values_right: int = 0

    def __add__(self, other: Cell) -> Cell:
        """Add the counts."""
        return Cell(
            self.fact + other.fact,
            self.mention + other.mention,
            self.values + other.values,
            self.values_right + other.values_right,
        )

    @property
    def value_accuracy(self) -> float | None:
        """Share of the judged values that are right; None if none was judged."""
        return self.values_right / self.values if self.values else None

    def to_json(self) -> dict[str, Any]:
        """Return both levels and the value accuracy with its interval and count."""
        return {
            "fact": self.fact.to_json(),
            "mention": self.mention.to_json(),
            "value_accuracy": self.value_accuracy,
            "value_interval": wilson(self.values_right, self.values),
            "values": self.values,
        }


@dataclass(frozen=True, slots=True)
class Prediction:
    """A proposed fact as it is scored: where its mentions are, and its canonical value (None: unreadable)."""

    passage: int
    relation: str
    template: str
    subject: Span
    value: Span
    canonical: str | None
    subject_text: str
    value_text: str
    mention: Span


@dataclass(frozen=True, slots=True)
class Mistake:
    """An error to look at: ``kind`` is "false positive", "miss" or "value"."""

    kind: str
    relation: str
    subject: str
    value: str
    passage: str
    text: str
    template: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores by relation; ``missing`` are relations of the gold that are not among ours."""

    relations: dict[str, Cell]
    floor: frozenset[str]
    missing: dict[str, int]
    mistakes: tuple[Mistake, ...] = field(default=(), repr=False)

    @property
    def micro(self) -> Cell:
        """All relations together."""
        return sum(self.relations.values(), Cell())

    @property
    def micro_floor(self) -> Cell:
        """The relations of the floor set together."""
        return sum((c for name, c in self.relations.items() if name in self.floor), Cell())

    def to_json(self) -> dict[str, Any]:
        """Return the scores as plain data."""
        return {
            "micro": self.micro.to_json(),
            "floor_set": self.micro_floor.to_json(),
            "relations": {n: c.to_json() | {"in_floor": n in self.floor} for n, c in sorted(self.relations.items())},
            "not_built_in": self.missing,
        }


def evaluate(passages: Sequence[Passage], relations: RelationSet, pipeline: str | None = None) -> Evaluation:
    """Run the extractor over the passages, on request with a verifying spaCy pipeline, and score what it proposes."""
    return score(passages, predictions(passages, relations, pipeline), relations)


def predictions(passages: Sequence[Passage], relations: RelationSet, pipeline: str | None = None) -> list[Prediction]:
    """Extract from the passages; IDK responses and proposals that are no mention are left out, pronouns stay."""
    if not passages:
        return []
    n = len(passages)
    documents = pl.DataFrame(
        {
            "doc_key": range(n),
            "domain": ["gold"] * n,
            "text": [p.text for p in passages],
            "shard": ["gold"] * n,
            "row_group": [0] * n,
            "row": range(n),
        },
        schema=polars_schema(DOCUMENT),
    )
    proposals = extract(documents, relations, keep_unresolved=True).proposals
    if pipeline is not None:
        from corpusstat.nlp import verify  # spaCy takes a second to load, and most runs do without

        proposals, _ = verify(proposals, relations, pipeline)
    rows = annotate(proposals, relations)
    pronoun = pl.col("reason").str.starts_with("subject: a pronoun") | (
        pl.col("reason").str.starts_with("value: ") & pl.col("value").str.to_lowercase().is_in(sorted(PRONOUNS))
    )  # "He is CEO of Acme": the value is the pronoun, and counts as the span it is, too
    rows = rows.filter(pl.col("value").is_not_null() & (pl.col("reason").is_null() | pronoun))
    rows = rows.unique(
        ["row", "relation", "subject_start", "subject_end", "value_start", "value_end"],
        keep="first",
        maintain_order=True,
    )
    return [_prediction(row, passages[row["row"]].text) for row in rows.iter_rows(named=True)]


def _prediction(row: dict[str, Any], text: str) -> Prediction:
    mention = (row["subject_start"], row["subject_end"])
    resolved = text[slice(*mention)].casefold() in PRONOUNS and row["name_start"] is not None
    return Prediction(
        passage=row["row"],
        relation=row["relation"],
        template=row["template"],
        subject=(row["name_start"], row["name_end"]) if resolved else mention,
        value=(row["value_start"], row["value_end"]),
        canonical=row["canonical"],
        subject_text=row["subject"],
        value_text=row["value"],
        mention=mention,
    )


def score(passages: Sequence[Passage], predicted: Iterable[Prediction], relations: RelationSet) -> Evaluation:
    """Score predictions against the gold of their passages."""
    ours = {r.name: r for r in relations.relations}
    stated = Counter(f.relation for p in passages for f in p.facts)
    names = stated.keys() | {name for p in passages for name in p.exhaustive}
    cells = {name: Cell() for name in sorted(names & ours.keys())}
    mistakes: list[Mistake] = []
    for passage, name, facts, found in _to_score(passages, predicted, cells.keys()):
        cell, wrong = _score_one(passage, facts, found, ours[name])
        cells[name] += cell
        mistakes += wrong
    missing = {name: stated[name] for name in sorted(names - ours.keys())}
    floor = frozenset(r.name for r in relations.relations if r.in_floor)
    return Evaluation(cells, floor, missing, tuple(mistakes))


def _to_score(
    passages: Sequence[Passage], predicted: Iterable[Prediction], names: Set[str]
) -> Iterator[tuple[Passage, str, list[Fact], list[Prediction]]]:
    """Each passage with each of the relations it was read for, its gold pairs and the predictions, if there are any."""
    by_place: dict[tuple[int, str], list[Prediction]] = {}
    for one in predicted:
        by_place.setdefault((one.passage, one.relation), []).append(one)
    for i, passage in enumerate(passages):
        for name in sorted(passage.exhaustive & names):
            facts = [f for f in passage.facts if f.relation == name]
            found = by_place.get((i, name), [])
            if facts or found:
                yield passage, name, facts, found


def _score_one(
    passage: Passage, facts: list[Fact], found: list[Prediction], relation: Relation
) -> tuple[Cell, list[Mistake]]:
    groups = _groups(facts)
    hit_pairs: set[int] = set()
    right = values = values_right = 0
    mistakes: list[Mistake] = []
    for one in found:
        hits = [k for k, f in enumerate(facts) if _matches(one, f)]
        if not hits:
            mistakes.append(_mistake("false positive", one, passage))
            continue
        right += 1
        hit_pairs.update(hits)
        spellings = {s for k in hits for j in groups[k] for s in facts[j].values}
        is_right = _is_value_right(one, spellings, relation.value)
        if is_right is not None:
            values, values_right = values + 1, values_right + is_right
            if not is_right:
                mistakes.append(_mistake("value", one, passage, " / ".join(sorted(spellings))))
    distinct = set(groups)
    hit_facts = {groups[k] for k in hit_pairs}
    mistakes += (_miss(facts[group[0]], passage) for group in sorted(distinct - hit_facts))
    level = (len(found), right)
    cell = Cell(
        Score(*level, len(distinct), len(hit_facts)), Score(*level, len(facts), len(hit_pairs)), values, values_right
    )
    return cell, mistakes


def _is_value_right(one: Prediction, spellings: set[str], kind: str) -> bool | None:
    """Whether a value is one of those of the gold; None if it cannot be compared."""
    if one.canonical is None or not spellings:
        return None
    return one.canonical in {canonical_value(s, kind) for s in spellings}


def _matches(one: Prediction, fact: Fact) -> bool:
    return any(overlap(one.subject, s) for s in fact.subjects) and any(overlap(one.value, o) for o in fact.objects)


def _mistake(kind: str, one: Prediction, passage: Passage, gold: str = "") -> Mistake:
    value = f"{one.value_text} (gold: {gold})" if gold else one.value_text
    around = _around(passage.text, one.mention, one.value)
    return Mistake(kind, one.relation, one.subject_text, value, passage.id, around, one.template)


def _miss(fact: Fact, passage: Passage) -> Mistake:
    subject, value = fact.subjects[0], fact.objects[0]
    around = _around(passage.text, subject, value)
    return Mistake(
        "miss", fact.relation, passage.text[slice(*subject)], passage.text[slice(*value)], passage.id, around
    )


def _around(text: str, *spans: Span, margin: int = 120) -> str:
    """Return the text around some spans, enough to judge by."""
    start, end = max(0, min(a for a, _ in spans) - margin), max(b for _, b in spans) + margin
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _groups(facts: list[Fact]) -> list[tuple[int, ...]]:
    """For each gold pair, the pairs that state the same fact (itself included)."""
    parent = list(range(len(facts)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    keys: tuple[Callable[[Fact], Iterable[object]], ...] = (lambda f: f.objects, lambda f: (f.entities,))
    for key in keys:
        first: dict[object, int] = {}
        for i, fact in enumerate(facts):
            for k in key(fact):
                parent[root(i)] = root(first.setdefault(k, i))
    members: dict[int, list[int]] = {}
    for i in range(len(facts)):
        members.setdefault(root(i), []).append(i)
    return [tuple(members[root(i)]) for i in range(len(facts))]
