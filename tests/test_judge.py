"""Drawing mentions to judge, reading the verdicts, and what they do to the singleton rate."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.correct import Judged, corrected, example_counts
from corpusstat.estimate.known import Unfound
from corpusstat.quality.judge import COLUMNS, read_judged, read_unfound, sample, write_sample
from corpusstat.schema import MENTION, polars_schema, stable_hash


def mentions(folder: Path, counts: dict[str, int], parts: int = 1, **changes: object) -> list[Path]:
    """MENTION files with one document per mention; ``counts``: prompt → mentions."""
    rows = []
    for prompt, k in counts.items():
        for i in range(k):
            document = stable_hash(prompt, str(i))
            rows.append(
                {
                    "doc_key": document, "domain": "d", "group": 0, "relation": "birth_date", "entity": prompt,
                    "value": "1900", "key": stable_hash("birth_date", prompt), "value_key": 1, "template": "t",
                    "sentence": f"{prompt} …", "shard": "s", "row_group": 0, "row": len(rows), "start": 0, "end": 5,
                }
                | changes
            )  # fmt: skip
    files = []
    for part in range(parts):
        files.append(folder / f"part-{part}.parquet")
        pl.DataFrame(rows[part::parts], schema=polars_schema(MENTION), orient="row").write_parquet(files[-1])
    return files


COUNTS = {f"one{i}": 1 for i in range(50)} | {f"two{i}": 2 for i in range(20)} | {"four": 4, "nine": 9}


def test_the_sample_is_even_over_the_classes_and_counts_are_corpus_wide(tmp_path: Path) -> None:
    drawn = sample(mentions(tmp_path, COUNTS, parts=3), ["birth_date"], 30)
    assert drawn.height == 30
    by_count = dict(drawn.group_by("count").len().iter_rows())
    assert by_count == {1: 9, 2: 9, 4: 4, 9: 8}
    for entity, count in drawn.select("entity", "count").iter_rows():
        assert COUNTS[entity] == count
    assert drawn["count"].to_list() != sorted(drawn["count"].to_list())


def test_the_sample_depends_on_the_seed_and_on_nothing_else(tmp_path: Path) -> None:
    one = sample(mentions(tmp_path, COUNTS), ["birth_date"], 30, seed=1)
    again = sample(mentions(tmp_path, COUNTS, parts=4)[::-1], ["birth_date"], 30, seed=1)
    other = sample(mentions(tmp_path, COUNTS), ["birth_date"], 30, seed=2)
    assert one.equals(again)
    assert set(one["row"]) != set(other["row"])


def test_only_answers_of_the_wanted_relations_are_drawn(tmp_path: Path) -> None:
    files = mentions(tmp_path, {"a": 3}, value=None)
    assert sample(files, ["birth_date"], 5).is_empty()
    files = mentions(tmp_path, {"a": 3})
    assert sample(files, ["spouse"], 5).is_empty()
    assert sample([], ["birth_date"], 5).is_empty()
    with pytest.raises(BadRequest, match="0 mentions"):
        sample(files, ["birth_date"], 0)


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_can_run_as_a_formula(tmp_path: Path, bad: str) -> None:
    files = mentions(tmp_path, {"x": 1}, entity=bad, sentence=f"{bad}\x1b[31m", value=bad)
    write_sample(sample(files, ["birth_date"], 5), tmp_path / "judge.csv")
    with (tmp_path / "judge.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(COLUMNS)
    for cell in rows[1]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert "\x1b" not in cell
    assert rows[1][COLUMNS.index("verdict")] == ""


def judged(path: Path, lines: list[str], header: str = "count,verdict") -> list[Judged]:
    path.write_text("\n".join([header, *lines]), "utf-8")
    return read_judged(path)


def test_verdicts_are_counted_by_class(tmp_path: Path) -> None:
    lines = ["1,right", "1,WRONG", "1,", "2, right ", "4,right", "5,wrong", "77,right"]
    assert judged(tmp_path / "j.csv", lines) == [
        Judged(1, 1, 1, 2),
        Judged(2, 2, 1, 1),
        Judged(3, 5, 1, 2),
        Judged(6, None, 1, 1),
    ]


@pytest.mark.parametrize(
    ("lines", "header", "said"),
    [
        (["1,maybe"], "count,verdict", "line 2: verdict 'maybe'"),
        (["-1,right"], "count,verdict", "count '-1'"),
        (["x,right"], "count,verdict", "count 'x'"),
        (["1,"], "count,verdict", "no verdicts"),
        (["1"], "count", "no column verdict"),
        ([], "", "no column"),
    ],
)
def test_a_bad_judged_file_says_where(tmp_path: Path, lines: list[str], header: str, said: str) -> None:
    with pytest.raises(BadData, match=said):
        judged(tmp_path / "j.csv", lines, header)


def test_sentences_without_a_fact_are_read_apart(tmp_path: Path) -> None:
    header = "count,verdict,pairs,found"
    lines = ["1,right,,", "0,missed,50,30", "0,none,50,30", "0,,50,30", "0, None ,50,30"]
    assert judged(tmp_path / "j.csv", lines, header) == [Judged(1, 1, 1, 1)]
    assert read_unfound(tmp_path / "j.csv") == Unfound(found=30, pairs=50, judged=3, missed=1)
    judged(tmp_path / "j.csv", lines[:1], header)
    assert read_unfound(tmp_path / "j.csv") is None
    for lines, said in ((["1,right,,", "0,right,5,3"], "verdict 'right'"), (["1,right,,", "0,none,,"], "pairs, found")):
        judged(tmp_path / "j.csv", lines, header)
        with pytest.raises(BadData, match=said):
            read_unfound(tmp_path / "j.csv")


def test_a_missing_or_binary_judged_file(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no judged file"):
        read_judged(tmp_path / "none.csv")
    (tmp_path / "b.csv").write_bytes(b"count,verdict\n\xff\xfe")
    with pytest.raises(BadData, match="not readable"):
        read_judged(tmp_path / "b.csv")


def test_a_planted_error_rate_is_taken_out_again(tmp_path: Path) -> None:
    """Garbage with unique keys raises sr; 800 judged mentions bring it back, within the interval that is claimed.

    True corpus: Zipf prompts. Planted: 12 % of the examples are wrong and unique. The judge sees the truth.
    """
    covered, trials = 0, 12
    for trial in range(trials):
        rng = np.random.default_rng(trial)
        drawn = rng.zipf(1.6, 4000) % 3000
        true = {f"p{p}": int(k) for p, k in zip(*np.unique(drawn, return_counts=True), strict=True)}
        garbage = {f"wrong{i}": 1 for i in range(int(0.12 / 0.88 * 4000))}
        sr = sum(k == 1 for k in true.values()) / sum(true.values())
        files = mentions(tmp_path, true | garbage)
        seen: dict[int, int] = {}
        for k in (true | garbage).values():
            seen[k] = seen.get(k, 0) + 1
        n = sum(k * f for k, f in seen.items())
        assert seen[1] / n > sr + 0.03  # the planted error shows

        write_sample(sample(files, ["birth_date"], 800, seed=trial), tmp_path / "judge.csv")
        judge = pl.read_csv(tmp_path / "judge.csv", infer_schema=False)
        verdict = pl.when(pl.col("entity").str.starts_with("wrong")).then(pl.lit("wrong")).otherwise(pl.lit("right"))
        judge.with_columns(verdict=verdict).write_csv(tmp_path / "judged.csv")
        found = corrected(example_counts(seen), n, read_judged(tmp_path / "judged.csv"))
        assert abs(found.sr - sr) < 0.05
        covered += found.interval.low <= sr <= found.interval.high
    assert covered >= trials - 3
