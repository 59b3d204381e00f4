"""Does the theory hold on models? Planted corpora are written, audited by `corpusstat audit`, and learnt from.

    python tests/bench/bench_models.py exact OUT [--large]   # tier 1: closed-form models; --large: N = 1e4, 1e5, 1e6
    python tests/bench/bench_models.py counted OUT           # the large worlds, sr counted from the plant; no floors
    python tests/bench/bench_train.py OUT                    # tier 2, the long half (extra [bench])
    python tests/bench/bench_models.py trained OUT           # tier 2: floors beside what OUT/trained.json holds
    python tests/bench/bench_models.py markov OUT            # tier 3: the sweep of Miao and Kearns 2025
    python tests/bench/bench_models.py write OUT             # tables and figure into docs/

sr and the floors are those of report.json; error, δ and accuracy of the models are exact (tier 3: counted).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

import closed_form
import markov
import numpy as np
from figures import scatter
from planted import World, world

import corpusstat

ROOT = Path(__file__).parent.parent.parent
FLOORS = ("wrong_or_declined", "statistical", "guaranteed", "paper")
Row = dict[str, Any]


def audited(planted: World) -> Row:
    """sr and the floors of a planted world, as the product reports them."""
    with tempfile.TemporaryDirectory() as folder:
        documents, pack = planted.write(Path(folder) / "corpus")
        options: Row = {"relations": (str(pack),), "builtin": False, "copies": False}
        corpus = corpusstat.audit(documents, out=Path(folder) / "run", **options).report["corpus"]
    assert corpus["n"] == planted.drawn.size
    assert corpus["f"][0] == int((planted.n == 1).sum())
    floors = {name: (corpus["floors"] or {}).get(name) or {} for name in FLOORS}
    return {
        "sr": corpus["sr"],
        "floors": {name: floor.get("raw") for name, floor in floors.items() if not _silent(floor)},
        "upper": corpus["upper"],
        "two_tau": (corpus.get("guessing") or {}).get("two_tau"),
    }


def _silent(floor: Row) -> bool:
    """Whether a floor is not claimed at all (vacuous ones are kept: with a negative δ they may claim something)."""
    return floor.get("raw") is None or (floor.get("kind") == "guaranteed" and not floor.get("corrected"))


def violations(row: Row) -> list[str]:
    """Floors that a model's exact error lies under."""
    out = []
    for name, raw in row["floors"].items():
        if name == "wrong_or_declined":
            broken = row["declined"] < raw or row["accuracy"] > 1 - raw
        else:
            broken = row["err"] < raw - row["delta" if name == "paper" else "delta_tau"]
        if broken:
            out.append(name)
    return out


def counted(planted: World) -> Row:
    """sr of a planted world from the plant; no floors."""
    return {"sr": float((planted.n == 1).sum()) / planted.drawn.size, "floors": {}}


def exact(large: bool = False, rates: Callable[[World], Row] = audited) -> Iterator[Row]:
    """Tier 1: 36 worlds × 13 closed-form models."""
    sizes = (10**4, 10**5, 10**6) if large else (1000, 3000, 10_000)
    for seed, (n, exponent, alpha, answers) in enumerate(product(sizes, (0.6, 1.0, 1.2), (1.0, 0.7), (365, 36525))):
        planted = world(n, exponent, alpha, answers, seed)
        found = rates(planted)
        print(f"{seed + 1} of 36: N = {n:,}, Zipf {exponent}, sr {found['sr']:.4f}", file=sys.stderr, flush=True)
        about = {"n": n, "exponent": exponent, "alpha": alpha, "answers": answers, "seed": seed}
        for name, model in closed_form.MODELS.items():
            yield {"model": name} | about | found | asdict(closed_form.exact(model(planted), planted))


