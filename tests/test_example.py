"""What a template matches, at its shortest."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from corpusstat.relations import load_all
from corpusstat.relations.example import example
from corpusstat.relations.templates import parse_template

TEMPLATES = [t for r in load_all().relations for t in r.templates]
SLOTS = {"{name}", "{date}", "{year}", "{place}", "{person}", "{org}", "{number}", "{nationality}", "{title}"}
PIECES = st.lists(
    st.sampled_from(
        ["was", "[is|was]", "[quite|]", "[set [straight|] up]", "{paren}", "{..3}", "...", "{dash}", "[,]"]
    ),
    max_size=6,
)


def test_templates_of_the_packs_read_as_sentences() -> None:
    assert len(TEMPLATES) > 500
    for template in TEMPLATES:
        text = example(template)
        assert not set("[]|^:") & set(text) or ":" in re.sub(r"\{[^}]*\}", "", template), text
        assert set(re.findall(r"\{[^}]*\}", text)) <= {"{subject}", "{value}", *SLOTS}, text
        assert ("{value}" in text) == ("{value" in template)
        assert "  " not in text
        assert text == text.strip()


@given(PIECES)
def test_an_example_is_a_template_that_means_no_more(pieces: list[str]) -> None:
    """Written out again it stays as it is, and it is still a template of the language."""
    template = " ".join(["{subject}", *pieces, "founded", "{value}"])
    text = example(template)
    assert example(text) == text
    assert parse_template(text.replace("…", "..."), "r", "r/0", "person", "date").literals
