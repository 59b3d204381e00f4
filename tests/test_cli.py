"""The command line: every bad request is one clear line and exit code 2, bad data 1; no traceback."""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from corpora import birth, small, write

import corpusstat
from corpusstat import cli
from corpusstat.cli import main

COMMANDS = sorted(cli.COMMANDS)


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_audit_prints_the_table_and_where_the_files_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "audit", small(tmp_path / "corpus"), "-o", tmp_path / "run")
    assert code == 0
    for word in ("books", "web", "0.67", "none at any size", "report.html", "report.json", "audit.duckdb"):
        assert word in out
    assert "documents" in err
    assert "MB/s" in err
    assert (tmp_path / "run" / "audit.duckdb").exists()


def test_quiet_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "audit", small(tmp_path / "corpus"), "-o", tmp_path / "run", "-q", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["corpus"]["n"] == 60
    code, out, _ = call(capsys, "report", tmp_path / "run", "--json")
    assert code == 0
    assert json.loads(out)["corpus"]["n"] == 60


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "audit", small(tmp_path / "corpus"), "-o", tmp_path / "run", "--dry-run")
    assert code == 0
    assert "3 shards, 60 documents" in out
    assert "columns: text = text, id = id, source = source, language = none, domain = column source (3 shards)" in out
    assert "domains of 60 documents: books 30, web 30" in out
    assert "relations: ceo, " in out
    assert not (tmp_path / "run").exists()


def test_the_configuration_file_and_the_flags(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "audit.toml"
    config.write_text('domain = "constant:one"\nlimit = 10\n')
    corpus = small(tmp_path / "corpus")
    _, out, _ = call(capsys, "audit", corpus, "-o", tmp_path / "run", "--config", config, "--limit", 20, "--json")
    report = json.loads(out)
    assert [d["domain"] for d in report["domains"]] == ["one"]
    assert report["corpus"]["documents"] == 20


def _broken_toml(folder: Path) -> list[object]:
    (folder / "c.toml").write_text("domain = [broken\n")
    return ["audit", small(folder / "corpus"), "-o", folder / "run", "--config", folder / "c.toml"]


def _unknown_key(folder: Path) -> list[object]:
    (folder / "c.toml").write_text("domian = 'x'\n")
    return ["audit", small(folder / "corpus"), "-o", folder / "run", "--config", folder / "c.toml"]


def _broken_relations(folder: Path) -> list[object]:
    (folder / "r.toml").write_text('[[relation]]\nname = "x"\ntemplates = ["{subject"]\n')
    return ["audit", small(folder / "corpus"), "-o", folder / "run", "--relations", folder / "r.toml"]


def _foreign_folder(folder: Path) -> list[object]:
    (folder / "run").mkdir()
    (folder / "run" / "other.txt").write_text("x")
    return ["audit", small(folder / "corpus"), "-o", folder / "run"]


def _shard(columns: dict[str, object]) -> Callable[[Path], list[object]]:
    return lambda folder: ["audit", write(folder / "corpus" / "a.parquet", columns), "-o", folder / "run"]


def _other_configuration(folder: Path) -> list[object]:
    assert main(["audit", str(small(folder / "corpus")), "-o", str(folder / "run"), "-q"]) == 0
    return ["audit", folder / "corpus", "-o", folder / "run", "--domain", "constant:x"]


def _files(folder: Path, content: bytes) -> list[object]:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.parquet").write_bytes(content)
    return ["audit", folder / "corpus", "-o", folder / "run"]


BAD_REQUESTS: dict[str, tuple[Callable[[Path], list[object]], str]] = {
    "missing path": (lambda f: ["audit", f / "nope", "-o", f / "run"], "no such file"),
    "empty folder": (lambda f: ["audit", f, "-o", f / "run"], "no Parquet files"),
    "no paths": (lambda f: ["audit", "-o", f / "run"], "paths"),
    "no out": (lambda f: ["audit", small(f / "corpus")], "--out"),
    "no text column": (_shard({"body": ["x"]}), "no text column"),
    "text of a wrong type": (_shard({"text": [1]}), "int64"),
    "unknown option": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "--wrokers", "2"], "--wrokers"),
    "unknown command": (lambda f: ["adit"], "adit"),
    "option of a wrong type": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "-j", "x"], "a whole number"),
    "no worker": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "-j", "0"], "workers"),
    "memory that is no size": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "--memory", "x"], "4GiB"),
    "share above one": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "--sample-prompts", "2"], "share"),
    "column that is missing": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "--id", "key"], "--id key"),
    "domain that is missing": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "--domain", "k"], "'k'"),
    "broken configuration": (_broken_toml, "c.toml"),
    "unknown key": (_unknown_key, "'domian'"),
    "broken relations": (_broken_relations, "r.toml"),
    "missing relations": (
        lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "--relations", "no.toml"],
        "no.toml",
    ),
    "foreign folder": (_foreign_folder, "not a run"),
    "run with another configuration": (_other_configuration, "domain"),
    "report of no run": (lambda f: ["report", f], "not a run"),
    "show of no run": (lambda f: ["show", f, "x"], "not a run"),
    "query of no run": (lambda f: ["query", f, "domains"], "not a run"),
    "compare with no run": (lambda f: ["compare", f, f], "not a run"),
}

