"""How numbers are written, once for terminal, page and documents.

One rule: a rate has two decimals below 100 examples, three below 100,000 and four from there on, which is about its
sampling error's first digit and one more. Thousands are separated by commas. Sizes are decimal (1 MB = 10⁶ bytes).
"""

from __future__ import annotations

import math

__all__ = [
    "about",
    "at_least",
    "confidence",
    "count",
    "decimals",
    "error",
    "interval",
    "per_mb",
    "percent",
    "plural",
    "rate",
    "size",
    "with_interval",
]

NOTHING = "–"
_FEW, _MANY = 100, 100_000
_LEAST_PER_MB = 0.01


def decimals(n: float | None = None) -> int:
    """Return the decimals of a rate over ``n`` examples; three where N is not known.

    >>> decimals(33), decimals(298), decimals(1_000_000), decimals()
    (2, 3, 4, 3)
    """
    if n is None:
        return 3
    return 2 if n < _FEW else 3 if n < _MANY else 4


def rate(x: float | None, n: float | None = None) -> str:
    """Return a rate, or a difference of rates, so that only an exact 0 or 1 reads as one.

    >>> [rate(x, 298) for x in (0.25935, 0, 1e-9, 0.99999, 1, None, 2.4168, -0.25)]
    ['0.259', '0', '<0.001', '>0.999', '1', '–', '2.417', '−0.250']
    """
    if x is None:
        return NOTHING
    return _fixed(x, decimals(n))


def _fixed(x: float, digits: int) -> str:
    if x in (0, 1):
        return str(int(x))
    smallest = 10.0**-digits
    if 0 < abs(x) < smallest / 2:
        return f"<{smallest:.{digits}f}" if x > 0 else f"−<{smallest:.{digits}f}"
    if 1 - smallest / 2 <= x < 1:
        return f">{1 - smallest:.{digits}f}"
    return f"{x:.{digits}f}".replace("-", "−")


def at_least(x: float | None, n: float | None = None) -> str:
    """Return a floor: rounded down, because a floor rounded up claims more than was shown.

    >>> at_least(0.8499, 50_000), at_least(0.00002, 50_000), at_least(1, 10)
    ('0.849', '0.000', '1')
    """
    if x is None:
        return NOTHING
    return "1" if x >= 1 else f"{_down(x, decimals(n)):.{decimals(n)}f}"


def _down(x: float, digits: int) -> float:
    scale = 10.0**digits
    return math.floor(round(x * scale, 6)) / scale


def percent(x: float | None, n: float | None = None, *, down: bool = False) -> str:
    """Return a rate as a percentage with one decimal from 100 examples on, none below; ``down`` for floors.

    Only an exact 0 or 1 reads as one.

    >>> percent(0.8499, 50_000), percent(0.8499, 50_000, down=True), percent(0.26, 33), percent(None)
    ('85.0 %', '84.9 %', '26 %', '–')
    >>> percent(0), percent(0.0002), percent(0.9999), percent(1), percent(0.0002, down=True)
    ('0 %', '<0.1 %', '>99.9 %', '100 %', '0.0 %')
    """
    if x is None:
        return NOTHING
    digits = 0 if n is not None and n < _FEW else 1
    if down:
        return f"{_down(100 * x, digits):.{digits}f} %"
    if x in (0, 1):
        return f"{100 * x:.0f} %"
    smallest = 10.0**-digits
    if 0 < 100 * x < smallest / 2:
        return f"<{smallest:.{digits}f} %"
    if 100 - smallest / 2 <= 100 * x < 100:
        return f">{100 - smallest:.{digits}f} %"
    return f"{100 * x:.{digits}f} %".replace("-", "−")


def interval(low: float | None, high: float | None, n: float | None = None) -> str:
    """Return an interval of rates; one from 0 to 1 says nothing, and is not printed.

    >>> interval(0.1368, 0.3934, 298), interval(None, None), interval(0, 1, 2)
    ('0.137–0.393', '–', '–')
    """
    if low is None or high is None or (low <= 0 and high >= 1):
        return NOTHING
    return f"{rate(low, n)}–{rate(high, n)}"


