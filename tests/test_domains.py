from __future__ import annotations

import polars as pl
import pyarrow as pa
import pytest

from corpusstat.errors import BadRequest
from corpusstat.read.domains import UNKNOWN, domain_rule, registered_domain
from corpusstat.read.fields import Rows


def domains(frame: pl.DataFrame, spec: str | None = None, folder: str = "corpus", fields: tuple[str, ...] = ()) -> list:
    table = frame.to_arrow()
    rows = Rows(table.combine_chunks().to_batches()[0], table.schema)
    return domain_rule(spec, table.schema, folder, fields).evaluate(rows)[0].to_list()


def test_a_column() -> None:
    frame = pl.DataFrame({"kind": ["a", None, " "], "source": ["x", "y", "z"]})
    assert domains(frame, "kind") == ["a", UNKNOWN, UNKNOWN]
    assert domains(frame, "column:kind") == ["a", UNKNOWN, UNKNOWN]


def test_a_domain_cannot_pass_for_the_whole_corpus() -> None:
    assert domains(pl.DataFrame({"source": ["*", "**"]})) == ["(*)", "**"]


def test_numbers_become_text() -> None:
    assert domains(pl.DataFrame({"bucket": [3, 4]}), "bucket") == ["3", "4"]


def test_a_nested_field_in_a_struct() -> None:
    frame = pl.DataFrame({"meta": [{"pile_set_name": "Books"}, {"pile_set_name": None}]})
    assert domains(frame) == ["Books", UNKNOWN]
    assert domains(frame, "meta.pile_set_name") == ["Books", UNKNOWN]


def test_a_nested_field_in_a_json_string() -> None:
    frame = pl.DataFrame({"meta": ['{"redpajama_set_name": "C4"}', "not json", None]})
    assert domains(frame, fields=("meta.redpajama_set_name",)) == ["C4", UNKNOWN, UNKNOWN]
    assert domains(frame, "meta.redpajama_set_name") == ["C4", UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.co.uk/page", "example.co.uk"),
        ("http://user@a.b.example.com:8080/?q", "example.com"),
        ("example.org/path", "example.org"),
        ("https://EXAMPLE.org./", "example.org"),
        ("http://127.0.0.1/x", "127.0.0.1"),
        ("http://localhost:80", "localhost"),
        ("http://[::1", None),
        ("nothing", None),
        ("", None),
        (None, None),
    ],
)
def test_registered_domains(url: str | None, domain: str | None) -> None:
    assert registered_domain(url) == domain


def test_a_bare_url_is_its_registered_domain_and_column_url_is_not() -> None:
    frame = pl.DataFrame({"url": ["https://a.example.com/x", None]})
    assert domains(frame) == domains(frame, "url") == domains(frame, "url:url") == ["example.com", UNKNOWN]
    assert domains(frame, "column:url") == ["https://a.example.com/x", UNKNOWN]


def test_the_order_of_the_automatic_rules() -> None:
    row = {"dataset": ["d"], "dump": ["c"], "url": ["http://u.com"], "collection": ["b"], "source": ["a"]}
    seen = []
    while row:
        seen.append(domains(pl.DataFrame(row))[0])
        row.popitem()
    assert seen == ["a", "b", "u.com", "c", "d"]


def test_the_folder_a_partition_and_a_constant() -> None:
    frame = pl.DataFrame({"text": ["t", "u"]})
    assert domains(frame, folder="lake/books") == ["lake/books"] * 2
    assert domains(frame, folder="lake/lang=en/part") == ["en"] * 2
    assert domains(frame, "folder", folder="lake/lang=en") == ["lake/lang=en"] * 2
    assert domains(frame, "constant:mine") == ["mine"] * 2


def test_an_sql_expression() -> None:
    frame = pl.DataFrame({"score": [0.2, 0.9], "lang": ["en", "de"]})
    assert domains(frame, "sql:CASE WHEN score > 0.5 THEN 'good' ELSE lang END") == ["en", "good"]
    assert domains(frame, "sql:'all'") == ["all", "all"]
    assert domain_rule("sql:lower(lang)", frame.to_arrow().schema, "f").columns == ("lang",)


@pytest.mark.parametrize(
    "spec", ["nope", "meta.nope", "url:nope", "sql:nope + 1", "folder:x", "sql:((", "sql:SELECT 1; DROP x"]
)
def test_a_rule_that_does_not_fit_says_so(spec: str) -> None:
    frame = pl.DataFrame({"text": ["t"], "meta": [{"a": "b"}]})
    with pytest.raises(BadRequest):
        domains(frame, spec)


@pytest.mark.parametrize("spec", ["sorce", "url:sorce", "sql:upper(sorce)", "meta.sorce", "langauge"])
def test_a_column_written_much_like_one_is_suggested(spec: str) -> None:
    schema = pa.schema([("text", pa.string()), ("source", pa.string()), ("meta", pa.struct([("source", pa.string())]))])
    with pytest.raises(BadRequest, match=r"did you mean .*(source|language)\?"):
        domain_rule(spec, schema, "lake/language=en")


def test_a_domain_is_cut_to_a_length_that_can_be_shown() -> None:
    assert len(domains(pl.DataFrame({"source": ["x" * 5000]}))[0]) == 200
