"""corpusstat: stream the shards, extract the facts, count the prompts, estimate the floor, show it.

::

    shards ─read→ DOCUMENT ─extract→ PROPOSAL ─normalise→ MENTION ─count→ COUNT → SPECTRUM ─estimate→ Estimate ─→ report

``audit(paths, out)`` does all of it and gives a `Run`; ``open_report(folder)`` opens a finished one.
"""

from __future__ import annotations

TYPE_CHECKING = False  # not from typing: whoever presses Ctrl-C before the command has begun would see that import
if TYPE_CHECKING:
    from corpusstat.runs.run import Run, audit, open_report

__all__ = ["Run", "audit", "open_report"]


def __getattr__(name: str) -> object:
    """Import the public names when they are first used: ``corpusstat --help`` must not wait for Polars."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from corpusstat.runs import run

    return getattr(run, name)
