"""The frozen configuration of an audit: a TOML file and flags with the same names; flags win."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from corpusstat.errors import BadRequest, did_you_mean
from corpusstat.small_files import parse_toml, read_small

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["AuditConfig", "load_config", "parse_size"]

_OPTIONS = "the options"
_UNITS = {"": 1, "b": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_UNITS |= {f"{u}b": n for u, n in _UNITS.items() if u not in ("", "b")}
_UNITS |= {f"{u}ib": 1024**i for i, u in enumerate("kmgt", start=1)}


def parse_size(text: str | int) -> int:
    """Bytes meant by a size such as ``16GiB``, ``500MB`` or ``1024``.

    >>> parse_size("2GiB"), parse_size("1.5 MB"), parse_size(7)
    (2147483648, 1500000, 7)
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", str(text))
    if match is None or match[2].lower() not in _UNITS:
        raise BadRequest(f"size {str(text)!r}", "a number with a unit, such as 4GiB or 500MB")
    return int(float(match[1]) * _UNITS[match[2].lower()])


class AuditConfig(BaseModel):
    """Everything that decides what an audit computes, and how it runs.

    The fields under "how it runs" cannot change a result; they are left out of ``digest``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    # what is computed
    text: str | None = Field(None, description="column that holds the text (default: text, raw_content, content)")
    id: str | None = Field(None, description="column that holds the document's id (default: id, identifier, …)")
    domain: str | None = Field(None, description="COLUMN, NESTED.FIELD, url:COLUMN, folder, constant:NAME, sql:EXPR")
    domains: int = Field(500, ge=1, le=20_000, description="domains reported by themselves; the others are pooled")
    relations: tuple[str, ...] = Field((), description="files of your own relations (TOML), or experimental")
    builtin: bool = Field(True, description="use the built-in relation packs too")
    only: tuple[str, ...] = Field((), description="only these of the relations, by name")
    verify: str | None = Field(None, description="spaCy pipeline (name or path) that verifies proposed facts")
    kind: Literal["encyclopedic", "web"] | None = Field(
        None, description="kind of text whose measured errors correct the floors: encyclopedic, web (default: guessed)"
    )
    gamma: float = Field(0.01, gt=0, lt=1, description="probability that a bound may fail")
    limit: int | None = Field(None, gt=0, description="read only N documents, drawn from many row groups")
    sample_prompts: float | Literal["auto"] = Field(1.0, description="share of prompts to keep; auto: as memory allows")
    copies: bool = Field(True, description="collapse near-duplicate sentences (sources beside mentions)")

    # how it runs
    workers: int = Field(1, ge=1, le=1024, description="processes")
    memory: str = Field("4GiB", description="memory that all processes of a run hold of their own: 256MiB or more")
    disk: str | None = Field(None, description="most room for mentions where prompts are sampled, as 500GB")
    strict: bool = Field(False, description="stop at the first shard, row or cell that cannot be used")
    engine: Literal["local", "spark"] = Field("local", description="local (processes) or spark (a cluster)")
    counting: Literal["duckdb", "spark"] = Field("duckdb", description="duckdb (here) or spark (where the engine is)")
    task: str | None = Field(None, description="K/N: read the K-th of N slices of the files; merge joins them")

    @field_validator("relations", mode="before")
    @classmethod
    def _paths_are_text(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            return value
        return tuple(os.fspath(v) if isinstance(v, os.PathLike) else v for v in value)

    @field_validator("only", mode="before")
    @classmethod
    def _names_are_parted_by_commas(cls, value: object) -> object:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple):
            return value
        found = tuple(n.strip() for name in names for n in str(name).split(",") if n.strip())
        if names and not found:
            raise ValueError("names of relations, as birth_date,author")
        return found

    @field_validator("memory")
    @classmethod
    def _memory_is_a_size(cls, value: str) -> str:
        if parse_size(value) < 256 * 1024**2:
            raise ValueError("at least 256MiB")
        return value

    @field_validator("disk")
    @classmethod
    def _disk_is_a_size(cls, value: str | None) -> str | None:
        if value is not None:
            parse_size(value)
        return value

    @field_validator("sample_prompts")
    @classmethod
    def _theta_is_a_share(cls, value: float | str) -> float | str:
        if not isinstance(value, str) and not 0 < value <= 1:
            raise ValueError("a share above 0 and at most 1, or auto")
        return value

    @field_validator("task")
    @classmethod
    def _task_is_one_of_some(cls, value: str | None, info: ValidationInfo) -> str | None:
        match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", value or "1/1")
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise ValueError("K/N with K from 1 to N, such as 3/400")
        if value is not None and info.data.get("limit") is not None:
            raise ValueError("no task beside a limit, which is drawn from the whole corpus")
        return value

    @property
    def slice(self) -> tuple[int, int] | None:
        """The number of the task, from 1, and how many there are."""
        if self.task is None:
            return None
        number, _, of = self.task.partition("/")
        return int(number), int(of)

    @property
    def memory_bytes(self) -> int:
        """The memory limit in bytes."""
        return parse_size(self.memory)

    @property
    def disk_bytes(self) -> int | None:
        """Room for mentions in bytes, if it was limited."""
        return None if self.disk is None else parse_size(self.disk)

    @property
    def automatic(self) -> bool:
        """Whether the share of prompts is halved as memory and disk demand."""
        return self.sample_prompts == "auto"

    @property
    def theta(self) -> float:
        """Share of prompts to keep at the start: ``auto`` begins with all."""
        return 1.0 if self.automatic else float(self.sample_prompts)

    def computed(self) -> dict[str, Any]:
        """Return the fields that decide what is computed."""
        unsaid = set() if self.only else {"only"}  # so that runs from before it was there still go on
        return self.model_dump(
            mode="json", exclude={"workers", "memory", "disk", "strict", "engine", "counting", "task"} | unsaid
        )

    @property
    def digest(self) -> str:
        """Hex digest (BLAKE2b-64) of what is computed; workers and memory do not count."""
        blob = json.dumps(self.computed(), sort_keys=True).encode()
        return hashlib.blake2b(blob, digest_size=8).hexdigest()


def _one_line(error: ValidationError, where: str) -> BadRequest:
    first = error.errors()[0]
    key = ".".join(str(p) for p in first["loc"]) or "configuration"
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, AuditConfig.model_fields, 1)
        hint = f"did you mean {near[0]!r}?" if near else ""
        return BadRequest(f"unknown key {key!r} in {where}", "one of " + ", ".join(AuditConfig.model_fields), hint)
    top, value = str(first["loc"][0]) if first["loc"] else key, first.get("input")
    given = f"--{top.replace('_', '-')} {value}" if where == _OPTIONS else f"{key} = {value!r} in {where}"
    choices = re.findall(r"'(\w+)'", str(first.get("ctx", {}).get("expected", "")))
    return BadRequest(given, _expected(top, first), did_you_mean(str(value), choices))


def _expected(key: str, error: ErrorDetails) -> str:
    """Say what a value should have been, in the words of the reader."""
    kind, bounds = error["type"], error.get("ctx", {})
    field = AuditConfig.model_fields.get(key)
    noun = "a whole number" if field is not None and "int" in str(field.annotation) else "a number"
    for name, words in (("ge", "of at least"), ("gt", "above"), ("le", "of at most"), ("lt", "below")):
        if name in bounds:
            return f"{noun} {words} {bounds[name]:g}"
    if kind.startswith(("int_", "float_")):
        return noun
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ")
    if kind.startswith("bool_"):
        return "true or false"
    return field.description or "another value" if field is not None else "another value"


def load_config(file: str | os.PathLike[str] | None = None, **flags: Any) -> AuditConfig:
    """Read a configuration file and lay the given flags over it.

    Parameters
    ----------
    file
        TOML with the fields of ``AuditConfig`` as top-level keys, or None.
    flags
        The same fields; a flag that is None was not given.

    Raises
    ------
    BadRequest
        The file is missing or no TOML, a key is unknown (the valid ones are listed) or a value does not fit.
    """
    values: dict[str, Any] = {}
    where = _OPTIONS
    if file is not None:
        where = f"{file}"
        try:
            values = parse_toml(read_small(Path(file), "configuration file (TOML)"))
        except tomllib.TOMLDecodeError as error:
            raise BadRequest(f"{file} is not TOML: {error}", "key = value lines", "correct that line") from error
    values |= {k: v for k, v in flags.items() if v is not None}
    try:
        return AuditConfig.model_validate(values)
    except ValidationError as error:
        raise _one_line(error, where) from error
