"""From a finished run to a folder of probes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from corpusstat.after import delta, samples, write
from corpusstat.after.draw import Drawn, draw, drawn_mentions, held_out
from corpusstat.after.items import forms, items
from corpusstat.engine.runfolder import mention_files, read_run
from corpusstat.errors import BadRequest, unknown
from corpusstat.relations import Relation, load_as

__all__ = ["probes", "relations_of", "score_generated"]

_EXAMPLES = 4


def relations_of(config: Mapping[str, Any]) -> tuple[Relation, ...]:
    """Relations of a run, from its configuration."""
    return load_as(config).relations


def probes(
    run: Path,
    folder: Path,
    *,
    n: int = 1200,
    seed: int = 0,
    audit_documents: float = 0.0,
    names: Sequence[str] = (),
    with_delta: bool = False,
) -> dict[str, Any]:
    """Write probes about the facts of a run.

    Parameters
    ----------
    run, folder
        A finished run, and the folder to write.
    n, seed
        Probes to draw, and which.
    audit_documents
        Share of the documents to hold out of the count, for prompts of count 0. Train without them.
    names
        Relations to ask about; default the floor set.
    with_delta
        Write the passes for δ too.

    Returns
    -------
    dict
        What probes.json holds.

    Raises
    ------
    BadRequest
        The folder is no run, a relation is unknown or has no question, or there is nothing to ask.
    """
    manifest = read_run(run)
    known = relations_of(manifest.config)
    asked = _asked(known, names)
    parts = mention_files(run, manifest)
    if not parts:
        raise BadRequest(f"{run} holds no mention", "a run with facts")
    drawn = draw(parts, asked, n, seed, audit_documents)
    if drawn.rows.is_empty():
        raise BadRequest(
            f"{run} holds no fact that can be asked", "answered prompts of " + ", ".join(r.name for r in asked)
        )
    answers = _answers(run)
    found = list(items(drawn.rows, asked, answers))
    name = write.task_name(str(run))
    about = _about(run, name, found, drawn, {"seed": seed, "audit_documents": audit_documents, "delta": with_delta})
    out = _documents(parts, audit_documents, seed) if audit_documents else []
    examples = _examples(items(drawn.spare, asked, answers))
    write.write_probes(folder, name, found, examples, about, out)
    if with_delta:
        rows = drawn_mentions(parts, asked, n, seed, audit_documents)
        _write_delta(folder, name, rows, examples, (asked, answers))
    return about


def _asked(known: Iterable[Relation], names: Sequence[str]) -> list[Relation]:
    """The relations named, else those of the floor set that have a question."""
    if not names:
        return [r for r in known if r.in_floor and r.question]
    by_name = {r.name: r for r in known}
    for name in names:
        if name not in by_name:
            raise unknown("relation", name, tuple(by_name))
    chosen = [by_name[name] for name in names]
    for relation in chosen:
        if not (relation.question and relation.single):
            raise BadRequest(
                f"relation {relation.name!r}",
                "one with a question and one right value",
                'add question = "… {subject} …"',
            )
    return chosen


def _answers(run: Path) -> dict[str, int]:
    """Distinct values seen of each relation, for those that do not say how many answers look plausible."""
    from corpusstat.runs.opened import open_report

    rows = open_report(run).report["relations"]
    return {row["relation"]: (row.get("e_max") or row.get("e_min") or 1) + 1 for row in rows}


def _about(
    run: Path, name: str, found: Sequence[Mapping[str, Any]], drawn: Drawn, settings: Mapping[str, Any]
) -> dict[str, Any]:
    def table(key: str) -> dict[str, int]:
        return dict(sorted(Counter(item[key] for item in found).items()))

    return {
        "format": 1,
        "run": run.name,
        "tasks": name,
        **settings,
        "probes": len(found),
        "by_bucket": table("bucket"),
        "by_relation": table("relation"),
        "by_domain": table("domain"),
        "left_out": drawn.left_out,
    }


def _documents(parts: Sequence[Path], share: float, seed: int) -> list[dict[str, Any]]:
    rows = pl.scan_parquet(list(parts), glob=False).select("doc_key", "shard", "row_group", "row").unique()
    return rows.filter(held_out(share, seed)).sort("shard", "row_group", "row").drop("doc_key").collect().to_dicts()


def _examples(spare: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Examples shown before a question: the best known ones, of different relations in turn, and one declined."""
    rows = sorted(spare, key=lambda item: -item["count"])
    turns = Counter[str]()
    order = []
    for item in rows:
        order.append((turns[item["relation"]], item))
        turns[item["relation"]] += 1
    known = [item | {"when": "always"} for _, item in sorted(order, key=lambda pair: pair[0])]
    if not known:
        return []
    shown, last = known[: _EXAMPLES - 1], known[-1]
    return [*shown, last | {"answers": ["I don't know"], "when": "t > 0"}] if len(known) >= _EXAMPLES else shown


def _write_delta(
    folder: Path,
    name: str,
    rows: pl.DataFrame,
    examples: Sequence[Mapping[str, Any]],
    known: tuple[Sequence[Relation], Mapping[str, int]],
) -> None:
    silent = pl.col("value").is_null()
    said = list(items(rows.filter(~silent), *known))
    unsaid = items(rows.filter(silent).with_columns(value=pl.lit("")), *known)
    elsewhere = (_accepted(row, known[0]) for row in rows.filter(silent).iter_rows(named=True))
    found = [
        *(item | {"held_out": out} for item, out in zip(said, rows.filter(~silent)["out"], strict=True)),
        *(
            item | {"held_out": out, "answers": list(delta.IDK_FORMS), "also": also}
            for item, out, also in zip(unsaid, rows.filter(silent)["out"], elsewhere, strict=True)
        ),
    ]
    found = [item | {"id": f"{item['id']}#{i}"} for i, item in enumerate(found)]  # a prompt may be drawn twice
    shown = [e for e in examples if e["when"] == "always"]
    wrong = delta.wrong_rows(found[: len(said)], shown)
    scored = chain(delta.mention_rows(found, shown), wrong)
    write.write_delta_task(folder, name, "mentions", scored, "_likelihood.yaml")
    once = (next(iter(delta.mention_rows([item], shown))) for item in found)
    write.write_delta_task(folder, name, "generate", once, "_generate.yaml")


def _accepted(row: Mapping[str, Any], relations: Sequence[Relation]) -> list[str]:
    """Accepted forms of the answer that the corpus gives elsewhere to a prompt of an IDK example."""
    kind = next(r.value for r in relations if r.name == row["relation"])
    return forms(row["known"] or "", kind, row["known_in"] or "")


def score_generated(folder: Path, files: Sequence[Path]) -> int:
    """Write the last pass for δ into a folder of probes, from logged generations at temperature 1.

    Returns the number of answers to score. Raises `BadRequest` if the folder holds no probes, `BadData` if the files
    hold no generation of its generating pass.
    """
    try:
        name = json.loads((folder / "probes.json").read_text("utf-8"))["tasks"]
    except (OSError, ValueError, KeyError):
        raise BadRequest(f"{folder} holds no probes", "a folder that `corpusstat probes` has written") from None
    found = [(s.doc, s.response or "") for s in samples.read(files) if s.is_generation]
    if not found:
        raise BadRequest("no generation at temperature 1", f"samples of the task {name}_delta_generate")
    rows = list(delta.score_rows(found))
    write.write_delta_task(folder, name, "score", rows, "_likelihood.yaml")
    return len(found)
