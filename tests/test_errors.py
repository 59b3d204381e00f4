from __future__ import annotations

import pickle

import pytest

from corpusstat.errors import BadData, BadRequest, CorpusstatError, SkipShard, TryAgain, printable


@pytest.mark.parametrize("kind", [BadRequest, BadData, SkipShard, TryAgain])
def test_errors_keep_their_fields_through_pickling(kind: type[CorpusstatError]) -> None:
    error = pickle.loads(pickle.dumps(kind("given", "expected", "todo")))
    assert (type(error), error.given, error.expected, error.todo) == (kind, "given", "expected", "todo")
    assert str(error) == "given; expected expected. To fix: todo"


def test_an_error_is_one_line_whatever_it_quotes() -> None:
    line = str(BadData("a\nb\x1b[2J\u202e\u2028\ud800"))
    assert line.isprintable()
    assert "\n" not in line


def test_exit_codes() -> None:
    assert (BadRequest("").exit_code, BadData("").exit_code, SkipShard("").exit_code) == (2, 1, 1)


def test_long_text_is_cut() -> None:
    assert printable("x" * 300, 10) == "x" * 9 + "…"
