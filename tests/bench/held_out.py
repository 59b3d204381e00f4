"""Floors on real documents held out: counts of some documents, held against what the others say.

    nice python tests/bench/bench_floors.py --shared FOLDER      (FOLDER holds corpus/: audited first)
    nice python tests/bench/bench_floors.py --run RUN            (a finished run)

Documents are split at random many times. From a part, the floors are computed as the report computes them; the truth is
the share of the other documents' mentions that no model of the part gets right (for *wrong or declined*: the prompt is
not in the part, and the value is not the relation's commonest there). That truth is itself a sample, so a failure may
be its noise; the larger the held-out part, the less. Both sides went through the same extractor: what it misses or
makes up is not tested here.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from worlds import Corpus, sums

from corpusstat.estimate import answers as told
from corpusstat.estimate.floors import floors
from corpusstat.estimate.stratum import Counts, DocumentSums

SPLITS = 400
FEWEST = 150


@dataclass(frozen=True)
class Mentions:
    """Examples of one stratum as arrays of codes: document, prompt, relation, value (−1 = don't know)."""

    name: str
    document: np.ndarray
    prompt: np.ndarray
    relation: np.ndarray
    value: np.ndarray


def strata(run: Path) -> list[Mentions]:
    """The whole corpus and every domain with enough examples, over the floor set."""
    floor_set = json.loads((run / "report.json").read_text("utf-8"))["corpus"]["floor_set"]
    rows = pl.read_parquet(sorted((run / "mentions").glob("*.parquet"))).filter(pl.col("relation").is_in(floor_set))
    parts = [("whole corpus", rows)] + [(str(d[0]), r) for d, r in sorted(rows.group_by("domain"), key=lambda x: x[0])]
    return [_coded(name, part) for name, part in parts if part.height >= FEWEST]


def _coded(name: str, rows: pl.DataFrame) -> Mentions:
    def codes(*columns: str) -> np.ndarray:
        return rows.select(pl.struct(columns).rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()

    value = np.where(rows["value"].is_null().to_numpy(), -1, codes("relation", "value_key"))
    return Mentions(name, codes("doc_key"), codes("relation", "key"), codes("relation"), value)


def held_out(place: Path, *, run: bool = False) -> None:
    """Audit ``place``/corpus (or take the finished run ``place``) and print how often each floor failed."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = place
        if not run:
            import corpusstat

            folder = Path(temporary) / "run"
            corpusstat.audit(place / "corpus", folder)
        _all(strata(folder))


def _all(found: list[Mentions]) -> None:
    print("counts of   of            N     N_eff    sr   floors, mean:            held out, mean:      failed, %")
    print("                                            wrong/decl. stat.  guar.   wrong/decl. unseen   w./d.  stat.")
    total = {"w": 0.0, "s": 0.0, "cells": 0}
    for share in (0.2, 0.5):
        for m in found:
            rows = [_split(m, share, np.random.default_rng([17, i])) for i in range(SPLITS)]
            a = np.array(rows)
            w, s = 100 * np.mean(a[:, 3] > a[:, 6] + 1e-12), 100 * np.mean(a[:, 4] > a[:, 8] + 1e-12)
            mean = np.nanmean(a, axis=0)
            print(
                f"{100 * share:5.0f} %     {m.name[:12]:12}{mean[0]:7,.0f}{mean[1]:9,.0f}{mean[2]:7.3f}"
                f"{mean[3]:10.3f}{mean[4]:8.3f}{mean[5]:7.3f}{mean[6]:13.3f}{mean[7]:8.3f}{w:9.2f}{s:7.2f}"
            )
            total["w"], total["s"], total["cells"] = total["w"] + w, total["s"] + s, total["cells"] + 1
    w, s = (total[k] / total["cells"] for k in "ws")
    print(f"over all: wrong or declined {w:.2f} %, statistical {s:.2f} %")


def _split(m: Mentions, share: float, rng: np.random.Generator) -> tuple[float, ...]:
    """N, N_eff, sr, floors (3), held-out wrong or declined, held-out unseen, least err + δ of two models."""
    inside = (rng.random(int(m.document.max()) + 1) < share)[m.document]
    replied = m.value >= 0
    counts = np.bincount(m.prompt[inside & replied], minlength=int(m.prompt.max()) + 1)
    part = Corpus(counts, int(inside.sum()), m.document[inside], m.prompt[inside], replied[inside])
    c = sums(part)
    by = DocumentSums(*(float(c[k]) for k in ("n_sq", "s_sq", "s_n", "b_sq")))
    relations = int(m.relation.max()) + 1
    facts = _facts(m, inside & replied)
    tops = [_top(facts[facts[:, 0] == r, 1]) for r in range(relations)]
    each = told.answers_of(*(np.array(x, dtype=float) for x in zip(*(t[:4] for t in tops), strict=True)))
    single = inside & replied & (counts[m.prompt] == 1)
    f1 = np.bincount(m.relation[single], minlength=relations)
    guess = told.pooled(each, f1, np.bincount(m.relation[inside], minlength=relations))
    made = floors(Counts(c["f1"], c["f2"], c["n"], documents=by, many=c["documents"]), guess)
    out = ~inside
    unseen = out & replied & (counts[m.prompt] == 0)
    commonest = np.array([t[4] for t in tops])
    declined = np.sum(unseen & (m.value != commonest[m.relation])) / out.sum()
    missing = np.sum(unseen) / out.sum()
    memoriser = _memoriser(m, unseen, facts, tops, np.asarray(each.two_tau) / 2) / out.sum()
    # out of 1 − the mass of unseen prompts: a model that knows what it saw errs nowhere else
    values = [f.value for f in (made.wrong_or_declined, made.statistical, made.guaranteed)]
    n_eff = float(made.statistical.n_eff)
    return (c["n"], n_eff, float(made.corrected.sr), *values, declined, missing, min(missing, memoriser))


def _facts(m: Mentions, inside: np.ndarray) -> np.ndarray:
    """Distinct prompts of the part with (relation, first value)."""
    _, first = np.unique(m.prompt[inside], return_index=True)
    return np.column_stack([m.relation[inside][first], m.value[inside][first]])


def _top(values: np.ndarray) -> tuple[int, int, int, int, int]:
    """Counts of the three commonest values, prompts, and the commonest value (−2 if none)."""
    if not values.size:
        return 0, 0, 0, 0, -2
    names, many = np.unique(values, return_counts=True)
    order = np.argsort(-many, kind="stable")
    three = [*many[order][:3].tolist(), 0, 0][:3]
    return three[0], three[1], three[2], values.size, int(names[order[0]])


def _memoriser(m: Mentions, unseen: np.ndarray, facts: np.ndarray, tops: list, tau: np.ndarray) -> float:
    """err + δ (times mentions) of a model that says every value with its share among the prompts it knows."""
    sum_ = 0.0
    for r, top in enumerate(tops):
        mine = m.value[unseen & (m.relation == r)]
        if not mine.size:
            continue
        if not top[3]:
            sum_ += mine.size
            continue
        names, many = np.unique(facts[facts[:, 0] == r, 1], return_counts=True)
        shares = many / top[3]
        at = np.minimum(np.searchsorted(names, mine), names.size - 1)
        own = np.where(names[at] == mine, shares[at], 0.0)
        over = float(shares[shares > tau[r]].sum())
        sum_ += float(np.sum(1 - own) + np.sum(over - (own > tau[r])))
    return sum_
