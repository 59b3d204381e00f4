"""Where a value is in a row: a column, a field of a struct, an element of a list, a key inside a JSON string.

Names are taken as they are: a column whose name has a dot is found before a field of that path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from corpusstat.read.jsonl import OPEN, sound

__all__ = [
    "Field",
    "Rows",
    "decoded_type",
    "find",
    "inside_json",
    "is_list",
    "is_text",
    "strings_of",
    "texts_of",
    "type_of",
]

_DEEPEST: Final = 20
_LONGEST_JSON: Final = 10**6
"""Characters of a JSON string that is looked into."""


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a row: a top-level column, and the way below it: names, list indices, -1 for every element.

    ``structs`` says how many of the first steps are fields of structs: so far down Parquet has columns of their own.
    """

    column: str
    steps: tuple[str | int, ...] = ()
    structs: int = 0

    @property
    def leaf(self) -> str:
        """The Parquet path to read."""
        return ".".join((self.column, *(str(s) for s in self.steps[: self.structs])))

    @property
    def name(self) -> str:
        """The way as a user writes it.

        >>> Field("files", (-1, "content")).name
        'files[].content'
        """
        shown = [f"[{'' if s < 0 else s}]" if isinstance(s, int) else f".{s}" for s in self.steps]
        return self.column + "".join(shown)


def decoded_type(dtype: pa.DataType) -> pa.DataType:
    """Return the type of the values of a dictionary; any other type as it is."""
    return dtype.value_type if pa.types.is_dictionary(dtype) else dtype


def is_text(dtype: pa.DataType) -> bool:
    """Whether a type holds text or bytes."""
    dtype = decoded_type(dtype)
    checks = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    views = (pa.string_view(), pa.binary_view())
    return any(check(dtype) for check in checks) or dtype in views or pa.types.is_fixed_size_binary(dtype)


def is_list(dtype: pa.DataType) -> bool:
    """Whether a type is a list of any kind."""
    kinds = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(kind(dtype) for kind in kinds)


def _is_open(dtype: pa.DataType) -> bool:
    """Whether every way below a type is possible: a string may be JSON, and a map has any keys."""
    return is_text(dtype) or pa.types.is_map(dtype)


def find(schema: pa.Schema, way: str, asked: bool = True) -> Field | None:
    """Return the field that a way such as ``meta.source`` or ``results[0].text`` means; None if there is none.

    Inside a string column every way is possible: the string may be JSON. If a user ``asked`` for it, so is every field
    of the objects of JSON lines: only some have been seen.

    >>> find(pa.schema([("a.b", pa.string())]), "a.b"), find(pa.schema([("a", pa.int64())]), "a.b")
    (Field(column='a.b', steps=(), structs=0), None)
    """
    heads = [n for n in schema.names if way == n or (way.startswith(n) and way[len(n)] in ".[" and n)]
    loose = asked and bool((schema.metadata or {}).get(next(iter(OPEN))))
    for column in sorted(heads, key=len, reverse=True):
        dtype = schema.field(schema.get_all_field_indices(column)[0]).type
        steps = _steps(dtype, way[len(column) :], loose)
        if steps is not None:
            return Field(column, steps, _structs(dtype, steps))
    return None


def _structs(dtype: pa.DataType, steps: Sequence[str | int]) -> int:
    """How many of the first steps are fields of structs."""
    for depth, step in enumerate(steps):
        if not pa.types.is_struct(dtype) or dtype.get_field_index(str(step)) < 0:
            return depth
        dtype = dtype.field(dtype.get_field_index(str(step))).type
    return len(steps)


def _steps(dtype: pa.DataType, rest: str, loose: bool) -> tuple[str | int, ...] | None:
    if not rest:
        return ()
    dtype = decoded_type(dtype)
    index = re.match(r"\[(\d*)\]", rest)
    if index and (is_list(dtype) or is_text(dtype)):
        element = dtype.value_type if is_list(dtype) else pa.string()
        return _after(int(index[1] or -1), _steps(element, rest[index.end() :], loose))
    if not rest.startswith("."):
        return None
    if pa.types.is_struct(dtype):
        return _struct_steps(dtype, rest[1:], loose)
    if _is_open(dtype) or (loose and pa.types.is_null(dtype)):
        return tuple(filter(None, re.split(r"\.|\[|\]", rest[1:])))
    return None


def _after(step: str | int, below: tuple[str | int, ...] | None) -> tuple[str | int, ...] | None:
    """A step and those below it, if there is a way on."""
    return None if below is None else (step, *below)


