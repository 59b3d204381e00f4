"""Tier 3: the sweep of Miao and Kearns 2025. An order-2 Markov model over the fields of facts, whose multiplicities are
int(Pareto(γ)); hallucination against the rate of facts seen once, and what repeating some rows does to it.

A fact is (first name, last name, place, birthday). The model draws each field given the two before it, so that it
forgets the first name when it comes to the day: what it recombines is a hallucination unless it happens to be a fact.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from planted import day, name, written

import corpusstat
from corpusstat.estimate.theorems import kv24_99

FACTS, ROWS, GENERATED = 5000, 5000, 5000
GAMMAS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.25, 3.5, 3.75, 3.99)
PLACES = ("Ashby", "Brackwater", "Corran", "Dunmore", "Eastlea", "Farrow", "Gorley", "Harrowgate", "Inverlee", "Kelso")
PACK = """[[relation]]
name = "birthday"
subject = "person"
value = "date"
answers = 365
templates = ["{subject} was born in {place} on {value}"]
"""
Fact = tuple[str, str, str, str]


def facts(rng: np.random.Generator) -> list[Fact]:
    """As many people as facts; last names are shared, so that fields can be recombined."""
    made = []
    for i in range(FACTS):
        first, last = name(480 * (i // 60)).split(" ")[0], name(i % 60).split(" ")[1]  # no two people alike
        made.append((first, last, PLACES[rng.integers(10)], written(day(int(rng.integers(365))))))
    return made


def corpus(gamma: float, rng: np.random.Generator, known: Sequence[Fact]) -> list[Fact]:
    """5,000 rows drawn without replacement from facts repeated int(Pareto(γ, 1)) times."""
    many = np.minimum((rng.pareto(gamma, len(known)) + 1).astype(int), 10_000)
    pool = np.repeat(np.arange(len(known)), many)
    return [known[i] for i in rng.choice(pool, ROWS, replace=False)]


def hallucinations(rows: Sequence[Fact], known: set[Fact], rng: np.random.Generator) -> float:
    """Share of 5,000 generations of an order-2 model that are no facts."""
    follow: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        before = ("", "")
        for field in row:
            follow[before].append(field)
            before = (before[1], field)
    wrong = 0
    for _ in range(GENERATED):
        before, said = ("", ""), []
        for _ in range(4):
            options = follow[before]
            said.append(options[rng.integers(len(options))])
            before = (before[1], said[-1])
        wrong += tuple(said) not in known
    return wrong / GENERATED


def audited(rows: Sequence[Fact]) -> tuple[float, int]:
    """Rate of facts seen once, and N, as the product reports them."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        texts = [f"{first} {last} was born in {town} on {date}." for first, last, town, date in rows]
        pq.write_table(pa.table({"id": [str(i) for i in range(len(texts))], "text": texts}), place / "x.parquet")
        (place / "pack.toml").write_text(PACK, "utf-8")
        options: dict[str, Any] = {"relations": (str(place / "pack.toml"),), "builtin": False, "copies": False}
        report = corpusstat.audit(place / "x.parquet", out=place / "run", **options).report["corpus"]
    return report["sr"], report["n"]


def sweep() -> list[dict[str, Any]]:
    """Each γ once as drawn, and once with a tenth of the rows repeated ten times."""
    rng = np.random.default_rng(1)
    known = facts(rng)
    rows = []
    for gamma in GAMMAS:
        drawn = corpus(gamma, rng, known)
        sr, n = audited(drawn)
        repeated = [*drawn, *(row for row in drawn[: ROWS // 10] for _ in range(10))]
        rows.append(
            {
                "gamma": gamma,
                "n": n,
                "sr": sr,
                "hallucination": hallucinations(drawn, set(known), rng),
                "repeated": hallucinations(repeated, set(known), rng),
                "kv24": kv24_99(sr, n, FACTS / (FACTS * len(PLACES) * 365)).value,
            }
        )
    return rows


def table(rows: Sequence[dict[str, Any]]) -> str:
    """In Markdown, with the correlation."""
    sr, found = (np.array([row[k] for row in rows]) for k in ("sr", "hallucination"))
    lines = [
        f"corr(sr, hallucination) = {np.corrcoef(sr, found)[0, 1]:.3f} over {len(rows)} values of γ; repeating "
        f"rows lowered hallucination in {sum(r['repeated'] < r['hallucination'] for r in rows)} of them.",
        "",
        "| γ | N | sr | hallucination | with a tenth of the rows repeated ten times | KV24 at Mis = 0 |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    for r in rows:
        numbers = " | ".join(f"{r[k]:.3f}" for k in ("sr", "hallucination", "repeated", "kv24"))
        lines.append(f"| {r['gamma']} | {r['n']:,} | {numbers} |")
    return "\n".join(lines)
