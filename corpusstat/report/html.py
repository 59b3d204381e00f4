"""The report as one HTML page that works offline: the only place that knows Jinja2.

Names of domains, entities and files are untrusted. They reach the page as escaped text or as JSON data that is
parsed, never as markup or code; control and direction characters are shown as escapes. The page's own content
policy lets only the script run whose hash it states, and allows no request at all. Every number is read from the
report: nothing is computed here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from corpusstat.errors import printable
from corpusstat.report import charts, domain_charts, reading, table
from corpusstat.report import format as written
from corpusstat.report.explain import as_stated

__all__ = ["comparison_page", "render", "snippet"]

FIRST: Final = 25
"""Rows of the domain table that are there without a script."""
MOST_EMPTY: Final = 200
MOST_DETAILS: Final = 60
MOST_INPUTS: Final = 1000

_COMMAND: Final = re.compile(r"corpusstat [a-z]+ RUN(?: --[a-z-]+ [A-Z]+)?|--[a-z-]+")
"""What is typed, and is not to be broken at its hyphens."""
FLAGS: Final = {
    "no mentions": "No fact of these relations was found here, so there is no rate.",
    "few singletons": "Fewer than 20 prompts are answered once or twice: the rate is too uncertain to rank by.",
    "prompts sampled": "Only this share of the prompts was counted, to save memory. N is exact.",
    "no floor": "The terms of the floor exceed the singleton rate, so it claims nothing here.",
    "not in the floor": "Too few of its facts are right on text like this: counted, but no floor rests on them.",
    "copies": "Over a tenth of the mentions are near-duplicates; the rate with copies collapsed is the truer one.",
    "precision below the packs": "By how its facts are stated fewer are right than the packs say; the floor takes it.",
    "precision not measured": "Nobody has judged by hand how often the facts of some relation here are right.",
}
"""What a flag means, by how it starts."""
TERMS: Final = {
    "jackknife": "Documents fall into 64 groups; each is left out once, and how much the rate moves is its error.",
    "ETNB": "Engen’s extended truncated negative binomial: a model of how often prompts are answered.",
}
"""What a term of the page means, where it is used."""
CONTENTS: tuple[tuple[str, str], ...] = (
    ("answer", "The answer"),
    ("floor", "From rate to floor"),
    ("says", "What it says, and not"),
    ("observed", "What a model answered"),
    ("domains", "Domains"),
    ("sentences", "From number to sentence"),
    ("corpus", "The corpus"),
    ("relations", "Relations"),
    ("left-out", "What was left out"),
    ("reading", "How it is made"),
    ("limits", "Limitations"),
    ("provenance", "Provenance"),
)
BANDS: Final = (
    ("aliases", "spellings", "names of persons distinguished by first and last name only; as counted"),
    ("idk", "“not known”", "as counted; left out"),
    ("conflicts", "differing values", "as counted; every prompt with two values taken for two of one name"),
)

Report = Mapping[str, Any]


def render(report: Report) -> str:
    """Render a report (the dict that is saved as ``report.json``) as one self-contained HTML page.

    Parameters
    ----------
    report
        As `report.build` makes it, with what `runs.conclude` adds.

    Returns
    -------
    str
        A page of about 300 kB, below 3 MB with 10,000 domains; the same report gives the same page.
    """
    script = _own("page.js")
    manifest = report["manifest"]
    observed = report.get("observed")
    left_out = report.get("skipped_documents") or report.get("rejected")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            **_answer(report),
            **_domains(report),
            **_relations(report),
            report=report,
            corpus=report["corpus"],
            charts=charts_of(report),
            figures=figures(report),
            bands=_bands(report["corpus"]),
            manifest=manifest,
            inputs=manifest["inputs"][:MOST_INPUTS],
            inputs_left=max(0, len(manifest["inputs"]) - MOST_INPUTS),
            flags=flags_of([report["corpus"], *report["domains"], *report["relations"], *report["cells"]]),
            contents=[e for e in CONTENTS if (e[0] != "left-out" or left_out) and (e[0] != "observed" or observed)],
            style=Markup(_own("style.css")),  # noqa: S704 - our own files, not the report's text
            script=Markup(script),  # noqa: S704 - the same
            policy=policy(script),
        )
    )


def charts_of(report: Report) -> dict[str, Any]:
    """Draw all charts for which the report has data, by name."""
    drawn = [
        charts.waterfall(report),
        charts.size_chart(report),
        domain_charts.ranked_chart(report),
        domain_charts.heat_map(report),
        domain_charts.rarefaction_chart(report),
        domain_charts.facts_chart(report),
        domain_charts.collapsed_chart(report),
        charts.spectrum_chart(report),
        charts.precision_recall(report),
    ]
    names = ("waterfall", "sizes", "domains", "cells", "rarefaction", "facts", "copies", "spectrum", "precision")
    return dict.fromkeys(names) | {chart.name: chart for chart in drawn if chart}


def _answer(report: Report) -> dict[str, Any]:
    floors = report["corpus"].get("floors") or {}
    terms = [term for term in reading.TERMS if any(f.get(term[0]) is not None for f in floors.values())]
    return {
        "claim": reading.claim(report),
        "caveat": reading.caveat(report),
        "paper_line": reading.paper_line(report),
        "alerts": reading.alerts(report),
        "floors": [(kind, label, floors[kind]) for kind, label in reading.NAMES.items() if floors.get(kind)],
        "terms": terms,
        "left": reading.not_in_floor(report),
        "claimed_over": reading.over(report["corpus"]),
    }


def _domains(report: Report) -> dict[str, Any]:
    full = table.ordered([e for e in report["domains"] if e["n"]])
    empty = [e for e in report["domains"] if not e["n"]]
    places = {e["domain"]: i for i, e in enumerate(full)}
    data = table.block(full)
    details = _details(report, places)
    data["detailed"] = sorted(d["place"] for d in details)
    data["empty"] = [printable(e["domain"], 80) for e in empty[:MOST_EMPTY]]
    return {
        "table": data,
        "rows": data["rows"],
        "columns": table.columns_for(len(full)),
        "columns_left": len(table.columns()) - len(table.columns_for(len(full))),
        "first": FIRST,
        "details": details,
        "detailed": {d["place"] for d in details},
        "empty": empty[:MOST_EMPTY],
        "empty_total": len(empty),
        "domains_total": len(report["domains"]),
        "common_n": next((e["common_n"] for e in full if e.get("common_n")), None),
    }


def _details(report: Report, places: Mapping[str, int]) -> list[dict[str, Any]]:
    """What is known of the domains that have examples of sentences, in the order of the table."""
    in_floor = {e["relation"]: e.get("in_floor", True) for e in report["relations"]}
    mine: dict[str, list[Report]] = {}
    for e in sorted(report["cells"], key=lambda e: (not in_floor.get(e["relation"]), -e["n"], e["relation"])):
        mine.setdefault(e["domain"], []).append(e)
    sizes = {e["domain"]: e["n"] for e in report["domains"]}
    found = [
        {**e, "place": places[e["domain"]], "n": sizes[e["domain"]], "cells": mine.get(e["domain"], [])}
        for e in (report.get("examples") or ())[:MOST_DETAILS]
        if e["domain"] in places
    ]
    return sorted(found, key=lambda d: d["place"])


def _relations(report: Report) -> dict[str, Any]:
    found = sorted((e for e in report["relations"] if e["n"]), key=lambda e: (-e["n"], e["relation"]))
    return {
        "inside": [e for e in found if e.get("in_floor", True)],
        "outside": [e for e in found if not e.get("in_floor", True)],
        "absent": [e for e in report["relations"] if not e["n"]],
    }


def figures(report: Report) -> list[tuple[str, str]]:
    """List what was counted in the corpus, term and value."""
    c = report["corpus"]
    n = c["n"]
    rows = [("documents", written.count(c["documents"])), ("text", written.size(c.get("bytes")))]
    if not n:
        return [*rows, ("mentions, N", "none")]
    kind = c["interval"]
    rows += [
        ("mentions, N", f"{written.count(n)}, of them {written.count(c['n_idk'])} “not known”"),
        ("effective sample size", written.count(c.get("n_eff"))),
        ("facts (prompts answered)", written.count(c["distinct"])),
        ("singletons", written.count(c["f"][0])),
        ("singleton rate", written.rate(c["sr"], n)),
        (
            f"{written.confidence(1 - kind['level'])} interval",
            f"{written.interval(kind['low'], kind['high'], n)}, for {kind['target']} ({kind['method']})",
        ),
        ("copies collapsed", written.rate(c["sr_collapsed"], n)),
        ("each domain trained on alone", written.rate(c["sr_domain_scope"], n)),
        (
            "singleton share of distinct prompts",
            f"{written.rate(c.get('singleton_share'), n)} (not sr, and in no floor)",
        ),
        ("conflicts", _conflicts(c)),
        ("precision of the facts", measured(c, "false")),
        ("precision expected by how they are stated", as_stated(c) or "–"),
        ("recall of the facts", measured(c, "missed")),
    ]
    judged = c.get("corrected")
    if judged:
        ends = written.interval(judged["sr_low"], judged["sr_high"], n)
        by = f"from {written.plural(report['judged']['n'], 'mention')} judged by hand"
        rows.append(("corrected for extraction errors", f"{written.rate(judged['sr'], n)}, {ends}, {by}"))
    return rows


def _conflicts(c: Report) -> str:
    several = written.plural(c.get("repeated") or 0, "prompt")
    return f"{written.count(c.get('conflicts'))} of {several} answered at least twice"


def measured(row: Report, what: str) -> str:
    """Write how precise (1 − ``false``) or complete (1 − ``missed``) the extraction is, with what was judged."""
    known = row.get("extraction") or {}
    found = known.get(what)
    if not found:
        return "not measured on text like this"
    share = f"{written.rate(1 - found['value'], found['n'])}, n = {written.count(found['n'])}"
    kind = f" ({found['kind']} text)" if found.get("kind") else ""
    return f"{share}, on {printable(found['on'], 200)}{kind}; {known['source']}"


def _bands(corpus: Report) -> list[tuple[str, float, float, str]]:
    bands = corpus.get("bands") or {}
    return [(doubt, *bands[key], ends) for key, doubt, ends in BANDS if bands.get(key)]


def flags_of(estimates: Iterable[Report]) -> list[tuple[str, str]]:
    """All flags in use, each once, with what they mean."""
    used = sorted({str(flag) for e in estimates for flag in e.get("flags", ())})
    return [(flag, next((text for start, text in FLAGS.items() if flag.startswith(start)), "")) for flag in used]


def snippet(report: Report, most: int = 10) -> str:
    """Draw the answer and the largest domains as a piece of HTML, as notebooks show it."""
    ranked = sorted(report["domains"], key=lambda d: (-d["n"], d["domain"]))
    shown = {"claim": reading.claim(report), "rows": [report["corpus"], *ranked[:most]], "more": len(ranked[most:])}
    return _environment().get_template("snippet.html.j2").render(shown)


def comparison_page(found: Sequence[Mapping[str, Any]]) -> str:
    """Draw comparisons of one run with others (of `runs.changes`) as a page; it has no script."""
    style = Markup(_own("style.css"))  # noqa: S704 - our own file
    shown = {"comparisons": [_compared(c) for c in found], "style": style, "policy": policy()}
    return _environment().get_template("comparison.html.j2").render(shown)


def _compared(found: Mapping[str, Any]) -> dict[str, Any]:
    """A comparison as the page shows it: its answer, and no rows in which there is nothing to see."""
    rows, changed = ([r for r in found[key] if any(r[k] for k in keys)] for key, keys in
                     (("rows", ("n_a", "n_b")), ("changed", ("gained", "lost"))))  # fmt: skip
    return {
        **found,
        "says": reading.change(next(r for r in found["rows"] if r["domain"] == "*")),
        "rows": rows,
        "changed": changed,
        "empty": len(found["rows"]) - len(rows),
        "same": len(found["changed"]) - len(changed),
    }


def _own(name: str) -> str:
    return resources.files("corpusstat.report").joinpath("page", name).read_text(encoding="utf-8")


def policy(*scripts: str) -> str:
    """Content-Security-Policy of the page: these scripts by hash, inline styles, and nothing from anywhere."""
    digests = (hashlib.sha256(text.encode()).digest() for text in scripts)
    hashes = " ".join(sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)) or "'none'"
    rest = "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {hashes}; {rest}"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_own),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "rate": written.rate,
        "count": written.count,
        "percent": written.percent,
        "interval": written.interval,
        "with_interval": written.with_interval,
        "error": written.error,
        "at_least": written.at_least,
        "about": written.about,
        "plural": written.plural,
        "confidence": written.confidence,
        "bytes": written.size,
        "safe_name": safe_name,
        "notes": table.notes,
        "floor_text": table.floor_text,
        "commands": _commands,
        "terms": _terms,
        "typed": _typed,
        "svg": Markup,  # drawn by `svg`, which escapes every text
    }
    environment.filters |= filters
    return environment


def safe_name(text: object, limit: int = 120) -> str:
    """Show untrusted text on one line: control and direction characters as escapes (the template escapes markup)."""
    return printable(text, limit)


def _commands(text: str) -> Markup:
    """Escape a text and mark what is typed in it as code."""
    found = list(_COMMAND.finditer(text))
    ends = [0, *(m.end() for m in found)]
    plain = [text[end : m.start()] for end, m in zip(ends, found, strict=False)]
    marked = (escape(before) + _typed(m[0]) for before, m in zip(plain, found, strict=True))
    return Markup("").join([*marked, escape(text[ends[-1] :])])


def _terms(text: str) -> Markup:
    """Escape a text and give its terms their meaning, on pointing and on focus."""
    term = Markup('<span class="term" tabindex="0" data-tip="{}">{}</span>')
    parts = re.split(rf"\b({'|'.join(TERMS)})\b", text)
    return Markup("").join(term.format(TERMS[part], part) if part in TERMS else escape(part) for part in parts)


def _typed(command: str) -> Markup:
    """Mark a command as code, whose options stay on one line: a browser breaks them at their hyphens."""
    whole = Markup('<span class="word">{}</span>')
    words = (whole.format(word) if word.startswith("-") else escape(word) for word in command.split())
    return Markup("<code>{}</code>").format(Markup(" ").join(words))
