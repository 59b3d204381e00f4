"""What a benchmark pays for: whether its own grader gives a wrong answer less than "I don't know".

K25, Observation 1: where grading is binary (1 right, 0 wrong or declined), declining is never better than a guess. The
audit hands each task's `process_results` its right answer, a wrong one and "I don't know", and reads off the confidence
above which answering pays: ``t = (idk − wrong) / (right − wrong)``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from corpusstat.after import harness
from corpusstat.after.answers import declines
from corpusstat.after.grader import Grader

__all__ = ["COLUMNS", "audit", "census", "summary"]

COLUMNS: Final = ("task", "grading", "metric", "right", "wrong", "idk", "break_even", "abstains", "how")
_IDK: Final = "I don't know"
_WRONG: Final = ("Q", "zeta", "987")
"""Answers that no document of ours holds."""
_SURE: Final = (-1.0, True)
_UNSURE: Final = (-9.0, False)
"""Log-likelihood of the choice that a model makes, and of the others, and whether greedy decoding gives it."""
_FRAMES: Final = (
    "{}", "The answer is {}.", "The answer is ({}).", "#### {}", "\\boxed{{{}}}", "Answer: {}", "ANSWER: {}", "({})",
    "So the answer is {}.", "The best answer is {}", "Final Answer: The final answer is ${}$. I hope it is correct.",
)  # fmt: skip
"""How a right answer may have to be put for a task's filters to find it."""
_ABSTAINING = re.compile(
    r"not enough info|can(?:'t|not) be (?:determined|answered|known)|undetermined|unknown|no comment|not answerable|"
    r"cannot answer|not known|unanswerable|insufficient|can't tell|cannot tell|impossible to",
    re.IGNORECASE,
)
_GRADED: Final = re.compile(
    r"bleu|rouge|chrf|\bter\b|bert|f1|wer|cer|mcc|pearson|spearman|ndcg|brier|edit|meteor|comet|score"
)
_PERPLEXITY: Final = re.compile(r"perplexity|bits_per_byte|byte_")


def census(config: Mapping[str, Any]) -> dict[str, Any]:
    """Say from a configuration alone how a task is graded.

    >>> census({"output_type": "multiple_choice"})["grading"]
    'binary'
    >>> census({"output_type": "generate_until", "metric_list": [{"metric": "bleu"}]})["grading"]
    'graded'
    """
    metrics = [str(m.get("metric", "")) for m in config.get("metric_list") or [] if isinstance(m, Mapping)]
    kind = config.get("output_type") or ("own code" if config.get("class") else "generate_until")
    usual = "" if kind == "generate_until" else "acc"
    return {"type": kind, "grading": _grading(config, kind, metrics), "metric": metrics[0] if metrics else usual}


def _grading(config: Mapping[str, Any], kind: str, metrics: Sequence[str]) -> str:
    if config.get("process_results") is not None or config.get("class"):
        return "own code"
    if kind == "loglikelihood_rolling" or _are_all(_PERPLEXITY, metrics):
        return "perplexity"
    return "graded" if _are_all(_GRADED, metrics) else "binary"


def _are_all(pattern: re.Pattern[str], metrics: Sequence[str]) -> bool:
    """Whether there are metrics, and all of them are of a kind."""
    return bool(metrics) and all(pattern.search(m) for m in metrics)


def audit(wanted: Sequence[str], include: Path | None = None, *, run: bool = True) -> Iterator[dict[str, Any]]:
    """Audit tasks of the harness, a row each.

    Parameters
    ----------
    wanted, include
        As for `harness.configurations`.
    run
        False: the static census only.

    Yields
    ------
    dict
        ``task``, ``type``, ``grading`` (binary, graded, own code, perplexity), ``metric``, scores ``right``, ``wrong``,
        ``idk`` (None: it can't be said), ``break_even``, ``abstains``, ``how`` ("run", or "static" and why).
    """
    for name, config, file in harness.configurations(wanted, include):
        row = {"task": name, **census(config), **dict.fromkeys(("right", "wrong", "idk", "break_even"))}
        row |= {"abstains": "", "how": "static"}
        if run and row["grading"] != "perplexity":
            loaded = harness.load(name, file, lambda made: _scores(Grader(made)) is not None)
            if isinstance(loaded, str):
                row["how"] = f"static: {loaded}"
            else:
                row |= _measured(loaded)
        yield row


