"""Named word lists of a pack: ``@name`` in the brackets of a template means the entries of a list."""

from __future__ import annotations

import re
from typing import Any, Final

from corpusstat.errors import BadRequest
from corpusstat.relations.source import Source

__all__ = ["LONGEST_TEXT", "NAME", "expanded", "is_plain", "read_lists"]

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""How relations and lists are named: up to 64 characters."""
LONGEST_TEXT: Final = 1000
"""Characters of a template, a word or a sentence in a pack."""
_LONGEST_LIST: Final = 1 << 16
"""Characters of a list, written out."""
_USE: Final = re.compile(r"(?<=[\[|])@([^\[\]|]*)(?=[\]|])")
_BRACKETED: Final = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
_FORBIDDEN: Final = re.compile(r"[\[\]{}|@]")


def is_plain(text: str) -> bool:
    r"""Whether a text is short enough, and has no control or format characters but line ends and tabs.

    >>> is_plain("was born"), is_plain("\x1b[2J"), is_plain("very " * 1000)
    (True, False, False)
    """
    return len(text) <= LONGEST_TEXT and text.translate({9: " ", 10: " ", 13: " "}).isprintable()


def read_lists(table: Any, source: Source) -> dict[str, tuple[str, ...]]:
    """Check the table ``[lists]`` of a pack: under each name a list of words or phrases.

    Raises :class:`~corpusstat.errors.BadRequest`, naming file and line, for anything else.
    """
    source = source.below(source.line(r"^\s*\[*\s*lists\b"))
    if not isinstance(table, dict):
        raise BadRequest(
            f"{source.here}: lists = {table!r}", "a table [lists]", 'write [lists], and below it name = ["…"]'
        )
    lists: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        line = source.line(rf"^\s*[\"']?{re.escape(name)}[\"']?\s*=")
        lists[name] = _entries(name, value, lists, source.below(line))
    return lists


def _entries(name: str, value: Any, lists: dict[str, tuple[str, ...]], source: Source) -> tuple[str, ...]:
    """Check a list, and write out those that its entries name, which come before it."""
    where = source.here
    if not NAME.fullmatch(name):
        raise BadRequest(f"{where}: list {name!r}", "small letters, digits and _", "rename it")
    if not isinstance(value, list) or not value or not all(isinstance(e, str) and e.strip() for e in value):
        raise BadRequest(f"{where}: list {name} = {value!r}", "a list of non-empty strings", "correct it")
    entries = []
    for entry in value:
        try:
            entries.append(_entry(entry, lists))
        except BadRequest as error:
            given = f"{source.at(entry)}: entry {entry!r} of list {name}: {error.given}"
            raise BadRequest(given, error.expected, error.todo) from None
    if sum(map(len, entries)) > _LONGEST_LIST:
        raise BadRequest(f"{where}: list {name}", f"up to {_LONGEST_LIST:,} characters, written out", "shorten it")
    return tuple(entries)


def _entry(entry: str, lists: dict[str, tuple[str, ...]]) -> str:
    """Write out the lists that an entry names: it is a list by itself, or has them in brackets, as a template has.

    >>> _entry("@moon", {"moon": ("moon", "satellite")}), _entry("{number} [@moon]", {"moon": ("moon",)})
    ('moon|satellite', '{number} [moon]')
    """
    outside, found = entry.removeprefix("@"), 1
    while found:
        outside, found = _BRACKETED.subn("", outside)
    if _FORBIDDEN.search(outside) or not is_plain(entry):
        raise BadRequest(
            "brackets, bars or length",
            f"up to {LONGEST_TEXT} printable characters; brackets in pairs; bars and '@' in brackets",
            "correct it",
        )
    return expanded(f"[{entry}]", lists)[1:-1]


def expanded(template: str, lists: dict[str, tuple[str, ...]]) -> str:
    """Write out the lists that a template names.

    Raises :class:`~corpusstat.errors.BadRequest` for an ``@`` in brackets that names no list.

    >>> expanded("{value} is [@chief|head|] of {subject}", {"chief": ("CEO", "chief executive")})
    '{value} is [CEO|chief executive|head|] of {subject}'
    """

    def entries(use: re.Match[str]) -> str:
        if use[1] not in lists:
            known = "one of " + ", ".join(f"@{n}" for n in lists) if lists else "a list of this file's [lists]"
            raise BadRequest(f"template {template!r}: unknown list @{use[1]}", known, "correct the spelling")
        return "|".join(lists[use[1]])

    text = _USE.sub(entries, template)
    before = [text[: at.start()] for at in re.finditer("@", text)]
    if any(t.count("[") > t.count("]") for t in before):
        raise BadRequest(
            f"template {template!r}: '@' within an option", "a list as an option by itself: [@name]", "correct it"
        )
    return text
