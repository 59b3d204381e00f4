"""The HTML report: well formed, whole, honest in words, and inert whatever the corpus contains."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import hostile
import pytest
import reports

from corpusstat.report import html, reading, table
from corpusstat.report.format import at_least, interval, rate

VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """Elements with attributes and text; complains about tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == [], "elements left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice in <{tag}>"
        self.elements.append((tag, dict(attrs)))
        self.texts.setdefault(tag, []).append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> without a start"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return hostile.report(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def text(report: dict[str, Any]) -> str:
    return html.render(report)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_one_offline_file(page: Page, text: str) -> None:
    assert len(text.encode()) < 0.6e6
    addresses = [a.get(name) for _, a in page.elements for name in ("src", "href", "action", "poster", "data")]
    assert all(a is None or a.startswith(("#", "data:")) for a in addresses)
    assert all("download" in a for a in page.all("a") if (a.get("href") or "").startswith("data:"))
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    places = {f"row-{i}" for i in range(len(hostile.DOMAINS))}
    assert {a[1:] for a in addresses if a and a.startswith("#")} <= set(ids) | places
    described = [i for _, a in page.elements for i in (a.get("aria-describedby") or "").split()]
    assert described
    assert set(described) <= set(ids)


def test_same_report_same_page(report: dict[str, Any], text: str) -> None:
    assert html.render(json.loads(json.dumps(report))) == text


def test_only_our_script_may_run(page: Page) -> None:
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe-eval" not in policy
    kinds = [a.get("type") for a in page.all("script")]
    assert kinds == ["application/json", "module"]
    for kind, script in zip(kinds, page.texts["script"], strict=True):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert (digest in policy) == (kind == "module")


def test_hostile_names_are_text(page: Page, report: dict[str, Any]) -> None:
    assert not [a for _, a in page.elements for name in a if name.startswith("on")]
    assert not page.all("img")
    assert "\u202e" not in "".join(page.texts["body"])
    shown = page.texts["bdi"]
    for domain in hostile.DOMAINS:
        visible = domain.replace("\u202e", "\\u202e")
        assert visible in shown or any(visible.startswith(s[:-1]) and s.endswith("…") for s in shown), domain
    assert len(report["domains"]) == len(hostile.DOMAINS)


def test_the_table_is_in_the_page_as_data(page: Page, report: dict[str, Any]) -> None:
    data = json.loads(page.texts["script"][0])
    columns = table.columns()
    assert [c["key"] for c in data["columns"]] == [c.key for c in columns]
    assert set(table.CELLS) == {c.key for c in columns}
    ordered = table.ordered(report["domains"])
    assert [row[1:] for row in data["rows"]] == [table.cells(e) for e in ordered]


def test_tables_can_be_read_aloud(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in a for a in page.all("th"))
    regions = [a for a in page.all("div") if (a.get("class") or "").startswith("scroll")]
    assert all(a.get("tabindex") == "0" and a.get("aria-label") for a in regions)
    assert len(page.all("h1")) == 1
    assert page.all("html")[0]["lang"] == "en"
    assert all(a.get("role") == "img" and a.get("aria-label") for a in page.all("svg"))


def test_every_column_is_defined(page: Page) -> None:
    """Each head is described by its definition, or carries it; those of the small tables are focusable by script."""
    defined = {a["id"] for a in page.all("dd") if (a.get("id") or "").startswith("def-")}
    assert {f"def-{c.key}" for c in table.columns()} | {"def-domain"} == defined
    assert all(c.meaning.endswith(".") for c in table.columns())


def test_every_rate_has_its_interval(page: Page, report: dict[str, Any]) -> None:
    cells = [" ".join(c.split()) for c in page.texts["td"]]
    for e in report["relations"]:
        if e["n"]:
            assert f"{rate(e['sr'], e['n'])} ({interval(e['sr_low'], e['sr_high'], e['n'])})" in cells, e["relation"]
    for e in report["domains"]:
        shown = table.CELLS["sr"](e)
        assert shown in cells
        assert "–" in shown


def test_words(page: Page) -> None:
    words = " ".join("".join(page.texts["body"]).split())
    assert "not how often a finished product will hallucinate" in words
    assert "does not say that the facts seen once are the ones that will come out wrong" in words
    assert "1 of 2 shards was not read" in words
    assert "{{" not in words.replace("{{7*7}}", "")