def trained(rows: Sequence[Row]) -> Iterator[Row]:
    """Tier 2: floors of the worlds that transformers were trained on."""
    keys = ("n", "prompts", "exponent", "alpha", "seed", "wordings", "restated")
    seen: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = tuple(row[k] for k in keys)
        if key not in seen:
            planted = world(row["n"], row["exponent"], row["alpha"], 365, row["seed"], row["prompts"])
            planted = replace(planted, wordings=row["wordings"], restated=row["restated"])
            assert row.get("documents", planted.digest) == planted.digest, "trained on other documents"
            seen[key] = audited(planted)
        yield {"model": f"d = {row['d']}"} | row | seen[key]


def summary(rows: Sequence[Row]) -> list[Row]:
    """Per model: mean sr, error and δ, correlation of error with sr, slope, and floors violated."""
    out = []
    for name in dict.fromkeys(row["model"] for row in rows):
        mine = [row for row in rows if row["model"] == name]
        sr, err = (np.array([row[k] for row in mine]) for k in ("sr", "err"))
        fit = np.polyfit(sr, err, 1) if len(mine) > 2 and sr.std() > 0 else (np.nan, np.nan)
        same = err.std() == 0 or sr.std() == 0
        out.append(
            {
                "model": name,
                "runs": len(mine),
                "r": None if same else float(np.corrcoef(sr, err)[0, 1]),
                "slope": float(fit[0]),
                "sr": float(sr.mean()),
                "err": float(err.mean()),
                "delta": float(np.mean([row["delta"] for row in mine])),
                "declined": float(np.mean([row["declined"] for row in mine])),
                "violated": {f: sum(f in violations(row) for row in mine) for f in FLOORS},
                "claimed": {f: sum((row["floors"].get(f) or 0) > 0 for row in mine) for f in FLOORS},
            }
        )
    return out


