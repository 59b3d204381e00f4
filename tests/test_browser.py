"""The HTML report in a real browser: drawn, offline, inert, sortable, readable on a phone and in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import browser
import hostile
import pytest
from browser import Browser

from corpusstat.report import html

pytestmark = pytest.mark.skipif(
    not (browser.CHROMIUM and browser.DRIVER),
    reason="needs chromium and chromedriver (Debian: chromium chromium-driver)",
)
DRAWN = (
    "return [...document.querySelectorAll('.chart')].every(c => c.querySelector('svg.marks [aria-roledescription]'))"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile page")
    path = folder / "report.html"
    path.write_text(html.render(hostile.report(folder)), "utf-8")
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with Browser() as found:
        yield found


@pytest.fixture
def window(chromium: Browser, page: Path) -> Browser:
    chromium.look(1280, 900)
    chromium.requests()
    chromium.console()
    chromium.open(page)
    chromium.until(DRAWN)
    return chromium


def test_the_watch_sees_what_it_is_for(chromium: Browser, tmp_path: Path) -> None:
    """A page that does wrong: else the silence of the next test would prove nothing."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<title>calm</title><img src='http://127.0.0.1:9/x.png'>"
        f"<script>{hostile.OWNED}; throw new Error('loud')</script>", "utf-8"
    )  # fmt: skip
    chromium.open(bad)
    assert "http://127.0.0.1:9/x.png" in chromium.requests()
    assert any("loud" in line for line in chromium.console())
    assert chromium.run("return document.title") == "owned"


def test_offline_silent_and_inert(window: Browser, page: Path) -> None:
    assert window.requests() == [page.as_uri()]
    assert window.console() == []
    assert window.run("return document.title") == "corpusstat: singleton rates and floors"
    assert window.run("return document.images.length") == 0
    assert window.run("return document.querySelectorAll('script').length") == 3
    # pointing at everything that can be pointed at must not wake a handler either
    window.run(
        "document.querySelectorAll('*').forEach(e => e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})))"
    )
    assert window.run("return document.title") == "corpusstat: singleton rates and floors"
    assert window.console() == []


def test_the_policy_stops_what_would_slip_through(window: Browser) -> None:
    """Even a script that reached the page as markup would not run."""
    window.run(
        f"const s = document.createElement('script'); s.textContent = {hostile.OWNED!r}; document.body.append(s)"
    )
    assert window.run("return document.title") == "corpusstat: singleton rates and floors"
    assert any("Content Security Policy" in line for line in window.console())


def test_charts_show_the_data(window: Browser) -> None:
    names = window.run("return document.querySelector('#chart-domains').textContent")
    assert "{{7*7}}" in names
    marks = "return document.querySelectorAll('#chart-domains .mark-symbol.role-mark path').length"
    assert window.run(marks) == 2 * len(hostile.DOMAINS)
    assert window.run("return document.querySelectorAll('#chart-rarefaction .mark-line path').length") >= 2


def values(window: Browser, table: int, column: int) -> list[float]:
    rows = f"document.querySelectorAll('#domains table')[{table}].tBodies[0].rows"
    found: list[float] = window.run(f"return [...{rows}].map(r => Number(r.cells[{column}].dataset.v))")
    return found


def test_tables_sort(window: Browser) -> None:
    head = "document.querySelectorAll('#domains table')[0].tHead.rows[0].cells[6]"
    for way in ("descending", "ascending", "descending"):
        window.run(f"{head}.querySelector('button').click()")
        assert window.run(f"return {head}.getAttribute('aria-sort')") == way
        examples = values(window, 0, 6)
        assert examples == sorted(examples, reverse=way == "descending")
    # under a head that spans columns the right column is sorted: the first slack
    window.run("document.querySelectorAll('#domains table')[1].tHead.rows[1].cells[1].querySelector('button').click()")
    slack = values(window, 1, 4)
    assert slack == sorted(slack, reverse=True)
    assert len(set(slack)) > 1


def test_long_tables_can_be_filtered(window: Browser) -> None:
    table = "document.querySelector('#cells table')"
    visible = f"return [...{table}.tBodies[0].rows].filter(r => !r.hidden).length"
    every = window.run(visible)
    assert every > 12
    field = "document.querySelector('#cells .filter input')"
    window.run(f"{field}.value = 'Birth_Date'; {field}.dispatchEvent(new Event('input'))")
    assert window.run(visible) == len(hostile.DOMAINS)
    window.run(f"{field}.value = ''; {field}.dispatchEvent(new Event('input'))")
    assert window.run(visible) == every


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_the_window(window: Browser, page: Path, width: int, dark: bool) -> None:
    window.look(width, 800, dark=dark)
    window.open(page)
    window.until(DRAWN)
    assert window.run("return document.documentElement.scrollWidth") <= width
    paper = window.run("return getComputedStyle(document.body).backgroundColor")
    assert (sum(int(c) for c in paper[4:-1].split(",")) < 3 * 128) == dark
    ink = "return getComputedStyle(document.querySelector('#chart-domains .role-axis-label text')).fill"
    assert window.run(ink) == window.run("return getComputedStyle(document.querySelector('thead th')).color")
