"""From sentences to facts: which templates match where, and what their slots hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from corpusstat import relations as relations_package
from corpusstat.extract.match.compiler import TemplateIndex, compile_templates
from corpusstat.extract.match.facts import SENTENCE, TEMPLATE, VALUE, WHOLE, Fact, Origin, Span, origin
from corpusstat.extract.match.matcher import find_matches
from corpusstat.extract.text.arrays import Flags, Longs, Table
from corpusstat.extract.text.kept import kept
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import NAME_TOKEN, WORD_TOKEN, Tokens, Vocabulary, cut_strings
from corpusstat.relations import Relation, RelationSet
from corpusstat.relations.templates import parse_template

__all__ = ["Candidates", "CompiledRelations", "compile_relations", "match_templates"]

_ARTICLES: Final = ("the ", "The ")
_QUOTES: Final = frozenset("\"“'‘")
_MAY_SHRINK: Final = np.isin(np.arange(256), [text.encode()[0] for text in (*_ARTICLES, *_QUOTES)])
"""By a mention's first byte: whether an article or a quotation mark may have to fall off."""
_PACKS: Final = Path(relations_package.__file__).parent
_WORTH_KEEPING: Final = 100
"""Templates: fewer are compiled in a tenth of a second, and tests have many sets of few."""
_MAY_QUOTE: Final = np.isin(np.arange(256), [text.encode()[0] for text in _QUOTES])


@dataclass(frozen=True)
class CompiledRelations:
    """The templates of a set of relations, and their machine.

    Beside ``origins``: ``order``, the number of a template's relation, and ``symmetric``, whether that is symmetric.
    """

    origins: tuple[Origin, ...]
    order: Longs
    symmetric: Flags
    relations: dict[str, Relation]
    index: TemplateIndex
    vocabulary: Vocabulary


@lru_cache(maxsize=16)
def compile_relations(relations: RelationSet) -> CompiledRelations:
    """Compile the templates of all relations, in order; of many, what comes of it is kept beside the machine code."""
    if sum(len(r.templates) for r in relations.relations) < _WORTH_KEEPING:
        return _compiled(relations)
    return kept(f"relations-{_digest_of(relations)}", lambda: _compiled(relations))


