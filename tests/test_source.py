"""Where in a pack's file a mistake is."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpusstat.relations.source import Source

LINES = st.lists(st.sampled_from(["", "name", "a [b] c", "value = 1", "# name"]), min_size=1, max_size=8)


@given(LINES, st.sampled_from(["name", "[b]", "value", "nowhere"]), st.integers(1, 9))
def test_the_first_line_from_a_start_on_that_has_it_else_the_start(lines: list[str], needle: str, start: int) -> None:
    source = Source(Path("p.toml"), "\n".join(lines)).below(start)
    having = [i for i, line in enumerate(lines, 1) if i >= start and needle in line]
    assert source.here == f"p.toml:{start}"
    assert source.at(needle) == f"p.toml:{having[0] if having else start}"


def test_a_pattern_is_a_regular_expression_and_a_needle_is_not() -> None:
    source = Source(Path("p.toml"), "abc\na.c")
    assert (source.line("a.c"), source.at("a.c")) == (1, "p.toml:2")
