"""Keys and columns that every file shares."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat import schema
from corpusstat.schema import GROUPS, group_of, metadata, polars_schema, stable_hash

SCHEMAS = {name: value for name, value in vars(schema).items() if isinstance(value, pa.Schema)}


@given(st.lists(st.text(), max_size=4))
def test_a_hash_is_a_signed_number_of_its_parts(parts: list[str]) -> None:
    found = stable_hash(*parts)
    assert -(2**63) <= found < 2**63
    assert found == stable_hash("\x1f".join(parts))
    assert found == stable_hash(*parts)


@given(st.integers(-(2**63), 2**63 - 1))
def test_groups_cut_the_keys_evenly(key: int) -> None:
    assert group_of(key) == (key % 2**64) // (2**64 // GROUPS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_polars_sees_the_same_columns(name: str) -> None:
    assert pl.DataFrame(schema=polars_schema(SCHEMAS[name])).to_arrow().cast(SCHEMAS[name]).schema == SCHEMAS[name]


def test_files_say_what_they_were_hashed_by() -> None:
    assert metadata(**{"corpusstat.unit": "u"}) == {
        b"corpusstat.schema": str(schema.SCHEMA_VERSION).encode(),
        b"corpusstat.hash": schema.HASH_NAME.encode(),
        b"corpusstat.unit": b"u",
    }
