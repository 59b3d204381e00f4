"""Counting on files: parts, disagreements, broken and empty input, the memory limit."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from count_reference import RELATIONS, Example, write, write_copies

from corpusstat.count import apart, strata
from corpusstat.count import count as counting
from corpusstat.count.count import Counts, count, rooms
from corpusstat.count.database import NoRoom
from corpusstat.errors import BadData, BadRequest
from corpusstat.schema import TALLY, polars_schema

TABLES = ("spectrum", "jackknife", "prompts", "values", "documents")
HERE = Path(__file__).parent


def corpus(size: int = 400, seed: int = 0) -> list[Example]:
    rng = random.Random(seed)
    rows = {}
    for _ in range(size):
        document = rng.randrange(size)
        e = Example(
            document,
            "abcd"[document % 4],
            rng.choice(["born", "spouse", "country"]),
            f"e{int(1.5 ** rng.uniform(0, 14))}",
            rng.choice(["1", "2", "1?", "3", None]),
            rng.random() < 0.2,
        )
        rows[e.document, e.relation, e.entity] = e
    return list(rows.values())


def counted(folder: Path, examples: list[Example], files: int = 1, **options: object) -> Counts:
    mentions, tallies = write(folder, examples, files)
    options = {"memory": 1 << 30, "temp": folder / "temp", "copies": write_copies(folder, examples)} | options
    return count(mentions, tallies, RELATIONS, **options)  # type: ignore[arg-type]


def equal(one: Counts, two: Counts) -> bool:
    return all(getattr(one, table).equals(getattr(two, table)) for table in TABLES)


@pytest.mark.parametrize(
    ("parts", "theta"), [(7, 1.0), (3, 0.6), *(pytest.param(2, t, marks=pytest.mark.slow) for t in (1.0, 0.25))]
)
def test_parts_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: int, theta: float) -> None:
    examples = corpus()
    (tmp_path / "o'ne").mkdir()
    whole = counted(tmp_path / "o'ne", examples, theta=theta)
    assert whole.parts == 1
    monkeypatch.setattr(counting, "ROWS", int(len(examples) * theta) // parts)
    monkeypatch.setattr(counting, "FEWEST_ROWS", 1)
    monkeypatch.setattr(apart, "_AT_ONCE", 20)
    monkeypatch.setattr(counting, "rooms", lambda *given: (rooms(*given)[0]._replace(held=300), rooms(*given)[1]))
    (tmp_path / "it's more").mkdir()
    more = counted(tmp_path / "it's more", examples, files=3, theta=theta)
    assert more.parts >= parts
    assert equal(whole, more)
    assert list((tmp_path / "it's more" / "temp").iterdir()) == []


def test_copies_in_some_parts_only_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = [replace(e, copy=e.copy and e.key < 0) for e in corpus()]  # none in the first parts
    (tmp_path / "one").mkdir()
    whole = counted(tmp_path / "one", examples)
    monkeypatch.setattr(counting, "ROWS", len(examples) // 7)
    monkeypatch.setattr(counting, "FEWEST_ROWS", 1)
    (tmp_path / "more").mkdir()
    assert equal(whole, counted(tmp_path / "more", examples))


def test_files_that_hold_only_the_sample_count_the_same(tmp_path: Path) -> None:
    examples = corpus()
    (tmp_path / "all").mkdir()
    (tmp_path / "kept").mkdir()
    whole = counted(tmp_path / "all", examples, theta=0.5)
    mentions, tallies = write(tmp_path / "kept", examples)
    for path in mentions:
        pl.read_parquet(path).filter(pl.col("key") >= 0).write_parquet(path)
    copies = write_copies(tmp_path / "kept", examples)
    kept = count(mentions, tallies, RELATIONS, memory=1 << 30, temp=tmp_path / "temp", theta=0.5, copies=copies)
    assert equal(whole, kept)


def test_nothing_to_count(tmp_path: Path) -> None:
    for mentions, tallies in (([], []), write(tmp_path, [])):
        result = count(mentions, tallies, RELATIONS, memory=1 << 30, temp=tmp_path / "temp")
        assert all(len(getattr(result, table)) == 0 for table in TABLES)


def test_sources_without_copies_are_mentions(tmp_path: Path) -> None:
    result = counted(tmp_path, corpus(), copies=[])
    for table in (result.spectrum, result.jackknife, result.prompts, result.documents):
        mentions, sources = (table.filter(unit=unit).drop("unit") for unit in ("mentions", "sources"))
        assert mentions.equals(sources)


def test_missing_and_foreign_mentions_are_refused(tmp_path: Path) -> None:
    mentions, tallies = write(tmp_path, corpus(), files=2)
    options = {"memory": 1 << 30, "temp": tmp_path / "temp"}
    with pytest.raises(BadData, match="that the tallies counted"):
        count(mentions[:1], tallies, RELATIONS, **options)  # type: ignore[arg-type]
    with pytest.raises(BadData, match="that the tallies counted"):
        count([mentions[0], mentions[0]], tallies, RELATIONS, **options)  # type: ignore[arg-type]
    renamed = pl.read_parquet(mentions[0]).with_columns(
        pl.when(pl.col("domain") == "a").then(pl.lit("nowhere")).otherwise("domain").alias("domain")
    )
    renamed.write_parquet(mentions[0])
    with pytest.raises(BadData, match=r"answers of domain 'a', relation '.*'; expected the"):
        count(mentions, tallies, RELATIONS, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("which", [0, 1])
def test_broken_files_are_bad_data(tmp_path: Path, which: int) -> None:
    files = write(tmp_path, corpus())
    files[which][0].write_bytes(b"PAR1 and then nothing")
    with pytest.raises(BadData, match="unreadable"):
        count(*files, RELATIONS, memory=1 << 30, temp=tmp_path / "temp")
    files[which][0].unlink()
    with pytest.raises(BadData, match="unreadable"):
        count(*files, RELATIONS, memory=1 << 30, temp=tmp_path / "temp")


def test_mentions_broken_inside_are_bad_data(tmp_path: Path) -> None:
    mentions, tallies = write(tmp_path, corpus())
    data = bytearray(mentions[0].read_bytes())
    footer = int.from_bytes(data[-8:-4], "little") + 8
    data[200 : -footer - 50] = bytes(len(data) - footer - 250)
    mentions[0].write_bytes(data)
    with pytest.raises(BadData, match="unreadable mentions") as caught:
        count(mentions, tallies, RELATIONS, memory=1 << 30, temp=tmp_path / "temp")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("theta", [0, -0.5, 1.5])
def test_impossible_samples_are_refused(tmp_path: Path, theta: float) -> None:
    with pytest.raises(BadRequest, match="a prompt sample of"):
        counted(tmp_path, corpus(10), theta=theta)


def test_only_the_largest_strata_get_a_jackknife_where_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = counted(tmp_path, corpus())
    sizes = {(d, r): n for d, r, n in whole.prompts.filter(unit="mentions")["domain", "relation", "n"].rows()}
    order = sorted(sizes, key=lambda s: (s[0] != "*", s[1] != "*", -sizes[s], s))
    monkeypatch.setattr(strata, "MOST_JACKKNIFED", 10)
    few = counted(tmp_path, corpus())
    assert few.spectrum.equals(whole.spectrum)
    assert set(few.jackknife["domain", "relation"].rows()) == set(order[:10])
    kept = pl.DataFrame(order[:10], schema=["domain", "relation"], orient="row")
    assert few.jackknife.equals(
        whole.jackknife.join(kept, on=["domain", "relation"], how="semi", maintain_order="left")
    )


def test_where_the_disk_is_too_small_the_sample_halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = corpus()
    (tmp_path / "whole").mkdir()
    monkeypatch.setattr(counting, "BYTES_PER_EXAMPLE", 1 << 20)  # so that memory does not hold them
    monkeypatch.setattr(counting, "FEWEST_KEPT", 10)
    disk = len(examples) * (1 << 20) // 3
    with pytest.raises(NoRoom, match="MiB of disk"):
        counted(tmp_path, examples, disk=disk)
    halved = counted(tmp_path, examples, disk=disk, halve=True)
    assert halved.theta == 0.25
    assert equal(halved, counted(tmp_path / "whole", examples, theta=0.25))
    monkeypatch.setattr(counting, "FEWEST_KEPT", 1000)  # a corpus this small is not sampled
    with pytest.raises(NoRoom):
        counted(tmp_path, examples, disk=disk, halve=True)


def test_where_memory_gives_out_half_way_the_sample_halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full while rows are put apart."""
    size = 400_000
    rng = np.random.default_rng(0)
    names = {"domain": ["a"] * size, "relation": ["born"] * size}
    numbers = {"group": rng.integers(0, 64, size), "key": rng.integers(-(2**63), 2**63 - 1, size)}
    keys = dict.fromkeys(("value_key", "value_low", "value_high", "doc_key"), numbers["key"])
    frame = pl.DataFrame(names | numbers | keys).cast({"group": pl.Int8})
    tally = frame.group_by("domain", "relation", "group").agg(
        pl.len().cast(pl.Int64).alias("n"), *[pl.lit(0).alias(c) for c in ("documents", "bytes", "n_idk", "n_sq")]
    )
    frame.write_parquet(tmp_path / "m.parquet")
    tally.select(TALLY.names).cast(polars_schema(TALLY)).write_parquet(tmp_path / "t.parquet")
    monkeypatch.setattr(counting, "BYTES_PER_EXAMPLE", 1)  # an estimate that is far too low
    files = ([tmp_path / "m.parquet"], [tmp_path / "t.parquet"], RELATIONS)
    little = {"memory": 1 << 25, "temp": tmp_path / "temp", "disk": 1 << 20, "threads": 2}
    with pytest.raises(NoRoom, match="1 MiB of memory and 1 MiB of disk"):
        count(*files, **little)  # type: ignore[arg-type]
    halved = count(*files, halve=True, **little)  # type: ignore[arg-type]
    assert halved.theta < 1
    assert equal(halved, count(*files, memory=1 << 30, temp=tmp_path / "temp", theta=halved.theta))


@pytest.mark.slow
def test_counting_keeps_to_its_memory(tmp_path: Path) -> None:
    """Six million mentions under 768 MiB resident, in a process of its own, in several parts."""
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
        "from mentions import generate; from peak import peak_mib;"
        "from bench_count import RELATIONS; from corpusstat.count.count import count;"
        "folder = Path(sys.argv[2]); files = generate(folder, 6_000_000);"
        "parts = count(*files, RELATIONS, memory=768 << 20, temp=folder / 'temp', threads=2).parts;"
        "print(parts, peak_mib())"
    )
    arguments = [sys.executable, "-c", code, str(HERE / "bench"), str(tmp_path)]
    parts, peak = map(int, subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.split())
    assert parts > 1
    assert peak < 768
