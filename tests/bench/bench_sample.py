"""How far a prompt sample's sr is from the exact one, and what the sample costs, on synthetic mentions.

    python tests/bench/bench_sample.py FOLDER 300 --memory-mib 64

The mentions are those of mentions.py. The exact singletons are counted by `count.count`.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import polars as pl
from bench_count import RELATIONS
from mentions import generate
from peak import peak_mib

from corpusstat.count.count import Counts, count, count_table
from corpusstat.count.sample import PromptSample

COLUMNS = ["domain", "relation", "group", "key", "value_key"]


def rate(counts: Counts) -> float:
    """Sr of the whole corpus."""
    here = {"domain": "*", "relation": "*", "scope": "corpus", "unit": "mentions"}
    f1 = counts.spectrum.filter(pl.col("k") == 1, **here)["f"].item()
    return float(f1 / counts.theta / counts.prompts.filter(**here)["n"].item())


def main() -> None:
    """Sample, count the sample, count everything, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("millions", type=float)
    parser.add_argument("--memory-mib", type=int, default=64)
    parser.add_argument("--exact-sr", type=float, help="skip the exact count: its sr is known")
    options = parser.parse_args()
    folder, temp = options.folder / f"{options.millions:g}", options.folder / "temp"
    mentions, tallies = generate(folder, int(options.millions * 1e6))
    base = peak_mib()
    start = time.perf_counter()
    sample = PromptSample.empty(options.memory_mib << 20)
    for path in mentions:
        sample = sample.add(pl.read_parquet(path, columns=COLUMNS))
    seconds, peak = time.perf_counter() - start, peak_mib()
    state = folder / "sample"
    sample.save(state)
    sampled = count_table(sample.counts, sample.tally, RELATIONS, memory=1 << 30, temp=temp, theta=sample.theta)
    kept = sampled.spectrum.filter(domain="*", relation="*", scope="corpus", unit="mentions", k=1)["f"].item()
    exact = options.exact_sr or rate(count(mentions, tallies, RELATIONS, memory=4 << 30, temp=temp))
    print(
        json.dumps(
            {
                "mentions": int(options.millions * 1e6),
                "theta": sample.theta,
                "rows": len(sample.counts),
                "rows_mib": round(sample.counts.estimated_size("mb"), 1),
                "file_mib": round(state.stat().st_size / 2**20, 1),
                "singletons_kept": kept,
                "sr": rate(sampled),
                "sr_exact": exact,
                "relative_error": rate(sampled) / exact - 1,
                "predicted_sd": kept**-0.5,
                "seconds": round(seconds, 1),
                "peak_mib": peak,
                "base_mib": base,
            }
        )
    )
    state.unlink()


if __name__ == "__main__":
    main()
