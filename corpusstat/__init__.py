"""corpusstat: stream the shards, extract the facts, count the prompts, estimate the floor, show it.

::

    shards ─read→ DOCUMENT ─extract→ PROPOSAL ─normalise→ MENTION ─count→ COUNT → SPECTRUM ─estimate→ Estimate ─→ report

``audit(paths, out)`` does all of it and gives a `Run`; ``open_report(folder)`` opens a finished one. What a command
does with a run is a method of `Run`; ``plan``, ``merge``, ``bound`` and ``relations`` are functions here.
"""

from __future__ import annotations

TYPE_CHECKING = False  # not from typing: whoever presses Ctrl-C before the command has begun would see that import
if TYPE_CHECKING:
    from corpusstat.commands.bound import bounds as bound
    from corpusstat.runs.forecast import plan
    from corpusstat.runs.merge import merge
    from corpusstat.runs.opened import Run, open_report
    from corpusstat.runs.run import audit

    __version__: str

__all__ = ["Run", "__version__", "audit", "bound", "merge", "open_report", "plan", "relations"]

_HOMES = {
    "Run": "runs.opened.Run",
    "audit": "runs.run.audit",
    "bound": "commands.bound.bounds",
    "merge": "runs.merge.merge",
    "open_report": "runs.opened.open_report",
    "plan": "runs.forecast.plan",
}


def __getattr__(name: str) -> object:
    """Import the public names when they are first used: ``corpusstat --help`` must not wait for Polars."""
    if name == "__version__":
        from importlib.metadata import version

        return version("corpusstat")
    from importlib import import_module

    if name == "relations":
        return import_module("corpusstat.relations")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = f"corpusstat.{_HOMES[name]}".rpartition(".")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