def table(rows: Sequence[Row]) -> str:
    """The summary in Markdown."""
    lines = [
        "| model | runs | corr(sr, err) | slope | mean sr | mean err | wrong or declined | mean δ "
        "| violated: wrong or declined / statistical / guaranteed / paper | of claimed |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in summary(rows):
        numbers = (row["r"], row["slope"], row["sr"], row["err"], row["declined"], row["delta"])
        shown = " | ".join("–" if x is None else f"{x:.3f}" for x in numbers)
        broken, held = (" / ".join(str(row[k][f]) for f in FLOORS) for k in ("violated", "claimed"))
        lines.append(f"| {row['model']} | {row['runs']} | {shown} | {broken} | {held} |")
    return "\n".join(lines)


RUN = ("n", "prompts", "exponent", "alpha", "seed", "d", "wordings", "restated")
"""What tells one run of tier 2 from another."""


WORDINGS = ("one", "4, all a document", "4, one a document")


def last_checkpoints(rows: Sequence[Row]) -> list[Row]:
    """The last checkpoint of each run of tier 2."""
    runs = {tuple(row[k] for k in RUN): row for row in sorted(rows, key=lambda row: row["epoch"])}
    return list(runs.values())


def trained_table(rows: Sequence[Row]) -> str:
    """Each run of tier 2 at its end."""
    lines = [
        "| Zipf | people | answered | wordings | d | seed | sr | train loss | err | of it, never answered "
        "| missing mass | δ | wrong or declined: floor, measured | statistical floor at δ = 0 | violating |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in last_checkpoints(rows):
        same = [r for r in rows if all(r[k] == row[k] for k in RUN)]
        broken = sum(bool(violations(r)) for r in same)
        wod, stat = (row["floors"].get(k) for k in ("wrong_or_declined", "statistical"))
        floors = [f"{max(0.0, x):.3f}" if x is not None else "–" for x in (wod, stat)]
        lines.append(
            f"| {row['exponent']} | {row['prompts']:,} | {row['alpha']:g} | {_wordings(row)} | {row['d']} "
            f"| {row['seed']} | {row['sr']:.3f} | {row['loss']:.4f} | {row['err']:.3f} | {row['err_unseen']:.3f} "
            f"| {row['alpha'] * row['missing']:.3f} | {row['delta']:+.3f} | {floors[0]}, {row['declined']:.3f} "
            f"| {floors[1]} | {broken} of {len(same)} |"
        )
    return "\n".join(lines)


def _wordings(row: Row) -> str:
    return "one" if row["wordings"] == 1 else f"{row['wordings']}, {'all' if row['restated'] else 'one'} a document"


def converged(rows: Sequence[Row], wordings: str) -> list[Row]:
    """Runs that have converged (train loss < .05) and never decline, of worlds with such wordings."""
    ends = last_checkpoints(rows)
    return [r for r in ends if r["loss"] < 0.05 and r["alpha"] == 1 and _wordings(r) == wordings]


def line(rows: Sequence[Row], wordings: str) -> Row:
    """Least squares of err on sr over `converged` runs."""
    held = converged(rows, wordings)
    sr, err = (np.array([r[k] for r in held]) for k in ("sr", "err"))
    slope, start = np.polyfit(sr, err, 1)
    return {"runs": len(held), "slope": float(slope), "start": float(start), "r": float(np.corrcoef(sr, err)[0, 1])}


def said_of(rows: Sequence[Row]) -> str:
    """What tier 2 comes to, in words."""
    broken = sum(bool(violations(r)) for r in rows)
    lines = [f"{len(last_checkpoints(rows))} runs, {len(rows)} checkpoints, {broken} of which violate a floor."]
    for wordings in WORDINGS:
        fit = line(rows, wordings)
        lines.append(
            f"Converged runs that never decline, wordings: {wordings} ({fit['runs']} runs): "
            f"err = {fit['start']:+.3f} + {fit['slope']:.3f} sr, r = {fit['r']:.4f}."
        )
    return "\n".join(lines)


def main(what: str, out: Path, *flags: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    if what == "exact":
        rows = list(exact(large="--large" in flags))
        (out / "exact.json").write_text(json.dumps(rows), "utf-8")
        print(table(rows))
    elif what == "counted":
        print(table(list(exact(large=True, rates=counted))))
    elif what == "trained":
        rows = list(trained(json.loads((out / "trained.json").read_text("utf-8"))["rows"]))
        (out / "trained_floors.json").write_text(json.dumps(rows), "utf-8")
        print(trained_table(rows), said_of(rows), sep="\n")
    elif what == "markov":
        rows = markov.sweep()
        (out / "markov.json").write_text(json.dumps(rows), "utf-8")
        print(markov.table(rows))
    else:
        write(out)


def write(out: Path) -> None:
    """Put tables and figure between their markers in docs/after_training.md."""
    page = ROOT / "docs" / "after_training.md"
    text = page.read_text("utf-8")
    one, two, three = (
        json.loads((out / f).read_text("utf-8")) for f in ("exact.json", "trained_floors.json", "markov.json")
    )
    parts = {
        "tier 1": table(one),
        "tier 2": f"{said_of(two)}\n\n{trained_table(two)}",
        "tier 3": markov.table(three),
    }
    for name, made in parts.items():
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, rest = text.split(start)
        text = before + start + made + "\n" + end + rest.split(end)[1]
    page.write_text(text, "utf-8")
    ends = last_checkpoints(two)
    series = {
        "memoriser (exact)": [(r["sr"], r["err"]) for r in one if r["model"] == "memoriser"],
        "transformer, converged": [(r["sr"], r["err"]) for w in WORDINGS[:2] for r in converged(two, w)],
        "read in one wording of four": [(r["sr"], r["err"]) for r in converged(two, WORDINGS[2])],
        "transformer that is too small": [(r["sr"], r["err"]) for r in ends if r["loss"] >= 0.05 and r["alpha"] == 1],
        "transformer that may decline": [(r["sr"], r["err"]) for r in ends if r["alpha"] < 1],
        "statistical floor": [(r["sr"], max(0.0, r["floors"].get("statistical") or 0)) for r in ends],
    }
    (ROOT / "docs" / "after_training.svg").write_text(
        scatter(series, "singleton rate", "error at temperature 1"), "utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
