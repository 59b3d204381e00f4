"""Median and worst |log error| of extrapolated sr, on populations of known law and on thinned real spectra.

Run: ``python tests/bench/bench_extrapolation.py [folder with frequency_counts.json]``. Nothing is asserted here; the
figures to compare with are ETNB .007 and back-cast .007 (worst .07) at t = 2, ETNB .11 and back-cast .065 (worst .67)
at t = 10. The truth of a population is the missing mass at t·N, of a real spectrum its own sr.
"""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path

import numpy as np

from corpusstat.estimate.extrapolate import extrapolate, scenarios
from corpusstat.estimate.spectrum import spectrum_of

N = 100_000
SEEDS = 5


def zipf(exponent: float, size: int, shift: float = 0.0) -> np.ndarray:
    p = (np.arange(1, size + 1) + shift) ** -exponent
    return p / p.sum()


def lognormal(sd: float, size: int) -> np.ndarray:
    p = np.exp(np.random.default_rng(1).normal(0, sd, size))
    return p / p.sum()


def gem(theta: float) -> np.ndarray:
    sticks = np.random.default_rng(2).beta(1, theta, 200_000)
    return sticks * np.concatenate([[1.0], np.cumprod(1 - sticks)[:-1]])


def mix(share: float, first: np.ndarray, hidden: int) -> np.ndarray:
    return np.concatenate([share * first, np.full(hidden, (1 - share) / hidden)])


POPULATIONS = {
    "zipf 1.0, 1e6": lambda: zipf(1.0, 10**6),
    "zipf 1.25, 1e6": lambda: zipf(1.25, 10**6, 10),
    "zipf 0.5, 1e6": lambda: zipf(0.5, 10**6),
    "zipf 1.5, 1e6": lambda: zipf(1.5, 10**6),
    "lognormal sd 2.5, 1e6": lambda: lognormal(2.5, 10**6),
    "lognormal sd 1, 1e5": lambda: lognormal(1.0, 10**5),
    "GEM 5000 (log-series)": lambda: gem(5000),
    "70 % zipf 1 + 30 % uniform 2e6": lambda: mix(0.7, zipf(1.0, 10**5), 2 * 10**6),
    "98 % zipf 1.3 + 2 % uniform 3e6": lambda: mix(0.98, zipf(1.3, 10**6), 3 * 10**6),
}
REAL = ("preseqR_Twitter", "Baayen2001_in8", "Baayen2001_bnc", "zipfR_Brown", "preseqR_Dickens", "Baayen2001_in1")


def thin(spectrum: dict[int, int], q: float, rng: np.random.Generator) -> dict[int, int]:
    k = np.repeat(list(spectrum), list(spectrum.values()))
    return spectrum_of(rng.binomial(k, q))


def trial(spectrum: dict[int, int], n: int, t: float, truth: float) -> dict[str, float]:
    result = extrapolate(spectrum, n, t)
    etnb = next(s for s in scenarios(spectrum, n, t) if s.model == "ETNB")
    return {
        "etnb": math.log(etnb.sr.value / truth),
        "chosen": math.log(result.sr.value / truth),
        "covered": float(result.sr.low <= truth <= result.sr.high),
        "ratio": result.sr.high / result.sr.low if result.sr.low else math.inf,
        "backcast": result.backcasts[0].error,
        "model": result.model,
    }


def cases(t: float, folder: Path | None):
    for name, make in POPULATIONS.items():
        p = make()
        truth = float(np.sum(p * np.exp(-N * t * p)))
        for seed in range(SEEDS):
            counts = np.random.default_rng([seed, 77]).poisson(N * p)
            yield name, spectrum_of(counts), int(counts.sum()), truth
    if folder is None:
        return
    real = json.loads((folder / "frequency_counts.json").read_text())
    for name in REAL:
        whole = {int(k): int(f) for k, f in real[name]["fof"]}
        for seed in range(1 if real[name]["N"] > 10**7 else SEEDS):
            part = thin(whole, 1 / t, np.random.default_rng([seed, 78]))
            n = sum(k * f for k, f in part.items())
            yield f"thinned {name}", part, n, whole[1] / real[name]["N"]


def main(folder: Path | None) -> None:
    for t in (2.0, 5.0, 10.0, 30.0):
        rows: dict[str, list[dict[str, float]]] = {}
        start = time.perf_counter()
        for name, spectrum, n, truth in cases(t, folder):
            rows.setdefault(name, []).append(trial(spectrum, n, t, truth))
        print(f"\nt = {t:g}   ({time.perf_counter() - start:.1f} s)")
        print(f"{'population':34}{'ETNB':>8}{'chosen':>8}{'back-cast':>10}{'covered':>9}{'ratio':>7}  models")
        for name, found in rows.items():
            mean = {key: float(np.mean([r[key] for r in found])) for key in found[0] if key != "model"}
            print(
                f"{name:34}{mean['etnb']:+8.3f}{mean['chosen']:+8.3f}{mean['backcast']:10.3f}"
                f"{mean['covered']:9.2f}{mean['ratio']:7.2f}  {', '.join(sorted({str(r['model']) for r in found}))}"
            )
        every = [r for found in rows.values() for r in found]
        for key in ("etnb", "chosen"):
            values = np.abs([r[key] for r in every])
            bias = np.abs([np.median([r[key] for r in found]) for found in rows.values()])
            print(
                f"{key:8} |log error| of every draw: median {np.median(values):.4f}, worst {values.max():.3f};"
                f" of each population's median draw: median {np.median(bias):.4f}, worst {bias.max():.3f}"
            )
        ratio = np.median([r["ratio"] for r in every])
        print(f"covered {np.mean([r['covered'] for r in every]):.3f}, median ratio high/low {ratio:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
