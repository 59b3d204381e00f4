"""Relations are data: what a relation is, and how packs of them are loaded.

A pack is a TOML file with ``[[relation]]`` tables. The built-in packs are in this folder (``experimental.toml``
is off by default); a user's are files of the same form. The package can also be called: ``corpusstat.relations()``
lists relations (`quality.catalogue`).
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from corpusstat.relations.loading import EXPERIMENTAL, load, load_all, load_as
from corpusstat.relations.relation import KINDS, Measured, Quality, Relation, RelationSet

__all__ = [
    "EXPERIMENTAL",
    "KINDS",
    "Measured",
    "Quality",
    "Relation",
    "RelationSet",
    "load",
    "load_all",
    "load_as",
]


class _Callable(ModuleType):
    """The package, which can be called as ``plan``, ``merge`` and ``bound`` can: it is a command too."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return import_module("corpusstat.quality.catalogue").catalogue(*arguments, **options)


sys.modules[__name__].__class__ = _Callable
