"""Write a folder of probes: for lm-evaluation-harness, for inspect_ai, and as plain JSON lines.

```
FOLDER/README.md              what to run
       probes.json            the run, the seed, how many of which count, what was left out
       data/probes.jsonl      a question a line; examples.jsonl, instructions.json, held_out.jsonl beside it
       _closed_book.yaml …    a task for each bucket of counts and confidence target; groups over them
       utils.py, answers.py   the grader; probes_inspect.py, the same for inspect_ai
```
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from corpusstat.after.items import TARGETS, instruction
from corpusstat.atomic import write_text

__all__ = ["COPIED", "json_lines", "task_name", "write_delta_task", "write_probes"]

COPIED: Final = ("utils.py", "probes_inspect.py", "_closed_book.yaml", "_likelihood.yaml", "_generate.yaml")
_METRICS: Final = ("correct", "wrong", "abstained", "unparseable", "score")


def task_name(run: str) -> str:
    """Name of a run as a prefix of tasks: letters, digits and underscores.

    >>> task_name("runs/My web-crawl")
    'my_web_crawl'
    """
    return re.sub(r"\W+", "_", Path(run).name.lower()).strip("_") or "run"


def json_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write a row a line."""
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)


def write_probes(
    folder: Path,
    name: str,
    probes: Sequence[Mapping[str, Any]],
    examples: Sequence[Mapping[str, Any]],
    about: Mapping[str, Any],
    held_out: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Write a folder that the harness runs as it is.

    Parameters
    ----------
    folder
        Made if it is missing; files of the same names are replaced.
    name
        Prefix of the task names (`task_name`).
    probes, examples
        Of `items.items`; the examples are shown before each question.
    about
        What else to record in probes.json.
    held_out
        Documents held out of the count: shard, row_group, row.
    """
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    write_text(data / "probes.jsonl", json_lines(probes))
    write_text(data / "examples.jsonl", json_lines(examples))
    write_text(data / "held_out.jsonl", json_lines(held_out))
    write_text(data / "instructions.json", json.dumps({f"{t:g}": instruction(t) for t in TARGETS}, indent=1))
    for file in COPIED:
        write_text(folder / file, files("corpusstat.after.folder").joinpath(file).read_text("utf-8"))
    write_text(folder / "answers.py", files("corpusstat.after").joinpath("answers.py").read_text("utf-8"))
    always = sum(e["when"] == "always" for e in examples)
    _write_tasks(folder, name, sorted({p["bucket"] for p in probes}), (always, len(examples)))
    write_text(folder / "probes.json", json.dumps(dict(about), indent=1, ensure_ascii=False) + "\n")
    write_text(folder / "README.md", _readme(name, bool(about.get("delta"))))


def _write_tasks(folder: Path, name: str, buckets: Sequence[str], shown: tuple[int, int]) -> None:
    """Write a task for each confidence target and bucket, a group for each target, and one over all.

    A task each, because a harness would weight metrics of several buckets within one task wrongly. ``shown``: examples
    before a question at t = 0, where none declines, and above.
    """
    groups = []
    for t in TARGETS:
        group = f"{name}_t{round(100 * t):02d}"
        groups.append(group)
        tasks = [f"{group}_{bucket}" for bucket in buckets]
        for task, bucket in zip(tasks, buckets, strict=True):
            lines = [
                "include: _closed_book.yaml",
                f"task: {task}",
                f"task_alias: t = {t:g}, {bucket}",
                f"description: {json.dumps(instruction(t))}",
                f"num_fewshot: {shown[t > 0]}",
                f"dataset_kwargs: {{bucket: {bucket}, t: {t:g}}}",
            ]
            write_text(folder / f"{task}.yaml", "\n".join(lines) + "\n")
        write_text(folder / f"{group}.yaml", _group(group, tasks))
    write_text(folder / f"{name}.yaml", _group(name, groups))


def _group(group: str, tasks: Sequence[str]) -> str:
    metrics = "".join(f"  - {{metric: {m}, aggregation: mean, weight_by_size: true}}\n" for m in _METRICS)
    members = "".join(f"  - {task}\n" for task in tasks)
    return f"group: {group}\ntask:\n{members}aggregate_metric_list:\n{metrics}metadata:\n  version: 1.0\n"


def write_delta_task(folder: Path, name: str, part: str, rows: Iterable[Mapping[str, Any]], template: str) -> None:
    """Write one pass for δ: its rows, and a task that includes ``template``."""
    write_text(folder / "data" / f"delta_{part}.jsonl", json_lines(rows))
    lines = [
        f"include: {template}",
        f"task: {name}_delta_{part}",
        f"dataset_kwargs: {{name: delta_{part}.jsonl}}",
    ]
    write_text(folder / f"{name}_delta_{part}.yaml", "\n".join(lines) + "\n")


def _readme(name: str, delta: bool) -> str:
    lines = [
        "# Closed-book probes",
        "",
        "Written by `corpusstat probes`. With lm-evaluation-harness, offline:",
        "",
        "    lm_eval run --model … --include_path . --tasks " + name + " --output_path out --log_samples",
        "",
        f"`{name}` asks every probe at the confidence targets 0, .5, .75 and .9; `{name}_t00` at 0 only.",
        "With inspect_ai: `inspect eval probes_inspect.py --model … -T t=0.75`. As JSON lines: data/probes.jsonl.",
        "Then: `corpusstat observe RUN out/…/samples_*.jsonl`.",
    ]
    if delta:
        lines += [
            "",
            "For δ, in three steps:",
            "",
            f"    lm_eval run --model … --include_path . --tasks {name}_delta_mentions,{name}_delta_generate "
            "--output_path out --log_samples",
            f"    corpusstat probes RUN -o . --generated out/…/samples_{name}_delta_generate_*.jsonl",
            f"    lm_eval run --model … --include_path . --tasks {name}_delta_score --output_path out --log_samples",
        ]
    return "\n".join(lines) + "\n"
