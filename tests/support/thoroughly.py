"""How many examples a property is tried on: few among the fast tests, many with the slow ones (`make slow`)."""

from __future__ import annotations

import os
from typing import Final

from hypothesis import settings

__all__ = ["THOROUGH", "tried"]

THOROUGH: Final = os.environ.get("CORPUSSTAT_THOROUGH", "0") not in ("", "0")


def tried(few: int, many: int) -> settings:
    """Settings for a property of which an example takes long."""
    return settings(max_examples=many if THOROUGH else few, deadline=None)
