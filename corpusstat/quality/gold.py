"""Gold files: passages with their facts, one JSON object a line, in the two forms that exist.

Form 1 (KnowledgeNet) lists each mention pair as a fact and says in ``exhaustive_for`` for which properties a
passage was read exhaustively; form 2 (Re-DocRED) lists each entity pair once, with every mention of both, and
says ``"exhaustive_for": "all-96"``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpusstat.errors import BadData, BadRequest
from corpusstat.normalise.names import PRONOUNS
from corpusstat.schema import stable_hash

__all__ = ["Fact", "Passage", "Span", "overlap", "read_gold"]

Span = tuple[int, int]
_READ: Final[dict[str, tuple[tuple[str, bool], ...]]] = {
    "child": (("child", False), ("parent", True)),
    "subsidiary": (("subsidiary", False), ("parent_org", True)),
    "capital": (("capital_of", False),),
    "capital_of": (("capital_of", True),),
}
"""Gold relations that state one of ours, and whether read backwards: (a, child, b) states (b, parent, a), and the
prompt of our ``capital_of`` is the country."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A gold pair: where its subject and its object are, which entities they are, and how the object is written."""

    relation: str
    subjects: tuple[Span, ...]
    objects: tuple[Span, ...]
    entities: frozenset[object]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, its gold pairs, and the relations for which those are all there are."""

    id: str
    document: str
    text: str
    facts: tuple[Fact, ...]
    exhaustive: frozenset[str]

    @property
    def half(self) -> str:
        """``tune`` or ``check``: a fixed half of the documents, to develop rules on or to check them on."""
        return "check" if stable_hash("half", self.document) & 1 else "tune"


def overlap(one: Span, other: Span) -> bool:
    """Whether two half-open spans share a character.

    >>> overlap((0, 5), (4, 9)), overlap((0, 5), (5, 9))
    (True, False)
    """
    return one[0] < other[1] and other[0] < one[1]


def read_gold(path: Path) -> list[Passage]:
    """Read a gold file.

    Raises :class:`BadRequest` if there is no such file and :class:`BadData`, naming the line, if it is no gold.
    """
    records = _records(path)
    names = {f["rel_native"]: f["rel"] for _, r in records for f in r["facts"] if f.get("rel") and f.get("rel_native")}
    known = frozenset(ours for name in names.values() for ours, _ in _stated(name))
    return [_passage(path, n, r, names, known) for n, r in records]


def _records(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The passages of a file as they are written, with the numbers of their lines."""
    if not path.is_file():
        raise BadRequest(f"no gold file {path}", "a file of JSON lines", "check the path")
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadData(f"{path} is not UTF-8 text ({error.reason})", "JSON lines") from None
    records = [(n, _record(path, n, line)) for n, line in enumerate(lines, 1) if line.strip()]
    if not records:
        raise BadData(f"{path} holds no passages", "one JSON object per line")
    return records


def _record(path: Path, line: int, text: str) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError):
        raise BadData(f"{path}, line {line}: not JSON", "one JSON object per line") from None
    missing = [k for k in ("text", "facts", "exhaustive_for") if not isinstance(record, dict) or k not in record]
    if missing:
        raise BadData(f"{path}, line {line}: no {', '.join(missing)}", "the keys text, facts and exhaustive_for")
    right = isinstance(record["text"], str) and isinstance(record["facts"], list)
    if not right or not all(isinstance(f, dict) for f in record["facts"]):
        raise BadData(f"{path}, line {line}: text or facts of the wrong type", "text a string, facts a list of objects")
    return record


def _passage(path: Path, line: int, record: dict[str, Any], names: dict[str, str], known: frozenset[str]) -> Passage:
    where = f"{path}, line {line}"
    scope = _scope(record["exhaustive_for"], names, known, where)
    try:
        facts = tuple(_facts(record))
    except (KeyError, TypeError, ValueError) as error:
        raise BadData(f"{where}: a fact is malformed ({error})", "subj, subj_span, obj and obj_span") from None
    size = len(record["text"])
    if any(not 0 <= a < b <= size for f in facts for a, b in (*f.subjects, *f.objects)):
        raise BadData(f"{where}: a span lies outside the text", "0 <= start < end <= length, in characters")
    document = str(record.get("doc") or record.get("title") or record.get("id") or line)
    return Passage(str(record.get("id", line)), document, record["text"], facts, scope)


def _scope(exhaustive: object, names: dict[str, str], known: frozenset[str], where: str) -> frozenset[str]:
    """Our relations for which a passage was read exhaustively."""
    if isinstance(exhaustive, str):
        return known
    if isinstance(exhaustive, list):
        return frozenset(ours for p in exhaustive if p in names for ours, _ in _stated(names[p]))
    raise BadData(f"{where}: exhaustive_for is {exhaustive!r}", "a list of properties, or 'all-96'")


def _facts(record: dict[str, Any]) -> Iterator[Fact]:
    named: dict[Span, object] = {}
    for f in record["facts"]:
        for end in ("subj", "obj"):
            if f.get(f"{end}_id"):
                named[_span(f[f"{end}_span"])] = f[f"{end}_id"]
    for f in record["facts"]:
        if not f.get("rel"):
            continue
        sides = [_mentions(f, "subj"), _mentions(f, "obj")]
        entities = frozenset(named.get(side[0], side) for side in sides)
        for relation, backwards in _stated(f["rel"]):
            subjects, objects = sides[::-1] if backwards else sides
            written = f["subj"] if backwards else f["obj"]
            yield Fact(relation, subjects, objects, entities, _written(record["text"], objects, written))


def _stated(name: str) -> tuple[tuple[str, bool], ...]:
    return _READ.get(name, ((name, False),))


def _mentions(fact: dict[str, Any], end: str) -> tuple[Span, ...]:
    spans = fact.get(f"{end}_mentions") or [fact[f"{end}_span"]]
    return tuple(sorted(_span(s) for s in spans))


def _span(given: Any) -> Span:
    start, end = given
    return int(start), int(end)


def _written(text: str, spans: tuple[Span, ...], given: str) -> tuple[str, ...]:
    """Return the ways an entity is written that name it: without pronouns."""
    forms = dict.fromkeys([given, *(text[a:b] for a, b in spans)])
    return tuple(form for form in forms if form.casefold() not in PRONOUNS)
