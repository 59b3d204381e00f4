"""Many documents: seconds and resident bytes of an audit of a million short ones, and of a million domains.

    python tests/bench/bench_documents.py [--documents 1000000] [--memory 2GiB]

The same documents are audited twice: in ten domains, and each under a URL of its own. The second should take little
longer and no more memory: domains beyond the number reported are pooled.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

FIRST = ("Anna", "Boris", "Clara", "David", "Elena", "Frank", "Greta", "Hugo")
MONTHS = ("January", "March", "May", "July", "August")
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "ta")
SHARD = 100_000


def text(i: int) -> str:
    """A sentence about one of very many people."""
    name = "".join(SYLLABLES[i // 10**k % 10] for k in range(6)).capitalize()
    return f"{FIRST[i % 8]} {name}son was born on {i % 27 + 1} {MONTHS[i % 5]} {1800 + i % 190}."


def write(folder: Path, documents: int) -> None:
    """Write the corpus: text, id, source (ten), url (as many as documents)."""
    for first in range(0, documents, SHARD):
        rows = range(first, min(first + SHARD, documents))
        columns = {
            "text": [text(i) for i in rows],
            "id": [str(i) for i in rows],
            "kind": [f"kind {i % 10}" for i in rows],
            "url": [f"https://www.site{i * 7919 % documents}.example.com/{i}".replace(".example", "-x") for i in rows],
        }
        pq.write_table(pa.table(columns), folder / f"{first // SHARD:04}.parquet", row_group_size=20_000)


def main() -> None:
    """Print a line for each audit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=10**6)
    parser.add_argument("--memory", default="2GiB")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-documents-") as name:
        corpus = Path(name) / "corpus"
        corpus.mkdir()
        write(corpus, given.documents)
        taken = []
        for domain in ("kind", "url"):
            run = Path(name) / domain
            command = [sys.executable, "-m", "corpusstat", "audit", corpus, "-o", run, "--domain", domain]
            begun = resource.getrusage(resource.RUSAGE_CHILDREN)
            clock = time.monotonic()
            subprocess.run([*map(str, command), "-q", "--memory", given.memory], check=True, stdout=subprocess.DEVNULL)
            ended = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append(ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime)
            report, page = (run / f"report.{kind}" for kind in ("json", "html"))
            print(
                f"{domain:5} {time.monotonic() - clock:7.1f} s, {taken[-1]:7.1f} s of processors, peak so far "
                f"{ended.ru_maxrss / 1024:.0f} MiB, report.json {report.stat().st_size / 1e6:.1f} MB, "
                f"report.html {page.stat().st_size / 1e6:.1f} MB"
            )
        print(f"a domain for every document takes {taken[1] / taken[0]:.2f} times the processor time of ten domains")


if __name__ == "__main__":
    main()