BAD_DATA: dict[str, tuple[Callable[[Path], list[object]], str]] = {
    "text named parquet": (lambda f: _files(f, b"just some text in a file\n" * 20), "not Parquet"),
    "empty file": (lambda f: _files(f, b""), "0 bytes"),
    "truncated": (lambda f: _files(f, write(f / "x.parquet", {"text": ["x"] * 99}).read_bytes()[:-9]), "truncated"),
    "zero rows": (_shard({"text": pa.array([], pa.string())}), "zero rows"),
}


@pytest.mark.parametrize("case", [*BAD_REQUESTS, *BAD_DATA])
def test_what_cannot_be_done_is_one_line(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, words = (BAD_REQUESTS | BAD_DATA)[case]
    arguments = make(tmp_path)
    capsys.readouterr()
    code, out, err = call(capsys, *arguments)
    assert code == (2 if case in BAD_REQUESTS else 1), err
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("corpusstat: ")
    assert words in err
    assert not (tmp_path / "run" / "report.json").exists() or "run" in case


def test_without_arguments_the_whole_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) > 20


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["adit"], "Did you mean 'audit'?"),
        (["audit", "x", "-o", "y", "--wrokers", "2"], "Did you mean --workers?"),
        (["audit", ".", "-o", "s3:/bucket/run"], "-o s3:/bucket/run: a URI with a slash too few"),
        (["audit", ".", "-o", "s3://bucket/"], "-o s3://bucket/: a whole bucket"),
        (["audit", "", "-o", "y"], "an empty path"),
        (["audit", ".", "-o", "y", "-j", "0"], "--workers 0; expected a whole number of at least 1"),
        (["audit", ".", "-o", "y", "--gamma", "2"], "--gamma 2.0; expected a number below 1"),
        (["audit", ".", "-o", "y", "--memory", "9"], "--memory 9; expected at least 256MiB"),
        (["audit", ".", "-o", "y", "--limit", "0"], "--limit 0; expected a whole number above 0"),
        (
            ["audit", ".", "-o", "y", "--config", "no.toml"],
            "no.toml: no such file; expected a readable configuration file (TOML). To fix: check the path",
        ),
    ],
)
def test_a_request_is_refused_in_its_own_words(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    code, out, err = call(capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Input should" not in err


REFUSED: dict[str, tuple[Callable[[Path], list[object]], str]] = {
    "a folder of others": (_foreign_folder, "not a run"),
    "a file in the way": (
        lambda f: ["audit", small(f / "corpus"), "-o", f / "corpus" / "part-0.parquet" / "a" / "b"],
        "part-0.parquet is a file",
    ),
    "too long a name": (lambda f: ["audit", small(f / "corpus"), "-o", f / ("x" * 300)], "File name too long"),
    "nothing to look for": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "--no-builtin"], "--relations"),
    "no names": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "--only", ","], "names of relations"),
    "no pipeline": (lambda f: ["audit", small(f / "corpus"), "-o", f / "run", "--verify", "nope"], "--verify nope"),
}


