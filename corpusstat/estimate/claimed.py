"""The counts that the floors of an estimate are of, where some relations of it are not in them (`floorset`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["claimed_row"]


def claimed_row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an estimate of a report with the counts that its floors are of: its own, where no relation left.

    >>> claimed_row({"n": 9, "sr": 0.5, "claimed": {"n": 4}})
    {'n': 4, 'sr': 0.5, 'claimed': None}
    """
    return {**row, **row["claimed"], "claimed": None} if row.get("claimed") else row
