"""Numbers as they are written: none says more than it is."""

from __future__ import annotations

import math

from hypothesis import example, given
from hypothesis import strategies as st

from corpusstat.report import format as f
from corpusstat.report.format import decimals, rate

RATE = st.floats(0, 1)
SIZE = st.sampled_from([None, 9, 50, 298, 10**5, 10**6])


@given(RATE, SIZE)
def test_a_floor_is_never_rounded_up(x: float, n: int | None) -> None:
    shown = float(f.at_least(x, n))
    assert shown <= x + 1e-6 * 10 ** -f.decimals(n)
    assert x - shown < 10 ** -f.decimals(n)
    assert float(f.percent(x, n, down=True).split(" ")[0]) <= 100 * x + 1e-6


@given(RATE, RATE, SIZE)
def test_an_interval_holds_its_ends(a: float, b: float, n: int | None) -> None:
    low, high = sorted((a, b))
    says_nothing = (low, high) == (0, 1)
    assert f.interval(low, high, n) == ("–" if says_nothing else f"{f.rate(low, n)}–{f.rate(high, n)}")


@given(st.integers(0, 10**15))
@example(1_500_000_000_000)
def test_an_order_of_magnitude_has_three_digits_at_most_and_is_near(n: int) -> None:
    number, _, unit = f.about(n).partition(" ")
    value = float(number.replace(",", "")) * {"": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}[unit]
    assert math.isclose(value, n, rel_tol=0.051)
    assert len(number.replace(".", "")) <= 3 or unit == "T"


@given(st.integers(0, 10**16))
def test_a_size_is_near_and_its_unit_fits(n: int) -> None:
    number, unit = f.size(n).split(" ")
    value = float(number.replace(",", ""))
    assert math.isclose(value * {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}[unit], n, rel_tol=0.05)
    assert value < 1000 or unit == "TB"


@given(st.integers(0, 10**12), st.floats(0, 1e6))
def test_counts_read_back(n: int, x: float) -> None:
    assert int(f.count(n).replace(",", "")) == n
    assert f.plural(n, "fact").startswith(f"{f.count(n)} fact")
    assert f.plural(n, "fact").endswith("s") == (n != 1)
    shown = f.per_mb(x).replace(",", "")
    if shown == "<0.01":
        assert 0 < x < 0.01
    else:
        assert math.isclose(float(shown), x, rel_tol=0.051, abs_tol=1e-300)
        assert x == 0 or x >= 9.95 or len(shown.replace(".", "").lstrip("0")) == 2  # a 3.0 beside a 3.1


@given(st.floats(-0.99, 0.99), st.floats(0, 0.99), SIZE)
def test_a_difference_and_its_error_are_written_as_rates_are(value: float, half: float, n: int | None) -> None:
    """But with all digits where nothing is left of them: 0.000 ± 0.001 is read at a glance, <0.001 ± 0.001 is not."""
    shown, _, error = f.error(value, half, n).partition(" ± ")
    for text, x, plus in ((shown, value, "+"), (error, half, "")):
        sign = "−" if x < 0 else plus if x > 0 else ""
        digits = text.removeprefix(sign)
        assert text == sign + digits
        assert digits == ("0" if x == 0 else f"{abs(x):.{f.decimals(n)}f}")


@given(st.one_of(RATE, st.floats(0, 1e-5)), SIZE)
def test_only_an_exact_0_or_1_is_0_or_100_percent(x: float, n: int | None) -> None:
    shown = f.percent(x, n)
    assert (shown == "0 %") == (x == 0)
    assert (shown == "100 %") == (x == 1)
    assert not shown.startswith("0.0 ")


def test_what_is_not_known_is_a_dash() -> None:
    for write in (f.rate, f.at_least, f.percent, f.count, f.per_mb, f.size, f.about):
        assert write(None) == "–"
    assert f.interval(None, 1.0) == f.error(None, None) == "–"
    assert f.confidence(0.05) == "95 %"


@given(
    st.one_of(RATE, st.floats(0, 1e-6), st.floats(0, 1e-6).map(lambda x: 1 - x)), st.sampled_from([50, 10**3, 10**6])
)
def test_a_printed_probability_reads_zero_or_one_only_if_it_is(x, n):
    text, digits = rate(x, n), decimals(n)
    assert (text == "0") == (x == 0)
    assert (text == "1") == (x == 1)
    if text[0] not in "<>" and 0 < x < 1:
        assert 0 < float(text) < 1
        assert abs(float(text) - x) <= 0.5000001 * 10.0**-digits
    if text[0] == "<":
        assert x < float(text[1:])
    if text[0] == ">":
        assert x > float(text[1:])
