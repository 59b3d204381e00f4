"""What takes long to make is kept, beside the machine code: found again, made anew if damaged, deleted if unused."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpusstat.extract.match import candidates
from corpusstat.extract.match.candidates import _compiled, compile_relations
from corpusstat.extract.text import kept as module
from corpusstat.extract.text.kept import _UNUSED, _clear_stale, kept
from corpusstat.relations import RelationSet, load


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(module, "kept_in", lambda: tmp_path)
    return tmp_path


def test_machine_code_of_older_sources_is_deleted_unless_it_is_used(tmp_path: Path) -> None:
    """By several processes at once: each finds what it uses whole, and nothing of theirs is left."""
    now = time.time()
    for name, age in (("mine", _UNUSED * 2), ("used", 60.0), ("old", _UNUSED + 60), ("older", _UNUSED * 9)):
        (tmp_path / f"machine-{name}" / "text").mkdir(parents=True)
        (tmp_path / f"machine-{name}" / "text" / "a.nbi").write_text(name)
        os.utime(tmp_path / f"machine-{name}", (now - age, now - age))
    (tmp_path / "something-else").mkdir()
    os.utime(tmp_path / "something-else", (0, 0))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(_clear_stale, [tmp_path / "machine-mine"] * 8))
    assert {f.name for f in tmp_path.iterdir()} == {"machine-mine", "machine-used", "something-else"}
    assert (tmp_path / "machine-mine" / "text" / "a.nbi").read_text() == "mine"
    assert (tmp_path / "machine-mine").stat().st_mtime >= now - 1


def test_what_is_kept_is_made_once_and_again_when_it_is_damaged(folder: Path) -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(len(made))
        return [*made]

    assert [kept("name", make), kept("name", make), kept("other", make)] == [[0], [0], [0, 1]]
    (folder / "name.pickle").write_bytes((folder / "name.pickle").read_bytes()[:-4])
    assert [kept("name", make), kept("name", make)] == [[0, 1, 2]] * 2


def test_what_cannot_be_kept_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "kept_in", lambda: tmp_path / "nowhere")
    assert kept("name", lambda: 7) == 7


def test_what_nothing_has_used_for_days_is_deleted_when_something_is_kept(folder: Path) -> None:
    for name, age in (("old", _UNUSED + 60), ("used", 60.0)):
        (folder / f"{name}.pickle").write_bytes(b"")
        os.utime(folder / f"{name}.pickle", (time.time() - age, time.time() - age))
    kept("new", lambda: 1)
    assert sorted(file.name for file in folder.iterdir()) == ["new.pickle", "used.pickle"]


def test_compiled_relations_are_kept_as_they_are_made(folder: Path) -> None:
    relations = load()
    compile_relations.cache_clear()
    first = compile_relations(relations)
    compile_relations.cache_clear()
    again = compile_relations(relations)
    assert len([*folder.iterdir()]) == 1
    assert again is not first
    for found in (again, _compiled(relations)):
        assert [repr(o) for o in found.origins] == [repr(o) for o in first.origins]
        assert found.relations == first.relations
        assert found.vocabulary.ids == first.vocabulary.ids
        assert all((a == b).all() for a, b in zip(found.index, first.index, strict=True))
        assert [a.flags.writeable for a in found.index] == [a.flags.writeable for a in first.index]


def test_relations_that_differ_are_kept_apart_and_few_are_not(folder: Path) -> None:
    relations = load().relations
    assert candidates._digest_of(RelationSet(relations)) != candidates._digest_of(RelationSet(relations[1:]))
    compile_relations(RelationSet(relations[:1]))
    assert not [*folder.iterdir()]