def test_the_sentence_on_top(page: Page, report: dict[str, Any]) -> None:
    assert page.texts["h1"] == ["".join(reading.claim(report))]
    assert reading.caveat(report) in page.texts["p"][2]
    assert reading.paper_line(report) in page.texts["p"][2]


def test_floors_are_shown_term_by_term(page: Page, report: dict[str, Any]) -> None:
    cells, n = [c.strip() for c in page.texts["td"]], report["corpus"]["n"]
    for floor in report["corpus"]["floors"].values():
        shown = at_least(floor["value"], n) if not floor["vacuous"] else "claims nothing"
        assert shown in cells
        for term in ("sr", "sampling", "answers"):
            assert rate(floor[term], n) in cells
    assert not re.search(r">\s*≥\s*0\s*<", "".join(page.texts["td"])), "a bare 0 for a floor"


def test_rates_corrected_by_hand_judgement(report: dict[str, Any]) -> None:
    judged = copy.deepcopy(report) | {"judged": {"source": "judged.csv", "n": 400, "classes": []}}
    for e in [judged["corpus"], *judged["domains"][1:]]:
        e["corrected"] = {"sr": 0.1234, "sr_low": 0.1, "sr_high": 0.15}
    judged["domains"][0]["corrected"] = None
    page = Page(html.render(judged))
    assert "0.123, 0.100–0.150, from 400 mentions judged by hand" in page.texts["dd"]


def test_nothing_found(report: dict[str, Any]) -> None:
    """A corpus without facts has a page too, and no chart that would be empty."""
    empty = copy.deepcopy(report)
    none = dict.fromkeys(("sr", "sr_low", "sr_high", "sr_domain_scope", "sr_collapsed", "floors"))
    for e in [empty["corpus"], *empty["domains"], *empty["relations"]]:
        kept = {k: e[k] for k in ("domain", "relation", "documents", "bytes", "theta")} | {"spectrum": []}
        e.clear()
        e |= kept | none | {"n": 0, "n_idk": 0, "distinct": 0, "f": [0] * 5, "flags": ["no mentions"]}
    empty["cells"], empty["examples"] = [], []
    empty["curves"] = {"sizes": [], "rarefaction": []}
    page = Page(html.render(empty))
    assert not page.all("svg")
    assert "nothing can be said" in page.texts["h1"][0]


@pytest.mark.slow
def test_a_crawl_with_many_domains_stays_a_page() -> None:
    many = reports.made(10_000)
    text = html.render(many)
    assert len(text.encode()) < 3e6
    page = Page(text)
    data = json.loads(page.texts["script"][0])
    assert {row[0] for row in data["rows"]} == {d["domain"] for d in many["domains"] if d["n"]}
    assert "1,000 domains without mentions" in " ".join(page.texts["summary"])


def test_without_a_script_the_page_is_whole(page: Page) -> None:
    """Charts, the first rows of the table, definitions and sentences are there; controls that need a script are not."""
    assert len(page.all("svg")) == 2 * len(page.all("figure"))
    assert [a for a in page.all("tr") if a.get("id") == "row-0"]
    hidden = [a for a in page.all("div") if (a.get("class") or "").startswith("tools")]
    assert hidden
    assert all("hidden" in a for a in hidden)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_in_light_dark_and_print() -> None:
    """WCAG 2 level AA: 4.5 for text on what lies behind it."""
    style = (Path(html.__file__).parent / "page" / "style.css").read_text("utf-8")
    schemes = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(schemes) == 3
    for scheme in schemes:
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", scheme))
        for ink in ("ink", "muted", "accent", "second", "warn"):
            for paper in ("page", "panel", "warn-page"):
                light, dark = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, paper, scheme)


def test_commands_in_alerts_are_code_and_all_is_escaped() -> None:
    shown = html._commands("<b> Name it with --kind. Run corpusstat report RUN --judged FILE & see.")
    assert str(shown) == (
        '&lt;b&gt; Name it with <code><span class="word">--kind</span></code>. Run <code>corpusstat report RUN '
        '<span class="word">--judged</span> FILE</code> &amp; see.'
    )
    assert str(html._commands("<i>")) == "&lt;i&gt;"
