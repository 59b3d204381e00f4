"""End to end with the real harness: lm_eval against a model server on loopback whose error per count is known.

Needs the environment of the extra [eval] (`make eval`, or CORPUSSTAT_EVAL = its python); skips where it is missing.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from model_server import Knowledge, serving
from planted import World, name

from corpusstat.after.draw import bucket_of
from corpusstat.cli import main

ROOT = Path(__file__).parent.parent
PYTHON = Path(os.environ.get("CORPUSSTAT_EVAL", ROOT / ".venv-eval" / "bin" / "python"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(not PYTHON.exists(), reason=f"no harness at {PYTHON} (make eval, or set CORPUSSTAT_EVAL)"),
]
CHANCES = {
    "k0000": (0.0, 0.2), "k0001": (0.45, 0.2), "k0002": (0.6, 0.1), "k0003": (0.8, 0.1), "k0006": (0.95, 0.0),
    "k0011": (1.0, 0.0), "k0101": (1.0, 0.0),
}  # fmt: skip
"""Chance of the right answer and of declining, by bucket of count."""


def lm_eval(*arguments: str) -> str:
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(
        [str(PYTHON), "-m", "lm_eval", *arguments], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def observed(planted_run: tuple[World, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    world, run = planted_run
    folder, out = tmp_path_factory.mktemp("probes"), tmp_path_factory.mktemp("out")
    options = ["-n", "400", "--audit-documents", "15%", "--delta", "--force"]
    assert main(["probes", str(run), "-o", str(folder), *options]) == 0
    lines = (folder / "data" / "held_out.jsonl").read_text("utf-8").splitlines()
    unread = {json.loads(line)["row"] for line in lines}
    counts = [0] * world.mu.size
    for row, (person, said) in enumerate(zip(world.drawn.tolist(), world.said.tolist(), strict=True)):
        counts[person] += said and row not in unread
    names = [name(i) for i in range(world.mu.size)]
    model = Knowledge(
        dict(zip(names, world.right.tolist(), strict=True)),
        {n: bucket_of(k) for n, k in zip(names, counts, strict=True)},
        CHANCES,
        world.answers,
    )
    assert "valid" in lm_eval("validate", "--include_path", str(folder), "--tasks", "run,run_delta_mentions")
    with serving(model) as url:
        arguments = f"model=planted,base_url={url},tokenizer_backend=remote,tokenized_requests=False,max_length=100000"
        common = ["run", "--model", "local-completions", "--model_args", arguments, "--include_path", str(folder)]
        log = ["--output_path", str(out), "--log_samples", "--batch_size", "16"]
        tasks = "run_t00,run_t75,run_delta_mentions,run_delta_generate"
        lm_eval(*common, "--tasks", tasks, *log)
        generated = [str(p) for p in out.rglob("samples_run_delta_generate_*.jsonl")]
        assert main(["probes", str(run), "-o", str(folder), "--generated", generated[0]]) == 0
        lm_eval(*common, "--tasks", "run_delta_score", *log)
    assert main(["observe", str(run), str(out), "--json"]) == 0
    return json.loads((run / "report.json").read_text("utf-8"))["observed"]


def test_the_known_error_of_each_count_is_recovered(observed: dict[str, Any]) -> None:
    target = observed["targets"][0]
    assert target["t"] == 0
    assert len(target["buckets"]) >= 5
    inside = []
    for row in target["buckets"]:
        right, declined = CHANCES[row["name"]]
        known = {"correct": right, "abstained": declined, "wrong": 1 - right - declined, "unparseable": 0.0}
        for status, chance in known.items():
            found = row[status]
            inside.append(found["low"] <= chance <= found["high"])
            error = abs(found["value"] - chance)
            assert error <= 4 * (chance * (1 - chance) / row["n"]) ** 0.5, (row["name"], status)
    assert sum(inside) >= 0.9 * len(inside)  # each of them is a 95 % interval


def test_the_weighted_error_is_recovered(observed: dict[str, Any], planted_run: tuple[World, Path]) -> None:
    world, _ = planted_run
    weighed = dict.fromkeys(CHANCES, 0.0)
    for k in range(1, int(world.n.max()) + 1):
        weighed[bucket_of(k - 1)] += k * int((world.n == k).sum())
    total = sum(weighed.values())
    missed = sum(m / total * (1 - CHANCES[b][0]) for b, m in weighed.items())
    found = observed["targets"][0]["weighted"]["not_right"]
    assert found["low"] <= missed <= found["high"]
    assert found["missing"] < 0.02


def test_the_model_declines_at_a_high_target(observed: dict[str, Any]) -> None:
    zero, high = observed["curve"]
    assert (zero["t"], high["t"]) == (0.0, 0.75)
    assert high["answered"] < zero["answered"]
    assert high["pays"]
    assert high["score"] > max(0, zero["right"]["value"] - 3 * zero["wrong"]["value"])


def test_delta_is_recovered(observed: dict[str, Any], planted_run: tuple[World, Path]) -> None:
    """At 1/364 every right answer and IDK is in A where it has a chance at all; no wrong answer ever is."""
    found = observed["delta"]
    assert found["held_out"]
    assert found["n_said"] == found["n_true"] > 100
    # Of new examples the answered ones of prompts never read are outside A; what the model says is outside A if wrong.
    assert abs(found["value"] - (found["said"] - found["true"])) < 1e-12
    assert abs(found["said"] - (1 - observed["generated"]["value"])) < 1e-9
    assert found["n_false"] > 100
    assert found["false"] == 0


def test_verdicts_are_given(observed: dict[str, Any]) -> None:
    verdicts = {(v["name"], v["scope"]): v for v in observed["verdicts"]}
    assert verdicts["wrong_or_declined", "corpus"]["verdict"] in ("held", "not tested")
    assert verdicts["theorem_1", "corpus"]["verdict"] == "held"
    assert all(v["verdict"] != "violated" for v in observed["verdicts"])
    assert all(v["why"] for v in observed["verdicts"] if v["verdict"] == "not tested")


TABLE_2 = {
    "gpqa_main_zeroshot": "no choice",
    "mmlu_pro_biology": "free text",
    "hendrycks_math_algebra": "free text",
    "bbh_zeroshot_snarks": "free text",
    "leaderboard_musr_murder_mysteries": "no choice",
}
"""The benchmarks of the paper's Table 2 that the harness has and that run without further packages."""


