"""What a template matches, at its shortest."""

from __future__ import annotations

import re

__all__ = ["example"]

_INNERMOST = re.compile(r"\[([^][]*)\]")
_GAP = re.compile(r"\.\.\.|\b(an?|the|that) \{\.\.\d*\}")
_MISSING = re.compile(r"^[~^]+|\{(?:\.\.\d*|paren|inside)\}")
_HINGE = re.compile(r"\{(by|'s)\}")
_TYPED = re.compile(r"\{(subject|value)s?(?:'s)?(?::\w+)?(?:'s)?\}")


def example(template: str) -> str:
    """Write out a template with the first of each choice, and nothing where nothing need be.

    >>> example("^{subject:name} {paren}[,] [was|were] {..3} [founded|set [straight|] up] [in|on|] {value:year}")
    '{subject} was founded {value}'
    >>> example("({date}{dash}{values})"), example("{subject's} mother ... a {..3} called {value}")
    ('({date}–{value})', "{subject}'s mother … a … called {value}")
    >>> example("~{subject} {paren}[,] {by} {value}"), example("~{value}{'s} {subject}")
    ('{subject} by {value}', "{value}'s {subject}")
    """
    text = template
    while (shorter := _INNERMOST.sub(_first, text)) != text:
        text = shorter
    text = _GAP.sub(lambda gap: f"{gap[1] or ''} … ", text).replace("{dash}", "–")
    text = _HINGE.sub(r"\1", text)
    text = _TYPED.sub(_slot, _MISSING.sub("", text))
    return re.sub(r" ([,.)])", r"\1", " ".join(text.split()))


def _first(choice: re.Match[str]) -> str:
    options = choice[1].split("|")
    return "" if len(options) == 1 or "" in options else options[0]


def _slot(slot: re.Match[str]) -> str:
    return f"{{{slot[1]}}}" + ("'s" if "'s" in slot[0] else "")
