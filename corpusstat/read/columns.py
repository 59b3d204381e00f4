"""Which columns of a shard hold text, id, source, language and domain: named by the user, else by convention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from corpusstat.errors import BadRequest, did_you_mean
from corpusstat.read.domains import DomainRule, domain_rule
from corpusstat.read.fields import Field, find, inside_json, is_list, is_text, type_of

__all__ = ["Columns", "resolve"]

TEXT: Final = (
    "rollout_results[0].text",  # FinePhrase: the rewrite; its `text` is the original document
    "text",
    "raw_content",
    "content",
    "text_by_page_gen",  # Institutional Books: pages
    "files[].content",  # The Stack v3: the files of a repository
)
IDS: Final = (
    "id",
    "identifier",
    "hexsha",
    "doc_id",
    "digest",
    "uuid",
    "nemo_id",
    "barcode_src",
    "repo_path",
    "metadata.WARC-Record-ID",
    "warc_headers.warc-record-id",
)
LANGUAGES: Final = (
    "language",
    "lang[0]",
    "lang",
    "in_language",
    "language_gen",
    "full_doc_lid",
    "metadata.language",
    "meta.language",
    "identified_language",
)
_CODE: Final = ("hexsha", "files", "blob_id")
"""Columns of data sets of source code, where a language is one of programming."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the text, the id, the source, the language and the domain of a shard's documents are.

    ``place`` is taken for the source of documents that share their ids with other folders' documents.
    """

    text: Field
    id: Field | None
    source: Field | None
    language: Field | None
    domain: DomainRule
    place: str = ""

    def fields(self) -> Iterator[Field]:
        """All fields to read."""
        named = (self.text, self.id, self.source, self.language, self.domain.field)
        yield from (field for field in named if field is not None)

    @property
    def needed(self) -> list[str]:
        """Parquet paths to read, each once."""
        return list(dict.fromkeys([*(f.leaf for f in self.fields()), *self.domain.columns]))

    @property
    def separator(self) -> str:
        """What joins the pieces of a text that is a list."""
        return "\n\n" if -1 in self.text.steps else "\n"


def resolve(
    schema: pa.Schema,
    shard: str,
    text: str | None = None,
    id: str | None = None,  # noqa: A002 - the name users know
    domain: str | None = None,
    json_fields: Sequence[str] = (),
) -> Columns:
    """Find the columns of a shard.

    Parameters
    ----------
    schema
        All columns of the shard; only those that are needed are looked at.
    shard
        Its name; ``key=value`` folders in it are columns too.
    text, id, domain
        As named by the user: a column or a way such as ``meta.source``, ``pages[0]``.
    json_fields
        Ways that were seen inside its JSON strings.

    Raises
    ------
    BadRequest
        A named column is missing, there is no text column, or it does not hold text.
    """
    found = _text(schema, shard, text)
    chosen = None if id is None else find(schema, id)
    if id is not None and chosen is None:
        raise BadRequest(f"--id {id}: no such column in {shard}", _one_of(schema), did_you_mean(id, schema.names))
    source = _first(schema, ("source",), json_fields)
    code = any(name in schema.names for name in _CODE)
    return Columns(
        text=found,
        id=chosen or _first(schema, IDS, json_fields),
        source=source if source is not None and _is_plain(type_of(schema, source)) else None,
        language=None if code else _first(schema, LANGUAGES, json_fields),
        domain=domain_rule(domain, schema, shard.rpartition("/")[0], json_fields),
        place=shard.rpartition("/")[0] if found.column == "rollout_results" else "",
    )


def _text(schema: pa.Schema, shard: str, text: str | None) -> Field:
    """The text's field."""
    if text is not None:
        found = find(schema, text)
        if found is None:
            raise BadRequest(
                f"--text {text}: no such column in {shard}", _one_of(schema), did_you_mean(text, schema.names)
            )
        if not _holds_text(type_of(schema, found)):
            kind = type_of(schema, found)
            raise BadRequest(f"column {text!r} of {shard} is {kind}", "a string column", "name the text by --text")
        return found
    fields = [f for way in TEXT if (f := find(schema, way, asked=False)) is not None]
    fitting = [f for f in fields if _holds_text(type_of(schema, f))]
    if fitting:
        return fitting[0]
    if fields:
        kind = type_of(schema, fields[0])
        raise BadRequest(
            f"column {fields[0].name!r} of {shard} is {kind}", "a string column", "name the text column by --text"
        )
    if {"blob_id", "swhid", "directory_id", "content_id"} & set(schema.names):
        raise BadRequest(
            f"{shard} has no text: its rows are Software Heritage ids",
            "documents with their text",
            "download the contents that the ids name, and audit those",
        )
    raise BadRequest(f"no text column in {shard} ({_one_of(schema)})", "text, raw_content or content", "--text COLUMN")


def _one_of(schema: pa.Schema) -> str:
    shown = ", ".join(schema.names[:30])
    return f"columns: {shown}" + (f" and {len(schema.names) - 30} more" if len(schema.names) > 30 else "")


def _is_plain(dtype: pa.DataType) -> bool:
    return is_text(dtype) or pa.types.is_null(dtype)


def _holds_text(dtype: pa.DataType) -> bool:
    return _is_plain(dtype) or (is_list(dtype) and _is_plain(dtype.value_type))


def _first(schema: pa.Schema, ways: Sequence[str], json_fields: Sequence[str]) -> Field | None:
    """The first of some fields that is there; inside a JSON string only one that was seen."""
    for way in ways:
        field = find(schema, way, asked=False)
        if field is not None and _is_there(schema, field, json_fields):
            return field
    return None


def _is_there(schema: pa.Schema, field: Field, json_fields: Sequence[str]) -> bool:
    return not inside_json(schema, field) or field.name in json_fields
