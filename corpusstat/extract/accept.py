"""Accept or reject proposals by a small linear model over their surroundings.

Templates with open gaps find more than is stated, so their proposals are judged; the others stand. The model looks
at a proposal's template, the words between and around its mentions and their shapes, hashed into one table of small
integers, so that the score is a sum of integers and the same on every machine. It was trained by
``pipelines/train_acceptor.py`` for the relations it lists; all others, and a user's own, pass unseen.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from corpusstat.extract.lexicon import ORG_HEADS, PLACE_HEADS, PLACES
from corpusstat.extract.slots import CLOSE, DATE, NAME, NATION, NUMBER, unmark
from corpusstat.extract.spans import Fact, Span
from corpusstat.extract.veto import is_pronoun

__all__ = ["BUCKETS", "Acceptor", "accepted", "bucket", "features", "shipped"]

BUCKETS: Final = 1 << 16
REASON: Final = "unlikely from its surroundings"
_FILE: Final = Path(__file__).with_name("acceptor.npz")
_THINGS: Final = {NAME: "NAME", DATE: "DATE", NUMBER: "NUM", NATION: "NATION"}
_TOKEN: Final = re.compile(rf"([{''.join(_THINGS)}])[^{CLOSE}]*{CLOSE}|[\w’']+|[^\s\w{CLOSE}]")


@dataclass(frozen=True)
class Acceptor:
    """Weights (one small integer per bucket) and, for each relation it knows, the score from which it accepts."""

    weights: npt.NDArray[np.int8]
    thresholds: dict[str, int]

    def score(self, fact: Fact) -> int:
        """Sum the weights of a proposal's features."""
        return sum(map(self.weight, features(fact)))

    @cached_property
    def weight(self) -> Callable[[str], int]:
        """The weight of a feature by name; the same few thousand make up most of all, so they are remembered."""

        @lru_cache(maxsize=1 << 17)
        def weight(name: str) -> int:
            return int(self.weights[bucket(name)])

        return weight

    def save(self, file: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        made_for = np.frombuffer(json.dumps(self.thresholds, sort_keys=True).encode(), np.uint8)
        np.savez_compressed(file, weights=self.weights, thresholds=made_for)


@lru_cache(maxsize=1)
def shipped() -> Acceptor | None:
    """Load the model that comes with the package; None if there is none."""
    if not _FILE.exists():
        return None
    with np.load(_FILE, allow_pickle=False) as arrays:
        return Acceptor(arrays["weights"], json.loads(arrays["thresholds"].tobytes()))


def accepted(facts: Iterable[Fact], model: Acceptor | None, rejected: Counter[tuple[int, str, str]]) -> Iterator[Fact]:
    """Yield the facts of tight templates, and those the model accepts or does not know; count the others."""
    for fact in facts:
        if (
            model is None
            or fact.value is None
            or not fact.loose
            or fact.relation not in model.thresholds
            or model.score(fact) >= model.thresholds[fact.relation]
        ):
            yield fact
        else:
            rejected[fact.doc, fact.relation, REASON] += 1


def bucket(name: str) -> int:
    """Hash a feature's name to its bucket."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) % BUCKETS


def features(fact: Fact) -> set[str]:
    """Describe a proposal: names of the binary features that hold."""
    s0, s1, v0, v1 = fact.places
    left, right = ((s0, s1), (v0, v1)) if s0 <= v0 else ((v0, v1), (s0, s1))
    between = _tokens(fact.marked[left[1] : right[0]])
    before = ["^", *_tokens(fact.marked[max(0, left[0] - 60) : left[0]])][-2:]
    after = [*_tokens(fact.marked[right[1] : right[1] + 60]), "$"][:2]
    order = "sv" if s0 <= v0 else "vs"
    names = sum(t == "NAME" for t in between)
    r = fact.relation
    made = {
        f"r {r}",
        f"t {r} {fact.written}",
        f"o {r} {order}",
        f"n {r} {min(names, 4)}",
        f"N {min(names, 4)}",
        f"l {r} {min(len(between), 24) // 3}",
        f"L {min(len(between), 24) // 3}",
        f"b {before[-1]}",
        f"a {after[0]}",
        f"a {r} {after[0]}",
        f"first {order} {between[:1]}",
        f"last {r} {order} {between[-1:]}",
    }
    made |= {f"w {r} {order} {w}" for w in between} | {f"W {w}" for w in between}
    made |= {f"s {r} {x}" for x in _shape(fact.subject)}
    if fact.value:
        made |= {f"v {r} {x}" for x in _shape(fact.value)}
    return made


def _tokens(text: str) -> list[str]:
    return [_THINGS[m[1]] if m[1] else m[0].lower() for m in _TOKEN.finditer(text)]


def _shape(span: Span) -> set[str]:
    """Describe a mention: pronoun, number of words, kind of its last word, acronym."""
    if is_pronoun(span.text):
        return {f"pronoun {span.text.lower()}"}
    words = unmark(span.text).split() or [""]
    low = words[-1].lower().rstrip(".,")
    kind = "org" if low in ORG_HEADS else "place" if low in PLACE_HEADS or words[-1] in PLACES else "other"
    shape = {f"{min(len(words), 4)} words", f"kind {kind}"} | ({f"last {low}"} if kind == "org" else set())
    if span.text.isupper():
        shape.add("capitals")
    if " of " in span.text:
        shape.add("of")
    if any(w.lower() in ORG_HEADS for w in words):
        shape.add("org inside")
    return shape
