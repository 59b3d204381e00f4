"""Reports with any number of domains: a real audit of data_samples, whose domains are repeated under other names."""

from __future__ import annotations

import copy
import random
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import corpusstat

SAMPLES = Path(__file__).parent.parent.parent / "data_samples"


@cache
def _audited() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="corpusstat-reports-") as folder:
        return corpusstat.audit(SAMPLES, Path(folder, "run"), workers=1).report


def made(domains: int, names: list[str] | None = None) -> dict[str, Any]:
    """A report with this many domains, a tenth of them empty; the first are called ``names``. The same every time."""
    report, rng = copy.deepcopy(_audited()), random.Random(domains)
    base = [d for d in report["domains"] if d["n"]]
    called = dict(enumerate(names or []))
    report["domains"] = [
        _domain(base[i % len(base)], called.get(i, f"host{i:05}.example.org"), rng, i % 10 == 9) for i in range(domains)
    ]
    filled = sorted((d for d in report["domains"] if d["n"]), key=lambda d: (-d["n"], d["domain"]))
    cells = report["cells"]
    report["cells"] = [c | {"domain": d["domain"]} for d in filled[:500] for c in cells if c["domain"] == d["was"]]
    examples = {e["domain"]: e for e in report["examples"]}
    report["examples"] = [examples[d["was"]] | {"domain": d["domain"]} for d in filled[:60]]
    for d in report["domains"]:
        del d["was"]
    return report


def _domain(base: dict[str, Any], name: str, rng: random.Random, empty: bool) -> dict[str, Any]:
    """A domain as a real one, with other numbers in what orders and ranks it."""
    row = copy.deepcopy(base) | {"domain": name, "was": base["domain"]}
    if empty:
        none = dict.fromkeys(k for k, v in row.items() if isinstance(v, (float, dict)))
        row |= none | {"n": 0, "n_idk": 0, "f": [0] * 5, "flags": ["no mentions"], "theta": 1.0}
        return {k: v for k, v in row.items() if k not in ("rank", "tied", "sr_common_n")}
    row["n"] = round(rng.lognormvariate(5, 1.5)) + 12
    row["bytes"] = rng.randrange(10_000, 10_000_000)
    row["adds"]["per_mb"] = row["adds"]["only_here"] / row["bytes"] * 1e6
    row["adds"]["prompts_per_mb"] = row["adds"]["prompts"] / row["bytes"] * 1e6
    row["adds"]["without"] = {"sr": 0.3, "difference": rng.uniform(-0.02, 0.02), "half": rng.uniform(0, 0.01)}
    return row
