"""Bits that say what a row is, or two documents together; here, as machine code is kept for what is in this folder."""

from __future__ import annotations

from typing import Final

__all__ = ["F1", "F1_DOMAIN", "F2", "F2_DOMAIN", "F2_INSIDE", "UNIT_BITS"]

F1, F1_DOMAIN = 1, 2
"""What a row is: the one answer of its prompt; the one in its domain."""
F2, F2_INSIDE, F2_DOMAIN = 1, 2, 4
"""What two documents answer, once each: a prompt of two answers; both in one domain; of two answers in that domain."""
UNIT_BITS: Final = 3
"""Bits of mentions; those of sources follow."""
