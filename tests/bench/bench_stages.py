"""Where the time of an audit goes: python tests/bench/bench_stages.py SHARD.parquet [...]. CPU seconds by stage.

Each shard is audited in a process of its own, in which the stages are functions whose time is taken. A stage that calls
another one is without it. What is compiled is compiled before.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STAGES = {
    "read": [("corpusstat.read.documents", "documents")],
    "language, openings": [("corpusstat.pipeline", "languages"), ("corpusstat.pipeline", "openings")],
    "clean": [("corpusstat.extract.extract", "clean")],
    "sentences": [("corpusstat.extract.extract", "sentences")],
    "items, match": [("corpusstat.extract.extract", "match_templates")],
    "Python: objects, veto, resolve, frames": [("corpusstat.pipeline", "extract")],
    "normalise, tally": [("corpusstat.pipeline", "normalise"), ("corpusstat.pipeline", "tally")],
    "copies": [("corpusstat.count.copies", "find")],
    "count": [("corpusstat.count.count", "count")],
    "guessability": [("corpusstat.runs.conclude", "guesses")],
    "assess": [("corpusstat.runs.conclude", "build")],
    "audit.duckdb": [("corpusstat.runs.conclude", "_write_database")],
    "sentences to show, index": [
        ("corpusstat.runs.conclude", "add_contributions"),
        ("corpusstat.runs.conclude", "examples"),
        ("corpusstat.runs.conclude", "write_index"),
    ],
    "html, json": [("corpusstat.runs.conclude", "render"), ("corpusstat.runs.conclude", "to_json")],
}
ORDER = ("imports", "compiled code, templates", *STAGES, "the rest", "total")


def taken(spent: dict[str, float], stage: str, function: Callable[..., Any], open_stages: list[str]) -> Any:
    """A function that adds its processor seconds to a stage, without those of stages that it calls."""

    def add(begun: float) -> float:
        now = time.process_time()
        spent[open_stages[-1]] = spent.get(open_stages[-1], 0.0) + now - begun
        return now

    def timed(*values: Any, **named: Any) -> Any:
        mark[0] = add(mark[0])
        open_stages.append(stage)
        try:
            result = function(*values, **named)
            if hasattr(result, "__next__"):
                result = iter(list(result))
            return result
        finally:
            mark[0] = add(mark[0])
            open_stages.pop()

    mark = taken.__dict__.setdefault("mark", [time.process_time()])
    return timed


def audited(shard: str, out: str) -> dict[str, float]:
    """Audit a shard in this process; give processor seconds by stage."""
    from importlib import import_module

    import corpusstat
    from corpusstat.runs import run as module

    for names in STAGES.values():
        for name, _ in names:
            import_module(name)
    spent = {"imports": time.process_time()}
    from corpusstat.extract.extract import PARTS, prepare
    from corpusstat.runs.work import UnitWork

    UnitWork(None).prepare()

    for part in range(PARTS):
        prepare(part)
    before = spent["compiled code, templates"] = time.process_time() - spent["imports"]
    taken.__dict__["mark"] = [time.process_time()]
    open_stages = ["the rest"]
    for stage, names in STAGES.items():
        for name, function in names:
            home = sys.modules[name]
            timed = taken(spent, stage, getattr(home, function), open_stages)
            for other in list(sys.modules.values()):
                here = getattr(other, "__name__", "").startswith("corpusstat")
                if here and getattr(other, function, None) is getattr(home, function) and other is not home:
                    setattr(other, function, timed)
            setattr(home, function, timed)
    module._CONTAINED = False
    corpusstat.audit(shard, out)
    total = time.process_time()
    spent["the rest"] = total - sum(seconds for stage, seconds in spent.items() if stage != "the rest")
    assert before >= 0
    return spent | {"total": total}


def main() -> None:
    shards = [Path(name) for name in sys.argv[1:]]
    found = []
    for shard in shards:
        with tempfile.TemporaryDirectory() as temp:
            command = [sys.executable, __file__, "--one", str(shard), f"{temp}/run"]
            found.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    print(f"{'stage':40}" + "".join(f"{shard.stem[:14]:>15}" for shard in shards))
    for stage in ORDER:
        print(f"{stage:40}" + "".join(f"{one.get(stage, 0.0):15.2f}" for one in found))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(audited(*sys.argv[2:4])))
    else:
        main()
