"""From finished counts back to domains and sentences: what each domain adds, and examples for the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from corpusstat.count.crossing import CHOSEN, KINDS, crossed, sentences
from corpusstat.count.database import opened_run
from corpusstat.count.questions import query_text
from corpusstat.errors import printable
from corpusstat.estimate.contribution import differences, tied_ranks
from corpusstat.runs.finder import EXAMPLES, write_examples
from corpusstat.schema import ALL_DOMAINS, FLOOR_SET, GROUPS, OTHER_DOMAINS

__all__ = ["add_contributions", "examples"]

EACH: Final = 5
"""Examples of a kind for each domain in the report."""
MOST_DOMAINS: Final = 60
"""Domains with examples in the report: the largest; `corpusstat show` has those of all."""
LONGEST: Final = 400
"""Characters of a sentence in the report."""

Row = dict[str, Any]
Files = Mapping[str, Sequence[Path]]


def add_contributions(report: Row, folder: Path, memory: int, files: Files | None = None) -> pl.DataFrame:
    """Add to each domain of a report what it adds to the corpus, and its rank with ties.

    ``adds`` (null without answered prompts): ``prompts`` answered there, ``only_here`` those that no other domain
    answers, both per megabyte as ``prompts_per_mb`` and ``per_mb``, ``overlap`` (share answered elsewhere too), and
    ``without``: sr of the corpus without the domain, its ``difference`` to sr, and ``half``, the half-width of the
    difference's 95 % interval (null where nothing is left). Counts are of the corpus: those kept over θ.

    Returns
    -------
    polars.DataFrame
        Prompts that were chosen of each domain meanwhile, to show their sentences (`examples`).
    """
    relations = report["corpus"].get("floor_set", [])
    found = crossed(folder, relations, each=EXAMPLES, memory=memory, files=files)
    numbers = {name: i for i, name in enumerate([*found.domains, OTHER_DOMAINS])}
    known = [d for d in report["domains"] if found.prompts[numbers[d["domain"]]]]
    places = [numbers[d["domain"]] for d in known]
    left = _differences(report, known, found.change[places], _sizes(folder, memory, files))
    for domain in report["domains"]:
        domain["adds"] = None
    for domain, place, (difference, half) in zip(known, places, left, strict=True):
        prompts = int(found.prompts[place]), int(found.only_here[place])
        domain["adds"] = _adds(domain, prompts, report["corpus"], difference, half)
    _rank(report["domains"])
    return pl.concat([CHOSEN.to_frame(), *found.chosen])


def _sizes(folder: Path, memory: int, files: Files | None) -> pl.DataFrame:
    """f1 and N of the corpus and of every domain, without each document group."""
    text = (
        'SELECT domain, "group", f1, n FROM jackknife '
        f"WHERE relation = '{FLOOR_SET}' AND scope = 'corpus' AND unit = 'mentions'"
    )
    with opened_run(folder, memory, files or {}) as con:
        found: pl.DataFrame = con.sql(text).pl()
    return found


def _differences(
    report: Row, domains: Sequence[Row], changes: npt.NDArray[np.int64], sizes: pl.DataFrame
) -> list[tuple[float, float]]:
    corpus, place = report["corpus"], {d["domain"]: i for i, d in enumerate(domains)}
    if not domains:
        return []
    f1, n = np.full(GROUPS + 1, corpus["f"][0]), np.full(GROUPS + 1, corpus["n"])
    gone = np.repeat(np.array([[d["n"]] for d in domains]), GROUPS + 1, axis=1)
    less = changes.copy()
    less[:, 1:] += changes[:, :1]
    for domain, group, singles, examples in sizes.rows():
        if domain == ALL_DOMAINS:
            f1[group + 1], n[group + 1] = singles, examples
        elif domain in place:
            gone[place[domain], group + 1] = examples
    values, halves = differences(f1, n, less, gone, theta=corpus["theta"])
    return list(zip(values.tolist(), halves.tolist(), strict=True))


def _adds(domain: Row, found: tuple[int, int], corpus: Row, difference: float, half: float) -> Row:
    theta, megabytes = corpus["theta"], domain["bytes"] / 1e6
    prompts, own = (number / theta for number in found)
    known = not np.isnan(difference)
    without = {"sr": corpus["sr"] + difference, "difference": difference, "half": None if np.isnan(half) else half}
    return {
        "prompts": prompts,
        "only_here": own,
        "prompts_per_mb": prompts / megabytes if megabytes else 0.0,
        "per_mb": own / megabytes if megabytes else 0.0,
        "overlap": 1 - own / prompts,
        "without": without if known else None,
    }


def _rank(domains: Sequence[Row]) -> None:
    """Replace the ranks by places with ties, the highest rate at the common N first."""
    ranked = [d for d in domains if d.get("sr_common_n") is not None]
    places = tied_ranks([(d["sr_common_n"], d["sr_common_low"], d["sr_common_high"]) for d in ranked])
    for domain, (rank, tied) in zip(ranked, places, strict=True):
        domain |= {"rank": rank, "tied": tied}


def examples(report: Row, folder: Path, chosen: pl.DataFrame, memory: int, files: Files | None = None) -> list[Row]:
    """Choose sentences to look at: singletons and conflicts of the largest domains, and why facts were refused there.

    More of them, of every domain that is reported, go into a file of the run (`kept_examples`).
    ``chosen`` are the prompts to show (`add_contributions`); ``files`` may stand for the run's own where these are many
    (`database.run_query`).

    Returns
    -------
    list of dict
        Per domain ``domain``, ``singletons`` (mentions), ``conflicts`` (lists of mentions of one prompt with differing
        values), ``refused`` (``relation``, ``reason``, ``n``; the most frequent). A mention has ``relation``,
        ``entity``, ``value``, ``sentence`` (at most 400 characters), ``domain``, ``document`` (its key, as hex),
        ``shard``, ``row_group``, ``row``, and ``start``, ``end`` in characters of the text.
    """
    filled = [d for d in report["domains"] if d["n"] and d["domain"] != OTHER_DOMAINS]
    every = [d["domain"] for d in sorted(filled, key=lambda d: (-d["n"], d["domain"]))]
    found = sentences(folder, chosen.filter(pl.col("domain").is_in(every)), memory=memory, files=files)
    write_examples(folder, found, every)
    shown = found.filter(pl.col("place") <= EACH)
    single, split = (shown.filter(pl.col("kind") == kind) for kind in KINDS)
    names = every[:MOST_DOMAINS]
    refused = _refused(folder, names, memory, files)
    return [
        {
            "domain": name,
            "singletons": [_mention(row) for row in _of(single, name)],
            "conflicts": _by_place(_of(split, name)),
            "refused": refused.get(name, []),
        }
        for name in names
    ]


def _of(rows: pl.DataFrame, domain: str) -> list[Row]:
    return rows.filter(pl.col("domain") == domain).to_dicts()


def _by_place(rows: Sequence[Row]) -> list[list[Row]]:
    places: dict[int, list[Row]] = {}
    for row in rows:
        places.setdefault(row["place"], []).append(_mention(row))
    return list(places.values())


def _mention(row: Row) -> Row:
    kept = ("relation", "entity", "value", "shard", "row_group", "row", "start", "end")
    sentence = row["sentence"] if len(row["sentence"]) <= LONGEST else row["sentence"][: LONGEST - 1] + "…"
    key = format(row["doc_key"] & ((1 << 64) - 1), "016x")
    return {name: row[name] for name in kept} | {"sentence": sentence, "domain": row["said_in"], "document": key}


def _refused(folder: Path, names: Sequence[str], memory: int, files: Files | None) -> dict[str, list[Row]]:
    with opened_run(folder, memory, files or {}) as con:
        rows = con.sql(query_text("rejections")).pl().filter(pl.col("domain").is_in(list(names)))
    found: dict[str, list[Row]] = {}
    for row in rows.iter_rows(named=True):
        mine = found.setdefault(row["domain"], [])
        if len(mine) < EACH:
            mine.append({"relation": row["relation"], "reason": printable(row["reason"], 300), "n": row["n"]})
    return found
