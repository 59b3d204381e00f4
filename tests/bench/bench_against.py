"""How long extraction takes beside other states of the code: python tests/bench/bench_against.py TREE… SHARD….

A TREE is a checkout (`git worktree add ../before COMMIT`); the first is the baseline, ``.`` is this one; a SHARD is
Parquet with a column ``text``. A process for each tree reads all shards, warm, and extracts from one at a time when
asked to: in turn, so that a busy machine slows all alike. Printed are the least CPU seconds of five rounds, and the
median of the ratios to the baseline in each round.
"""

from __future__ import annotations

import os

os.environ["POLARS_MAX_THREADS"] = "1"  # before Polars is loaded

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 5


def serve(shards: list[str]) -> None:
    """Extract from the shard whose number is read, and print the CPU seconds and the proposals."""
    import polars as pl

    from corpusstat import relations as packs
    from corpusstat.extract.extract import extract
    from corpusstat.schema import DOCUMENT, polars_schema

    relations = getattr(packs, "load_all", packs.load)()  # older states have no experimental ones
    schema = polars_schema(DOCUMENT)
    tables = []
    for shard in shards:
        made = {name: pl.lit(0).cast(kind) for name, kind in schema.items() if name != "text"}
        tables.append(pl.read_parquet(shard, columns=["text"]).with_columns(**made).select(schema.names()))
        extract(tables[-1], relations)
    print("ready", flush=True)
    for line in sys.stdin:
        begun = time.process_time()
        found = extract(tables[int(line)], relations).proposals.height
        print(time.process_time() - begun, found, flush=True)


def main() -> None:
    trees = [Path(arg).resolve() for arg in sys.argv[1:] if Path(arg).is_dir()]
    shards = [str(Path(arg).resolve()) for arg in sys.argv[1:] if not Path(arg).is_dir()]
    command = [sys.executable, "-P", str(Path(__file__).resolve()), "--serve", *shards]
    servers = [
        subprocess.Popen(
            command, env=os.environ | {"PYTHONPATH": str(t)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for t in trees
    ]

    def ask(server: subprocess.Popen[str], shard: int) -> tuple[float, int]:
        assert server.stdin
        assert server.stdout
        print(shard, file=server.stdin, flush=True)
        seconds, found = server.stdout.readline().split()
        return float(seconds), int(found)

    for server in servers:
        assert server.stdout
        assert server.stdout.readline() == "ready\n"
    for number, shard in enumerate(shards):
        rounds = [[ask(server, number) for server in servers] for _ in range(ROUNDS)]
        for i, tree in enumerate(trees):
            ratio = statistics.median(r[i][0] / r[0][0] for r in rounds)
            least = min(r[i][0] for r in rounds)
            print(f"{Path(shard).stem:16} {tree.name:16} {least:.3f} s  × {ratio:.3f}  {rounds[0][i][1]} proposals")


if __name__ == "__main__":
    serve(sys.argv[2:]) if sys.argv[1] == "--serve" else main()
