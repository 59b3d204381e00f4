"""What each domain adds, and the sentences shown: against brute force over the mentions, and against what-if."""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.special import stdtrit

import corpusstat
from corpusstat.estimate.contribution import differences, tied_ranks
from corpusstat.runs.contributions import EACH
from corpusstat.runs.whatif import whatif

Mention = tuple[int, str, int]
"""Prompt, domain and document group of an answered mention."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> corpusstat.Run:
    """180 short biographies in three domains and one without facts; some people are in several, with other dates."""
    folder, rng = tmp_path_factory.mktemp("contributions"), random.Random(5)
    rows = []
    for i in range(180):
        who = min(int(rng.expovariate(1 / 40)), 99)
        first, last = ("Anna", "Peter", "Maria", "Ruth")[who % 4], "BDFGHKLMNPRSTVW"[who % 15]
        year = 1900 + who % 90 + (rng.random() < 0.1)
        text = f"{first} {last}{('al', 'en', 'or', 'und')[who // 15 % 4]}berg was born on {1 + who % 28} March {year}."
        rows.append({"id": str(i), "text": text, "source": rng.choice(["letters", "news", "press"])})
    rows.append({"id": "x", "text": "Nothing to learn.", "source": "empty"})
    (folder / "corpus").mkdir()
    pl.DataFrame(rows).write_parquet(folder / "corpus" / "one.parquet")
    return corpusstat.audit(folder / "corpus", folder / "run", workers=1)


@pytest.fixture(scope="module")
def mentions(run: corpusstat.Run) -> pl.DataFrame:
    parts = sorted((run.folder / "mentions").glob("*.parquet"))
    floor_set = run.report["corpus"]["floor_set"]
    return pl.concat([pl.read_parquet(p) for p in parts]).filter(
        pl.col("relation").is_in(floor_set), pl.col("value_key").is_not_null()
    )


def singletons(rows: list[Mention]) -> int:
    return sum(1 for n in Counter(key for key, _, _ in rows).values() if n == 1)


def rate(rows: list[Mention]) -> float:
    return singletons(rows) / len(rows)


def filled(run: corpusstat.Run) -> list[dict[str, Any]]:
    return [d for d in run.report["domains"] if d["n"]]


def test_every_domain_against_brute_force(run: corpusstat.Run, mentions: pl.DataFrame) -> None:
    rows: list[Mention] = mentions.select("key", "domain", "group").rows()
    for domain in filled(run):
        name, adds = domain["domain"], domain["adds"]
        here, elsewhere = ({k for k, d, _ in rows if (d == name) == mine} for mine in (True, False))
        assert adds["prompts"] == len(here)
        assert adds["only_here"] == len(here - elsewhere)
        assert adds["overlap"] == pytest.approx(1 - len(here - elsewhere) / len(here))
        assert adds["per_mb"] == pytest.approx(len(here - elsewhere) / domain["bytes"] * 1e6)
        without = [r for r in rows if r[1] != name]
        assert adds["without"]["difference"] == pytest.approx(rate(without) - rate(rows))
        groups = [rate([r for r in without if r[2] != g]) - rate([r for r in rows if r[2] != g]) for g in range(64)]
        held = len({g for _, d, g in rows if d == name})
        spread = math.sqrt(63 / 64 * sum((x - float(np.mean(groups))) ** 2 for x in groups))
        assert adds["without"]["half"] / spread == pytest.approx(stdtrit(held - 1, 0.975), rel=1e-6)


def test_without_a_domain_is_what_whatif_says(run: corpusstat.Run) -> None:
    for domain in filled(run):
        assert domain["adds"]["without"]["sr"] == pytest.approx(whatif(run.folder, {domain["domain"]: 0}).sr)
    assert next(d for d in run.report["domains"] if d["domain"] == "empty")["adds"] is None


def test_nothing_is_left_without_the_only_domain() -> None:
    value, half = differences([3, 2, 2], [9, 5, 6], [[-3, -2, -2]], [[9, 5, 6]])
    assert np.isnan(value[0])
    assert np.isnan(half[0])
    with pytest.raises(corpusstat.errors.BadData, match="shapes"):
        differences([3, 2], [9, 5, 6], [[0, 0]], [[1, 1]])


def test_places_are_shared_where_intervals_overlap() -> None:
    rows = [(0.9, 0.85, 0.95), (0.8, 0.7, 0.86), (0.65, 0.6, 0.72), (0.1, 0.0, 0.2)]
    # the third overlaps the second, but not the first of the place: it has a place of its own
    assert tied_ranks(rows) == [(1, True), (1, True), (3, False), (4, False)]
    assert tied_ranks([]) == []


def test_examples_are_singletons_and_conflicts_with_their_place(run: corpusstat.Run, mentions: pl.DataFrame) -> None:
    counts = Counter(mentions["key"].to_list())
    values = mentions.group_by("key").agg(pl.col("value_key").n_unique()).rows()
    split = {key for key, n in values if n > 1}
    assert split, "the corpus has no conflict: the test would show nothing"
    rows = {(m["shard"], m["row_group"], m["row"], m["relation"]): m for m in mentions.iter_rows(named=True)}
    shown = 0
    assert [e["domain"] for e in run.report["examples"]] == [
        d["domain"] for d in sorted(filled(run), key=lambda d: (-d["n"], d["domain"]))
    ]
    for example in run.report["examples"]:
        once = [m for m in mentions.iter_rows(named=True) if counts[m["key"]] == 1 and m["domain"] == example["domain"]]
        assert len(example["singletons"]) == min(EACH, len(once))
        for m in example["singletons"]:
            found = rows[m["shard"], m["row_group"], m["row"], m["relation"]]
            assert counts[found["key"]] == 1
            assert found["domain"] == m["domain"] == example["domain"]
            assert (m["sentence"], m["start"], m["end"]) == (found["sentence"], found["start"], found["end"])
            assert int(m["document"], 16) == found["doc_key"] & ((1 << 64) - 1)
        for prompt in example["conflicts"]:
            keys = {rows[m["shard"], m["row_group"], m["row"], m["relation"]]["key"] for m in prompt}
            assert len(keys) == 1
            assert keys <= split
            assert len({m["value"] for m in prompt}) == len(prompt) > 1
            assert prompt[0]["domain"] == example["domain"]
            shown += 1
    assert shown


def test_a_domain_in_few_groups_has_the_quantile_of_these() -> None:
    """Of ten documents no more is known of their scatter than ten groups tell; of one group nothing."""
    whole = np.array([40.0, *[39.0] * 4])
    n = np.array([100.0, *[90.0] * 4])
    wide = differences(whole, n, [[-4, -3, -2, -4, -4]], [[10, 5, 5, 10, 10]])[1]
    alone = differences(whole, n, [[-4, -3, -4, -4, -4]], [[10, 0, 10, 10, 10]])[1]
    rest = n - np.array([10, 5, 5, 10, 10])
    gap = (whole + np.array([-4, -3, -2, -4, -4])) / rest - whole / n
    spread = np.sqrt(3 / 4 * np.sum((gap[1:] - gap[1:].mean()) ** 2))
    assert wide[0] == pytest.approx(12.706 * spread, rel=1e-4)  # t with one degree of freedom: two groups
    assert np.isnan(alone[0])
