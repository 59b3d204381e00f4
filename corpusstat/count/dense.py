"""Tables with a place for each cell, which are added up place by place: they become rows when all parts are counted."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.count.segments import Integers
from corpusstat.schema import GROUPS

__all__ = ["MORE", "Dense", "spectra_of"]

MORE: Final = 5
"""Columns of rows that have no place: scope, cell, number of answers, whether they differ, examples."""
_ROOM: Final = 1 << 19
"""Places of a table of prompts."""
_MOST_ANSWERS: Final = 64


class Dense(NamedTuple):
    """Numbers of prompts, of their answers in the cell, and changes of the number of singletons.

    The first two by scope, cell, answers and whether these differ; the
    changes by scope, cell and the document group that is left out.
    """

    prompts: Integers
    examples: Integers
    changes: Integers

    @classmethod
    def of(cls, cells: int) -> Dense:
        """Nothing yet."""
        answers = min(max(_ROOM // (6 * max(cells, 1)), 4), _MOST_ANSWERS)
        prompts = np.zeros((3, cells, answers, 2), np.int64)
        return cls(prompts, np.zeros_like(prompts), np.zeros((2, cells, GROUPS), np.int64))

    def add(self, other: Dense) -> None:
        """Add another's numbers."""
        for mine, theirs in zip(self, other, strict=True):
            mine += theirs

    def tables(self) -> dict[str, pl.DataFrame]:
        """``spectra`` and ``changes`` (`prompts.SUMMED`)."""
        places = np.nonzero(self.prompts)
        scope, cell, k, differ = places
        spectra = spectra_of((scope, cell, k, differ, self.examples[places]), self.prompts[places])
        where = np.nonzero(self.changes)
        scope, cell, group = (column.astype(kind) for column, kind in zip(where, ("i1", "i4", "i4"), strict=True))
        changes = {"scope": scope, "cell": cell, "group": group, "change": self.changes[where]}
        return {"spectra": spectra, "changes": pl.DataFrame(changes)}


def spectra_of(rows: tuple[Integers, ...], prompts: Integers) -> pl.DataFrame:
    """Rows of ``spectra``, of columns as in `MORE` and of numbers of prompts."""
    scope, cell, k, differ, examples = rows
    columns = {"scope": scope.astype(np.int8), "cell": cell.astype(np.int32), "k": k, "prompts": prompts}
    return pl.DataFrame(columns | {"examples": examples, "conflicts": prompts * differ})