def _struct_steps(dtype: pa.StructType, rest: str, loose: bool) -> tuple[str | int, ...] | None:
    inner = [dtype.field(i) for i in range(dtype.num_fields)]
    heads = [f for f in inner if rest == f.name or rest.startswith((f.name + ".", f.name + "["))]
    for field in sorted(heads, key=lambda f: len(f.name), reverse=True):
        steps = _after(field.name, _steps(field.type, rest[len(field.name) :], loose))
        if steps is not None:
            return steps
    return tuple(rest.split(".")) if loose else None


def type_of(schema: pa.Schema, field: Field) -> pa.DataType:
    """Return the type at a field; inside JSON and maps it is a string."""
    dtype = schema.field(schema.get_all_field_indices(field.column)[0]).type
    for step in field.steps:
        dtype = decoded_type(dtype)
        if is_list(dtype) and isinstance(step, int):
            dtype = pa.list_(dtype.value_type) if step < 0 else dtype.value_type
            if step < 0 and pa.types.is_struct(dtype.value_type):
                dtype = dtype.value_type  # the steps below are the element's
        elif pa.types.is_struct(dtype) and dtype.get_field_index(str(step)) >= 0:
            dtype = dtype.field(dtype.get_field_index(str(step))).type
        else:
            return pa.string()
    return dtype


def inside_json(schema: pa.Schema, field: Field) -> bool:
    """Whether a field lies inside a string or a map, where every way is possible."""
    top = Field(field.column)
    for step in field.steps:
        if _is_open(type_of(schema, top)):
            return True
        top = Field(top.column, (*top.steps, step))
    return False


class Rows:
    """Some rows of a shard, in either form: an Arrow batch, or the objects of JSON lines."""

    def __init__(self, source: pa.RecordBatch | Sequence[dict[str, Any]], schema: pa.Schema) -> None:
        self._source = source
        self._schema = schema

    def __len__(self) -> int:
        return self._source.num_rows if isinstance(self._source, pa.RecordBatch) else len(self._source)

    def texts(self, field: Field, separator: str = "\n") -> tuple[pl.Series, list[bool]]:
        """Return the values at a field as text (null: none), and which could not be made text.

        The elements of a list are joined by ``separator``.
        """
        if isinstance(self._source, pa.RecordBatch):
            array = _column(self._source, field.column)
            return texts_of(_below(array, field.steps, separator))
        values = [_text(_dig(row.get(field.column), field.steps), separator) for row in self._source]
        return pl.Series(values, dtype=pl.String), [False] * len(values)

    def series(self, column: str) -> pl.Series:
        """Return a column as it is, for an SQL expression; what is not of the column's type is null."""
        if isinstance(self._source, pa.RecordBatch):
            array = _column(self._source, column)
            return texts_of(array)[0] if is_text(array.type) else pl.Series(array)
        dtype = self._schema.field(column).type
        values = [row.get(column) for row in self._source]
        if is_text(dtype):
            return pl.Series([None if v is None else _text(v, "\n") for v in values], dtype=pl.String)
        empty = pl.from_arrow(pa.Table.from_batches([], pa.schema([("", dtype)])))
        assert isinstance(empty, pl.DataFrame)  # noqa: S101 - narrows the type for the checker
        return pl.Series(values, dtype=empty.schema[""], strict=False)


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    """The first column of a name: nothing forbids two of them."""
    return batch.column(batch.schema.get_all_field_indices(name)[0])


def _below(array: pa.Array, steps: Sequence[str | int], separator: str) -> pa.Array:
    """The values below an array; what Arrow has no way into is looked into as Python values."""
    if isinstance(array, pa.DictionaryArray):
        array = array.dictionary_decode()
    if not steps:
        return _joined(array, array.flatten(), separator) if is_list(array.type) else array
    step, rest = steps[0], steps[1:]
    if pa.types.is_struct(array.type) and isinstance(step, str):
        at = array.type.get_field_index(step)
        return pa.nulls(len(array)) if at < 0 else _below(pc.struct_field(array, [at]), rest, separator)
    if is_list(array.type) and isinstance(step, int):
        if step >= 0:
            return _below(_element(array, step), rest, separator)
        return _joined(array, _below(array.flatten(), rest, separator), separator)
    return strings_of([_text(_dig(value, steps), separator) for value in _python_values(array)])


def _python_values(array: pa.Array) -> list[Any]:
    """Strings, and maps as dictionaries."""
    if is_text(array.type):
        return texts_of(array)[0].to_list()
    return [dict(v) if isinstance(v, list) else v for v in array.to_pylist()]  # a map is a list of pairs


def strings_of(values: list[str | None]) -> pa.Array:
    """Make an array through Polars: pyarrow would import pandas, where there is one, to look for its types."""
    return pl.Series(values, dtype=pl.String).to_arrow()


