"""Numbers and quantities in any usual form, and what is none."""

from __future__ import annotations

import pytest

from corpusstat.normalise.numbers import number


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1,234,567", "1234567"),
        ("2.1 million", "2100000"),
        ("3.5 million people", "3500000"),
        ("twenty-five thousand", "25000"),
        ("30 000", "30000"),
        ("1.234.567", "1234567"),
        ("1,5 km", "1.5 km"),
        ("8,848 m", "8848 m"),
        ("8848 metres", "8848 m"),
        ("29,029 feet (8,848 m)", "29029 ft"),
        ("2,100 km²", "2100 km2"),
        ("2,100 square kilometres", "2100 km2"),
        ("2,100 sq mi", "2100 mi2"),
        ("$3bn", "3000000000 USD"),
        ("12 crore", "120000000"),
        ("−40 °C", "-40 °C"),
        ("about 500", "500"),
        ("4.5%", "4.5 %"),
    ],
)
def test_numbers(text: str, canonical: str) -> None:
    assert str(number(text)) == canonical


@pytest.mark.parametrize("text", ["many", "5-10", "5 to 10", "3 wise men", "", "1.2.3", "9" * 60])
def test_what_is_no_single_number(text: str) -> None:
    assert number(text) is None
