"""What saturates with many workers: python tests/bench/bench_simulation.py [--units 400] [--conclude 3.5].

Measured here are the processor seconds that the process of an audit itself spends on a unit (giving it out, checking
and noting what comes back), with two workers whose work is next to nothing, at two numbers of units. Taken from other
benchmarks are the speed of one worker (`bench_extract.py`), the start of a worker (`bench_start.py`) and what follows
the last unit, for each million mentions (`bench_conclude.py`). Then 1 to 1,000 workers are simulated, event by event:
a worker asks for a unit when it has done one, the audit's process serves one at a time, all start one after the other.
Printed are efficiency while units are worked on, how busy the audit's process is, and how long the time after the last
unit is beside it, where it has one core: above 1 that is what saturates first.
"""

from __future__ import annotations

import argparse
import dataclasses
import heapq
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

import toy_work

from corpusstat.engine import manifest as manifests
from corpusstat.engine.engine import map_units, open_run
from corpusstat.read.shards import plan

TEXTS = {"encyclopedia, dense": (15.0, 1290), "encyclopedia": (24.0, 220), "web": (27.0, 110), "physics": (56.0, 1)}
"""MB of text a second of one worker, and mentions a MB (docs/measurements.md)."""
UNIT_MB = 190.0
"""Text in a unit of 128 MiB of Parquet, about."""
AFTER = 2.2, 3.5
"""CPU seconds of what follows the last unit: without mentions, and for each million (`bench_conclude.py`)."""
START = 1.6
SPAWN = 0.05
"""Seconds until a worker has loaded its code, and of the audit's process for starting one."""
WORKERS = (1, 2, 16, 64, 250, 1000)
UNITS_EACH = 20


def served(folder: Path, units: int) -> float:
    """Processor seconds of the audit's process for each unit."""
    toy_work.corpus(folder / "corpus", shards=max(units // 4, 1), groups=4, rows=1)
    manifest = dataclasses.replace(manifests.make(plan([folder / "corpus"]), {}), unit_bytes=1)
    with open_run(folder / "run", manifest) as run:
        before = time.process_time()
        done = map_units(run, toy_work.facts, workers=2)
        return (time.process_time() - before) / done.units


def simulated(workers: int, units: int, each: float, serve: float) -> tuple[float, float]:
    """Seconds until the last unit is done, and the share of them that the audit's process is busy."""
    free, busy, end = 0.0, 0.0, 0.0
    asking = []
    for _ in range(workers):
        free += SPAWN
        heapq.heappush(asking, free + START)
    for _ in range(units):
        asked = heapq.heappop(asking)
        free = max(free, asked) + serve
        busy += serve
        heapq.heappush(asking, free + each)
        end = max(end, free + each)
    return end, busy / end


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--units", type=int, default=400)
    parser.add_argument("--conclude", type=float, default=AFTER[1], help="CPU seconds a million mentions")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temp:
        few, many = (served(Path(temp, str(n)), n) for n in (asked.units // 4, asked.units))
    print(
        f"the audit's process: {few * 1e3:.1f} CPU ms a unit of {asked.units // 4}, {many * 1e3:.1f} of {asked.units}"
    )
    print(f"{'':22}" + "".join(f"{n:>18,}" for n in WORKERS) + "   workers")
    for name, (speed, facts) in TEXTS.items():
        cells = []
        for workers in WORKERS:
            units, each = workers * UNITS_EACH, UNIT_MB / speed
            seconds, busy = simulated(workers, units, each, many)
            after = AFTER[0] + units * UNIT_MB * facts / 1e6 * asked.conclude
            cells.append(f"{units * each / workers / seconds:.2f} {busy:5.1%} {after / seconds:5.2f}")
        print(f"{name:22}" + "".join(f"{cell:>18}" for cell in cells))
    print("efficiency while units are worked on, share of time the audit's process is busy, what follows the last unit")


if __name__ == "__main__":
    main()
