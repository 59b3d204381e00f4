"""From sentences to facts: which templates match where, and what their slots hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from corpusstat.extract.match.compiler import TemplateIndex, compile_templates
from corpusstat.extract.match.facts import Fact, Origin, Span, origin
from corpusstat.extract.match.matcher import find_matches
from corpusstat.extract.text.marking import MARKED_TOKENS, cut_strings, render_marked
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import NAME_TOKEN, WORD_TOKEN, Tokens, Vocabulary
from corpusstat.relations import Relation, RelationSet
from corpusstat.relations.templates import Template, parse_template

__all__ = ["Candidates", "CompiledRelations", "compile_relations", "match_templates"]

_ARTICLES: Final = ("the ", "The ")
_QUOTES: Final = frozenset('"“')
_MAY_FALL: Final = np.isin(np.arange(256), [text.encode()[0] for text in (*_ARTICLES, *_QUOTES)])
"""By a mention's first byte: whether an article or a quotation mark may have to fall off."""
_Table = npt.NDArray[np.int32]
_Column = npt.NDArray[np.int32]
_Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class CompiledRelations:
    """The templates of a set of relations, and their machine."""

    templates: tuple[Template, ...]
    origins: tuple[Origin, ...]
    relations: dict[str, Relation]
    index: TemplateIndex
    vocabulary: Vocabulary

    @property
    def in_floor(self) -> npt.NDArray[np.bool_]:
        """For each template, whether its relation is in the floor set."""
        return np.array([o.floor for o in self.origins], np.bool_)


@lru_cache(maxsize=16)
def compile_relations(relations: RelationSet) -> CompiledRelations:
    """Compile the templates of all relations, in order."""
    templates = []
    for r in relations.relations:
        for kind, texts in (("", r.templates), ("idk", r.idk)):
            templates += [
                parse_template(text, r.name, f"{r.name}/{kind}{i}", r.subject, r.value, idk=bool(kind))
                for i, text in enumerate(texts)
            ]
    names = {r.name: r for r in relations.relations}
    origins = tuple(origin(names[t.relation], t.name, t.text) for t in templates)
    return CompiledRelations(tuple(templates), origins, names, *compile_templates(templates))


@dataclass(frozen=True)
class Candidates:
    """What templates hold: rows of `matching.Matches` in the order of the text, each fact once.

    ``sentences`` has columns doc, start, sentence, ``items`` is the same cut. ``costly``: the documents of sentences
    that were given up because they take too many steps.
    """

    known: CompiledRelations
    sentences: pl.DataFrame
    tokens: Tokens
    table: _Table
    costly: list[int]

    def within(self, most: int) -> tuple[Candidates, list[int]]:
        """The captures without those that a document has beyond so many, and the documents of these."""
        docs = self.sentences["doc"].gather(self.table[:, 0]).to_numpy()
        rest = np.arange(len(docs)) - docs.searchsorted(docs) >= most
        return replace(self, table=self.table[~rest]), docs[rest].tolist()

    def facts(self, looks: list[int]) -> Iterator[Fact]:
        """Make the captures, with their mentions cut out and what a first look found in each."""
        table = self.table
        rows = table[:, 0].astype(np.int64)
        distinct, at_row = np.unique(rows, return_inverse=True)
        marked = map(render_marked(self.tokens, distinct).to_list().__getitem__, at_row.tolist())
        docs, starts = (self.sentences[name].gather(rows) for name in ("doc", "start"))
        offsets = starts.to_numpy().astype(np.int64)
        names = _counted(self.tokens, NAME_TOKEN)
        subjects = _spans(table[:, 2], table[:, 3], table[:, 6], self.tokens, names, offsets)
        values: list[Span | None] = [*_spans(table[:, 4], table[:, 5], table[:, 6], self.tokens, names, offsets)]
        for silent in np.flatnonzero(table[:, 4] < 0).tolist():
            values[silent] = None
        origins = map(self.known.origins.__getitem__, table[:, 1].tolist())
        places = _marked_places(table, self.tokens)
        return map(Fact, docs.to_list(), origins, subjects, values, rows.tolist(), marked, places, looks)


