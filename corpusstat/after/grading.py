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

__all__ = ["COLUMNS", "audit", "census", "summary"]

COLUMNS: Final = ("task", "grading", "metric", "right", "wrong", "idk", "break_even", "abstains", "how")
_IDK: Final = "I don't know"
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
    if config.get("process_results") is not None or config.get("class"):
        grading = "own code"
    elif kind == "loglikelihood_rolling" or (metrics and all(_PERPLEXITY.search(m) for m in metrics)):
        grading = "perplexity"
    elif metrics and all(_GRADED.search(m) for m in metrics):
        grading = "graded"
    else:
        grading = "binary"
    return {
        "type": kind,
        "grading": grading,
        "metric": metrics[0] if metrics else "acc" if kind != "generate_until" else "",
    }


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
            loaded = harness.load(name, file, lambda made: _scores(made) is not None)
            if isinstance(loaded, str):
                row["how"] = f"static: {loaded}"
            else:
                row |= _measured(loaded)
        yield row


def _measured(loaded: harness.Loaded) -> dict[str, Any]:
    metric, right, wrong, idk, abstains = _scores(loaded) or ("", 0.0, 0.0, None, "")
    binary = {right, wrong, 0.0 if idk is None else idk} <= {0.0, 1.0}
    lost = wrong if idk is None else idk
    return {
        "grading": "binary" if binary else "graded",
        "metric": metric,
        "right": right,
        "wrong": wrong,
        "idk": idk,
        "break_even": (lost - wrong) / (right - wrong),
        "abstains": abstains,
        "how": "run",
    }


_Scores = tuple[str, float, float, float | None, str]


def _scores(loaded: harness.Loaded) -> _Scores | None:
    """Metric, score of the right answer, of a wrong one, of declining; None if right is not told from wrong."""
    try:
        kind = loaded.task.OUTPUT_TYPE
        if kind == "multiple_choice":
            return _choice_scores(loaded)
        if kind == "loglikelihood":
            right, wrong = (loaded.task.process_results(loaded.doc, [r]) for r in ((-1.0, True), (-9.0, False)))
            return _first(_marks(right), _marks(wrong), None, "the answer is scored, nothing is said")
        return _text_scores(loaded)
    except Exception:  # a task's own code on a document of ours: whatever it raises, it can't be run here
        return None


def _choice_scores(loaded: harness.Loaded) -> _Scores | None:
    choices = [str(c) for c in loaded.task.doc_to_choice(loaded.doc)]
    marks = []
    for best in range(len(choices)):
        results = [(-1.0 if i == best else -9.0, i == best) for i in range(len(choices))]
        marks.append(_marks(loaded.task.process_results(loaded.doc, results)))
    for metric in marks[0]:
        values = [m.get(metric, 0.0) for m in marks]
        if max(values) > min(values):
            silent = [i for i, c in enumerate(choices) if _ABSTAINING.search(c) or declines(c)]
            idk = min(values[i] for i in silent) if silent else None
            said = f"choice {choices[silent[0]]!r}" if silent else "no choice"
            return metric, max(values), min(values), idk, said
    return None


def _text_scores(loaded: harness.Loaded) -> _Scores | None:
    target = loaded.task.doc_to_target(loaded.doc)
    golds = [str(g) for g in (target if isinstance(target, list) else [target])]
    golds = golds if loaded.gold is None else [loaded.gold]
    choices = loaded.task.doc_to_choice(loaded.doc) if loaded.task.config.doc_to_choice is not None else None
    if choices and isinstance(target, int):
        golds = [str(choices[target])]
    wrong = next((w for w in ("Q", "zeta", "987") if w not in golds), "Q")
    best: _Scores | None = None
    for frame in _FRAMES:
        for gold in golds:
            right = _marks_of(loaded, frame.format(gold))
            silent = {
                k: max(v, _marks_of(loaded, frame.format(_IDK)).get(k, 0)) for k, v in _marks_of(loaded, _IDK).items()
            }
            found = _first(right, _marks_of(loaded, frame.format(wrong)), silent, "free text")
            if found is not None and (best is None or found[1] > best[1]):
                best = found
    return best


def _marks_of(loaded: harness.Loaded, text: str) -> dict[str, float]:
    """Scores of a text, through the task's filters; of several filters the best."""
    from lm_eval.api.instance import Instance

    scores: dict[str, float] = {}
    instance = Instance(request_type="generate_until", doc=loaded.doc, arguments=("", {}), idx=0)
    instance.resps = [text]
    for pipeline in loaded.task._filters:
        pipeline.apply([instance])
        filtered = instance.filtered_resps[pipeline.name]
        for metric, value in _marks(loaded.task.process_results(loaded.doc, [filtered])).items():
            scores[metric] = max(value, scores.get(metric, value))
    return scores


def _first(
    right: Mapping[str, float], wrong: Mapping[str, float], idk: Mapping[str, float] | None, abstains: str
) -> _Scores | None:
    """The first metric that tells right from wrong."""
    for metric, value in right.items():
        if value > wrong.get(metric, value):
            return metric, value, wrong[metric], None if idk is None else idk.get(metric, 0.0), abstains
    return None


def _marks(results: Any) -> dict[str, float]:
    out = {}
    for name, value in (results or {}).items():
        if _PERPLEXITY.search(str(name)):
            continue
        if isinstance(value, list) and value and all(isinstance(v, bool | int | float) for v in value):
            out[str(name)] = sum(map(float, value)) / len(value)
        elif isinstance(value, bool | int | float) or hasattr(value, "item"):
            out[str(name)] = float(value)
    return out


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
