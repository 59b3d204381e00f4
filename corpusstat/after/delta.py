"""δ of a trained model in two passes: how likely it finds real examples, and what it says itself.

``δ = p̂(A) − p(A)`` with ``A = {(c, r): p̂(r|c) > threshold}`` (K25, Theorem 1; signed: derived). p(A) is the share of
real examples in A, so their log-likelihood is asked for; p̂(A) is the share of the model's own answers, drawn at
temperature 1, in A: they are generated first and scored then. An answer has several written forms; its chance is the
sum over them.

Theorem 1 needs a third share: of plausible wrong answers in A. Each example with an answer gets one, drawn from the
other examples of its relation.

The examples should be new to the model: those of held-out documents. On training mentions the prompts that the corpus
never answers are missing, and it is there that an overconfident model's own answers are in A: δ comes out too small.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpusstat.after import answers
from corpusstat.after.items import instruction

__all__ = ["IDK_FORMS", "PASSES", "Delta", "delta", "graded", "mention_rows", "prompt_text", "score_rows", "wrong_rows"]

IDK_FORMS: Final = ("I don't know", "unknown")
PASSES: Final = ("mentions", "wrong", "score")
"""What a row is for: a real example to score (and to answer at temperature 1), a wrong answer, the model's own."""


@dataclass(frozen=True, slots=True)
class Delta:
    """Signed δ with its standard error: ``said`` = p̂(A) over ``n_said`` answers, ``true`` = p(A) over ``n_true``.

    ``false``: share of ``n_false`` wrong answers that are in A; None where none was scored.
    """

    value: float
    se: float
    said: float
    true: float
    n_said: int
    n_true: int
    held_out: bool
    false: float | None = None
    n_false: int = 0


def prompt_text(question: str, examples: Sequence[Mapping[str, Any]]) -> str:
    """The words before an answer: the same for scoring and for generating."""
    shown = "".join(f"Q: {e['question']}\nA: {e['answers'][0]}\n\n" for e in examples)
    return f"{instruction(0.0)}{shown}Q: {question}\nA:"


def mention_rows(items: Iterable[Mapping[str, Any]], examples: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of the first pass: each accepted form of each example, to be scored."""
    for item in items:
        for form in item["answers"]:
            yield _scored_item(item, form, "mentions", examples)


def wrong_rows(items: Sequence[Mapping[str, Any]], examples: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of the first pass too: for each example with an answer each form of a wrong one, to be scored.

    The wrong answer is that of the next example of its relation that has another; the order of ``items`` is random.
    """
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for item in items:
        groups.setdefault(item["relation"], []).append(item)
    for group in groups.values():
        for i, item in enumerate(group):
            others = (group[(i + step) % len(group)] for step in range(1, len(group)))
            other = next((o for o in others if o["value"] != item["value"]), None)
            for form in other["answers"] if other is not None else ():
                yield _scored_item(item, form, "wrong", examples)


def _scored_item(
    item: Mapping[str, Any], form: str, part: str, examples: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    kept = ("id", "relation", "domain", "wrong_answers", "count", "bucket", "question", "answers", "kind", "held_out")
    return {k: item[k] for k in kept} | {
        "also": item.get("also", []),
        "pass": part,
        "prompt": prompt_text(item["question"], examples),
        "answer": f" {form}\n",
    }


def score_rows(generated: Iterable[tuple[Mapping[str, Any], str]]) -> Iterator[dict[str, Any]]:
    """Rows of the last pass: every form of what the model said at temperature 1.

    ``generated``: pairs of a row of the generating pass and the model's text.
    """
    for doc, text in generated:
        for form in _forms(doc, text):
            yield {**doc, "pass": "score", "answer": f" {form}\n"}


def graded(doc: Mapping[str, Any], text: str) -> answers.Reading:
    """Read an answer to an example.

    Where the example says "unknown", declining is right, and so is what ``also`` accepts: the answer that the corpus
    gives elsewhere.
    """
    if list(doc["answers"]) != list(IDK_FORMS):
        return answers.grade(text, doc["answers"], doc["kind"], doc["question"])
    reading = answers.grade(text, doc.get("also") or IDK_FORMS, doc["kind"], doc["question"])
    declined, right = reading.status == answers.ABSTAINED, bool(doc.get("also")) and reading.status == answers.CORRECT
    return answers.Reading(answers.CORRECT if declined or right else answers.WRONG, reading.answer)


def _forms(doc: Mapping[str, Any], text: str) -> list[str]:
    accepted = doc.get("also") or doc["answers"]
    reading = answers.grade(text, accepted, doc["kind"], doc["question"])
    if reading.status == answers.ABSTAINED:
        return list(IDK_FORMS)
    if reading.status == answers.CORRECT:
        return list(accepted)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    said = [reading.answer, *_dates(reading.answer)] if reading.answer and doc["kind"] in ("date", "year") else []
    return list(dict.fromkeys([first, *said]))


def _dates(iso: str) -> list[str]:
    from corpusstat.after.items import forms

    return forms(iso, "date", "")


def delta(
    scored: Iterable[tuple[Mapping[str, Any], float]], threshold: Callable[[Mapping[str, Any]], float] | None = None
) -> Delta | None:
    """Compute δ from scored rows of both passes.

    Parameters
    ----------
    scored
        Pairs of a row (``pass`` mentions, wrong or score, ``id``, ``wrong_answers``) and the log-likelihood of its
        answer.
    threshold
        Of a row; default ``1/|E_c|``.

    Returns
    -------
    Delta or None
        None if one of the passes is missing. The standard error is that of the difference of two shares.

    >>> rows = [({"pass": "mentions", "id": i, "wrong_answers": 10, "held_out": True}, -0.1 * i) for i in range(40)]
    >>> rows += [({"pass": "score", "id": i, "wrong_answers": 10, "held_out": True}, -0.1) for i in range(20)]
    >>> d = delta(rows)
    >>> round(d.value, 3), d.true
    (0.4, 0.6)
    """
    cut = threshold or (lambda doc: 1 / doc["wrong_answers"])
    chances: dict[tuple[str, str], float] = {}
    cuts: dict[tuple[str, str], float] = {}
    fresh = True
    for doc, loglikelihood in scored:
        key = (doc["pass"], doc["id"])
        chances[key] = chances.get(key, 0.0) + math.exp(min(0.0, loglikelihood))
        cuts[key] = cut(doc)
        fresh = fresh and bool(doc.get("held_out"))
    inside: dict[str, list[bool]] = {name: [] for name in PASSES}
    for key, chance in chances.items():
        inside[key[0]].append(chance > cuts[key])
    if not inside["mentions"] or not inside["score"]:
        return None
    said, true = (sum(inside[p]) / len(inside[p]) for p in ("score", "mentions"))
    n_said, n_true = len(inside["score"]), len(inside["mentions"])
    variance = said * (1 - said) / n_said + true * (1 - true) / n_true
    wrong = inside["wrong"]
    false = sum(wrong) / len(wrong) if wrong else None
    return Delta(said - true, math.sqrt(variance), said, true, n_said, n_true, fresh, false, len(wrong))
