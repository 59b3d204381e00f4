"""The plan: a small, spread probe, and predictions that the run which follows bears out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time

import corpora
import polars as pl
import processes
import pytest

from corpusstat.cli import main
from corpusstat.config import load_config
from corpusstat.runs.plan import Range, predict
from corpusstat.runs.run import audit


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return corpora.sparse(tmp_path_factory.mktemp("data") / "corpus")


@pytest.mark.slow
def test_mentions_and_disk_come_out_as_predicted(corpus, tmp_path):
    found = predict([corpus], load_config())
    done = audit(corpus, tmp_path / "run")
    n = sum(row["n"] for row in done.report["relations"])
    assert n >= 1500
    assert found.mentions.low <= n <= found.mentions.high
    assert n / 2 < found.mentions.expected < n * 2  # some 75 documents of 6,000 were looked at
    assert found.core_seconds.expected >= found.reading + found.counting > 0
    size = sum(f.stat().st_size for f in (tmp_path / "run").rglob("*") if f.is_file())
    assert size / 2 < found.disk.expected < size * 2
    assert (found.shards, found.documents, found.units, found.unreadable) == (2, 6000, 2, 0)
    assert found.probe_share <= 0.01
    assert found.theta == Range(1.0, 1.0, 1.0)


@pytest.mark.slow
def test_the_cost_is_that_of_all_cores_together(corpus, capsys, monkeypatch):
    monkeypatch.setattr(time, "perf_counter", time.process_time)  # what else the machine does must not decide
    one, two = (predict([corpus], load_config(workers=n)) for n in (1, 2))
    for workers, found in ((1, one), (2, two)):
        assert found.core_seconds.expected >= found.reading + found.counting > 0
        assert found.core_seconds.expected <= workers * found.seconds.expected
    assert one.reading / 5 < two.reading < 5 * one.reading  # not halved or doubled by the number of processes
    assert main(["plan", str(corpus)]) == 0
    line = next(x for x in capsys.readouterr().out.splitlines() if x.startswith("cost"))
    hours, dollars = re.search(r"([\d.e-]+) core-hours, \$([\d.]+) at \$0.05 each", line).groups()
    assert float(dollars) == pytest.approx(float(hours) * 0.05, abs=0.005)


@pytest.mark.slow
def test_a_corpus_without_facts_is_predicted_to_have_few(tmp_path):
    pl.DataFrame({"text": ["nothing to see here"] * 1000}).write_parquet(tmp_path / "a.parquet")
    found = predict([tmp_path], load_config(workers=1))
    assert found.mentions.expected == 0
    assert 0 < found.mentions.high < 3000
    assert found.seconds.expected > 0


@pytest.mark.slow
def test_prompts_are_halved_until_their_mentions_fit(corpus):
    found = predict([corpus], load_config(sample_prompts="auto", disk="10kB")).theta
    assert found.low <= found.expected <= found.high
    assert found.expected in [2.0**-k for k in range(1, 12)]


def test_the_share_follows_the_room_where_it_is_not_given(tmp_path, monkeypatch):
    from corpusstat.runs import plan as module

    out, size = tmp_path / "not" / "yet", Range(30_000, 40_000, 80_001)
    auto = load_config(sample_prompts="auto")
    assert module._theta(auto, size, out) == Range(1.0, 1.0, 1.0)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 20_000}))
    assert module._theta(auto, size, out) == Range(2.0**-4, 0.25, 0.25)
    assert module._theta(load_config(sample_prompts="auto", disk="10kB"), size, out) == Range(2.0**-4, 0.25, 0.25)
    assert module._theta(load_config(sample_prompts=0.3, disk="10kB"), size, out) == Range(0.3, 0.3, 0.3)


def run_and_measure(arguments: list[str]) -> tuple[float, int]:
    """Seconds and peak resident bytes of the process tree of a command."""
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "corpusstat", *arguments], stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, processes.tree_size(process.pid))
        time.sleep(0.05)
    assert process.returncode == 0
    return time.monotonic() - begun, peak


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("workers", [1, 2])
def test_the_real_run_takes_what_was_predicted_within_a_factor(shared, tmp_path, workers):
    """Time is compared with the machine as loaded as it was for the probe: the best of four tries counts."""
    paths = [str(shared / "corpus"), "-j", str(workers)]
    ratios = []
    for attempt in range(4):
        command = [sys.executable, "-m", "corpusstat", "plan", *paths, "--json"]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        out = tmp_path / f"run{attempt}"
        seconds, peak = run_and_measure(["audit", *paths, "-q", "-o", str(out)])
        report = json.loads((out / "report.json").read_text())
        mentions = sum(row["n"] for row in report["relations"])
        assert found["probe_share"] <= 0.01
        assert 1 / 1.5 < found["mentions"]["expected"] / mentions < 1.5
        assert 1 / 1.5 < found["memory"]["expected"] / peak < 1.5
        ratios.append(found["seconds"]["expected"] / seconds)
        print(f"predicted/real seconds {ratios[-1]:.2f}, {found['memory']['expected'] / peak:.2f} memory", end="; ")
        if 1 / 1.5 < ratios[-1] < 1.5:
            return
    raise AssertionError(f"predicted over real seconds: {ratios}")
