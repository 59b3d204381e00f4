"""Rank logged models again as if a wrong answer cost something: who gains by declining, and who by bluffing.

Any task's samples will do, as long as they say for each answer whether it was right; whether the model declined is read
from its text. At confidence target t a wrong answer costs t/(1 − t) points, declining none (K25, section 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from corpusstat.after import samples
from corpusstat.after.answers import declines
from corpusstat.after.items import TARGETS
from corpusstat.after.outcomes import score_of
from corpusstat.errors import BadData, BadRequest

__all__ = ["COLUMNS", "rescore"]

COLUMNS: Final = ("model", "n", "right", "wrong", "declined", *(f"t = {t:g}" for t in TARGETS), "places")
_RIGHT: Final = ("correct", "exact_match", "acc", "acc_norm", "em", "prompt_level_strict_acc", "is_correct", "score")
"""Fields of a logged sample that may say whether it was right, in the order they are looked for."""


def rescore(files: Sequence[Path]) -> list[dict[str, Any]]:
    """Rank models over all confidence targets.

    Parameters
    ----------
    files
        Logged samples of lm_eval, or folders of them. A model is a folder: the one that its samples are in.

    Returns
    -------
    list of dict
        Per model ``n``, shares ``right``, ``wrong``, ``declined``, its mean score at each target, and ``places``: its
        rank at each; best at t = 0 first.

    Raises
    ------
    BadRequest, BadData
        No file, or samples that do not say what was right.
    """
    marks: dict[str, list[int]] = defaultdict(list)
    for path in _paths(files):
        for where, row in samples.lines_of(path):
            marks[path.parent.name or str(path)].append(_mark(row, where))
    rows = [_ranked(model, values) for model, values in sorted(marks.items())]
    for t in TARGETS:
        key = f"t = {t:g}"
        order = sorted(rows, key=lambda row: -row[key])
        for row in rows:
            row["places"].append(1 + sum(other[key] > row[key] for other in order))
    return sorted(({**row, "places": " ".join(map(str, row["places"]))} for row in rows), key=lambda r: -r["t = 0"])


def _paths(files: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for file in files:
        path = Path(file)
        if not path.exists():
            raise BadRequest(f"{path} is not there", "samples_*.jsonl of the harness", "correct the path")
        found += sorted(path.rglob("samples_*.jsonl")) if path.is_dir() else [path]
    if not found:
        raise BadRequest("no samples", "samples_*.jsonl of the harness", "run it with --log_samples")
    return found


def _mark(row: Mapping[str, Any], where: str) -> int:
    """1 right, 0 declined, −1 wrong."""
    name = next((n for n in _RIGHT if isinstance(row.get(n), bool | int | float)), None)
    if name is None:
        raise BadData(f"{where} does not say whether it was right", "one of the fields " + ", ".join(_RIGHT))
    if row[name] not in (0, 1):
        raise BadData(f"{where}: {name} = {row[name]!r}", "0 or 1: this task is graded by degrees")
    if row[name]:
        return 1
    said = samples.text_of(row)
    return 0 if said is not None and declines(said[:4000]) else -1


def _ranked(model: str, marks: Sequence[int]) -> dict[str, Any]:
    n = len(marks)
    right, wrong, declined = (sum(m == kind for m in marks) / n for kind in (1, -1, 0))
    scores = {f"t = {t:g}": score_of(right, wrong, t) for t in TARGETS}
    return {"model": model, "n": n, "right": right, "wrong": wrong, "declined": declined, **scores, "places": []}
