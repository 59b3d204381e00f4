"""Relations are data: what a relation is, and how packs of them are loaded.

A pack is a TOML file with ``[[relation]]`` tables. The built-in packs lie in this folder (``experimental.toml``
is off by default); a user's are files of the same form.
"""

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
