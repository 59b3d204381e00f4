"""Whole audits beside those of another state of the code: python tests/bench/bench_audit.py COMMIT SHARD.parquet….

The commit is checked out into a temporary folder and needs no more libraries than this one. Audits of each shard are
made in turn, by one worker: CPU seconds of all processes, the least of three rounds and the median of their ratios.
What is compiled is compiled before.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
ROUNDS = 3


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """A folder with the files of a commit."""
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name, "tree")
        git = ["git", "-C", str(HERE), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), commit], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def audited(tree: Path, shard: Path) -> float:
    """CPU seconds of an audit by the code of a tree."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "corpusstat", "audit", str(shard), "-o", "run", "-j", "1", "--quiet"]
        before = os.times()
        done = subprocess.run(
            command, cwd=folder, env=os.environ | {"PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False
        )
        after = os.times()
        if done.returncode:
            raise SystemExit(f"{tree.name}: {done.stderr.strip()}")
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    commit, shards = sys.argv[1], [Path(arg).resolve() for arg in sys.argv[2:]]
    with checked_out(commit) as base:
        for tree in (base, HERE):
            audited(tree, shards[0])
        print(f"| one shard, CPU seconds | {commit} | now | ratio |\n|---|--:|--:|--:|")
        for shard in shards:
            rounds = [(audited(base, shard), audited(HERE, shard)) for _ in range(ROUNDS)]
            was, now = (min(seconds) for seconds in zip(*rounds, strict=True))
            ratio = statistics.median(b / a for a, b in rounds)
            print(f"| {shard.stem} | {was:.1f} | {now:.1f} | {ratio:.2f} |", flush=True)


if __name__ == "__main__":
    main()