def _element(array: pa.Array, at: int) -> pa.Array:
    """The element ``at`` of each list; null where it is shorter."""
    flat, lengths = array.flatten(), pc.fill_null(pc.list_value_length(array), 0)
    ends = pc.cumulative_sum(pc.cast(lengths, pa.int64()))
    place = pc.add(pc.subtract(ends, lengths), at)
    return flat.take(pc.if_else(pc.less(at, lengths), place, pa.scalar(None, pa.int64())))


def _joined(lists: pa.Array, elements: pa.Array, separator: str) -> pa.Array:
    """The text of the elements of each list, which come flattened; null where a list has none."""
    left = iter(texts_of(elements)[0].to_list())
    lengths = pc.list_value_length(lists).to_pylist()
    pieces = [[p for p in islice(left, length or 0) if p is not None] for length in lengths]
    return strings_of([separator.join(p) if p else None for p in pieces])


def _dig(value: Any, steps: Sequence[str | int]) -> Any:
    """The value below a Python value; a string on the way is taken for JSON."""
    for depth, step in enumerate(steps):
        if isinstance(value, str):
            value = _json(value, steps[depth:])
        if isinstance(value, dict):
            value, skip = _key(value, steps[depth:])
            if skip > 1:
                return _dig(value, steps[depth + skip :])
        elif isinstance(value, list) and (step == -1 or str(step).isdigit()):
            if step == -1:
                return [_dig(v, steps[depth + 1 :]) for v in value]
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def _key(value: dict[str, Any], steps: Sequence[str | int]) -> tuple[Any, int]:
    """The value of the shortest key that some of the next steps make up, and how many that are."""
    for taken in range(1, len(steps) + 1):
        key = ".".join(str(s) for s in steps[:taken])
        if key in value:
            return value[key], taken
    return None, 1


def _json(text: str, steps: Sequence[str | int]) -> Any:
    if len(text) > _LONGEST_JSON:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    # the text of a Python dictionary is not JSON, and is never evaluated: one simple value is looked for
    quoted = re.search(rf"""['"]{re.escape(str(steps[-1]))}['"]\s*:\s*(?:'([^'\\]*)'|"([^"\\]*)")""", text)
    found: Any = (quoted[1] if quoted[1] is not None else quoted[2]) if quoted else None
    for step in reversed(steps):
        found = {str(step): found}
    return found


def _text(value: Any, separator: str) -> str | None:
    """A Python value as text."""
    if value is None or isinstance(value, str):
        return None if value is None else sound(value)
    if isinstance(value, list):
        pieces = [p for v in value if (p := _text(v, separator)) is not None]
        return separator.join(pieces) if pieces else None
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, bool | dict):
        return sound(json.dumps(value, ensure_ascii=False, default=str))
    return str(value)


def texts_of(array: pa.Array) -> tuple[pl.Series, list[bool]]:
    """Return the values of an array as text, and which of them are no UTF-8 (these become null)."""
    good = [False] * len(array)
    if isinstance(array, pa.DictionaryArray):
        array = array.dictionary_decode()
    if pa.types.is_null(array.type):
        return pl.repeat(None, len(array), dtype=pl.String, eager=True), good
    if is_text(array.type):
        return _decoded(array)
    try:
        return pl.Series(array.cast(pa.large_string()), dtype=pl.String), good
    except (pa.ArrowException, ValueError, TypeError):
        return pl.Series([_shown(cell) for cell in array], dtype=pl.String), good


def _decoded(array: pa.Array) -> tuple[pl.Series, list[bool]]:
    try:
        array.validate(full=True)
        if pa.types.is_fixed_size_binary(array.type):
            array = array.cast(pa.binary())
        return pl.Series(array.cast(pa.large_string())), [False] * len(array)
    except pa.ArrowInvalid:
        cells = [None if c is None else bytes(c) for c in array.cast(pa.large_binary()).to_pylist()]
    decoded = [_decode(c) for c in cells]
    bad = [c is not None and d is None for c, d in zip(cells, decoded, strict=True)]
    return pl.Series(decoded, dtype=pl.String), bad


def _decode(cell: bytes | None) -> str | None:
    try:
        return None if cell is None else cell.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _shown(cell: pa.Scalar) -> str | None:
    """A value that Arrow cannot cast to text: its number, else what Python makes of it."""
    if not cell.is_valid:
        return None
    for number in (pa.int64(), pa.int32()):
        try:
            return str(cell.cast(number).as_py())
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            continue
    try:
        return json.dumps(cell.as_py(), sort_keys=True, ensure_ascii=False, default=str)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        return str(cell)