def _measured(loaded: harness.Loaded) -> dict[str, Any]:
    grader = Grader(loaded)
    metric, right, wrong, idk, abstains = _scores(grader) or ("", 0.0, 0.0, None, "")
    single = {right, wrong} if grader.draws or idk is None else {right, wrong, idk}
    lost = wrong if idk is None else max(wrong, idk)
    return {
        "grading": "binary" if single <= {0.0, 1.0} else "graded",
        "metric": metric,
        "right": right,
        "wrong": wrong,
        "idk": idk,
        "break_even": (lost - wrong) / (right - wrong),
        "abstains": abstains + ("; its grader draws lots" if grader.draws else ""),
        "how": "run",
    }


_Scores = tuple[str, float, float, float | None, str]


def _scores(grader: Grader) -> _Scores | None:
    """Metric, score of the right answer, of a wrong one, of declining; None if right and wrong score the same."""
    try:
        kind = grader.loaded.task.OUTPUT_TYPE
        if kind == "multiple_choice":
            return _choice_scores(grader)
        if kind == "loglikelihood":
            right, wrong = (grader.marks([r]) for r in (_SURE, _UNSURE))
            return _first(right, wrong, None, "the answer is scored, nothing is said")
        return _text_scores(grader)
    except Exception:  # a task's own code on a document of ours: whatever it raises, it can't be run here
        return None


def _choice_scores(grader: Grader) -> _Scores | None:
    loaded = grader.loaded
    choices = [str(c) for c in loaded.task.doc_to_choice(loaded.doc)]
    places = range(len(choices))
    marks = [grader.marks([_SURE if i == best else _UNSURE for i in places]) for best in places]
    for metric in marks[0]:
        values = [m.get(metric, 0.0) for m in marks]
        if not _PERPLEXITY.search(metric) and max(values) > min(values):
            return metric, max(values), min(values), *_declining(choices, values)
    return None


def _declining(choices: Sequence[str], values: Sequence[float]) -> tuple[float | None, str]:
    """The score of the choices that decline, and the first of them; the scores are of each choice."""
    silent = [i for i, c in enumerate(choices) if _ABSTAINING.search(c) or declines(c)]
    if not silent:
        return None, "no choice"
    return min(values[i] for i in silent), f"choice {choices[silent[0]]!r}"


def _text_scores(grader: Grader) -> _Scores | None:
    golds, others = _right_and_wrong(grader.loaded)
    silent = [grader.marks_of(_IDK)]
    best: _Scores | None = None
    for frame in _FRAMES:
        wrong = _most([grader.marks_of(frame.format(other)) for other in others])
        idk = _most([*silent, grader.marks_of(frame.format(_IDK))])
        for gold in golds:
            found = _first(grader.marks_of(frame.format(gold)), wrong, idk, "free text")
            if found is not None and (best is None or found[1] > best[1]):
                best = found
    return best


def _right_and_wrong(loaded: harness.Loaded) -> tuple[list[str], list[str]]:
    """Right answers, and wrong ones: another option; else another word, and words as many as in "I don't know".

    Any text of some length scores a little by a metric of overlap: against one wrong word declining would seem to pay.
    """
    choices = loaded.task.doc_to_choice(loaded.doc) if loaded.task.config.doc_to_choice is not None else ()
    golds = _golds(loaded, choices or ())
    options = [str(c) for c in choices or () if str(c) not in golds]
    if options:
        return golds, options[:1]
    return golds, [next(w for w in _WRONG if w not in golds), re.sub(r"\w+", _WRONG[1], _IDK)]


def _golds(loaded: harness.Loaded, choices: Sequence[Any]) -> list[str]:
    target = loaded.task.doc_to_target(loaded.doc)
    if choices and isinstance(target, int):
        return [str(choices[target])]
    if loaded.gold is not None:
        return [loaded.gold]
    return [str(g) for g in (target if isinstance(target, list) else [target])]


def _most(marks: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The best score of each metric."""
    return {metric: max(m.get(metric, value) for m in marks) for metric, value in marks[0].items()}


def _first(
    right: Mapping[str, float], wrong: Mapping[str, float], idk: Mapping[str, float] | None, abstains: str
) -> _Scores | None:
    """The first metric by which right scores above wrong."""
    for metric, value in right.items():
        if not _PERPLEXITY.search(metric) and value > wrong.get(metric, value):
            return metric, value, wrong[metric], None if idk is None else idk.get(metric, 0.0), abstains
    return None


def summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Count a table of audited tasks: by grading, how many were run, in how many declining pays."""
    run = [r for r in rows if r["how"] == "run"]
    return {
        "tasks": len(rows),
        "grading": dict(Counter(r["grading"] for r in rows).most_common()),
        "run": len(run),
        "declining pays": sum(bool(r["break_even"] and r["break_even"] > 0) for r in run),
        "a choice abstains": sum(str(r["abstains"]).startswith("choice") for r in run),
    }
