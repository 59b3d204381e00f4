"""The domain of a document: a column, a nested field, the domain of a URL, the folder, a constant, an SQL expression.

The only place that knows the public suffix list. SQL expressions are Polars SQL over the shard's own columns and the
``key=value`` parts of its path: they can reach neither files nor other tables.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

import polars as pl
import pyarrow as pa
from publicsuffixlist import PublicSuffixList

from corpusstat.errors import BadRequest, did_you_mean
from corpusstat.read.expressions import checked, row_by_row, uncast
from corpusstat.read.fields import Field, Rows, decoded_type, find, inside_json, is_text, type_of
from corpusstat.schema import ALL_DOMAINS, OTHER_DOMAINS

__all__ = ["AUTO", "UNKNOWN", "DomainRule", "domain_rule", "hive_keys", "registered_domain"]

UNKNOWN = "(unknown)"
"""The domain of a document whose rule yields null or nothing."""

AUTO: Final = (
    "source",
    "meta.redpajama_set_name",
    "meta.pile_set_name",
    "metadata.redpajama_set_name",
    "metadata.pile_set_name",
    "source_domain",
    "collection",
    "eai_taxonomy.free_decimal_correspondence.primary.labels.level_1",
    "metadata.source_domain",
    "metadata.category",
    "topic_or_subject_gen",
    "url",
    "metadata.url",
    "meta.url",
    "warc_headers.warc-target-uri",
    "u",
    "dump",
    "dataset",
    "format",
)
"""What is tried, in this order, when no rule is given (then a partition column in the path, then the folder)."""
_URLS: Final = frozenset({"url", "metadata.url", "meta.url", "warc_headers.warc-target-uri", "u"})
_SHORT: Final = frozenset({"u", "format"})
"""Names that mean what they say only where they hold text."""

_LONGEST = 200


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=65536)
def _registered(host: str) -> str | None:
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host))
    return _suffixes().privatesuffix(host) or host or None


_NO_HOST: Final = re.compile(r"[\s,;()<>\"']")
"""A character that no host's name has, but sentences do."""


def registered_domain(url: str | None) -> str | None:
    """Registered domain of a URL, by the public suffix list's snapshot in the library.

    A host without a registered domain (an address, ``localhost``) is returned itself; None where there is no host.

    >>> registered_domain("https://news.example.co.uk/a"), registered_domain("No url. It ends")
    ('example.co.uk', None)
    """
    if not url:
        return None
    try:
        host = urlsplit(url if "//" in url else "//" + url).hostname or ""
    except ValueError:
        return None
    if ("." not in host and "//" not in url) or _NO_HOST.search(host):
        return None
    return _registered(host.rstrip(".").lower())


_NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"
_RULES: Final = ("column", "url", "constant", "sql", "folder")
_RESERVED: Final = (ALL_DOMAINS, OTHER_DOMAINS)


