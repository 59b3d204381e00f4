"""Probes written by `corpusstat probes`, for lm-evaluation-harness: load the questions, grade the answers.

Grading is that of answers.py beside this file. Nothing here needs corpusstat.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location(f"{__name__}.answers", HERE / "answers.py")
assert _spec is not None
assert _spec.loader is not None
answers = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = answers
_spec.loader.exec_module(answers)


def _read(name: str) -> list[dict[str, Any]]:
    with (HERE / "data" / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def load(bucket: str, t: float, **_: Any) -> dict[str, Any]:
    """Return the probes of a bucket of counts at a confidence target, and the examples to show before them."""
    import datasets

    probes = [item | {"t": t} for item in _read("probes.jsonl") if item["bucket"] == bucket]
    shown = [item for item in _read("examples.jsonl") if item["when"] == "always" or t > 0]
    return {"test": datasets.Dataset.from_list(probes), "fewshot": datasets.Dataset.from_list(shown)}


def load_delta(name: str, **_: Any) -> dict[str, Any]:
    """Return the rows of a pass for δ."""
    import datasets

    return {"test": datasets.Dataset.from_list(_read(name))}


def grade(doc: dict[str, Any], results: list[str]) -> dict[str, float]:
    """Grade one answer: its class, and its score at the confidence target it was asked under."""
    status = answers.grade(results[0], doc["answers"], doc["kind"], doc["question"]).status
    lost = doc["t"] / (1 - doc["t"])
    right, wrong = status == answers.CORRECT, status == answers.WRONG
    return {name: float(status == name) for name in answers.STATUSES} | {"score": float(right) - lost * float(wrong)}


def likelihood(doc: dict[str, Any], results: list[tuple[float, bool]]) -> dict[str, float]:
    """Return the log-likelihood of an answer, and whether it is above the threshold 1/|E|."""
    import math

    value = results[0][0]
    return {"loglikelihood": value, "above": float(value > -math.log(doc["wrong_answers"]))}


def keep(doc: dict[str, Any], results: list[str]) -> dict[str, float]:
    """Grade a generation at temperature 1; the text itself stays in the log, to be scored in the next pass."""
    return grade(doc | {"t": 0.0}, results)
