"""Relation files, configurations, run folders and SQL from strangers: one line, whatever they hold; nothing runs."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import corpora
import duckdb
import polars as pl
import pytest

import corpusstat
from corpusstat.cli import main
from corpusstat.config import load_config
from corpusstat.count.database import run_query
from corpusstat.engine.manifest import Manifest, _check
from corpusstat.errors import BadData, BadRequest, CorpusstatError
from corpusstat.relations import load

_RELATION = '[[relation]]\nname = "x"\nsubject = "person"\nvalue = "date"\ntemplates = ["{subject} was born {value}"]\n'


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 34)  # sparse: takes no room


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, "utf-8")


FILES: dict[str, Callable[[Path], object]] = {
    "a pipe that never ends": _fifo,
    "16 GiB": _large,
    "a folder": lambda path: path.mkdir(),
    "a link to itself": lambda path: path.symlink_to(path),
    "no UTF-8": lambda path: path.write_bytes(b'[[relation]]\nname = "\xff"'),
    "nested a hundred thousand times": _text("a = " + "[" * 100_000),
    "one list of relations": _text('relation = [{name = "x"}]'),
    "numbers for relations": _text("relation = [1, 2]"),
    "a number for a name": _text(_RELATION.replace('"x"', "7", 1)),
    "a template that is a table": _text(_RELATION.replace('["{subject} was born {value}"]', "[{a = 1}]")),
    "a name that is a path": _text(_RELATION.replace('"x"', '"../../x"', 1)),
    "an escape sequence": _text(_RELATION.replace('"x"', '"\\u001b[2J"', 1)),
    "lists that name each other": _text('[lists]\na = ["{b}"]\nb = ["{a}"]\n' + _RELATION.replace("was", "{a}")),
    "brackets within brackets": _text(_RELATION.replace("born", "[" * 5000 + "born" + "]" * 5000)),
    "an endless template": _text(_RELATION.replace("was", "very " * 100_000 + "was")),
    "an endless template of lists": _text(
        f"[lists]\na = {json.dumps([f'w{i}' for i in range(9999)])}\n" + _RELATION.replace("was", "was [@a] [@a]")
    ),
    "no template": _text(_RELATION.replace('["{subject} was born {value}"]', "[]")),
    "a number of a million digits": _text(f"{_RELATION}answers = {'9' * 1_000_000}\n"),
    "a number of many hexadecimal digits": _text(f"{_RELATION}answers = 0x{'f' * 100_000}\n"),
    "a key of twenty thousand parts": _text("a." * 20_000 + "a = 1"),
    "a quoted key of many parts": _text('"a" . ' * 20_000 + "a = 1"),
    "a name of many letters": _text(_RELATION.replace('"x"', f'"{"x" * 100_000}"')),
    "no answers": _text(f"{_RELATION}answers = 0\n"),
    "too many answers": _text(f"{_RELATION}answers = {1 << 62}\n"),
    "words that are none": _text(f"{_RELATION}cues = [1, [2], {{a = 3}}]\n"),
    "an empty word": _text(f'{_RELATION}near = [" "]\n'),
    "a reason with an escape sequence": _text(f'{_RELATION}arbitrary = false\nreason = "\\u001b[2J"\n'),
    "a template with a direction mark": _text(_RELATION.replace("was", "\u202ewas")),
    "a question of a million letters": _text(f'{_RELATION}question = "{{subject}} {"x" * 1_000_000}"\n'),
    "judged true times": _text(f'{_RELATION}precision = {{ value = true, n = true, on = "x" }}\n'),
    "judged on an escape sequence": _text(f'{_RELATION}precision = {{ value = 1, n = 1, on = "\\u001b[2J" }}\n'),
    "symmetric between two types": _text(f"{_RELATION}symmetric = true\n"),
    "a list with an escape sequence": _text('[lists]\na = ["\\u001b[2J"]\n' + _RELATION.replace("was", "[@a]")),
    "UTF-16": lambda path: path.write_bytes(_RELATION.encode("utf-16")),
    "zeros": lambda path: path.write_bytes(bytes(100_000)),
    "empty": _text(""),
}


@pytest.mark.parametrize("case", FILES)
def test_a_relation_file_that_is_none_is_one_line(tmp_path: Path, case: str) -> None:
    FILES[case](tmp_path / "x.toml")
    with pytest.raises(BadRequest) as caught:
        load([tmp_path / "x.toml"])
    assert str(caught.value).isprintable()
    assert "x.toml" in str(caught.value)


def test_what_a_relation_file_may_have(tmp_path: Path) -> None:
    """The bounds are far from what people write: dots in texts, long lists, line ends of any kind."""
    dots = '"""\n' + "a.b." * 200 + '\n"""'
    words = json.dumps([f"w{i}" for i in range(2000)])
    text = (
        f"[lists]\na = {words}\n" + _RELATION.replace("was", "was [[[@a]]]") + f"arbitrary = false\nreason = {dots}\n"
    )
    (tmp_path / "x.toml").write_text(text.replace("\n", "\r\n"), "utf-8-sig")
    (relation,) = load([tmp_path / "x.toml"], builtin=False).relations
    assert len(relation.templates[0]) > 10_000


@pytest.mark.parametrize("case", [c for c in FILES if "relation" not in c and c != "empty"])
def test_a_configuration_that_is_none_is_one_line(tmp_path: Path, case: str) -> None:
    FILES[case](tmp_path / "x.toml")
    with pytest.raises(BadRequest) as caught:
        load_config(tmp_path / "x.toml")
    assert str(caught.value).isprintable()


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("strangers")
    hostile = "=cmd|' /C calc'!A0\x1b[2J\u202e"
    columns = {"text": [corpora.birth(i) + hostile for i in range(9)], "source": [hostile, "web", "+1"] * 3}
    corpora.write(folder / "corpus" / "a.parquet", columns)
    corpusstat.audit(folder / "corpus", folder / "run")
    return folder / "run"


@pytest.fixture
def run(audited: Path, tmp_path: Path) -> Path:
    shutil.copytree(audited, tmp_path / "run")
    return tmp_path / "run"


def edited(run: Path, **changes: object) -> None:
    """Write a manifest with a right checksum, as a stranger could."""
    values = json.loads((run / "manifest.json").read_text("utf-8"))
    values = {k: v for k, v in values.items() if k != "check"} | changes
    (run / "manifest.json").write_text(json.dumps({"check": _check(values), **values}), "utf-8")


MANIFESTS: dict[str, dict[str, object]] = {
    "inputs that are no list": {"inputs": 7},
    "inputs without fields": {"inputs": [{}]},
    "names that are numbers": {
        "inputs": [{"name": 1, "uri": 2, "size": 3, "modified": 4, "footer": 5, "row_groups": [], "changed": 6}]
    },
    "a billion row groups": {
        "inputs": [{"name": "a", "uri": "a", "size": 3, "modified": "", "footer": "", "row_groups": [[1, 10**9]]}]
    },
    "a configuration that is a list": {"config": []},
    "results that are a list": {"results": [1]},
    "another form": {"format": "x"},
    "fields that nobody knows": {"more": 1},
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_of_wrong_types_is_one_line(run: Path, case: str) -> None:
    edited(run, **MANIFESTS[case])
    with pytest.raises(BadData) as caught:
        Manifest.read(run / "manifest.json")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["", "[]", "7", "[" * 100_000, '{"format": 2}', "\x00"])
def test_a_manifest_that_is_none_is_one_line_for_every_command(
    run: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (run / "manifest.json").write_text(text)
    for command in (["report", run], ["show", run, "x"], ["query", run, "domains"], ["compare", run, run]):
        assert main([str(word) for word in command]) == 1
        _, errors = capsys.readouterr()
        assert len(errors.splitlines()) == 1
        assert "unexpected" not in errors


@pytest.mark.parametrize("name", ["../secret.parquet", "/etc/passwd", "mentions/../../secret.parquet"])
def test_a_database_may_name_files_of_its_run_only(run: Path, name: str) -> None:
    shutil.copy(next((run / "mentions").iterdir()), run.parent / "secret.parquet")
    with duckdb.connect(str(run / "audit.duckdb")) as connection:
        connection.execute("UPDATE files SET path = ? WHERE kind = 'mentions'", [name])
    with pytest.raises(BadData, match="files of the run"):
        run_query(run, "SELECT * FROM mentions")


SQL = {
    "reads a file": "SELECT * FROM read_text('/etc/passwd')",
    "reads Parquet": "SELECT * FROM '/etc/x.parquet'",
    "asks the network": "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
    "writes": "COPY (SELECT 1) TO '/tmp/corpusstat-was-here'",
    "attaches": "ATTACH '/tmp/x.duckdb'",
    "installs": "INSTALL httpfs",
    "changes a table": "DELETE FROM about",
    "sets": "SET enable_external_access = true",
    "two statements": "SELECT 1; SELECT 2",
    "nothing": " ",
    "a secret": "CREATE SECRET (TYPE s3)",
}


@pytest.mark.parametrize("case", SQL)
def test_sql_reads_the_run_and_nothing_else(audited: Path, case: str) -> None:
    with pytest.raises(CorpusstatError):
        run_query(audited, SQL[case])
    assert not Path("/tmp/corpusstat-was-here").exists()


TYPES = (
    "interval 1 day", "'x\\xFF'::blob", "uuid()", "1::hugeint", "map {'a': 1}", "[1, 2]", "{'a': interval 1 day}",
    "time '10:00'", "'101'::bit", "1.5::decimal(38, 2)", "union_value(a := 1)", "null", "'a'::enum('a', 'b')",
    "'infinity'::timestamp", "'-infinity'::date", "timestamptz '2020-01-01'", "'nan'::double", "[interval 1 day]",
    "array_value(1, 2)", "123456789012345678901234567890123456789::bignum", "'[1]'::json", "timestamp_ns '2020-01-01'",
)  # fmt: skip


@pytest.mark.parametrize("form", ["{}", "[{}]", "{{'f': {}}}"])
def test_every_type_prints(audited: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    values = ", ".join(f"{form.format(value)} AS c{i}" for i, value in enumerate(TYPES))
    for more in ([], ["--json"]):
        assert main(["query", str(audited), f"SELECT {values}", *more]) == 0
        out, _ = capsys.readouterr()
    assert "1 day" in out
    assert json.loads(out)


def test_a_query_of_endless_rows_takes_no_endless_memory(audited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", str(audited), "SELECT * FROM range(1000000000000)", "--limit", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr()[0]) == [{"range": i} for i in range(3)]
    with pytest.raises(BadRequest, match=r"rows take more than 0\.1 GiB.*LIMIT"):
        run_query(audited, "SELECT * FROM range(1000000000000)", memory=2**27)
    assert run_query(audited, "SELECT 1 AS a WHERE false").schema == {"a": pl.Int32}
    assert run_query(audited, "SELECT * FROM range(9) AS t(a) ORDER BY a DESC", most=2)["a"].to_list() == [8, 7]


def test_columns_of_one_name_all_print(audited: Path) -> None:
    assert run_query(audited, "SELECT interval 1 day AS a, 2 AS a, 'x'::blob AS b").row(0) == ("1 day", 2, "x")


def test_nothing_of_the_corpus_reaches_the_terminal_as_an_escape(
    run: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Nor a spreadsheet as a formula."""
    for command in (
        ["show", run, corpora.person(0)],
        ["query", run, "SELECT * FROM mentions"],
        ["query", run, "domains"],
        ["compare", run, run],
        ["sample", run, "-o", tmp_path / "judge.csv"],
    ):
        assert main([str(word) for word in command]) == 0, command
        out, errors = capsys.readouterr()
        assert not {"\x1b", "\u202e"} & set(out + errors)
    cells = (tmp_path / "judge.csv").read_text("utf-8").replace('"', "").split(",")
    assert not [c for c in cells if c.lstrip().startswith(("=", "+", "@"))]


def test_duckdb_works_where_a_notebook_has_no_widgets(tmp_path: Path, audited: Path) -> None:
    import subprocess
    import sys

    code = (
        "import __main__, sys, types\n"
        "class Shell: config = {'IPKernelApp': {}}\n"
        "module = types.ModuleType('IPython')\n"
        "module.get_ipython = __main__.get_ipython = lambda: Shell()\n"
        "sys.modules['IPython'] = module\n"
        "from pathlib import Path\n"
        "from corpusstat.count.database import run_query, workspace\n"
        f"print(run_query(Path({str(audited)!r}), 'SELECT 1 AS a').rows())\n"
        f"with workspace(1 << 28, Path({str(tmp_path)!r})) as con: print(con.sql('SELECT 2').fetchall())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["[(1,)]", "[(2,)]"], done.stderr
