"""Read what a harness logged: lm_eval samples, inspect logs, or plain JSON lines. Logs are untrusted text.

A sample holds the whole probe it answers, so that nothing has to be joined; a log of another task is refused in one
line. Plain JSON lines are those of data/probes.jsonl with ``response`` added (and ``t``, the confidence target).
"""

from __future__ import annotations

import json
import math
import os
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from corpusstat.after.delta import PASSES
from corpusstat.after.draw import bucket_of
from corpusstat.errors import BadData, BadRequest, printable

__all__ = ["Sample", "lines_of", "read", "text_of"]

_LONGEST: Final = 1 << 20
"""Characters of a line, and of an answer, that are read."""
_ZSTANDARD: Final = 93
_LOCAL_NAMES: Final = 26
"""Where in the header of an entry of a zip file the lengths of its name and of its extra field are."""
_LARGEST: Final = 1 << 30
"""Bytes of one file."""
_MOST: Final = 1 << 53
"""A count above this is none."""
_EXPECTED = "samples of probes that `corpusstat probes` has written"
_NEEDED: Final[dict[str, type | tuple[type, ...]]] = {
    "id": str, "relation": str, "domain": str, "question": str, "kind": str, "answers": list, "count": int,
    "bucket": str, "wrong_answers": int,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A logged probe: ``doc``, and the model's text or the log-likelihood of the answer that was scored."""

    doc: Mapping[str, Any]
    response: str | None
    loglikelihood: float | None
    t: float

    @property
    def is_generation(self) -> bool:
        """Whether it is an answer at temperature 1, of the generating pass for δ."""
        return self.doc.get("pass") == "mentions" and self.response is not None


def read(files: Iterable[Path]) -> Iterator[Sample]:
    """Read samples.

    Raises
    ------
    BadRequest
        A file is missing, or no file is given.
    BadData
        A file is no log, or one of something else than probes; with its line.
    """
    paths = [p for file in files for p in _expanded(Path(file))]
    if not paths:
        raise BadRequest("no samples", "files that the harness logged", "run it with --log_samples")
    for path in paths:
        yield from _file(path)


def _expanded(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.is_file() and (p.suffix == ".eval" or "samples_" in p.name))
    if not path.is_file():
        raise BadRequest(f"{path} is not there", "a file of logged samples", "correct the path")
    return [path]


def _file(path: Path) -> Iterator[Sample]:
    if path.stat().st_size > _LARGEST:
        raise BadData(f"{path} has {path.stat().st_size:,} bytes", "a log of at most 1 GiB", "split it")
    if path.suffix == ".eval":
        yield from (_inspect(doc, f"{path}: {name}") for name, doc in _zipped(path))
    elif path.suffix == ".json":
        log = _json(_text(path), str(path))
        entries = log.get("samples") if isinstance(log, dict) else None
        if not isinstance(entries, list):
            raise BadData(f"{path} holds no samples", "an inspect log with its samples, or JSON lines")
        yield from (_inspect(entry, f"{path}: sample {i}") for i, entry in enumerate(entries, 1))
    else:
        for where, row in lines_of(path):
            yield _sample_of(row, where)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise BadData(f"{path} is not UTF-8", "a log in UTF-8") from None
    except OSError as error:
        raise BadData(f"{path}: {error.strerror}", "a readable log") from None


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadData(f"{where} is not JSON: {printable(error, 120)}", _EXPECTED) from None


def lines_of(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read JSON lines: pairs of a place for messages and an object. Raises `BadData` for anything else."""
    for i, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        where = f"{path}:{i}"
        if len(line) > _LONGEST:
            raise BadData(f"{where} has {len(line):,} characters", f"at most {_LONGEST:,} in a line")
        row = _json(line, where)
        if not isinstance(row, dict):
            raise BadData(f"{where} is no JSON object", _EXPECTED)
        yield where, row


def _zipped(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in sorted(archive.infolist(), key=lambda e: e.filename):
                if not entry.filename.startswith("samples/") or not entry.filename.endswith(".json"):
                    continue
                if entry.file_size > _LONGEST * 16:
                    raise BadData(f"{path}: {entry.filename} has {entry.file_size:,} bytes", "a sample of a probe")
                text = _unpacked(archive, entry).decode("utf-8", "replace")
                yield entry.filename, _json(text, f"{path}: {entry.filename}")
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, struct.error) as error:
        raise BadData(
            f"{path} cannot be unpacked: {printable(error, 100)}", "an inspect log", "inspect log convert --to json"
        ) from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Content of an entry; inspect packs with Zstandard, which Python's zipfile knows from 3.14 on."""
    if entry.compress_type != _ZSTANDARD or archive.fp is None:
        return archive.read(entry)
    archive.fp.seek(entry.header_offset + _LOCAL_NAMES)
    archive.fp.seek(sum(struct.unpack("<HH", archive.fp.read(4))), os.SEEK_CUR)
    packed = pa.BufferReader(archive.fp.read(entry.compress_size))
    content: bytes = pa.CompressedInputStream(packed, "zstd").read(entry.file_size)
    return content


def _sample_of(row: dict[str, Any], where: str) -> Sample:
    if "doc" in row and ("filtered_resps" in row or "resps" in row):
        doc = _doc(row["doc"], where)
        given = _innermost(row.get("filtered_resps") or row.get("resps"))
        if isinstance(given, list):
            if "pass" not in doc:
                raise BadData(f"{where} scores an answer to a probe that is to be answered in words", "text")
            return Sample(doc, None, _number(given[0] if given else None, where), _confidence(doc, where))
        return Sample(doc, _as_text(given, where), None, _confidence(doc, where))
    doc = _doc(row.get("doc", row), where)
    if "response" not in row:
        raise BadData(f"{where} has no response", 'a probe with "response": "…" added')
    return Sample(doc, _as_text(row["response"], where), None, _confidence(row if "t" in row else doc, where))


def text_of(row: Mapping[str, Any]) -> str | None:
    """What a model wrote, of a logged sample of any task; None where it only scored answers."""
    given = _innermost(row.get("resps") or row.get("filtered_resps") or row.get("response"))
    return given if isinstance(given, str) else None


def _innermost(given: Any) -> Any:
    """Unpack lm_eval's lists: [["text"]] → "text"; [[-1.5, false]] or [[["-1.5", "False"]]] → [-1.5, …]."""
    for _ in range(4):
        if isinstance(given, list) and len(given) >= 1 and (len(given) == 1 or isinstance(given[0], list)):
            given = given[0]
    return given


def _inspect(entry: Any, where: str) -> Sample:
    if not isinstance(entry, dict) or not isinstance(entry.get("metadata"), dict):
        raise BadData(f"{where} carries no probe", _EXPECTED)
    doc = _doc(entry["metadata"], where)
    output = entry.get("output")
    choices = output.get("choices") if isinstance(output, dict) else None
    first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    message = first.get("message")
    said = message.get("content", "") if isinstance(message, dict) else ""
    if isinstance(said, list):
        said = " ".join(str(p.get("text", "")) for p in said if isinstance(p, dict))
    return Sample(doc, _as_text(said, where), None, _confidence(doc, where))


def _doc(doc: Any, where: str) -> dict[str, Any]:
    if not isinstance(doc, dict):
        raise BadData(f"{where} carries no probe", _EXPECTED)
    for key, kind in _NEEDED.items():
        if not isinstance(doc.get(key), kind) or isinstance(doc.get(key), bool):
            state = "has no" if key not in doc else "has an unusable"
            raise BadData(f"{where} {state} {key!r}: it is no probe", _EXPECTED)
    if not doc["answers"] or not all(isinstance(a, str) for a in doc["answers"]):
        raise BadData(f"{where} has no accepted answer", _EXPECTED)
    _check_numbers(doc, where)
    if doc.get("pass", PASSES[0]) not in PASSES:
        raise BadData(f"{where}: pass {printable(doc['pass'], 40)!r}", "one of " + ", ".join(PASSES))
    return doc


def _check_numbers(doc: Mapping[str, Any], where: str) -> None:
    count, wrong = doc["count"], doc["wrong_answers"]
    if not (0 <= count <= _MOST and 1 <= wrong <= _MOST):
        said = f"count {printable(count, 40)}, wrong_answers {printable(wrong, 40)}"
        raise BadData(f"{where}: {said}", "numbers from 0 and from 1 on")
    if doc["bucket"] != bucket_of(count):
        said = f"bucket {printable(doc['bucket'], 40)!r} for a prompt of count {count}"
        raise BadData(f"{where}: {said}", repr(bucket_of(count)))


def _as_text(given: Any, where: str) -> str:
    if not isinstance(given, str):
        raise BadData(f"{where}: the response is {type(given).__name__}", "text")
    return given[:_LONGEST]


def _number(given: Any, where: str) -> float:
    try:
        value = float(given)
    except (TypeError, ValueError):
        raise BadData(f"{where}: log-likelihood {printable(given, 40)!r}", "a number") from None
    if math.isnan(value):
        raise BadData(f"{where}: the log-likelihood is not a number", "a number", "score the answers again")
    return value


def _confidence(row: Mapping[str, Any], where: str) -> float:
    t = row.get("t", 0.0)
    if isinstance(t, bool) or not isinstance(t, int | float) or not 0 <= t < 1:
        raise BadData(f"{where}: confidence target {printable(t, 40)!r}", "a number in [0, 1)")
    return float(t)
