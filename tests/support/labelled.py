"""The labelled answers of tests/answers, and how well a grader does on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent.parent / "answers" / "labelled.txt"


@dataclass(frozen=True)
class Labelled:
    """An answer and what it is; ``half`` is ``tune`` (rules were developed on it) or ``check`` (only measured on)."""

    kind: str
    question: str
    accepted: tuple[str, ...]
    status: str
    answer: str
    half: str


def labelled() -> Iterator[Labelled]:
    """Read the file; every second answer of a status is kept for checking."""
    kind, question, accepted, seen = "", "", (), {}
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("@"):
            kind, question, last = (part.strip() for part in line[1:].split("|"))
            accepted = tuple(part.strip() for part in last.split(";"))
        elif line and not line.startswith("#"):
            status, answer = line.split("\t")
            seen[status] = seen.get(status, 0) + 1
            half = "check" if seen[status] % 2 else "tune"
            yield Labelled(kind, question, accepted, status, answer.replace("\\n", "\n"), half)


def scores(pairs: Iterable[tuple[str, str]], status: str) -> tuple[float, float]:
    """Precision and recall of a status over pairs (true, read)."""
    both = list(pairs)
    right = sum(t == r == status for t, r in both)
    return right / max(1, sum(r == status for _, r in both)), right / max(1, sum(t == status for t, _ in both))
