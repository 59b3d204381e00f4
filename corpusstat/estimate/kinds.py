"""The kind of text of a domain, guessed from how its documents open: whose precision and recall correct its floors.

Only one kind is ever guessed: encyclopedic, where more than half of the documents open like an entry (the lower end
of the 95 % interval is above one half). Everything else stays unknown, and then the most cautious of the measured
kinds is taken, so that a wrong guess could only come from text that reads like an encyclopedia. Of 32 collections, on
which the rule was made, encyclopedias of today had .73 and .83 of such documents, all others at most .22.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpusstat.estimate.shares import wilson

__all__ = ["Openings"]

_MOST_OTHERS = 0.5


@dataclass(frozen=True, slots=True)
class Openings:
    """Of ``documents`` long enough to judge, ``entries`` open as an entry of an encyclopedia does."""

    entries: int = 0
    documents: int = 0

    @property
    def kind(self) -> str | None:
        """The guess: ``"encyclopedic"`` or None.

        >>> Openings(145, 199).kind, Openings(47, 239).kind, Openings(3, 3).kind, Openings().kind
        ('encyclopedic', None, None, None)
        """
        low, _ = wilson(self.entries, self.documents)
        return "encyclopedic" if low > _MOST_OTHERS else None

    def row(self, given: str | None) -> dict[str, Any]:
        """As plain values, for the report; ``given`` is what the user said."""
        how = "given" if given else "guessed" if self.kind else None
        return {"kind": given or self.kind, "how": how, "entries": self.entries, "documents": self.documents}
