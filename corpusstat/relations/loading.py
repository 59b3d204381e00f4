"""Load packs of relations from TOML files; a mistake is reported with its file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from corpusstat.errors import BadRequest, unknown
from corpusstat.relations.relation import KINDS, Measured, Quality, Relation, RelationSet
from corpusstat.relations.source import Source
from corpusstat.relations.templates import SLOT_TYPES, UNSURE, parse_template
from corpusstat.relations.wordlists import LONGEST_TEXT, NAME, expanded, is_plain, read_lists
from corpusstat.small_files import parse_toml, read_small

__all__ = ["EXPERIMENTAL", "load", "load_all", "load_as"]

EXPERIMENTAL: Final = "experimental"
"""Names the pack of relations that come with the package and are too often wrong to be on by default."""
_HERE: Final = Path(__file__).parent
_OFF: Final = _HERE / f"{EXPERIMENTAL}.toml"
_TYPES: Final[dict[str, type]] = {
    "name": str,
    "subject": str,
    "value": str,
    "templates": list,
    "idk": list,
    "answers": int,
    "arbitrary": bool,
    "single": bool,
    "symmetric": bool,
    "reason": str,
    "wikidata": str,
    "precision": dict,
    "text": dict,
    "near": list,
    "against": list,
    "cues": list,
    "question": str,
}
_MOST: Final = 10**9
"""The largest number of answers, or of judged facts."""
_IN_WORDS: Final = {str: "text", list: "a list", int: "a whole number", bool: "true or false", dict: "a table"}
_NEEDED: Final = ("name", "subject", "value", "templates")


class _Rule(NamedTuple):
    """What the value of a key must be, and the message where it is not: ``{}`` in ``given`` is the value."""

    holds: Callable[[Any], object]
    given: str
    expected: str
    todo: str = "correct it"


def _are_words(values: Sequence[Any]) -> bool:
    return all(isinstance(word, str) and word.strip() for word in values)


def _is_slot_type(key: str) -> _Rule:
    types = ", ".join(sorted(SLOT_TYPES))
    return _Rule(SLOT_TYPES.__contains__, f"{key} type {{!r}}", f"one of {types}", "choose one")


_RULES: Final = {
    "name": _Rule(NAME.fullmatch, "name {!r}", "small letters, digits and _", "rename it"),
    "subject": _is_slot_type("subject"),
    "value": _is_slot_type("value"),
    "templates": _Rule(bool, "no templates", "at least one template", "add one"),
    "answers": _Rule(lambda number: 0 < number <= _MOST, "answers = {}", f"a number from 1 to {_MOST:,}"),
    "question": _Rule(lambda text: text.count("{subject}") == 1, "question {!r}", "{subject} in it, once"),
    **{key: _Rule(_are_words, f"{key} = {{!r}}", "a list of words in quotes") for key in ("near", "against", "cues")},
}


def load(
    paths: Iterable[Path | str] = (), *, builtin: bool = True, only: Sequence[str] = (), parsed: bool = True
) -> RelationSet:
    """Load the built-in relations (if wanted), then those of the given files, in that order; or ``only`` some of them.

    Instead of a file, ``"experimental"`` names the pack of relations that are off by default. Templates are parsed to
    find mistakes, which takes longer than all the rest: not those that come with the package, whose tests do it, and
    none with ``parsed=False``.

    Raises :class:`~corpusstat.errors.BadRequest`, naming file and line, for a file that cannot be read, an
    unknown key, a wrong type, a mistake in a template, a name used twice, or one of ``only`` that is not there.

    >>> "birth_date" in [r.name for r in load().relations]
    True
    >>> [r.name for r in load(only=["death_date", "birth_date"]).relations]
    ['birth_date', 'death_date']
    """
    relations: dict[str, Relation] = {}
    for file in _files(paths, builtin=builtin):
        for relation, where in _pack(file, parsed and file.parent != _HERE):
            if relation.name in relations:
                raise BadRequest(
                    f"{where}: relation {relation.name!r} is defined twice", "distinct names", "rename one"
                )
            relations[relation.name] = relation
    for name in only:
        if name not in relations:
            raise _missing(name, tuple(relations), builtin=builtin)
    return RelationSet(tuple(r for r in relations.values() if not only or r.name in only))


def _files(paths: Iterable[Path | str], *, builtin: bool) -> Iterator[Path]:
    """The packs to load, in order."""
    if builtin:
        yield from (path for path in sorted(_HERE.glob("*.toml")) if path != _OFF)
    yield from (_OFF if str(path) == EXPERIMENTAL else Path(path) for path in paths)


def load_all(paths: Iterable[Path | str] = ()) -> RelationSet:
    """Load what the package has, the experimental relations too, and the given files: to measure and to list.

    An experimental relation gives way to one of the same name in the files.

    >>> len(load_all().relations) > len(load().relations)
    True
    """
    usual = load(paths)
    names = {r.name for r in usual.relations}
    return RelationSet((*usual.relations, *(r for r, _ in _pack(_OFF, parsed=False) if r.name not in names)))


def _missing(name: str, known: tuple[str, ...], *, builtin: bool) -> BadRequest:
    off = {r.name: r for r, _ in _pack(_OFF, parsed=False)} if builtin else {}
    if name not in off:
        return unknown("relation", name, known)
    measured = off[name].precision
    return BadRequest(
        f"relation {name!r}, which is experimental" + (f" (precision {measured.value:.2f})" if measured else ""),
        "a relation that is on by default",
        f"add --relations {EXPERIMENTAL}",
    )


def load_as(config: Mapping[str, Any]) -> RelationSet:
    """Load the relations that a run was made with, as the configuration in its manifest has them.

    Their templates were parsed when the run was made, and are not again.
    """
    builtin, only = config.get("builtin", True), config.get("only", ())
    return load(config.get("files", []), builtin=builtin, only=only, parsed=False)


def _pack(file: Path, parsed: bool) -> Iterator[tuple[Relation, str]]:
    """The relations of a file, each with file and line."""
    source = Source(file, read_small(file))
    tables = _tables(source)
    lists = read_lists(tables.get("lists", {}), source)
    lines = enumerate(source.text.splitlines(), 1)
    starts = [i for i, line in lines if re.match(r"\s*\[\[\s*relation\s*\]\]", line)]
    if len(starts) != len(tables["relation"]):
        raise BadRequest(
            f"{source.at('relation')}: relations in one list", "[[relation]] tables", "write [[relation]] above each"
        )
    for table, start in zip(tables["relation"], starts, strict=True):
        below = source.below(start)
        yield _relation(table, lists, below, parsed), below.here


def _tables(source: Source) -> dict[str, Any]:
    """The tables of a pack: a list of relations, and perhaps word lists."""
    try:
        tables = parse_toml(source.text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        last = source.text.count("\n") + 1
        raise BadRequest(f"{source.file}:{line[1] if line else last}: {error}", "TOML", "correct the line") from None
    if tables.keys() - {"lists"} != {"relation"} or not isinstance(tables["relation"], list):
        odd = next((k for k in tables if k not in ("relation", "lists")), None)
        odd = odd or ("[relation]" if "relation" in tables else "no relation")
        raise BadRequest(
            f"{source.at(odd)}: {odd}",
            "[[relation]] tables only, besides [lists]",
            "write [[relation]] above each relation",
        )
    return tables


def _relation(table: dict[str, Any], lists: dict[str, tuple[str, ...]], source: Source, parsed: bool) -> Relation:
    _check(table, source)
    made = table | {kind: _templates(table, kind, lists, source, parsed) for kind in ("templates", "idk")}
    if "precision" in made:
        made["precision"] = _measured("precision", made["precision"], source.at("precision"))
    for key in ("near", "against", "cues"):
        made[key] = tuple(made.get(key, ()))
    if not made["near"] and any(text.startswith(UNSURE) for text in made["templates"]):
        raise BadRequest(f"{source.here}: a template begins with {UNSURE!r}", "words near it", "add near = […]")
    if "text" in made:
        made["text"] = {kind: _quality(kind, table, source) for kind, table in made["text"].items()}
    relation = Relation(**made)
    if not relation.in_floor and not relation.reason:
        raise BadRequest(f"{source.here}: {relation.name} is kept out of the floor", "a reason", 'add reason = "…"')
    return relation


def _measured(name: str, given: Any, where: str) -> Measured:
    """A share with what it rests on."""
    try:
        made = Measured(**given)
        if 0 <= made.value <= 1 and type(made.n) is int and 0 < made.n <= _MOST and is_plain(made.on):
            return made
    except (TypeError, AttributeError):
        pass
    raise BadRequest(f"{where}: {name}", "{ value, n, on }: a share, how many were judged, on what", "correct it")


def _quality(kind: str, given: Any, source: Source) -> Quality:
    """What was measured on a kind of text."""
    where = source.at(f"text.{kind}")
    if kind not in KINDS:
        raise BadRequest(f"{where}: kind of text {kind!r}", f"one of {', '.join(KINDS)}", "correct it")
    if not isinstance(given, dict) or not given.keys() <= {"precision", "recall", "own"}:
        raise BadRequest(f"{where}: {given!r}", "precision, recall and own", "correct it")
    return Quality(**{name: _measured(name, value, where) for name, value in given.items()})


def _check(table: dict[str, Any], source: Source) -> None:
    """Check the keys of a relation, and what they say."""
    for key, value in table.items():
        if key not in _TYPES:
            raise BadRequest(
                f"{source.at(key)}: unknown key {key!r}", "one of " + ", ".join(_TYPES), "correct the spelling"
            )
        if not isinstance(value, _TYPES[key]) or (isinstance(value, bool) and _TYPES[key] is int):
            raise BadRequest(f"{source.at(key)}: {key} = {value!r}", _IN_WORDS[_TYPES[key]], "correct it")
        _check_value(key, value, source)
    for key in _NEEDED:
        if key not in table:
            raise BadRequest(f"{source.here}: a relation without {key!r}", ", ".join(_NEEDED), f"add {key}")
    if table.get("symmetric") and table["subject"] != table["value"]:
        raise BadRequest(
            f"{source.at('symmetric')}: symmetric, from {table['subject']} to {table['value']}",
            "a symmetric relation between two of one type",
            "leave out symmetric",
        )


def _check_value(key: str, value: Any, source: Source) -> None:
    """Check the value of a key, which has the right type."""
    texts = value if isinstance(value, list) else [value]
    odd = next((text for text in texts if isinstance(text, str) and not is_plain(text)), None)
    if odd is not None:
        raise BadRequest(
            f"{source.at(key)}: {key} {odd[:40]!r}",
            f"up to {LONGEST_TEXT} characters, none of them a control character",
            "correct it",
        )
    rule = _RULES.get(key)
    if rule is not None and not rule.holds(value):
        raise BadRequest(f"{source.at(key)}: {rule.given.format(value)}", rule.expected, rule.todo)


def _templates(
    table: dict[str, Any], kind: str, lists: dict[str, tuple[str, ...]], source: Source, parsed: bool
) -> tuple[str, ...]:
    """Return the templates of a relation with their lists written out; each has been ``parsed``, unless not wanted."""
    relation, idk = table["name"], kind == "idk"
    texts: list[str] = []
    for i, template in enumerate(table.get(kind, ())):
        if not isinstance(template, str):
            raise BadRequest(f"{source.here}: template {template!r}", "a string", "put it in quotes")
        text = template
        try:
            text = expanded(template, lists)
            name = f"{relation}/{'idk' if idk else ''}{i}"
            if parsed:
                parse_template(text, relation, name, table["subject"], table["value"], idk=idk)
        except BadRequest as error:
            given = error.given.replace(repr(text), repr(template))  # quoted as it was written
            raise BadRequest(f"{source.at(template[:30])}: {given}", error.expected, error.todo) from None
        texts.append(text)
    return tuple(texts)