def _digest_of(relations: RelationSet) -> str:
    """Hex digest of relations and of what reads them; of the rest the folder's name has one."""
    digest = blake2b(repr(relations.relations).encode(), digest_size=8)
    for file in sorted(f for f in _PACKS.iterdir() if f.suffix in (".py", ".toml", ".json")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _compiled(relations: RelationSet) -> CompiledRelations:
    templates = []
    for r in relations.relations:
        for kind, texts in (("", r.templates), ("idk", r.idk)):
            templates += [
                parse_template(text, r.name, f"{r.name}/{kind}{i}", r.subject, r.value, idk=bool(kind))
                for i, text in enumerate(texts)
            ]
    names = {r.name: r for r in relations.relations}
    origins = tuple(origin(names[t.relation], t.name, t.text) for t in templates)
    numbers = {name: i for i, name in enumerate(names)}
    order = np.array([numbers[o.relation.name] for o in origins], np.int64)
    symmetric = np.array([o.relation.symmetric for o in origins], np.bool_)
    return CompiledRelations(origins, order, symmetric, names, *compile_templates(templates))


@dataclass(frozen=True, slots=True)
class Mentions:
    """The subjects or the values of matches: text (None: there is no value), place in the document, whether a name."""

    texts: list[str | None]
    starts: list[int]
    ends: list[int]
    are_names: list[bool]

    def strip(self, at: int) -> None:
        """Take article and quotation marks from a mention."""
        text = self.texts[at] or ""
        if text.startswith(_ARTICLES):
            self.starts[at], text = self.starts[at] + 4, text[4:]
        if text[:1] in _QUOTES and len(text) > 2:
            self.starts[at], text = self.starts[at] + 1, text[1:-1].rstrip(",.")
        self.texts[at], self.ends[at] = text, self.starts[at] + len(text)

    def spans(self, rows: list[int]) -> list[Span | None]:
        """Make some of the mentions."""
        texts, starts, ends, are_names = self.texts, self.starts, self.ends, self.are_names
        return [
            None if (text := texts[row]) is None else Span(text, starts[row], ends[row], are_names[row]) for row in rows
        ]


@dataclass(frozen=True)
class Candidates:
    """What templates hold: rows of `matching.Matches` in the order of the text, each fact once.

    ``sentences`` has columns doc, start, sentence, ``items`` is the same cut. ``costly``: the documents of sentences
    that were given up because they take too many steps.
    """

    known: CompiledRelations
    sentences: pl.DataFrame
    tokens: Tokens
    table: Table
    costly: list[int]

    def within(self, most: int) -> tuple[Candidates, list[int]]:
        """The captures without those that a document has beyond so many, and the documents of these."""
        docs = self.sentences["doc"].gather(self.table[:, 0]).to_numpy()
        rest = np.arange(len(docs)) - docs.searchsorted(docs) >= most
        return replace(self, table=self.table[~rest]), docs[rest].tolist()

    @property
    def docs(self) -> list[int]:
        """The document of each match."""
        docs: list[int] = self._of_sentences("doc").tolist()
        return docs

    def _of_sentences(self, column: str) -> Longs:
        """A column of the sentences, for each match."""
        found: Longs = self.sentences[column].to_numpy()[self.table[:, SENTENCE]].astype(np.int64)
        return found

    def mentions(self, column: int) -> Mentions:
        """Cut the subjects or the values (``column``) out of the sentences, without article and quotation marks."""
        first, last, whole = self.table[:, column], self.table[:, column + 1], self.table[:, WHOLE]
        tokens, none = self.tokens, first < 0
        i, j = np.where(none, whole, first), np.where(none, whole + 1, last) - 1
        is_name = tokens.types & NAME_TOKEN != 0
        owned = (j > i) & (tokens.types[j] == WORD_TOKEN) & ~tokens.space_before[j] & is_name[j - 1]
        owned &= ~_MAY_QUOTE[tokens.data[tokens.byte_start[i]]]
        names = np.concatenate([[0], np.cumsum(is_name)])
        named = (names[j + 1] > names[i]) & ~none
        start, byte_start = tokens.char_start[i], tokens.byte_start[i]
        byte_end = np.where(none, byte_start, tokens.byte_end[j - owned])
        offsets = self._of_sentences("start")
        starts = (offsets + start).tolist()
        ends = (offsets + np.where(none, start, tokens.char_end[j - owned])).tolist()
        made = Mentions(cut_strings(tokens.data, byte_start, byte_end).to_list(), starts, ends, named.tolist())
        for at in np.flatnonzero(_MAY_SHRINK[tokens.data[byte_start]] & ~none).tolist():
            made.strip(at)
        if column == VALUE:
            for at in np.flatnonzero(none).tolist():
                made.texts[at] = None
        return made

    def facts(self, rows: list[int], subjects: Mentions, values: Mentions, hints: list[int]) -> list[Fact]:
        """Make facts of some of the matches."""
        table = self.table[rows]
        docs = self._of_sentences("doc")[rows].tolist()
        origins = [self.known.origins[template] for template in table[:, TEMPLATE].tolist()]
        sentences = table[:, SENTENCE].tolist()
        return list(map(Fact, docs, origins, subjects.spans(rows), values.spans(rows), sentences, hints))


def match_templates(sentences: pl.DataFrame, known: CompiledRelations) -> Candidates:
    """Match all templates in sentences (columns doc, start, sentence): one capture per match or element of a list.

    Of several templates of a relation that find the same subject and value (or IDK) in a sentence, the first of the
    pack counts.
    """
    tokens = tokenize(sentences["sentence"], known.vocabulary)
    found = find_matches(known.index, tokens)
    costly = sentences["doc"].gather(found.costly).to_list()
    return Candidates(known, sentences, tokens, _ordered(found.table, known), costly)


def _ordered(table: Table, known: CompiledRelations) -> Table:
    """Rows of matches (and the mirror of those of symmetric relations) in order, each fact once."""
    mirror = table[known.symmetric[table[:, 1]]][:, [0, 1, 4, 5, 2, 3, 6, 7]]
    table = np.concatenate([table, mirror])
    table = table[np.lexsort((table[:, 5], table[:, 4], table[:, 3], table[:, 2], table[:, 1], table[:, 0]))]
    where = table[:, 0] * np.int64(len(known.relations)) + known.order[table[:, 1]]
    value = table[:, 4].astype(np.int64) << 32 | table[:, 5]
    subject = np.where(table[:, 4] < 0, -1, table[:, 2].astype(np.int64) << 32 | table[:, 3])
    by = np.lexsort((subject, value, where))
    keys = np.column_stack([where, value, subject])[by]
    new = np.ones(len(by), np.bool_)
    new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return table[np.sort(by[new])]