def grading(*arguments: str) -> dict[str, Any]:
    command = [str(PYTHON), "-m", "corpusstat", "grading", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_papers_table_2_pays_nothing_for_declining() -> None:
    found = grading(*TABLE_2, "ifeval")
    rows = {row["task"]: row for row in found["tasks"]}
    for task, abstains in TABLE_2.items():
        row = rows[task]
        assert (row["how"], row["grading"], row["break_even"]) == ("run", "binary", 0), row
        assert (row["right"], row["wrong"], row["abstains"]) == (1, 0, abstains)
        assert row["idk"] in (0, None)
    assert rows["ifeval"]["how"] == "run" or rows["ifeval"]["how"].startswith("static: ")
    assert found["summary"]["declining pays"] == 0


def test_tasks_that_take_documents_apart_run_on_documents_written_for_them() -> None:
    rows = {row["task"]: row for row in grading("drop", "mathqa", "race", "winogrande", "squadv2", "fda")["tasks"]}
    for task in ("drop", "mathqa", "race", "winogrande", "fda"):
        assert (rows[task]["how"], rows[task]["grading"], rows[task]["break_even"]) == ("run", "binary", 0), rows[task]
    assert rows["squadv2"]["how"].startswith("static: its metric is not there: it is fetched")


def test_where_a_grader_guesses_for_the_model_declining_earns_the_guess() -> None:
    """pisa_en has four options on our document's five: what is none of them is drawn by the grader itself."""
    row = grading("pisa_en")["tasks"][0]
    assert (row["how"], row["grading"], row["right"], row["wrong"]) == ("run", "binary", 1, 0), row
    assert row["abstains"] == "free text; its grader draws lots"
    assert row["break_even"] == row["idk"] == pytest.approx(0.2, abs=0.05)


def test_words_in_common_are_no_pay_for_declining() -> None:
    """Smoothed BLEU gives any words a little: as many wrong ones earn as much as "I don't know"."""
    row = grading("code2text_go")["tasks"][0]
    assert (row["how"], row["grading"]) == ("run", "graded"), row
    assert row["break_even"] == pytest.approx(0, abs=1e-6)


def test_our_own_probes_pay_for_declining_at_a_target(planted_run: tuple[World, Path], tmp_path: Path) -> None:
    """The audit tells a grader that does reward declining: the score of our own tasks at t = .75."""
    folder = tmp_path / "tasks"
    folder.mkdir()
    (folder / "utils.py").write_text(
        "def grade(doc, results):\n"
        "    said = results[0].strip()\n"
        "    return {'score': 1.0 if said == str(doc['answer']) else 0.0 if 'know' in said else -3.0}\n",
        "utf-8",
    )
    (folder / "own.yaml").write_text(
        "task: own_t75\ndataset_path: none\ntest_split: test\noutput_type: generate_until\n"
        "doc_to_text: '{{question}}'\ndoc_to_target: '{{answer}}'\nprocess_results: !function utils.grade\n"
        "metric_list:\n  - {metric: score, aggregation: mean, higher_is_better: true}\n",
        "utf-8",
    )
    row = grading(str(folder))["tasks"][0]
    assert (row["how"], row["grading"], row["break_even"]) == ("run", "graded", 0.75), row