def with_interval(value: float | None, low: float | None, high: float | None, n: float | None = None) -> str:
    """Return a rate and, where it says something, its interval.

    >>> with_interval(0.25, 0.1, 0.4, 298), with_interval(1, 0, 1, 2), with_interval(None, None, None)
    ('0.250 (0.100–0.400)', '1', '–')
    """
    ends = interval(low, high, n)
    return rate(value, n) if value is None or ends == NOTHING else f"{rate(value, n)} ({ends})"


def error(value: float | None, half: float | None, n: float | None = None) -> str:
    """Return a signed difference with its error, in the decimals of a rate.

    >>> error(-0.0312, 0.0101, 298), error(-0.000025, 0.000032, 298), error(0.0312, None, 298), error(None, None)
    ('−0.031 ± 0.010', '−0.000 ± 0.000', '+0.031', '–')
    >>> error(0, 0), error(0.0004, 0.003)
    ('0 ± 0', '+0.000 ± 0.003')
    """
    if value is None:
        return NOTHING
    shown = ("+" if value > 0 else "") + _signed(value, decimals(n))
    return shown if half is None else f"{shown} ± {_signed(half, decimals(n))}"


def _signed(x: float, digits: int) -> str:
    """A difference, or its error: what rounds to nothing keeps its sign and its digits; only an exact 0 is bare."""
    return "0" if x == 0 else f"{x:.{digits}f}".replace("-", "−")


def confidence(gamma: float) -> str:
    """Return the confidence of a claim that fails with chance ``gamma``.

    >>> confidence(0.01), confidence(0.001)
    ('99 %', '99.9 %')
    """
    return f"{100 * (1 - gamma):.6g} %"


def count(n: float | None) -> str:
    """Return a count, with commas between thousands.

    >>> count(1234567), count(None)
    ('1,234,567', '–')
    """
    return NOTHING if n is None else f"{n:,.0f}"


def per_mb(x: float | None) -> str:
    """Return facts per megabyte: two significant digits below 10, whole above.

    >>> [per_mb(x) for x in (0, 0.00002, 0.123, 3, 3.14, 9.96, 1290.4, None)]
    ['0', '<0.01', '0.12', '3.0', '3.1', '10', '1,290', '–']
    """
    if x is None:
        return NOTHING
    if 0 < x < _LEAST_PER_MB:
        return f"<{_LEAST_PER_MB}"
    return f"{x:,.0f}" if x >= 10 or x == 0 else f"{x:#.2g}".removesuffix(".")


def size(n: float | None) -> str:
    """Return a number of bytes in decimal units.

    >>> size(999), size(18_700_000), size(999_999), size(None)
    ('999 B', '18.7 MB', '1.0 MB', '–')
    """
    if n is None:
        return NOTHING
    if n < 1000:
        return f"{n:.0f} B"
    for unit in ("kB", "MB", "GB"):
        n /= 1000
        if n < 999.95:
            return f"{n:.1f} {unit}"
    return f"{n / 1000:,.1f} TB"


def about(n: float | None) -> str:
    """Return an order of magnitude, such as the N that a floor would need: three digits at most, and a unit.

    >>> [about(n) for n in (87, 9_900, 121_234, 1_430_000, 2_400_000_000, None)]
    ['87', '9.9 k', '121 k', '1.4 M', '2.4 G', '–']
    """
    if n is None:
        return NOTHING
    if n < 999.5:
        return f"{n:.0f}"
    for unit in ("k", "M", "G", "T"):
        n /= 1000
        if n < 99.95:
            return f"{n:.1f}".removesuffix(".0") + f" {unit}"
        if n < 999.5 or unit == "T":
            break
    return f"{n:,.0f} {unit}"


def plural(n: int, singular: str, several: str | None = None) -> str:
    """Return a count with its noun.

    >>> plural(1, "document"), plural(2400, "document"), plural(2, "entity", "entities")
    ('1 document', '2,400 documents', '2 entities')
    """
    return f"{count(n)} {singular if n == 1 else several or singular + 's'}"
