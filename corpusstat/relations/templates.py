r"""The template language: what a pack's author writes, and the patterns made from it.

A template is the sentence it is to match, with slots for what varies:

======================  ==========================================================================
``{subject}``           the prompt's entity, of the relation's subject type; a person also as he, she, I
``{subject's}``         the same in the possessive: *Ann's*, *his*, *my*
``{value}``             the answer, of the relation's value type; ``{value's}`` in the possessive
``{values}``            a list of answers, *A, B and C*: one fact for each
``{subject:place}``     the same with another type, after a colon
``{place}``, ``{date}`` context of that type, not captured
``[text]``              text that may be missing
``[a|b]``               one of several; ``[a|b|]`` one of several or nothing
``{..3}``               up to three plain words or demonyms (no names, numbers or punctuation), the fewer the better
``...``                 anything up to 120 characters within the clause (no semicolon)
``{..}``                the same, but without a name
``{paren}``             a remark in brackets that may be missing: *(1815-1852)*
``{inside}``            anything inside a bracket that was opened before
``{dash}``              a dash or *to* between two dates
``{by}``, ``{'s}``      *by*, *'s* where a title and a name meet: rare enough to be searched for
``^``                   at the front: the template starts the sentence
``~``                   before all else: a match counts only where the words around it show what is meant
======================  ==========================================================================

Everything else matches itself, but the first letter may be upper or lower case. A template is parsed into a tree, which
:mod:`corpusstat.extract.match.compiler` turns into a small program over the tokens of a sentence. Every template needs
literal text outside optional parts, three bytes or longer: a sentence without it is never looked at, so the rarer the
text, the faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from corpusstat.errors import BadRequest
from corpusstat.lexicon import demonyms, rows, word_list

__all__ = [
    "SLOT_TYPES",
    "UNSURE",
    "Choice",
    "Gap",
    "Hinge",
    "Node",
    "Sequence",
    "Slot",
    "Space",
    "Template",
    "Text",
    "Words",
    "parse_template",
    "rarity",
]

SLOT_TYPES: Final = frozenset(row["type"] for row in rows("slot_types"))
"""The types a slot can have."""

UNSURE: Final = "~"
"""What a template begins with whose matches count only where the words around them show that they are meant."""

_TOKEN = re.compile(r"\{([^{}]*)\}|(\.\.\.)|([\[\]|])|(\s+)|([^{}\[\]|\s.]+|\.)")
_ROLE = re.compile(r"(?P<role>subject|value)(?P<list>s?)(?P<own>'s)?(?::(?P<type>[a-z]+)(?P<own2>'s)?)?")
_GAP = re.compile(r"\.\.([1-9]|1[0-9])")
_DASHES: Final = tuple(
    f"{digit}{dash}"
    for digit in "0123456789"
    for dash in ("–", "—", " –", " —", " - ", "-15", "-16", "-17", "-18", "-19", "-20", " to 1", " to 2")
)
_KNOWN: Final = {"nationality": sorted(demonyms()), "party": sorted(word_list("party_nouns")), "dash": _DASHES}
"""What texts a slot can be, where that is known: one of these literals is in it."""
_COMMON: Final = word_list("common_words")
_HINGES: Final = {"by": ("by",), "'s": ("'s", "’s")}
_MAX_RUN: Final = 60
_MIN_RARITY: Final = 3
_ABBREVIATION: Final = re.compile(r"[A-Za-z][.:]")
_DEEPEST: Final = 20
"""Brackets within each other."""
_LONGEST: Final = 1 << 16
"""Characters of a template whose lists are written out."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text without spaces that matches itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Space:
    """A space."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A token of a type (or a "dash"); ``role``: "subject", "value" or "" (context); ``many``: a list."""

    kind: str
    own: bool = False
    role: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Anything, as little as possible: in the clause, in the clause without a name, inside a bracket."""

    kind: Literal["clause", "nameless", "bracket"]


@dataclass(frozen=True, slots=True)
class Words:
    """Up to ``most`` plain words, as few as possible, each after a space; ``glued``: the first without."""

    most: int
    glued: bool


@dataclass(frozen=True, slots=True)
class Hinge:
    """One of the words, where it joins a title and a name."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first of the options that fits; nothing if ``optional`` and none does."""

    options: tuple[Sequence, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Nodes one after the other."""

    nodes: tuple[Node, ...]

    def literals(self) -> Iterator[tuple[str, ...]]:
        """Yield sets of literals of which every match contains at least one."""
        run: tuple[str, ...] = ("",)
        for i, node in enumerate(self.nodes):
            texts = _texts(node)
            if texts:
                run = tuple(x + t for x in run for t in texts) if len(run) * len(texts) <= _MAX_RUN else texts
                after = " " if _space_follows(self.nodes[i + 1 :]) else ""
                yield tuple(sorted({x + after for x in run}))
                continue
            run = ("",)
            if found := _literals(node):
                yield found


Node = Text | Space | Slot | Gap | Words | Hinge | Choice


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been parsed.

    ``literals``: a match contains at least one of these. ``sentence_initial``: it matches at the start of a sentence
    only. ``tree``: what it is made of.
    """

    relation: str
    name: str
    text: str
    literals: tuple[str, ...]
    sentence_initial: bool
    tree: Sequence


def _literals(node: Node) -> tuple[str, ...]:
    """Literals of which every match of a node contains at least one; () if there are none."""
    if isinstance(node, Slot):
        return tuple(_KNOWN.get(node.kind, ()))
    if not isinstance(node, Choice) or node.optional:
        return ()
    best = [max(option.literals(), key=rarity, default=()) for option in node.options]
    return tuple(sorted({x for literals in best for x in literals})) if all(best) else ()


def _space_follows(nodes: tuple[Node, ...]) -> bool:
    """Whether the text goes on with a space in every reading."""
    for node in nodes:
        if isinstance(node, Words) and not node.glued:
            continue
        if isinstance(node, Choice) and node.optional and all(isinstance(o.nodes[0], Space) for o in node.options):
            continue
        return isinstance(node, Space)
    return False


def _texts(node: Node) -> tuple[str, ...]:
    """List the texts a node can be; () if they are not finitely many, or too many."""
    if isinstance(node, Text):
        return (node.text,)
    if isinstance(node, Hinge):
        return node.words
    if isinstance(node, Space):
        return (" ",)
    if not isinstance(node, Choice) or node.optional:
        return ()
    found: list[str] = []
    for option in node.options:
        texts: tuple[str, ...] = ("",)
        for inner in option.nodes:
            texts = tuple(x + t for x in texts for t in _texts(inner))
        if not texts:
            return ()
        found += texts
    return tuple(found) if len(found) <= _MAX_RUN else ()


def rarity(literals: tuple[str, ...]) -> int:
    """Rate a set of literals by its commonest member: letters of words that are not everywhere; *b.* counts as three.

    >>> rarity((" was born ", " was raised ")), rarity((" was ", " married ")), rarity(("b. ",))
    (5, 1, 3)
    """
    if literals == _DASHES:
        return _MIN_RARITY
    return min((sum(map(_word_rarity, x.split())) for x in literals), default=0)


def _word_rarity(word: str) -> int:
    if word in _COMMON:
        return 1
    return _MIN_RARITY if _ABBREVIATION.fullmatch(word) else len(word.encode())


class _Parser:
    """Recursive descent over the tokens of one template."""

    def __init__(self, text: str, subject: str, value: str) -> None:
        self.types = {"subject": subject, "value": value}
        self.tokens = list(_tokens(text))
        self.at = 0
        self.seen: set[str] = set()

    def sequence(self, depth: int = 0) -> Sequence:
        """Parse up to the closing bracket or bar of this depth."""
        nodes: list[Node] = []
        while self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "mark" and text in "|]":
                if depth == 0:
                    raise ValueError(f"{text!r} outside brackets")
                break
            self.at += 1
            front = depth == 0 and not nodes
            node = Space() if kind == "space" else self._node(kind, text, depth, front=front)
            if _takes_space(node) and nodes and isinstance(nodes[-1], Space):
                node = _with_space(node)
                nodes.pop()
            nodes.append(node)
        return Sequence(tuple(nodes))

    def _node(self, kind: str, text: str, depth: int, *, front: bool) -> Node:
        if kind == "word":
            return _either_case(text) if front and text[0].isalpha() else Text(text)
        if kind == "gap":
            return Gap("clause")
        return self._slot(text) if kind == "slot" else self._choice(depth)

    def _choice(self, depth: int) -> Choice:
        if depth >= _DEEPEST:
            raise ValueError(f"more than {_DEEPEST} brackets within each other")
        options = [self.sequence(depth + 1)]
        while self.at < len(self.tokens) and self.tokens[self.at] == ("mark", "|"):
            self.at += 1
            options.append(self.sequence(depth + 1))
        if self.at >= len(self.tokens):
            raise ValueError("'[' without ']'")
        self.at += 1
        full = tuple(o for o in options if o.nodes)
        if not full:
            raise ValueError("empty brackets")
        return Choice(full, optional=len(options) == 1 or len(full) < len(options))

    def _slot(self, text: str) -> Node:
        if gap := _GAP.fullmatch(text):
            return Words(int(gap[1]), glued=True)
        if text == "..":
            return Gap("nameless")
        if text in _HINGES:
            return Hinge(_HINGES[text])
        if text == "inside":
            return Gap("bracket")
        if text == "paren":
            return Choice((Sequence((Text("("), Gap("bracket"), Text(")"))),), optional=True)
        if match := _ROLE.fullmatch(text):
            return self._role(match)
        if text in SLOT_TYPES or text == "dash":
            return Slot(text)
        special = ["subject", "value", "values", "inside", "dash", "paren", "..", "..3", *_HINGES]
        known = ", ".join([*special, *sorted(SLOT_TYPES)])
        raise ValueError(f"unknown slot {{{text}}}; known: {known}")

    def _role(self, match: re.Match[str]) -> Slot:
        role = match["role"]
        kind = match["type"] or self.types[role]
        if role in self.seen:
            raise ValueError(f"{{{role}}} is used twice")
        if kind not in SLOT_TYPES:
            raise ValueError(f"unknown type {kind!r}; known: {', '.join(sorted(SLOT_TYPES))}")
        own = bool(match["own"] or match["own2"])
        if match["list"] and (own or role == "subject"):
            raise ValueError("a list slot is written {values}")
        self.seen.add(role)
        return Slot(kind, own, role, many=bool(match["list"]))


def _takes_space(node: Node) -> bool:
    """Whether a node, if it is missing, takes the space before it along."""
    return isinstance(node, Words) or (isinstance(node, Choice) and node.optional)


def _with_space(node: Node) -> Node:
    if isinstance(node, Choice):
        spaced = tuple(Sequence((Space(), *o.nodes)) for o in node.options)
        return Choice(spaced, optional=True)
    return Words(node.most, glued=False) if isinstance(node, Words) else node


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            break
        which = match.lastindex or 1
        yield ("slot", "gap", "mark", "space", "word")[which - 1], match.group(which)
        end = match.end()
    if end != len(text):
        raise ValueError(f"unbalanced brace at {text[end:]!r}")


def _either_case(text: str) -> Choice:
    forms = sorted({text[0].upper() + text[1:], text[0].lower() + text[1:]})
    return Choice(tuple(Sequence((Text(f),)) for f in forms), optional=False)


def is_elided(text: str, subject: str) -> bool:
    """Whether a template may leave its subject out: a person's, at the front of a sentence, after a semicolon or comma.

    >>> is_elided("; died in {value}", "person"), is_elided("died in {value}", "person")
    (True, False)
    """
    return subject == "person" and text.removeprefix(UNSURE).startswith(("; ", ", ", "^"))


@lru_cache(maxsize=4096)
def parse_template(text: str, relation: str, name: str, subject: str, value: str, *, idk: bool = False) -> Template:
    r"""Parse a template of a relation whose subject and value have these types.

    Raises :class:`~corpusstat.errors.BadRequest` for a mistake in the template.

    >>> parse_template("{subject} was born on {value}", "birth_date", "birth_date/0", "person", "date").literals
    (' was born on ',)
    """
    try:
        if len(text) > _LONGEST:
            raise ValueError(f"with its lists longer than {_LONGEST:,} characters")
        plain = text.removeprefix(UNSURE)
        parser = _Parser(plain.removeprefix("^"), subject, value)
        tree = parser.sequence()
        if "subject" not in parser.seen and not idk and not is_elided(text, subject):
            raise ValueError("no {subject}")
        if ("value" in parser.seen) == idk:
            raise ValueError("an IDK template has no {value}" if idk else "no {value}")
        literals = max(tree.literals(), key=lambda texts: (rarity(texts), min(map(len, texts))), default=())
        if rarity(literals) < _MIN_RARITY and not any(isinstance(node, Hinge) for node in tree.nodes):
            raise ValueError(f"no literal text rare enough to search for (a word of {_MIN_RARITY} letters)")
    except ValueError as error:
        raise BadRequest(
            f"template {text!r} of relation {relation!r}: {error}", "the template language of the manual", "correct it"
        ) from None
    return Template(relation, name, text, literals, plain.startswith("^"), tree)
