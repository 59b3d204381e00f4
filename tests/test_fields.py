"""Only what is used can break an audit: every type of column in every role, every name, encryption."""

from __future__ import annotations

import base64
import datetime
import decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest
from corpora import write

from corpusstat.errors import BadData, BadRequest, SkipShard
from corpusstat.read.documents import Batch, documents
from corpusstat.read.domains import UNKNOWN
from corpusstat.read.preview import Names, fitting, preview
from corpusstat.read.shards import plan
from corpusstat.schema import stable_hash

TEXT = "Anna Bellamy was born on 3 March 1901."
FAR = 2**62
TYPES: dict[str, pa.Array] = {
    "null": pa.nulls(2),
    "bool": pa.array([True, None]),
    "int8": pa.array([1, None], pa.int8()),
    "uint64": pa.array([2**64 - 1, None], pa.uint64()),
    "float16": pa.array([1.5, None], pa.float16()),
    "float64 nan": pa.array([float("nan"), float("inf")]),
    "decimal128": pa.array([decimal.Decimal("1.50"), None]),
    "decimal256": pa.array([decimal.Decimal("1.5"), None], pa.decimal256(60, 1)),
    "string": pa.array(["a", None]),
    "large_string": pa.array(["a", None], pa.large_string()),
    "string_view": pa.array(["a", None], pa.string_view()),
    "not UTF-8": pa.array([b"\xff\xfe", b"a"]).view(pa.string()),
    "binary": pa.array([b"a", b"\xff"]),
    "fixed_size_binary": pa.array([b"ab", b"\xff\x00"], pa.binary(2)),
    "dictionary": pa.array(["a", None]).dictionary_encode(),
    "dictionary of ints": pa.array([1, 2]).dictionary_encode(),
    "date32": pa.array([datetime.date(1901, 3, 3), None]),
    "date64 far": pa.array([86_400_000 * (FAR // 86_400_000), None], pa.date64()),
    "time32": pa.array([1, None], pa.time32("s")),
    "time64 ns": pa.array([1, None], pa.time64("ns")),
    "timestamp ns": pa.array([1, None], pa.timestamp("ns")),
    "timestamp far": pa.array([FAR, -FAR], pa.timestamp("us")),
    "timestamp zone": pa.array([1, None], pa.timestamp("us", "Europe/Berlin")),
    "timestamp no zone": pa.array([1, None], pa.timestamp("us", "Nowhere/Atlantis")),
    "duration": pa.array([1, None], pa.duration("ns")),
    "list": pa.array([["a", "b"], None]),
    "empty list": pa.array([[], [None]], pa.list_(pa.string())),
    "large_list": pa.array([["a"], None], pa.large_list(pa.string())),
    "fixed_size_list": pa.array([[1, 2], None], pa.list_(pa.int64(), 2)),
    "list of structs": pa.array([[{"content": "a"}], None]),
    "struct": pa.array([{"a": 1, "b": {"c": "x"}}, None]),
    "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
    "struct of odd": pa.array([{"t": datetime.timedelta(1), "m": [("k", b"\xff")]}, None],
                              pa.struct([("t", pa.duration("ns")), ("m", pa.map_(pa.string(), pa.binary()))])),
}  # fmt: skip
ROLES = ("unused", "text", "id", "domain", "url", "sql", "source", "language", "metadata", "meta.pile_set_name")
NAMES = (
    "a.b",
    "",
    " ",
    "a b",
    "ä",
    "#",
    "%41",
    "[0]",
    "a[0]",
    "$.x",
    "'\"",
    "\n",
    "\x1b[31m",
    "text.x",
    "🙂",
    "a" * 500,
)


def options(role: str) -> dict[str, str | None]:
    chosen = {"domain": "odd", "url": "url:odd", "sql": "sql:CASE WHEN odd IS NULL THEN 'none' ELSE 'some' END"}
    return {
        "text": "odd" if role == "text" else None,
        "id": "odd" if role == "id" else None,
        "domain": chosen.get(role),
    }


def read(folder: Path, given: dict[str, str | None]) -> tuple[dict[str, list[Batch]], dict[str, str]]:
    """Read a corpus as an audit does: what each shard gives, and why shards are not read."""
    names = Names(**given)
    found = preview(fitting(plan([folder]), names), names, 500)
    read, broken = {}, {b.name: b.reason for b in found.broken}
    for shard in found.shards:
        try:
            read[shard.name] = list(documents(shard, **given))
        except SkipShard as error:
            broken[shard.name] = str(error)
    return read, broken


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_in_every_role(tmp_path: Path, kind: str, role: str) -> None:
    name = role if role in ("source", "language", "metadata", "meta.pile_set_name") else "odd"
    good = {"odd": ["t", "u"]} if role in ("text", "id", "domain", "url", "sql") else {}
    write(tmp_path / "c" / "odd.parquet", {"text": [TEXT] * 2, name: TYPES[kind]})
    write(tmp_path / "c" / "good.parquet", {"text": [TEXT] * 2} | good)
    read_, broken = read(tmp_path / "c", options(role))
    assert sum(b.documents.height for b in read_["c/good.parquet"]) == 2
    if "c/odd.parquet" in broken:
        assert role in ("text", "domain", "url", "sql"), broken
        assert "odd" in broken["c/odd.parquet"]
        return
    found = read_["c/odd.parquet"]
    assert sum(b.rows for b in found) == 2
    skipped = sum(b.rejected.filter(pl.col("relation") == "").height for b in found)
    assert sum(b.documents.height for b in found) + skipped == 2
    if role != "text":
        assert not skipped
    if role == "unused":
        assert found[0].documents.equals(read_["c/good.parquet"][0].documents.with_columns(
            pl.lit("c/odd.parquet").alias("shard"), doc_key=found[0].documents["doc_key"]))  # fmt: skip


@pytest.mark.parametrize("kind", TYPES)
def test_ids_of_every_type_tell_documents_apart(tmp_path: Path, kind: str) -> None:
    write(tmp_path / "a.parquet", {"text": [TEXT] * 2, "id": TYPES[kind]})
    read_, broken = read(tmp_path / "a.parquet", {})
    assert not broken
    batch = next(iter(read_.values()))[0]
    assert batch.documents["doc_key"].n_unique() == 2
    assert batch.rejected["reason"].to_list() == ["id: not UTF-8"] * batch.rejected.height
    assert batch.rejected.height == (kind in ("not UTF-8", "binary", "fixed_size_binary"))


@pytest.mark.parametrize("name", NAMES)
def test_names_of_unused_columns(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.parquet", {name: [1], "text": [TEXT], "id": ["x"]})
    read_, broken = read(path, {})
    assert not broken
    documents_ = next(iter(read_.values()))[0].documents
    assert documents_.select("text", "doc_key").rows() == [(TEXT, stable_hash("", "x"))]


@pytest.mark.parametrize("role", ["text", "id", "domain"])
@pytest.mark.parametrize("name", [n for n in NAMES if n.strip()])
def test_names_of_used_columns(tmp_path: Path, name: str, role: str) -> None:
    columns = {"text": ["no"], "id": ["no"], "source": ["no"], name: ["yes"]}
    read_, broken = read(write(tmp_path / "a.parquet", columns), {role: f"column:{name}" if role == "domain" else name})
    assert not broken
    row = next(iter(read_.values()))[0].documents.row(0, named=True)
    expected = {"text": row["text"], "domain": row["domain"], "id": row["doc_key"]}
    assert expected[role] == (stable_hash("no", "yes") if role == "id" else "yes")


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([TEXT]), pa.array([1]), pa.array([2])], names=["text", "extra", "extra"])
    pq.write_table(table, tmp_path / "a.parquet")
    read_, broken = read(tmp_path / "a.parquet", {})
    assert not broken
    assert next(iter(read_.values()))[0].documents["text"].to_list() == [TEXT]


def test_a_shard_whose_columns_do_not_fit_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path / "c" / "good.parquet", {"text": [TEXT]})
    write(tmp_path / "c" / "other.parquet", {"body": ["x"]})
    write(tmp_path / "c" / "number.parquet", {"text": [1]})
    write(tmp_path / "c" / "empty.parquet", {"text": pa.nulls(2)})
    read_, broken = read(tmp_path / "c", {})
    assert set(broken) == {"c/other.parquet", "c/number.parquet"}
    assert "no text column" in broken["c/other.parquet"]
    assert read_["c/empty.parquet"][0].rejected["reason"].to_list() == ["no text", "no text"]
    with pytest.raises(BadData, match="strict"):
        fitting(plan([tmp_path / "c"]), Names(), strict=True)
    with pytest.raises(BadRequest, match="nowhere"):
        fitting(plan([tmp_path / "c"]), Names(text="nowhere"))


@pytest.mark.parametrize("domain", ["sql:CAST(odd AS INT)", "sql:odd::int", "sql:strptime(odd, '%Y')"])
def test_a_cell_that_an_expression_cannot_take_is_unknown(tmp_path: Path, domain: str) -> None:
    odd = ["7", "n/a", None, "1901-03-03", "1901"]
    path = write(tmp_path / "a.parquet", {"text": [TEXT] * 5, "odd": odd})
    read_, broken = read(path, {"domain": domain})
    assert not broken
    batch = next(iter(read_.values()))[0]
    found = batch.documents["domain"].to_list()
    assert len(found) == 5
    assert found[1] == found[2] == UNKNOWN
    assert set(found) != {UNKNOWN}
    named = batch.rejected.filter(pl.col("relation") == "*domain")
    assert 1 in named["row"].to_list()
    assert not {2, *(i for i in range(5) if found[i] != UNKNOWN)} & set(
        named["row"]
    )  # nothing is asked of an empty cell


class Keys(pe.KmsClient):
    def __init__(self, _: object) -> None:
        pe.KmsClient.__init__(self)

    def wrap_key(self, key: bytes, _: str) -> bytes:
        return base64.b64encode(key)

    def unwrap_key(self, key: bytes, _: str) -> bytes:
        return base64.b64decode(key)


def encrypted(path: Path, columns: list[str], plaintext_footer: bool) -> None:
    factory = pe.CryptoFactory(Keys)
    configuration = pe.EncryptionConfiguration(
        footer_key="f", column_keys={"k": columns}, plaintext_footer=plaintext_footer, double_wrapping=False
    )
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), configuration)
    write(path, {"text": [TEXT], "id": ["1"], "extra": ["x"]}, encryption_properties=properties)