@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize("case", REFUSED)
def test_a_dry_run_refuses_what_the_run_would(
    case: str, dry: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, words = REFUSED[case]
    code, _, err = call(capsys, *make(tmp_path), *["--dry-run"][: int(dry)])
    assert code == 2, err
    assert words in err
    assert not (tmp_path / "run" / "report.json").exists()


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no such file"):
        main(["audit", str(tmp_path / "nope"), "-o", str(tmp_path / "run"), "--debug"])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, command, "--help")
    assert code == 0
    assert f"Usage: corpusstat {command}" in out
    options = [line for line in out.splitlines() if line.startswith(("  -", "      --"))]
    assert options
    for line in options:
        assert len(line.split()) > 2, f"{command}: an option without help: {line}"


def test_the_list_of_commands_is_what_they_say() -> None:
    """The help of all is a list of its own, so that no command need be imported for it."""
    for name, (module, line) in cli.COMMANDS.items():
        function = getattr(importlib.import_module(f"corpusstat.commands.{module}"), name)
        assert set(line.rstrip(".").lower().split()[:2]) <= set(function.__doc__.lower().split()), name


def test_every_command_is_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "commands.md").read_text("utf-8")
    missing = [c for c in COMMANDS if f"corpusstat {c}" not in page]
    assert not missing


def cpu_seconds(*arguments: str) -> tuple[str, float]:
    """What a command prints, and the CPU seconds it takes: of three runs the least."""
    best = 99.0
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", "corpusstat", *arguments], capture_output=True, text=True, check=False
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return done.stdout + done.stderr, best


HEAVY = {"polars", "pyarrow", "duckdb", "spacy", "datasketch", "scipy", "numpy", "numba"}


def test_a_wrong_path_is_told_before_anything_heavy_is_loaded() -> None:
    """All in one process, after which nothing heavy has been loaded by any of them."""
    wrong = [
        "audit no/such/path -o run",
        "plan no/such/path",
        "show no/such/path x",
        "compare no/such/path other",
        "merge no/such/path other -o run",
        "extrapolate no/such/path",
        "evaluate no/such/path",
    ]
    code = f"import sys; from corpusstat.cli import main; print([main(c.split()) for c in {wrong}])"
    code += f"; print(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.count("no/such/path") == len(wrong)
    assert done.stdout.splitlines() == [str([2] * len(wrong)), "[]"]


def test_help_is_quick_and_module_and_version_work() -> None:
    out, seconds = cpu_seconds("--help")
    assert "Usage: corpusstat" in out
    assert seconds < 0.3  # .09 on an idle machine; typer alone takes .07
    assert subprocess.check_output([sys.executable, "-m", "corpusstat", "--version"], text=True).startswith(
        "corpusstat 0"
    )


def test_help_loads_no_heavy_library() -> None:
    code = "import sys; from corpusstat.cli import main; main(['audit', '--help']); print(sorted(sys.modules))"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).splitlines()[-1]
    for heavy in (*HEAVY, "corpusstat.runs.run"):
        assert f"'{heavy}'" not in loaded


def test_show_loads_no_statistics(small_run: corpusstat.Run) -> None:
    """An entity is found within a second only if libraries that are not needed stay out."""
    name = small_run.query("top_singletons", limit=1)["entity"][0]
    code = "import sys; from corpusstat.cli import main; main(['show', *sys.argv[1:]]); print(sorted(sys.modules))"
    command = [sys.executable, "-c", code, str(small_run.folder), name]
    *shown, loaded = subprocess.check_output(command, text=True).splitlines()
    assert any(name in line for line in shown)
    for heavy in ("scipy", "pandas", "numba", "spacy", "jinja2", "corpusstat.estimate.floors"):
        assert f"'{heavy}'" not in loaded


