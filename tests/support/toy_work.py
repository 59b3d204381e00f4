"""A small corpus and small kinds of work on it, importable by spawned workers."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import signal
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat import atomic
from corpusstat.atomic import write_text
from corpusstat.engine.engine import map_units, open_run
from corpusstat.engine.manifest import Unit, make
from corpusstat.engine.pool import Tick
from corpusstat.errors import CorpusstatError, SkipShard, TryAgain
from corpusstat.read.parquet import open_shard
from corpusstat.read.shards import plan
from corpusstat.schema import FLOOR_SET, MENTION, REJECTED, TALLY, Parts, group_of, stable_hash


def corpus(folder: Path, shards: int = 4, groups: int = 3, rows: int = 5) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for s in range(shards):
        texts = [f"fact {(s * 7 + i * 3) % 11} of document {s}-{i}" for i in range(groups * rows)]
        table = pa.table({"id": [f"{s}-{i}" for i in range(groups * rows)], "text": texts})
        pq.write_table(table, folder / f"shard-{s:03}.parquet", row_group_size=rows)
    return folder


def facts(unit: Unit, tick: Tick) -> Parts:
    """One mention a document: its second word is the entity."""
    mentions, size, rows = [], 0, 0
    with open_shard(unit.shard.uri, unit.shard.name) as file:
        for group in unit.row_groups:
            for row, text in enumerate(file.read_row_group(group, columns=["text"])["text"].to_pylist()):
                entity = text.split()[1]
                doc_key = stable_hash(unit.shard.name, f"{group}:{row}")
                mentions.append(
                    dict.fromkeys(MENTION.names, 0)
                    | {"doc_key": doc_key, "domain": "toy", "group": group_of(doc_key), "relation": "birth_date"}
                    | {"entity": entity, "value": entity, "key": stable_hash("birth_date", entity), "template": "t"}
                    | {"sentence": text, "shard": unit.shard.name, "row_group": group, "row": row}
                )
                size += len(text.encode())
                rows += 1
            tick(rows, size, len(mentions))
    tally = [
        {"domain": "toy", "relation": FLOOR_SET, "group": 0, "documents": rows, "bytes": size}
        | {"n": rows, "n_idk": 0, "n_sq": rows}
    ]
    return Parts(
        pa.Table.from_pylist(mentions, MENTION), REJECTED.empty_table(), pa.Table.from_pylist(tally, TALLY), rows, size
    )


def slow(unit: Unit, tick: Tick) -> Parts:
    time.sleep(0.05)
    return facts(unit, tick)


def endless(unit: Unit, tick: Tick) -> Parts:
    time.sleep(3600)
    return facts(unit, tick)


class Moody:
    """Misbehaves as files in a folder say: ``<kind>.<shard's last name>[.always]``; without ``always`` only once."""

    def __init__(self, moods: Path) -> None:
        self.moods = moods

    def __call__(self, unit: Unit, tick: Tick) -> Parts:
        for mood in self.moods.glob(f"*.{Path(unit.shard.name).stem}*"):
            if not mood.name.endswith(".always"):
                try:
                    mood.unlink()
                except FileNotFoundError:  # another worker's unit of the shard was first
                    continue
            self.act(mood.name.split(".")[0], unit)
        return facts(unit, tick)

    def act(self, kind: str, unit: Unit) -> None:
        match kind:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "segfault":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "skip":
                raise SkipShard(f"{unit.shard.name}: torn", "a whole shard")
            case "again":
                raise TryAgain("503 slow down")
            case "timeout":
                raise TimeoutError(110, "Connection timed out")
            case "denied":
                raise PermissionError(13, "Permission denied", unit.shard.uri)
            case "bug":
                raise RuntimeError("a bug in the work")
            case "hungry":
                ballast = bytearray(600 * 1024**2)
                for at in range(0, len(ballast), 4096):
                    ballast[at] = 1
                time.sleep(1.5)


class Eager(Moody):
    """Begins with units before their turn, each of a MiB, and leaves a file that says so."""

    def early(self, _: Unit) -> int:
        return 1 << 20

    def begin(self, unit: Unit) -> None:
        (self.moods / f"begun-{unit.id}").touch()


def tear(kind: str) -> None:
    """From now on this process is killed half-way through its third part of a kind."""
    whole, seen = atomic.pq.write_table, []

    def write_half(table, file, **options):
        seen.append(f"/{kind}/" in str(file.name))
        if sum(seen) == 3:
            buffer = io.BytesIO()
            whole(table, buffer, **options)
            file.write(buffer.getvalue()[: buffer.tell() // 2])
            file.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        whole(table, file, **options)

    atomic.pq.write_table = write_half


def audit(shards: str, folder: str, work: str = "slow", workers: str = "2") -> None:
    """A whole toy run: map, then a report from the parts. The form of a real audit, in a tenth of its time."""
    manifest = dataclasses.replace(make(plan([shards]), {}), unit_bytes=1)
    if work.startswith("torn-"):
        tear(work.removeprefix("torn-"))
        work = "facts"
    with open_run(folder, manifest) as run:
        map_units(run, globals()[work], workers=int(workers))
        parts = run.parts()
        names = pa.concat_tables([pq.read_table(p) for p in parts.mentions])["entity"].value_counts().to_pylist()
        counts = {c["values"]: c["counts"] for c in names}
        n = sum(sum(pq.read_table(p)["n"].to_pylist()) for p in parts.tallies)
        write_text(run.folder / "report.json", json.dumps({"n": n, "counts": counts}, sort_keys=True))


if __name__ == "__main__":
    import toy_work  # the work must belong to a module that workers can load

    try:
        toy_work.audit(*sys.argv[1:])
    except CorpusstatError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
