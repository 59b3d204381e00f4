"""Load packs of relations from TOML files; a mistake is reported with its file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

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
_KINDS: Final = {str: "text", list: "a list", int: "a whole number", bool: "true or false", dict: "a table"}


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
    files = [p for p in sorted(_HERE.glob("*.toml")) if p != _OFF] if builtin else []
    files += [_OFF if str(p) == EXPERIMENTAL else Path(p) for p in paths]
    relations: dict[str, Relation] = {}
    for file in files:
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


def _pack(file: Path, parsed: bool) -> Iterable[tuple[Relation, str]]:
    text = read_small(file)
    try:
        tables = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{file}:{line[1]}" if line else f"{file}:{text.count(chr(10)) + 1}"
        raise BadRequest(f"{where}: {error}", "TOML", "correct the line") from None
    source = Source(file, text)
    if tables.keys() - {"lists"} != {"relation"} or not isinstance(tables["relation"], list):
        odd = next((k for k in tables if k not in ("relation", "lists")), None)
        odd = odd or ("[relation]" if "relation" in tables else "no relation")
        raise BadRequest(
            f"{source.at(odd)}: {odd}",
            "[[relation]] tables only, besides [lists]",
            "write [[relation]] above each relation",
        )
    lists = read_lists(tables.get("lists", {}), source)
    starts = [i for i, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*relation\s*\]\]", line)]
    if len(starts) != len(tables["relation"]):
        raise BadRequest(
            f"{source.at('relation')}: relations in one list", "[[relation]] tables", "write [[relation]] above each"
        )
    for table, start in zip(tables["relation"], starts, strict=True):
        yield _relation(table, lists, source, start, parsed), f"{file}:{start}"


def _relation(
    table: dict[str, Any], lists: dict[str, tuple[str, ...]], source: Source, start: int, parsed: bool
) -> Relation:
    _check_keys(table, source, start)
    made = table | {kind: _templates(table, kind, lists, source, start, parsed) for kind in ("templates", "idk")}
    if "precision" in made:
        made["precision"] = _measured("precision", made["precision"], source.at("precision", start))
    for key in ("near", "against", "cues"):
        made[key] = tuple(made.get(key, ()))
    if not made["near"] and any(text.startswith(UNSURE) for text in made["templates"]):
        raise BadRequest(f"{source.file}:{start}: a template begins with {UNSURE!r}", "words near it", "add near = […]")
    if "text" in made:
        made["text"] = {kind: _quality(kind, table, source, start) for kind, table in made["text"].items()}
    relation = Relation(**made)
    if not relation.in_floor and not relation.reason:
        raise BadRequest(
            f"{source.file}:{start}: {relation.name} is kept out of the floor", "a reason", 'add reason = "…"'
        )
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


def _quality(kind: str, given: Any, source: Source, start: int) -> Quality:
    """What was measured on a kind of text."""
    where = source.at(f"text.{kind}", start)
    if kind not in KINDS:
        raise BadRequest(f"{where}: kind of text {kind!r}", f"one of {', '.join(KINDS)}", "correct it")
    if not isinstance(given, dict) or not given.keys() <= {"precision", "recall", "own"}:
        raise BadRequest(f"{where}: {given!r}", "precision, recall and own", "correct it")
    return Quality(**{name: _measured(name, value, where) for name, value in given.items()})


def _check_keys(table: dict[str, Any], source: Source, start: int) -> None:
    for key, value in table.items():
        if key not in _TYPES:
            where = source.at(key, start)
            raise BadRequest(f"{where}: unknown key {key!r}", "one of " + ", ".join(_TYPES), "correct the spelling")
        if not isinstance(value, _TYPES[key]) or (isinstance(value, bool) and _TYPES[key] is int):
            raise BadRequest(f"{source.at(key, start)}: {key} = {value!r}", _KINDS[_TYPES[key]], "correct it")
        _check_value(key, value, source, start)
    for key in ("name", "subject", "value", "templates"):
        if key not in table:
            raise BadRequest(
                f"{source.file}:{start}: a relation without {key!r}", "name, subject, value, templates", f"add {key}"
            )
    if not NAME.fullmatch(table["name"]):
        raise BadRequest(
            f"{source.at('name', start)}: name {table['name']!r}", "small letters, digits and _", "rename it"
        )
    if table.get("symmetric") and table["subject"] != table["value"]:
        raise BadRequest(
            f"{source.at('symmetric', start)}: symmetric, from {table['subject']} to {table['value']}",
            "a symmetric relation between two of one type",
            "leave out symmetric",
        )
    if "question" in table and table["question"].count("{subject}") != 1:
        raise BadRequest(
            f"{source.at('question', start)}: question {table['question']!r}", "{subject} in it, once", "correct it"
        )
    for key in ("subject", "value"):
        if table[key] not in SLOT_TYPES:
            raise BadRequest(
                f"{source.at(key, start)}: {key} type {table[key]!r}",
                f"one of {', '.join(sorted(SLOT_TYPES))}",
                "choose one",
            )


def _check_value(key: str, value: Any, source: Source, start: int) -> None:
    """Check the texts and the number in a relation."""
    if key == "answers" and not 0 < value <= _MOST:
        raise BadRequest(f"{source.at(key, start)}: answers = {value}", f"a number from 1 to {_MOST:,}", "correct it")
    if key in ("near", "against", "cues") and not all(isinstance(word, str) and word.strip() for word in value):
        raise BadRequest(f"{source.at(key, start)}: {key} = {value!r}", "a list of words in quotes", "correct it")
    if key == "templates" and not value:
        raise BadRequest(f"{source.at(key, start)}: no templates", "at least one template", "add one")
    texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    odd = next((text for text in texts if isinstance(text, str) and not is_plain(text)), None)
    if odd is not None:
        raise BadRequest(
            f"{source.at(key, start)}: {key} {odd[:40]!r}",
            f"up to {LONGEST_TEXT} characters, none of them a control character",
            "correct it",
        )


def _templates(
    table: dict[str, Any], kind: str, lists: dict[str, tuple[str, ...]], source: Source, start: int, parsed: bool
) -> tuple[str, ...]:
    """Return the templates of a relation with their lists written out; each has been ``parsed``, unless not wanted."""
    relation, idk = table["name"], kind == "idk"
    texts: list[str] = []
    for i, template in enumerate(table.get(kind, ())):
        if not isinstance(template, str):
            raise BadRequest(f"{source.file}:{start}: template {template!r}", "a string", "put it in quotes")
        text = template
        try:
            text = expanded(template, lists)
            name = f"{relation}/{'idk' if idk else ''}{i}"
            if parsed:
                parse_template(text, relation, name, table["subject"], table["value"], idk=idk)
        except BadRequest as error:
            given = error.given.replace(repr(text), repr(template))  # quoted as it was written
            raise BadRequest(f"{source.at(template[:30], start)}: {given}", error.expected, error.todo) from None
        texts.append(text)
    return tuple(texts)
