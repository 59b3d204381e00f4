"""Word lists of a pack: written out where templates name them, and mistakes with them named."""

from __future__ import annotations

from pathlib import Path

import pytest
from packs import PACK

from corpusstat.errors import BadRequest
from corpusstat.relations import load
from corpusstat.relations.wordlists import expanded

LISTS = """[lists]
moon = ["moon", "known moon"]
around = [
  "about",
  "at least",
]

[[relation]]
name = "moons"
subject = "name"
value = "number"
templates = [
  "{subject} has [@around|] {value} [@moon|satellite|@moon]",
  "{subject} is orbited by {value} moons",
]
idk = ["[number|numbers] of [@moon] of {subject} @ night"]
"""


def test_lists_are_written_out(tmp_path: Path) -> None:
    file = tmp_path / "field.toml"
    file.write_text(LISTS)
    relation = load([file], builtin=False).relations[0]
    assert relation.templates == (
        "{subject} has [about|at least|] {value} [moon|known moon|satellite|moon|known moon]",
        "{subject} is orbited by {value} moons",
    )
    assert relation.idk == ("[number|numbers] of [moon|known moon] of {subject} @ night",)


def test_entries_hold_slots_options_and_earlier_lists(tmp_path: Path) -> None:
    file = tmp_path / "field.toml"
    file.write_text(LISTS.replace('"at least",', '"{..2} [large|small|]",\n  "@moon", "no [@moon|star]",'))
    relation = load([file], builtin=False).relations[0]
    many = "about|{..2} [large|small|]|moon|known moon|no [moon|known moon|star]"
    assert relation.templates[0] == f"{{subject}} has [{many}|] {{value}} [moon|known moon|satellite|moon|known moon]"


def test_lists_within_lists_do_not_grow_without_bound(tmp_path: Path) -> None:
    lists = ['a0 = ["moon", "star"]', *(f'a{i} = ["[@a{i - 1}] [@a{i - 1}]"]' for i in range(1, 40))]
    file = tmp_path / "field.toml"
    file.write_text("\n".join(["[lists]", *lists, *LISTS.split("\n")[1:]]))
    with pytest.raises(BadRequest, match=r"list a1\d; expected up to 65,536 characters, written out"):
        load([file], builtin=False)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("[@a]", "[x|y z]"),
        ("[@a|]", "[x|y z|]"),
        ("[|@a|b]", "[|x|y z|b]"),
        ("[@b|@a|@b]", "[w|x|y z|w]"),
        ("[of [@a|the]|@b]", "[of [x|y z|the]|w]"),
        ("[[of|the] u|@b] [v]", "[[of|the] u|w] [v]"),
        ("@a [x] @b", "@a [x] @b"),
    ],
)
def test_where_lists_stand(template: str, text: str) -> None:
    assert expanded(template, {"a": ("x", "y z"), "b": ("w",)}) == text


@pytest.mark.parametrize(
    ("change", "line", "complaint"),
    [
        (("[@around|]", "[@arond|]"), 13, "[@arond|] {value} [@moon|satellite|@moon]': unknown list @arond"),
        (("[@around|]", "[@arond|]"), 13, "one of @moon, @around."),
        (("orbited by", "[orbited|@Moon] by"), 14, "unknown list @Moon"),
        (("orbited by", "orbited [by @moon]"), 14, "'@' within an option"),
        (("orbited by", "orbited [[the] @moon]"), 14, "'@' within an option"),
        (("has [@around|] {value}", "has [@around|] {wert}"), 13, "'{subject} has [@around|] {wert} [@moon|"),
        (("] of {subject}", "] of {subjekt}"), 16, "'[number|numbers] of [@moon] of {subjekt} @ night'"),
        (('["moon", "known moon"]', '"moon"'), 2, "list moon = 'moon'; expected a list of non-empty strings"),
        (('["moon", "known moon"]', "[]"), 2, "list moon = []"),
        (('["moon", "known moon"]', '["moon", " "]'), 2, "list moon = ['moon', ' ']"),
        (("around = [", "around = [5,"), 3, "list around = [5, "),
        (("around = [", "Around-x = ["), 3, "list 'Around-x'; expected small letters"),
        (('"at least"', '"at [the least"'), 5, "entry 'at [the least' of list around: brackets"),
        (('"at least"', '"at|least"'), 5, "entry 'at|least' of list around: brackets"),
        (('"at least"', '"at @moon"'), 5, "entry 'at @moon' of list around: brackets"),
        (('"at least"', '"@around"'), 5, "entry '@around' of list around: template '[@around]': unknown list @around"),
        (('"at least"', '"[@least] at"'), 5, "entry '[@least] at' of list around"),
        (("[lists]", "[[lists]]"), 1, "expected a table [lists]"),
        (("[[relation]]", "[relation]"), 8, "[[relation]] tables only"),
        (("[lists]", "[list]"), 1, "list; expected [[relation]] tables only"),
    ],
)
def test_mistakes_with_lists_name_file_and_line(
    tmp_path: Path, change: tuple[str, str], line: int, complaint: str
) -> None:
    file = tmp_path / "field.toml"
    assert change[0] in LISTS
    file.write_text(LISTS.replace(*change))
    with pytest.raises(BadRequest) as caught:
        load([file], builtin=False)
    assert f"field.toml:{line}: " in str(caught.value)
    assert complaint in str(caught.value)


def test_lists_hold_for_their_file(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(LISTS)
    (tmp_path / "b.toml").write_text(PACK.replace("has {value} moons", "has {value} [@moon]"))
    with pytest.raises(BadRequest, match=r"b\.toml:8: .*unknown list @moon; expected a list of this file's \[lists\]"):
        load([tmp_path / "a.toml", tmp_path / "b.toml"], builtin=False)
