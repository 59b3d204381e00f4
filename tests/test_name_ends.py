"""Where a name ends: *Inc.*, *Jr.*, letters of honour, *-based*; and what role before it is no part of it."""

from __future__ import annotations

import pytest
from tokenized import shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme, Inc. and Bob Lee, Jr. sang", "N:Acme, Inc.|and|N:Bob Lee, Jr.|sang"),
        ("met Bob Lee Jr. Carr sang", "met|N:Bob Lee Jr.|N:Carr|sang"),
        ("a Tarsk-based firm, a U.S.-born man", "a|N:Tarsk|-based|firm|,|a|N:U.S.|-born|man"),
        ("Debra Lee, Esq. won", "N:Debra Lee, Esq.|won"),
    ],
)
def test_ends(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("says Acme CEO Ann Lee, the APAC CEO of Orland", "says|N:Acme|CEO|N:Ann Lee|,|the|N:APAC|CEO|of|N:Orland"),
        ("is CEO of Acme", "is|CEO|of|N:Acme"),
        ("is Director of the Acme Trust", "is|Director|of|the|N:Acme Trust"),
        ("Professor Emeritus John Smith", "Professor|Emeritus|N:John Smith"),
        ("the Board of Directors of Acme", "the|Board|of|Directors|of|N:Acme"),
        ("its Co-Founder Ada Lee", "its|Co-Founder|N:Ada Lee"),
    ],
)
def test_roles(text: str, expected: str) -> None:
    assert shown(text) == expected
