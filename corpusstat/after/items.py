"""A drawn prompt → a probe: the question, every accepted form of the answer, its count, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from corpusstat.lexicon import months
from corpusstat.normalise.names import entity
from corpusstat.normalise.normalise import canonical_value
from corpusstat.relations import Relation

__all__ = ["TARGETS", "forms", "instruction", "items", "prompt_ids"]

TARGETS: Final = (0.0, 0.5, 0.75, 0.9)
"""Confidence targets: a wrong answer costs t/(1 − t) points (K25, section 4)."""
_WORD = re.compile(r"[^\s]+")


def instruction(t: float) -> str:
    r"""Say in words what an answer is worth at confidence target t.

    >>> print(instruction(0.75).split(". ")[1])
    A right answer scores 1 point, "I don't know" 0 points, and a wrong answer loses 3 points
    """
    if t == 0:
        rule = 'A right answer scores 1 point; a wrong answer and "I don\'t know" score 0 points.'
        return f"Answer the question. {rule} Answer in a few words.\n\n"
    lost = f"{t / (1 - t):g} point{'' if t == 0.5 else 's'}"
    rule = f'A right answer scores 1 point, "I don\'t know" 0 points, and a wrong answer loses {lost}.'
    sure = f'Answer the question only if you are more than {t:.0%} confident; otherwise say "I don\'t know".'
    return f"{sure} {rule} Answer in a few words.\n\n"


def forms(value: str, kind: str, sentence: str) -> list[str]:
    """Every form in which an answer is accepted, the one to show first.

    >>> forms("1879-03-12", "date", "She was born on March 12, 1879.")
    ['March 12, 1879', '12 March 1879', '1879-03-12']
    >>> forms("ingrid thorsen", "person", "a novel by Ingrid Thorsen")
    ['Ingrid Thorsen', 'Thorsen']
    """
    if not value:  # an example that says the answer is unknown
        return []
    shown = _as_written(value, kind, sentence) or value
    out = [shown]
    if kind in ("date", "year"):
        out += _date_forms(value)
    elif kind == "person" and len(last := shown.split()[-1]) > 3 and last[0].isupper():
        out.append(last)
    out.append(value)
    seen: dict[str, str] = {}
    for form in out:
        seen.setdefault(form.casefold(), form)
    return list(seen.values())


def _as_written(value: str, kind: str, sentence: str) -> str | None:
    """Find the value in the sentence that states it: the shortest run of words that normalises to it."""
    words = list(_WORD.finditer(sentence))
    for length in range(1, 9):
        for i in range(len(words) - length + 1):
            text = sentence[words[i].start() : words[i + length - 1].end()].strip(" .,;:()[]\"“”'’")
            if text and len(text) < 120 and canonical_value(text, kind) == value:
                return text.removesuffix("'s").removesuffix("’s")
    return None


def _date_forms(iso: str) -> list[str]:
    parts = [int(p) for p in iso.lstrip("-").split("-")]
    if iso.startswith("-") or parts[0] == 0:
        return []
    if len(parts) == 1:
        return [str(parts[0])]
    month = months(short=False)[parts[1] - 1]
    if len(parts) == 2:
        return [f"{month} {parts[0]}"]
    return [f"{parts[2]} {month} {parts[0]}", f"{month} {parts[2]}, {parts[0]}"]


def _title(text: str, relation: Relation) -> str:
    """The entity as it is put into the question: a work in quotes, names as the corpus writes them."""
    found = entity(text, relation.subject)
    shown = found.display if found else text
    return f"“{shown.strip(chr(34))}”" if relation.subject == "title" else shown


def _id(relation: str, key: int) -> str:
    return f"{relation}:{key & (2**64 - 1):016x}"


def prompt_ids(parts: Sequence[Path]) -> frozenset[str]:
    """Ids of the probes that MENTION files can bring: one a prompt."""
    keys = pl.scan_parquet(list(parts)).select("relation", "key").unique().collect()
    return frozenset(_id(relation, key) for relation, key in keys.iter_rows())


def items(rows: pl.DataFrame, relations: Iterable[Relation], answers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Make probes of drawn rows.

    Parameters
    ----------
    rows
        Columns of MENTION, ``count`` and ``bucket``.
    relations
        Relations asked about.
    answers
        Number of answers that look plausible, by relation, for those that do not state it.

    Returns
    -------
    iterator of dict
        ``id``, ``question``, ``answers`` (accepted forms), ``kind``, ``relation``, ``domain``, ``entity``, ``value``
        (canonical), ``count``, ``bucket``, ``wrong_answers`` (|E|), and ``sentence``, ``shard``, ``row_group``,
        ``row``: the example it comes from.
    """
    known = {r.name: r for r in relations}
    for row in rows.iter_rows(named=True):
        relation = known[row["relation"]]
        subject = _title(row["entity"], relation)
        yield {
            "id": _id(row["relation"], row["key"]),
            "question": relation.question.replace("{subject}", subject),
            "answers": forms(row["value"], relation.value, row["sentence"]),
            "kind": relation.value,
            "relation": row["relation"],
            "domain": row["domain"],
            "entity": row["entity"],
            "value": row["value"],
            "count": row["count"],
            "bucket": row["bucket"],
            "wrong_answers": max(1, (relation.answers or answers.get(row["relation"], 2)) - 1),
            "sentence": row["sentence"],
            "shard": row["shard"],
            "row_group": row["row_group"],
            "row": row["row"],
        }