def match_templates(sentences: pl.DataFrame, known: CompiledRelations) -> Candidates:
    """Match all templates in sentences (columns doc, start, sentence): one capture per match or element of a list.

    Of several templates of a relation that find the same subject and value (or IDK) in a sentence, the first of the
    pack counts.
    """
    tokens = tokenize(sentences["sentence"], known.vocabulary)
    found = find_matches(known.index, tokens)
    costly = sentences["doc"].gather(found.costly).to_list()
    return Candidates(known, sentences, tokens, _ordered(found.table, known), costly)


def _ordered(table: _Table, known: CompiledRelations) -> _Table:
    """Rows of matches (and the mirror of those of symmetric relations) in order, each fact once."""
    order = {name: i for i, name in enumerate(known.relations)}
    relation = np.array([order[t.relation] for t in known.templates], np.int64)
    symmetric = np.array([known.relations[t.relation].symmetric for t in known.templates], np.bool_)
    mirror = table[symmetric[table[:, 1]]][:, [0, 1, 4, 5, 2, 3, 6, 7]]
    table = np.concatenate([table, mirror])
    table = table[np.lexsort((table[:, 5], table[:, 4], table[:, 3], table[:, 2], table[:, 1], table[:, 0]))]
    where = table[:, 0] * np.int64(len(order)) + relation[table[:, 1]]
    value = table[:, 4].astype(np.int64) << 32 | table[:, 5]
    subject = np.where(table[:, 4] < 0, -1, table[:, 2].astype(np.int64) << 32 | table[:, 3])
    by = np.lexsort((subject, value, where))
    keys = np.column_stack([where, value, subject])[by]
    new = np.ones(len(by), np.bool_)
    new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return table[np.sort(by[new])]


def _counted(tokens: Tokens, kinds: int) -> _Column:
    """How many items of some kinds stand before each item, and before the end."""
    counts = np.zeros(len(tokens.types) + 1, np.int32)
    np.cumsum(tokens.types & kinds != 0, out=counts[1:])
    return counts


def _marked_places(table: _Table, tokens: Tokens) -> list[list[int]]:
    """Start and end, in the marked sentence, of subject, value (-1: none) and the whole."""
    before = _counted(tokens, MARKED_TOKENS)  # each has two marks
    sentence = before[tokens.sentence_start[table[:, 0]]][:, None]
    first, last = table[:, [2, 4, 6]], table[:, [3, 5, 7]]
    starts = tokens.char_start[first] + 2 * (before[first] - sentence)
    ends = tokens.char_end[last - 1] + 2 * (before[last] - sentence)
    nobody, none = table[:, 2] < 0, table[:, 4] < 0
    starts[nobody, 0] = ends[nobody, 0] = starts[nobody, 2]
    starts[none, 1] = ends[none, 1] = -1
    places: list[list[int]] = np.column_stack([starts, ends])[:, [0, 3, 1, 4, 2, 5]].tolist()
    return places


def _spans(
    first: _Column,
    last: _Column,
    whole: _Column,
    tokens: Tokens,
    names: _Column,
    offsets: _Longs,
) -> list[Span]:
    """Cut mentions out of their sentences, which begin at these places of their documents; ``names`` are counted."""
    none = first < 0
    i, j = np.where(none, whole, first), np.where(none, whole + 1, last) - 1
    named = (names[j + 1] > names[i]) & ~none
    owned = (
        (j > i) & (tokens.types[j] == WORD_TOKEN) & ~tokens.space_before[j] & (tokens.types[j - 1] & NAME_TOKEN != 0)
    )
    begin = tokens.char_start[i]
    close = np.where(none, begin, tokens.char_end[j - owned])
    left = tokens.byte_start[i]
    texts = cut_strings(tokens.data, left, np.where(none, left, tokens.byte_end[j - owned])).to_list()
    spans = list(map(Span, texts, (offsets + begin).tolist(), (offsets + close).tolist(), named.tolist()))
    for at in np.flatnonzero(_MAY_FALL[tokens.data[left]] & ~none).tolist():
        _strip(spans[at])
    return spans


def _strip(span: Span) -> None:
    """Take article and quotation marks from a mention."""
    if span.text.startswith(_ARTICLES):
        span.start, span.text = span.start + 4, span.text[4:]
    if span.text[:1] in _QUOTES and len(span.text) > 2:
        span.start, span.text = span.start + 1, span.text[1:-1].rstrip(",.")
    span.end = span.start + len(span.text)