def test_a_closed_pipe_is_quiet(small_run: corpusstat.Run) -> None:
    command = f'"{sys.executable}" -m corpusstat report "{small_run.folder}" --json | head -c 10'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=os.environ, check=False)
    assert done.stderr == ""


def test_show_says_when_there_is_more(small_run: corpusstat.Run, capsys: pytest.CaptureFixture[str]) -> None:
    most = "SELECT entity, count(*) AS n FROM mentions GROUP BY entity ORDER BY n DESC, entity LIMIT 1"
    name, n = small_run.query(most).row(0)
    assert n > 1
    code, out, err = call(capsys, "show", small_run.folder, name, "-n", str(n - 1))
    assert (code, out.count(" → "), err) == (0, n - 1, f"these are the first {n - 1}; for more: -n {10 * (n - 1)}\n")
    code, out, err = call(capsys, "show", small_run.folder, name, "-n", str(n))
    assert (code, out.count(" → "), err) == (0, n, "")


def test_show_goes_from_a_number_to_the_sentence(small_run: corpusstat.Run, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "show", small_run.folder, "anna  ABENDROTH", "birth_date")
    assert code == 0
    assert birth(0) in out
    assert "corpus/part-0.parquet" in out
    code, out, err = call(capsys, "show", small_run.folder, "Nobody Atall")
    assert (code, out) == (1, "")
    assert "no facts about Nobody Atall" in err
    _, _, err = call(capsys, "show", small_run.folder, "Ana Abendrot")
    assert "did you mean Anna Abendroth" in err
    code, out, _ = call(capsys, "show", small_run.folder, "--singletons", "--domain", "web", "-n", "3")
    assert code == 0
    assert out.count(" was born on ") == 3
    assert "characters " in out
    code, _, err = call(capsys, "show", small_run.folder, "--conflicts")
    assert code == 1
    assert "no such facts" in err
    code, _, err = call(capsys, "show", small_run.folder, "--singletons", "--domain", "webb")
    assert code == 2
    assert "did you mean web" in err
    code, _, err = call(capsys, "show", small_run.folder, "--singletons", "--conflicts")
    assert code == 2
    assert "name one of them" in err
    code, _, err = call(capsys, "show", small_run.folder, "Anna Abendroth", "no_such")
    assert code == 2
    assert "birth_date" in err


def _because(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "blamed"),
    [
        (MemoryError(), True),
        (ImportError("libx.so: failed to map segment"), True),
        (RuntimeError("can't start new thread"), True),
        (_because(ValueError("no schema"), OSError(12, "Cannot allocate memory")), True),
        (KeyError("column"), False),
        (ValueError("could not parse"), False),
    ],
)
def test_a_limit_is_blamed_only_for_what_may_come_of_it(
    error: Exception, blamed: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    limit = "; ulimit -v allows each process 700 MiB"
    monkeypatch.setattr(cli, "_narrow", lambda: limit)
    monkeypatch.setattr(cli, "_limit", lambda: limit)
    assert cli._explain(error) == 1
    said = capsys.readouterr().err
    assert ("ulimit" in said) == blamed
    assert ("unexpected" in said) != blamed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("audit", "x", "-o", "y", "-j", "two"), "'-j' / '--workers': expected a whole number. See: corpusstat audit"),
        (("sample", "RUN", "-n", "-1", "-o", "y"), "'-n': expected at least 1. See: corpusstat sample --help"),
        (("audit", "x", "-o", "y", "--worker", "2"), "No such option: --worker. Did you mean "),
        (("aduit",), "No such command 'aduit'. Did you mean 'audit'? See: corpusstat --help"),
        (("report", "RUN", "extra"), "(extra). See: corpusstat report --help"),
    ],
)
def test_usage_errors_are_sentences_in_the_users_words(
    arguments: tuple[str, ...], said: str, small_run: corpusstat.Run, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = call(capsys, *(str(small_run.folder) if a == "RUN" else a for a in arguments))
    assert code == 2
    assert said in err
    assert err.count("\n") == 1
