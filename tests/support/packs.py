"""A small pack of relations that tests of packs begin from."""

from __future__ import annotations

PACK = """# my field
[[relation]]
name = "moons"
subject = "name"
value = "number"
answers = 100
templates = [
  "{subject} has {value} moons",
  "{subject} is orbited by {value} moons",
]
"""