@pytest.mark.parametrize("column", ["text", "id", "extra"])
def test_encrypted_columns_break_a_shard_only_where_they_are_used(tmp_path: Path, column: str) -> None:
    """To ask Arrow for the size of an encrypted column ends the process with SIGABRT: nobody may ask."""
    encrypted(tmp_path / "c" / "odd.parquet", [column], plaintext_footer=True)
    write(tmp_path / "c" / "good.parquet", {"text": [TEXT], "id": ["2"]})
    read_, broken = read(tmp_path / "c", {})
    assert read_["c/good.parquet"][0].documents.height == 1
    if column == "extra":
        assert read_["c/odd.parquet"][0].documents["doc_key"].to_list() == [stable_hash("", "1")]
    else:
        assert "encrypted" in broken["c/odd.parquet"]


def test_an_encrypted_footer_is_named(tmp_path: Path) -> None:
    encrypted(tmp_path / "c" / "odd.parquet", ["extra"], plaintext_footer=False)
    write(tmp_path / "c" / "good.parquet", {"text": [TEXT]})
    found = plan([tmp_path / "c"])
    assert [(b.name, "encrypted" in b.reason) for b in found.broken] == [("c/odd.parquet", True)]


def test_texts_that_were_removed_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": ["[REMOVED]", TEXT]})
    batch = next(iter(read(path, {})[0].values()))[0]
    assert batch.documents.height == 1
    assert batch.rejected["reason"].to_list() == ["the text is [REMOVED]"]