@dataclass(frozen=True, slots=True)
class DomainRule:
    """How the domain is found in one shard: which columns to read and what to make of them.

    ``kind`` is column, url, folder, constant or sql; ``spec`` its argument; ``field`` where a column's or URL's value
    is; ``keys`` the ``key=value`` parts of the shard's path.
    """

    kind: str
    spec: str
    field: Field | None = None
    keys: tuple[tuple[str, str | None], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Top-level columns that an SQL expression reads."""
        if self.kind != "sql":
            return ()
        return tuple(c for c in dict.fromkeys(checked(self.spec).meta.root_names()) if c not in dict(self.keys))

    def evaluate(self, rows: Rows) -> tuple[pl.Series, dict[int, str]]:
        """Return the domain of each row (string, never null), and why the cells of some rows cannot be used."""
        if self.field is None and self.kind != "sql":
            return pl.repeat(self.spec, len(rows), dtype=pl.String, eager=True).alias("domain"), {}
        if self.field is None:
            frame = self._frame(rows)
            values, failed = row_by_row(frame, checked(self.spec))
            failed = sorted({*failed, *uncast(frame, self.spec, values)})
            return _named(values), dict.fromkeys(failed, "the domain's expression fails")
        values, bad = rows.texts(self.field)
        if self.kind == "url":
            values = _registered_domains(values)
        return _named(values), {row: "domain: not UTF-8" for row, is_bad in enumerate(bad) if is_bad}

    def _frame(self, rows: Rows) -> pl.DataFrame:
        columns: dict[str, pl.Series | pl.Expr] = {c: rows.series(c) for c in self.columns}
        for key, value in self.keys:
            columns.setdefault(key, pl.repeat(value, len(rows), dtype=pl.String, eager=True))
        return pl.DataFrame(columns or {"_row": range(len(rows))})


def _registered_domains(urls: pl.Series) -> pl.Series:
    unique = urls.unique().drop_nulls().to_list()
    return urls.replace_strict(unique, [registered_domain(u) for u in unique], default=None, return_dtype=pl.String)


def _named(values: pl.Series) -> pl.Series:
    """Names as they are reported: trimmed, cut to 200 characters, none that could pass for one of ours."""
    values = values.str.strip_chars().str.slice(0, _LONGEST)
    ours = values.is_in(list(_RESERVED))
    named = pl.when(ours).then(pl.concat_str(pl.lit("("), values, pl.lit(")"))).when(values != "").then(values)
    return pl.select(named.otherwise(pl.lit(UNKNOWN)).alias("domain")).to_series()


def hive_keys(folder: str) -> tuple[tuple[str, str | None], ...]:
    """Return the ``key=value`` parts of a folder's name, decoded; the default partition's value is None.

    >>> hive_keys("lake/lang=en%20us/year=__HIVE_DEFAULT_PARTITION__")
    (('lang', 'en us'), ('year', None))
    """
    pairs = (part.partition("=") for part in folder.split("/") if "=" in part)
    return tuple((unquote(key), None if value in ("", _NO_VALUE) else unquote(value)) for key, _, value in pairs if key)


def domain_rule(spec: str | None, schema: pa.Schema, folder: str, json_fields: Sequence[str] = ()) -> DomainRule:
    """Resolve a rule as the user wrote it (None: automatic) against the columns of one shard.

    Parameters
    ----------
    spec
        ``COLUMN``, ``NESTED.FIELD``, ``url:COLUMN``, ``folder``, ``constant:NAME``, ``sql:EXPRESSION`` or None.
        A bare ``url`` means the registered domain of that column; ``column:url`` its raw text. A column may be a
        ``key=value`` part of the folder.
    schema
        Columns of the shard.
    folder
        The shard's folder, as in its name.
    json_fields
        Fields known to be inside the shard's JSON-string columns (``meta.pile_set_name``); only these are
        taken automatically from a JSON string.

    Raises
    ------
    BadRequest
        The column is not there or holds no single values, or the expression does not fit.

    >>> domain_rule(None, pa.schema([("url", pa.string())]), "web").kind
    'url'
    >>> domain_rule("constant:books", pa.schema([]), "web").spec
    'books'
    """
    if spec is None:
        return _automatic(schema, folder, json_fields)
    kind, argument = _kind_and_argument(spec, schema.names)
    if kind == "folder":
        return DomainRule(kind, folder)
    if kind == "constant":
        return DomainRule(kind, _named(pl.Series([argument]))[0])
    if kind == "sql":
        return _sql_rule(argument, schema, folder)
    return _column_rule(kind, argument, spec, schema, folder)


def _kind_and_argument(spec: str, columns: Sequence[str]) -> tuple[str, str]:
    """The kind of a rule and its argument; what names no kind is a column's name."""
    kind, colon, argument = spec.partition(":")
    if not colon or kind not in _RULES:
        kind, argument = _bare(spec, columns)
    if kind == "folder" and argument.strip():
        raise BadRequest(f"domain {spec!r}: something after folder:", "folder alone", "leave it out, or constant:NAME")
    if kind != "folder" and not argument.strip():
        raise BadRequest(f"domain {spec!r}: nothing after {kind}:", f"{kind}:{'NAME' if kind == 'constant' else '…'}")
    return kind, argument


def _bare(spec: str, columns: Sequence[str]) -> tuple[str, str]:
    """The kind and the argument of a rule without a kind."""
    if spec == "folder" and spec not in columns:
        return "folder", ""
    return ("url" if spec == "url" and spec in columns else "column"), spec


def _column_rule(kind: str, way: str, spec: str, schema: pa.Schema, folder: str) -> DomainRule:
    field = find(schema, way)
    keys = dict(hive_keys(folder))
    if field is None and way in keys:
        value = registered_domain(keys[way]) if kind == "url" else keys[way]
        return DomainRule("constant", _named(pl.Series([value], dtype=pl.String))[0])
    if field is None:
        raise BadRequest(
            f"domain {spec!r}: no column {way!r}",
            _one_of([*schema.names, *keys]),
            did_you_mean(way, [*schema.names, *keys, *_fields(schema)]),
        )
    if not _single(type_of(schema, field)):
        raise BadRequest(
            f"domain {spec!r}: column {way!r} is {type_of(schema, field)}",
            "a column of single values",
            f"name a field or an element of it ({way}.FIELD, {way}[0]), or sql:EXPRESSION",
        )
    return DomainRule(kind, way, field)


def _sql_rule(expression: str, schema: pa.Schema, folder: str) -> DomainRule:
    rule = DomainRule("sql", expression, None, hive_keys(folder))
    missing = [c for c in rule.columns if c not in schema.names]
    if missing:
        raise BadRequest(
            f"domain 'sql:{expression}': no column {missing[0]!r}",
            _one_of(schema.names),
            did_you_mean(missing[0], schema.names),
        )
    try:  # on no rows: types that do not fit are found before anything is read
        empty = pa.schema([schema.field(schema.get_all_field_indices(c)[0]) for c in rule.columns]).empty_table()
        batch = empty.to_batches()[0] if empty.to_batches() else pa.RecordBatch.from_pylist([], empty.schema)
        rule._frame(Rows(batch, schema)).select(checked(expression).cast(pl.String))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise BadRequest(
            f"domain 'sql:{expression}': {reason}", "an expression over " + _one_of(schema.names)
        ) from error
    return rule


def _fields(schema: pa.Schema) -> list[str]:
    """Fields of the structs among the columns, as a user names them."""
    structs = (field for field in schema if pa.types.is_struct(field.type))
    return [f"{field.name}.{inner.name}" for field in structs for inner in field.type]


def _one_of(names: Sequence[str]) -> str:
    return "one of " + ", ".join(names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")


def _single(dtype: pa.DataType) -> bool:
    return not pa.types.is_nested(decoded_type(dtype))


def _automatic(schema: pa.Schema, folder: str, json_fields: Sequence[str]) -> DomainRule:
    for path in AUTO:
        field = find(schema, path, asked=False)
        if field is None or not _single(type_of(schema, field)):
            continue
        if path in _SHORT and not is_text(type_of(schema, field)):
            continue
        if not inside_json(schema, field) or field.name in json_fields:
            return DomainRule("url" if path in _URLS else "column", path, field)
    keys = hive_keys(folder)
    if keys:
        return DomainRule("constant", _named(pl.Series([keys[-1][1]], dtype=pl.String))[0])
    return DomainRule("folder", folder)
