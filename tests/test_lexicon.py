"""The word lists as data: each is explained, tidy, used, and in the wheel."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from corpusstat.lexicon import FOLDER, demonyms, hedges, kin, months, pronouns, rows, word_list
from corpusstat.normalise.names import entity
from corpusstat.normalise.nations import country_of

FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".txt", ".tsv"))
ROOT = FOLDER.parent.parent


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_list_is_explained_and_tidy(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    comments = [line for line in lines if line.startswith("# ")]
    assert lines[: len(comments)] == comments
    assert comments[0][2].isupper()
    entries = [line for line in lines if not line.startswith("#")]
    assert all(entry == entry.strip("\n ") and entry for entry in entries)
    assert max(Counter(entries).values()) == 1
    if file.suffix == ".txt":
        assert entries == sorted(entries, key=lambda word: (word.casefold(), word))
    else:
        assert len({line.count("\t") for line in entries}) == 1


def test_every_list_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "corpusstat").rglob("*.py"))
    read = set(re.findall(r"""(?:word_list|alternatives|rows)\(["'](\w+)["']\)""", code))
    assert read == {file.stem for file in FILES}


def test_a_demonym_is_of_one_country_and_readable_by_normalisation() -> None:
    found = [d for row in rows("nations") for d in row["demonyms"].split(", ") if d]
    assert max(Counter(found).values()) == 1
    stateless = {row["demonyms"] for row in rows("nations") if not row["country"]}
    for demonym in demonyms() - stateless:
        key = entity(demonym, "place")
        assert key is not None, demonym
        assert country_of(key.key) is not None, demonym
    assert country_of("norwegian") == country_of("norwegians") == "norway"


def test_tables_are_read() -> None:
    assert months(short=False)[4] == "May"
    assert {"Sep", "Sept"} <= set(months(short=True))
    assert pronouns("subject", of="org") == {"it", "we", "they"}
    assert "me" in pronouns()
    assert "thought" in hedges("within") & hedges("before")
    assert "South African" in demonyms()
    assert {"issue", "sons"} < kin("child", several=True) < kin()
    assert pronouns("possessive", gender="m f") == {"his", "her"}
    assert "#" not in "".join(word_list("titles"))


@pytest.mark.slow
def test_the_wheel_has_the_lists(tmp_path: Path) -> None:
    made = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(tmp_path), str(ROOT)]
    done = subprocess.run(made, capture_output=True, text=True)
    if done.returncode and "hatchling" in done.stderr:
        pytest.skip("the build backend cannot be fetched here")
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert {f"corpusstat/lexicon/{file.name}" for file in FILES} <= set(zipfile.ZipFile(wheel).namelist())
