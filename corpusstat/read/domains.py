"""The domain of a document: a column, a nested field, the domain of a URL, the folder, a constant, an SQL expression.

The only place that knows the public suffix list. SQL expressions are Polars SQL over the shard's own columns: they
can reach neither files nor other tables.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import urlsplit

import polars as pl
from publicsuffixlist import PublicSuffixList

from corpusstat.errors import BadRequest
from corpusstat.schema import ALL_DOMAINS

__all__ = ["AUTO", "UNKNOWN", "DomainRule", "domain_rule", "registered_domain"]

UNKNOWN = "(unknown)"
"""The domain of a document whose rule yields null or nothing."""

AUTO = (
    "source",
    "meta.redpajama_set_name",
    "meta.pile_set_name",
    "metadata.redpajama_set_name",
    "metadata.pile_set_name",
    "source_domain",
    "collection",
    "url",
    "dump",
    "dataset",
)
"""What is tried, in this order, when no rule is given (then a partition column in the path, then the folder)."""

_LONGEST = 200


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=65536)
def _registered(host: str) -> str | None:
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host))
    return _suffixes().privatesuffix(host) or host or None


def registered_domain(url: str | None) -> str | None:
    """Registered domain of a URL, by the public suffix list's snapshot in the library.

    A host without a registered domain (an address, ``localhost``) stands for itself; None where there is no host.

    >>> registered_domain("https://news.example.co.uk/a"), registered_domain("no url")
    ('example.co.uk', None)
    """
    if not url:
        return None
    try:
        host = urlsplit(url if "//" in url else "//" + url).hostname or ""
    except ValueError:
        return None
    if "." not in host and "//" not in url:
        return None
    return _registered(host.rstrip(".").lower())


@dataclass(frozen=True, slots=True)
class DomainRule:
    """How the domain is found in one shard: which columns to read and what to make of them.

    ``kind`` is column, url, folder, constant or sql; ``spec`` its argument.
    """

    kind: str
    spec: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Top-level columns to read for this rule."""
        if self.kind == "sql":
            return tuple(dict.fromkeys(_sql(self.spec).meta.root_names()))
        if self.kind in ("column", "url"):
            return (self.spec.split(".")[0],)
        return ()

    def evaluate(self, frame: pl.DataFrame) -> pl.Series:
        """Domain of each row of ``frame`` (string, never null).

        Raises
        ------
        BadRequest
            An SQL expression does not fit the columns.
        """
        if self.kind in ("folder", "constant"):
            return pl.repeat(self.spec, frame.height, dtype=pl.String, eager=True).alias("domain")
        try:
            expression = _sql(self.spec) if self.kind == "sql" else _field(frame.schema, self.spec)
            values = frame.select(expression.cast(pl.String).alias("domain")).to_series()
        except pl.exceptions.PolarsError as error:
            raise BadRequest(
                f"domain {self.spec!r}: {str(error).splitlines()[0]}",
                "an expression over " + ", ".join(frame.columns),
            ) from error
        if values.len() != frame.height:
            values = values.new_from_index(0, frame.height)
        if self.kind == "url":
            unique = values.unique().drop_nulls().to_list()
            values = values.replace_strict(
                unique, [registered_domain(u) for u in unique], default=None, return_dtype=pl.String
            )
        values = values.str.strip_chars().str.slice(0, _LONGEST)
        named = pl.when(values == ALL_DOMAINS).then(pl.lit(f"({ALL_DOMAINS})")).when(values != "").then(values)
        return pl.select(named.otherwise(pl.lit(UNKNOWN)).alias("domain")).to_series()


def _sql(expression: str) -> pl.Expr:
    try:
        return pl.sql_expr(expression)
    except pl.exceptions.PolarsError as error:
        raise BadRequest(
            f"domain expression {expression!r}: {str(error).splitlines()[0]}",
            "an SQL expression over the columns",
        ) from error


def _field(schema: pl.Schema, path: str) -> pl.Expr:
    """Give the expression for ``column`` or ``column.field``, through structs and JSON strings."""
    name, *rest = [path] if path in schema else path.split(".")
    expression = pl.col(name)
    dtype: object = schema[name]
    for depth, part in enumerate(rest):
        if dtype == pl.String:
            return expression.str.json_path_match("$." + ".".join(rest[depth:]))
        expression = expression.struct.field(part)
        dtype = next(f.dtype for f in dtype.fields if f.name == part) if isinstance(dtype, pl.Struct) else pl.Null()
    return expression


def _has(schema: pl.Schema, path: str) -> bool:
    """Whether a column or nested field can be found (inside a JSON string: whether the column is there)."""
    if path in schema:
        return not schema[path].is_nested()
    name, *rest = path.split(".")
    dtype: object = schema.get(name)
    for part in rest:
        if dtype == pl.String:
            return True
        if not isinstance(dtype, pl.Struct):
            return False
        dtype = next((f.dtype for f in dtype.fields if f.name == part), None)
    return isinstance(dtype, pl.DataType) and not dtype.is_nested()


def _partition(folder: str) -> str | None:
    """Value of the last ``key=value`` part of a folder, if there is one."""
    parts = [p for p in folder.split("/") if "=" in p]
    return parts[-1].split("=", 1)[1] if parts else None


def domain_rule(spec: str | None, schema: pl.Schema, folder: str, json_fields: Sequence[str] = ()) -> DomainRule:
    """Resolve a rule as the user wrote it (None: automatic) against the columns of one shard.

    Parameters
    ----------
    spec
        ``COLUMN``, ``NESTED.FIELD``, ``url:COLUMN``, ``folder``, ``constant:NAME``, ``sql:EXPRESSION`` or None.
        A bare ``url`` means the registered domain of that column; ``column:url`` its raw text.
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
        The column is not there.

    >>> domain_rule(None, pl.Schema({"url": pl.String}), "web")
    DomainRule(kind='url', spec='url')
    >>> domain_rule("constant:books", pl.Schema({}), "web").spec
    'books'
    """
    if spec is None:
        return _automatic(schema, folder, json_fields)
    kind, colon, rest = spec.partition(":")
    if not colon or kind not in ("column", "url", "constant", "sql", "folder"):
        kind, rest = ("url", "url") if spec == "url" and "url" in schema else ("column", spec)
        if spec == "folder" and "folder" not in schema:
            return DomainRule("folder", folder)
    if kind in ("constant", "folder"):
        return DomainRule(kind, rest if kind == "constant" else folder)
    rule = DomainRule(kind, rest)
    missing = [c for c in rule.columns if c not in schema] if kind == "sql" else [rest] * (not _has(schema, rest))
    if missing:
        raise BadRequest(f"domain {spec!r}: no column {missing[0]!r}", "one of " + ", ".join(schema))
    return rule


def _automatic(schema: pl.Schema, folder: str, json_fields: Sequence[str]) -> DomainRule:
    for path in AUTO:
        name = path.split(".")[0]
        inside_json = "." in path and schema.get(name) == pl.String
        if (path in json_fields) if inside_json else _has(schema, path):
            return DomainRule("url" if path == "url" else "column", path)
    partition = _partition(folder)
    return DomainRule("constant", partition) if partition else DomainRule("folder", folder)
