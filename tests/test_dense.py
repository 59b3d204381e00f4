"""Dense tables: what they add up to, as rows."""

from __future__ import annotations

import numpy as np

from corpusstat.count.dense import Dense, spectra_of
from corpusstat.count.prompts import SUMMED
from corpusstat.schema import GROUPS


def test_tables_of_two_are_added_up() -> None:
    one, two = Dense.of(2), Dense.of(2)
    one.prompts[1, 0, 2, 1], one.examples[1, 0, 2, 1] = 3, 4
    two.prompts[1, 0, 2, 1], two.changes[0, 1, 63] = 1, -5
    one.add(two)
    tables = one.tables()
    assert {name: tuple(table.columns) for name, table in tables.items()} == {
        name: SUMMED[name] for name in ("spectra", "changes")
    }
    assert tables["spectra"].rows() == [(1, 0, 2, 4, 4, 4)]
    assert tables["changes"].rows() == [(0, 1, 63, -5)]


def test_many_cells_have_room_for_fewer_answers() -> None:
    shapes = [Dense.of(cells).prompts.shape for cells in (1, 300, 30_000)]
    assert [shape[2] for shape in shapes] == [64, 64, 4]


def test_rows_without_a_place() -> None:
    row = tuple(np.array([number]) for number in (2, 7, 900, 1, 800))
    assert spectra_of(row, np.array([1])).rows() == [(2, 7, 900, 1, 800, 1)]


def test_a_document_group_has_room_in_the_code_of_a_row() -> None:
    """Compiled passes give it six bits; machine code is not made anew when the schema changes."""
    assert GROUPS == 1 << 6
