"""The machine code looks at no byte outside of its arrays: compiled anew with Numba's checks, else off for speed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import corpusstat
from corpusstat.extract.match.candidates import compile_relations
from corpusstat.relations import load_all

SCRIPT = """
import random
import numba, polars as pl
from corpusstat.extract.extract import extract
from corpusstat.extract.text.hashtable import byte
from corpusstat.extract.text.jit import compiled
from corpusstat.relations import load_all
from corpusstat.schema import DOCUMENT, polars_schema
import numpy as np

marks = " .,()-&'\\n\\t\\r\\f\\x1e*_[]=|;#`\\xad\\u0301\\u2028\\u200b\\u2011\\u2032"
pieces = [*PIECES, *marks, "&amp;", "&#65;", "[[a|", "(1901-", "71)", "\'\'"]
random.seed(7)


def proposed(texts):
    columns = {name: [None] * len(texts) for name in DOCUMENT.names} | {"text": texts}
    frame = pl.DataFrame(columns, schema=polars_schema(DOCUMENT))
    return extract(frame, load_all(), keep_unresolved=True).proposals.height


n = proposed(["".join(random.choices(pieces, k=random.randint(0, 60))) for _ in range(4000)])
assert n > 100, n
for last in pieces:  # the end of the only text is the end of the array
    assert proposed(["Ann Lee was born in 1951 in Tarsk. He married Bo Lee" + last]) > 0

@compiled
def at(data, i):
    return byte(data, i)

try:
    at(np.zeros(3, np.uint8), -1)
except IndexError:
    print("checked")
"""
PIECES = [
    *(
        "Ann Lee",
        " was born ",
        "in ",
        "Tarsk",
        " on ",
        "4 May 1951",
        "1951",
        "He ",
        "His father ",
        "she ",
        "née ",
        "c. ",
    ),
    *(
        "U.S.",
        "B.A. ",
        "St. ",
        "Queens' ",
        "College",
        "A&M",
        "km2",
        "12,",
        "3.5 ",
        "is a ",
        " founded ",
        "Acme ",
        "Inc.",
    ),
    *("é", "“", "”", "’s", "–", "😀", "İ", "ß", "\u2028", "\u00a0", "\x01", "\x02", "\x03", " married ", " works for "),
]


@pytest.mark.slow
def test_no_byte_outside_is_looked_at(tmp_path: Path) -> None:
    shutil.copytree(
        Path(corpusstat.__file__).parent, tmp_path / "corpusstat", ignore=shutil.ignore_patterns("__pycache__")
    )
    checked = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_BOUNDSCHECK": "1"}
    script = SCRIPT.replace("*PIECES", f"*{PIECES!r}")
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=checked, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "checked"


def test_several_kinds_provide_what_each_of_them_does() -> None:
    """On this the search relies when it gathers what a sentence provides."""
    type_features = compile_relations(load_all()).index.type_features
    assert len(type_features) == 256
    kinds = np.arange(256)
    for bit in 1 << np.arange(8):
        assert (type_features[kinds | bit] == type_features[kinds] | type_features[bit] | type_features[0]).all()
