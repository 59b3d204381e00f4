"""The HTML report in a real browser: drawn, offline, inert, sortable, readable on a phone and in the dark."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser
import hostile
import pytest
import reports
from browser import Browser

import corpusstat
from corpusstat.report import html, reading, table
from corpusstat.report.format import count

pytestmark = pytest.mark.skipif(
    not (browser.CHROMIUM and browser.DRIVER),
    reason="needs chromium and chromedriver (Debian: chromium chromium-driver)",
)
AXE = os.environ.get("CORPUSSTAT_AXE")
"""axe.min.js of axe-core, for the accessibility test; it is not shipped."""
TITLE = "corpusstat: what a model trained on this corpus gets wrong"


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
    assert window.run("return document.title") == TITLE
    assert window.run("return document.images.length") == 0
    assert window.run("return document.querySelectorAll('script').length") == 2
    # pointing at everything that can be pointed at must not wake a handler either
    window.run(
        "document.querySelectorAll('*').forEach(e => e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})))"
    )
    assert window.run("return document.title") == TITLE
    assert window.console() == []


def test_the_policy_stops_what_would_slip_through(window: Browser) -> None:
    """Even a script that reached the page as markup would not run."""
    window.run(
        f"const s = document.createElement('script'); s.textContent = {hostile.OWNED!r}; document.body.append(s)"
    )
    assert window.run("return document.title") == TITLE
    assert any("Content Security Policy" in line for line in window.console())


def rows(window: Browser) -> list[list[str]]:
    """The rows of the domain table as they are shown."""
    body = "document.querySelector('#domain-table').tBodies[0]"
    script = f"return [...{body}.rows].map(r => [...r.cells].map(c => c.textContent))"
    found: list[list[str]] = window.run(script)
    return found


def click(window: Browser, selector: str) -> None:
    window.run(f"document.querySelector({selector!r}).click()")


def find(window: Browser, text: str) -> None:
    window.run(f"const f = document.querySelector('#find'); f.value = {text!r}; f.dispatchEvent(new Event('input'))")


@pytest.fixture(scope="module", params=[9, *(pytest.param(n, marks=pytest.mark.slow) for n in (200, 10_000))])
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    report = reports.made(request.param)
    path = tmp_path_factory.mktemp("many") / "report.html"
    path.write_text(html.render(report), "utf-8")
    return report, path


def test_any_number_of_domains_opens_and_any_is_found(chromium: Browser, many: tuple[dict[str, Any], Path]) -> None:
    report, path = many
    chromium.look(1280, 900)
    chromium.open(path)
    loaded = "const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd"
    chromium.until(loaded)
    print(f"{len(report['domains'])} domains: loaded in {chromium.run(loaded):.0f} ms, {path.stat().st_size:,} bytes")
    assert path.stat().st_size < 3e6
    filled = [d for d in report["domains"] if d["n"]]
    shown = table.columns_for(len(filled))
    for d in (filled[0], filled[len(filled) // 2], filled[-1]):
        find(chromium, d["domain"].upper())
        assert rows(chromium) == [[d["domain"], *(table.CELLS[c.key](d) for c in shown if c.shown)]]
        click(chromium, "#domain-table tbody a")
        chromium.until("return document.querySelector('details.domain[open]') !== null")
        place = chromium.run("return location.hash.slice(1)")
        opened = chromium.run(f"return document.getElementById({place!r}).querySelector('summary').textContent")
        assert d["domain"] in opened
    find(chromium, "no such domain")
    assert rows(chromium) == []
    assert chromium.run("return document.querySelector('#found').textContent").startswith("0 domains of ")
    assert chromium.console() == []


def test_the_page_stays_short(chromium: Browser, many: tuple[dict[str, Any], Path]) -> None:
    """However many domains there are."""
    chromium.look(1280, 900)
    chromium.open(many[1])
    assert chromium.run("return document.documentElement.scrollHeight") < 16_000


def test_every_domain_is_on_one_page_of_the_table(chromium: Browser, many: tuple[dict[str, Any], Path]) -> None:
    report, path = many
    chromium.look(1280, 900)
    chromium.open(path)
    seen = rows(chromium)
    for _ in range(9):
        if chromium.run("return document.querySelector('#after').disabled"):
            break
        click(chromium, "#after")
        seen += rows(chromium)
    ordered = table.ordered([d for d in report["domains"] if d["n"]])
    assert [row[0] for row in seen] == [d["domain"] for d in ordered[: len(seen)]]
    assert len(seen) == min(len(ordered), 250)


def test_the_table_sorts_by_the_numbers_in_it(chromium: Browser, many: tuple[dict[str, Any], Path]) -> None:
    report, path = many
    chromium.look(1280, 900)
    chromium.open(path)
    head = "[...document.querySelectorAll('#domain-table thead th')].find(h => h.textContent.startsWith('mentions'))"
    sizes = sorted((d["n"] for d in report["domains"] if d["n"]), reverse=True)
    for way, expected in (("descending", sizes), ("ascending", sizes[::-1])):
        chromium.run(f"{head}.querySelector('button').click()")
        assert chromium.run(f"return {head}.getAttribute('aria-sort')") == way
        column = chromium.run(f"return {head}.cellIndex")
        assert [row[column] for row in rows(chromium)] == [count(n) for n in expected[:25]]


def test_columns_can_be_chosen(window: Browser) -> None:
    before = len(rows(window)[0])
    click(window, "#choose label:last-child input")
    assert len(rows(window)[0]) == before + 1
    click(window, "#choose label:first-child input")
    assert len(rows(window)[0]) == before


def test_small_tables_sort(chromium: Browser, many: tuple[dict[str, Any], Path]) -> None:
    window = chromium
    window.look(1280, 900)
    window.open(many[1])
    table_ = "document.querySelector('#relations table.sortable')"
    column = 2
    for way in ("descending", "ascending"):
        window.run(f"{table_}.tHead.rows[0].cells[{column}].querySelector('button').click()")
        values = window.run(f"return [...{table_}.tBodies[0].rows].map(r => Number(r.cells[{column}].dataset.v))")
        assert values == sorted(values, reverse=way == "descending")
        assert len(set(values)) > 1


def test_definitions_on_focus_and_marks_on_pointing(window: Browser) -> None:
    tip = "return document.querySelector('#tip').hidden ? '' : document.querySelector('#tip').textContent"
    for column in table.columns():
        if column.shown:
            head = f"[...document.querySelectorAll('#domain-table th')].find(h => h.textContent === {column.head!r})"
            window.run(f"{head}.querySelector('button').focus()")
            assert window.run(tip) == column.meaning
    mark = "[...document.querySelectorAll('#chart-domains .mark')].find(m => m.checkVisibility())"
    window.run(f"{mark}.dispatchEvent(new PointerEvent('pointerover', {{bubbles: true}}))")
    assert "N = " in window.run(tip)
    window.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))")
    assert window.run(tip) == ""


def test_figures_of_sentence_and_charts_are_the_reports(chromium: Browser, many: tuple[dict[str, Any], Path]) -> None:
    report, path = many
    chromium.open(path)
    assert chromium.run("return document.querySelector('h1').textContent") == "".join(reading.claim(report))
    for chart in html.charts_of(report).values():
        if chart:
            link = f"document.querySelector('#chart-{chart.name} a[download$=csv]')"
            address = chromium.run(f"return {link}.href")
            assert base64.b64decode(address.partition("base64,")[2]).decode() == chart.csv


def test_pictures_are_saved_as_png(window: Browser) -> None:
    window.run("HTMLAnchorElement.prototype.click = function () { window.saved = [this.download, this.href]; }")
    window.run("document.querySelector('.saves button').click()")
    assert window.until("return window.saved !== undefined")
    saved = window.run("return window.saved")
    assert saved[0].endswith(".png")
    png = base64.b64decode(saved[1].removeprefix("data:image/png;base64,"))
    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert width > 600
    assert height > 200
    assert len(png) > 5_000  # a blank picture of this size is smaller


def test_the_keyboard_reaches_everything(window: Browser) -> None:
    """What can be clicked can be focused, in an order without surprises."""
    reach = "return [...document.querySelectorAll('a[href], button, input, summary')].every(e => e.tabIndex >= 0)"
    assert window.run(reach)
    assert window.run("return [...document.querySelectorAll('[tabindex]')].every(e => e.tabIndex <= 0)")
    heads = "[...document.querySelectorAll('th[data-tip]')]"
    assert window.run(f"return {heads}.every(h => h.tabIndex === 0 || h.querySelector('button'))")


@pytest.mark.parametrize("width", [360, 400, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_the_window(window: Browser, page: Path, width: int, dark: bool) -> None:
    window.look(width, 800, dark=dark)
    window.open(page)
    assert window.run("return document.documentElement.scrollWidth") <= width
    paper = window.run("return getComputedStyle(document.body).backgroundColor")
    assert (sum(int(c) for c in paper[4:-1].split(",")) < 3 * 128) == dark
    ink = "return getComputedStyle(document.querySelector('#chart-domains svg text')).fill"
    assert window.run(ink) == window.run("return getComputedStyle(document.body).color")
    visible = "[...f.querySelectorAll('svg')].filter(s => s.checkVisibility()).length"
    assert set(window.run(f"return [...document.querySelectorAll('figure')].map(f => {visible})")) == {1}


def test_print_shows_all_charts_and_no_controls(window: Browser) -> None:
    window.command("Emulation.setEmulatedMedia", media="print", features=[])
    try:
        assert window.run("return document.querySelector('#domain-tools').checkVisibility()") is False
        assert window.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert window.run("return [...document.querySelectorAll('figure .wide')].every(e => e.checkVisibility())")
    finally:
        window.command("Emulation.setEmulatedMedia", media="", features=[])


STATES = [(1280, False, ""), (1280, True, ""), (400, False, ""), (400, True, ""), (800, False, "print")]
"""Width, dark, medium."""


def faults(chromium: Browser) -> list[str]:
    """What axe-core finds on the page that is open."""
    chromium.run(Path(str(AXE)).read_text("utf-8"))
    said = "r.violations.map(v => v.id + ': ' + v.nodes[0].html)"
    chromium.run(f"window.axe.run().then(r => {{ window.found = {said}; }})")
    assert chromium.until("return window.found !== undefined", 120)
    found: list[str] = chromium.run("return window.found")
    return found


@pytest.mark.skipif(not AXE, reason="needs axe.min.js of axe-core: set CORPUSSTAT_AXE to its path")
@pytest.mark.parametrize(("width", "dark", "medium"), STATES)
def test_axe_finds_nothing(
    chromium: Browser, many: tuple[dict[str, Any], Path], width: int, dark: bool, medium: str
) -> None:
    chromium.look(width, 900, dark=dark, medium=medium)
    chromium.open(many[1])
    chromium.run("document.querySelectorAll('details').forEach((d, i) => { if (i < 12) d.open = true; })")
    assert faults(chromium) == []


@pytest.mark.parametrize(("width", "dark", "medium"), STATES)
def test_a_comparison_is_readable_too(
    chromium: Browser, small_run: corpusstat.Run, tmp_path: Path, width: int, dark: bool, medium: str
) -> None:
    found = small_run.changes(small_run) | {"gained": small_run.show(kind="singletons", limit=3).to_dicts()}
    page = tmp_path / "comparison.html"
    page.write_text(html.comparison_page([found, found | {"other": "a second run"}]), "utf-8")
    chromium.look(width, 900, dark=dark, medium=medium)
    chromium.requests()
    chromium.console()
    chromium.open(page)
    assert chromium.run("return document.documentElement.scrollWidth") <= width
    assert chromium.run("return document.querySelectorAll('section').length") == 2
    # the answer is above the tables: the same corpus, the same floor and rate
    assert "The singleton rate is the same" in chromium.run("return document.querySelector('section p').textContent")
    assert chromium.console() == []
    assert [r for r in chromium.requests() if not r.startswith("file:")] == []
    assert not AXE or faults(chromium) == []


def test_every_column_that_is_shown_fits_a_window_of_1280(chromium: Browser, many: tuple[dict[str, Any], Path]) -> None:
    chromium.look(1280, 900)
    chromium.open(many[1])
    table_ = "[...document.querySelectorAll('.scroll')].filter(t => t.scrollWidth > t.clientWidth)"
    assert chromium.run(f"return {table_}.map(t => t.getAttribute('aria-label'))") == []


def share(value: float) -> dict[str, Any]:
    return {"count": 3, "value": value, "low": value / 2, "high": (1 + value) / 2, "n": 12}


def observed() -> dict[str, Any]:
    """What a model answered: as `observe` writes it, with names and reasons as long as they get."""
    statuses = ("correct", "wrong", "abstained", "unparseable")
    row = {"n": 12} | {s: share(0.25) for s in statuses}
    why = "99.8 % of the prompts were not asked; no probes of prompts that the corpus never answers: write them"
    verdict = {"scope": "domain " + 8 * "encyclopedia", "floor": 0.89951, "measured": 0.5, "low": 0.4, "high": 0.95}
    return {
        "samples": 1,
        "verdicts": [{"name": "wrong_or_declined", "verdict": "not tested", "why": why} | verdict],
        "targets": [
            {
                "t": 0.0,
                "buckets": [row | {"name": "k0003", "label": "3–5"}],
                "relations": [row | {"name": "birth_date"}],
                "domains": [row | {"name": 8 * "encyclopedia"}],
                "weighted": {"wrong": share(0.2), "not_right": share(0.3)},
            }
        ],
        "curve": [],
        "delta": {"value": -0.0123, "se": 0.002},
    }


def test_what_a_model_answered_fits_a_phone(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(html.render(reports.made(9) | {"observed": observed()}), "utf-8")
    chromium.look(400, 800)
    chromium.open(path)
    assert chromium.run("return document.documentElement.scrollWidth") <= 400
    shown = chromium.run("return document.querySelector('#observed').textContent")
    for text in ("1 logged sample,", "3–5", "birth date", "0.899", "confidence target 0", "δ = −0.012 ± 0.004 (95 %)"):
        assert text in shown, text
    assert "0.900" not in shown
    assert not AXE or faults(chromium) == []
