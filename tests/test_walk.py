"""Six questions about the developers' corpus, answered from the page alone and compared with report.json."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser
import pytest
from browser import Browser

import corpusstat
from corpusstat.report.format import at_least, count, error, per_mb, rate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.shared,
    pytest.mark.skipif(not (browser.CHROMIUM and browser.DRIVER), reason="needs chromium and chromedriver"),
]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def run(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> corpusstat.Run:
    return corpusstat.audit(shared / "corpus", tmp_path_factory.mktemp("walk") / "run", workers=1)


@pytest.fixture(scope="module")
def page(run: corpusstat.Run) -> Iterator[Browser]:
    with Browser() as window:
        window.look(1280, 900)
        window.open(run.folder / "report.html")
        yield window


def domains(page: Browser) -> list[dict[str, str]]:
    """The table of domains with all its columns, by head."""
    page.run("document.querySelectorAll('#choose input').forEach(box => { if (!box.checked) box.click(); })")
    table = "document.querySelector('#domain-table')"
    heads = page.run(f"return [...{table}.tHead.rows[0].cells].map(c => c.textContent)")
    rows = page.run(f"return [...{table}.tBodies[0].rows].map(r => [...r.cells].map(c => c.textContent))")
    return [dict(zip(heads, row, strict=True)) for row in rows]


def floor(row: Row) -> float:
    found = row["floors"]["wrong_or_declined"]
    return 0.0 if found["vacuous"] else float(found["value"])


@pytest.fixture(scope="module")
def best(run: corpusstat.Run) -> Row:
    found: Row = max((d for d in run.report["domains"] if d["n"]), key=floor)
    return found


def test_which_domain_has_the_highest_floor_and_is_that_certain(page: Browser, best: Row) -> None:
    head = "[...document.querySelectorAll('#domain-table th')].find(h => h.textContent.startsWith('floor: wrong'))"
    page.run(f"{head}.querySelector('button').click()")
    first = domains(page)[0]
    assert first["domain"] == best["domain"]
    assert first["floor: wrong or declined"] == "≥ " + at_least(floor(best), best["n"])
    # the rank says whether the difference to the others is more than chance
    assert first["rank"] == f"{best['rank']}{' =' if best['tied'] else ''}"
    assert "share a place" in page.run("return document.querySelector('#domains p').textContent")


def test_how_many_facts_it_rests_on(page: Browser, best: Row) -> None:
    row = next(r for r in domains(page) if r["domain"] == best["domain"])
    assert row["mentions, N"] == count(best["n"])
    assert row["facts"] == count(best["adds"]["prompts"])


def test_how_precise_and_complete_the_extraction_is(page: Browser, best: Row) -> None:
    row = next(r for r in domains(page) if r["domain"] == best["domain"])
    known = best["extraction"]
    for head, what in (("precision", "false"), ("recall", "missed")):
        judged = known[what]["n"]
        assert row[head] == f"{rate(1 - known[what]['value'], judged)} (n = {count(judged)})"


def test_what_twice_the_data_would_do_to_the_floor(page: Browser, run: corpusstat.Run) -> None:
    twice = next(e for e in run.report["curves"]["sizes"] if e["t"] == 2)
    text = page.run("return document.querySelector('#chart-sizes figcaption p').textContent")
    assert f"the floor to {at_least(twice['floor'], twice['n'])}" in text
    address = page.run("return document.querySelector('#chart-sizes a[download$=csv]').href")
    rows = csv.DictReader(io.StringIO(base64.b64decode(address.partition("base64,")[2]).decode()))
    assert [float(r["wrong or declined"]) for r in rows if r["times this corpus"] == "2.0"] == [twice["floor"]]


def test_which_sentence_is_its_third_singleton(page: Browser, run: corpusstat.Run, best: Row) -> None:
    links = "[...document.querySelectorAll('#domain-table tbody a')]"
    page.run(f"{links}.find(a => a.textContent === {best['domain']!r}).click()")
    page.until("return document.querySelector('details.domain[open]') !== null")
    third = page.run("return document.querySelector('details.domain[open] ol.mentions li:nth-child(3)').textContent")
    found = next(e for e in run.report["examples"] if e["domain"] == best["domain"])["singletons"][2]
    assert found["sentence"] in third
    assert found["document"] in third
    assert f"characters {found['start']}–{found['end']}" in third


def test_what_each_domain_adds_that_nothing_else_has(page: Browser, run: corpusstat.Run) -> None:
    shown = {r["domain"]: r for r in domains(page)}
    for d in run.report["domains"]:
        if d["n"]:
            row, adds = shown[d["domain"]], d["adds"]
            assert row["facts only here"] == count(adds["only_here"])
            assert row["new facts per MB"] == per_mb(adds["per_mb"])
            without = adds["without"]
            assert row["sr without it"] == error(without["difference"], without["half"])
