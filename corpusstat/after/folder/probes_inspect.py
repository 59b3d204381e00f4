"""The same probes for inspect_ai: `inspect eval probes_inspect.py --model …`; -T t=0.75 sets the confidence target."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import Sample
from inspect_ai.model import GenerateConfig
from inspect_ai.scorer import Score, Scorer, Target, grouped, mean, scorer
from inspect_ai.solver import TaskState, generate, system_message

HERE = Path(__file__).resolve().parent


def _grader() -> Any:
    import importlib.util
    import sys

    spec = importlib.util.spec_from_file_location("corpusstat_probe_answers", HERE / "answers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _samples() -> list[Sample]:
    rows = [json.loads(line) for line in (HERE / "data" / "probes.jsonl").open(encoding="utf-8")]
    return [Sample(id=r["id"], input=r["question"], target=r["answers"], metadata=r) for r in rows]


@scorer(metrics={status: [grouped(mean(), "bucket")] for status in ("correct", "wrong", "abstained", "unparseable")})
def closed_book() -> Scorer:
    """Class of an answer, as four shares."""
    answers = _grader()

    async def score(state: TaskState, target: Target) -> Score:
        doc = state.metadata
        found = answers.grade(state.output.completion, list(target), doc["kind"], doc["question"])
        return Score(value={status: float(found.status == status) for status in answers.STATUSES}, answer=found.answer)

    return score


@task
def closed_book_probes(t: float = 0.0) -> Task:
    """Ask every probe under one confidence target."""
    text = json.loads((HERE / "data" / "instructions.json").read_text("utf-8"))[f"{t:g}"]
    return Task(
        dataset=[s.model_copy(update={"metadata": (s.metadata or {}) | {"t": t}}) for s in _samples()],
        solver=[system_message(text), generate()],
        scorer=closed_book(),
        config=GenerateConfig(temperature=0.0, max_tokens=48),
    )
