"""The report as one HTML page that works offline: the only place that knows Jinja2, Altair and Vega.

Names of domains, entities and files are untrusted. They reach the page as escaped text or as JSON data that is
parsed, never as markup or code; control and direction characters are shown as escapes. The page's own content
policy lets only the scripts run whose hashes stand in it, and allows no request at all.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import altair as alt
import jinja2
import vl_convert
from markupsafe import Markup

from corpusstat.errors import printable
from corpusstat.report.format import count, rate, size

__all__ = ["render"]

MOST_DOMAINS: Final = 500
"""Rows of the tables per domain; a crawl has millions of hosts. The page says how many are left out."""
MOST_CELLS: Final = 1000
MOST_INPUTS: Final = 1000
CHARTED: Final = 40
"""Domains drawn in the charts: more would be unreadable."""
CURVES: Final = 8
SIZES: Final = (0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
SHAPES: Final = ("circle", "square", "triangle-up")
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif"
"""As in style.css: Vega measures text with it, and cuts labels if another one is drawn."""

FLAGS: Final = {
    "no examples": "No fact of these relations was found here, so there is no rate.",
    "few singletons": "Fewer than 20 prompts are answered once or twice: the rate is too uncertain to rank by.",
    "prompts sampled": "Only this share of the prompts was counted, to save memory. N is exact.",
    "vacuous": "The terms of the theorem exceed the singleton rate, so it claims nothing here.",
    "copies": "Over a tenth of the examples are near-duplicates; the rate with copies collapsed is the truer one.",
    "precision not measured": "Nobody has judged by hand how often the facts of some relation here are right.",
}
"""What a flag means, by how it starts."""

Report = Mapping[str, Any]


def render(report: Report) -> str:
    """Render a report (the dict that is saved as ``report.json``) as one self-contained HTML page.

    Parameters
    ----------
    report
        Keys ``format``, ``corpus``, ``domains``, ``relations``, ``cells``, ``manifest``, as `report.build` makes them.

    Returns
    -------
    str
        A page of about 1 MB, most of it the Vega library; the same report gives the same page.
    """
    sizes = [e for e in report["curves"]["sizes"] if e["t"] <= max(SIZES)]
    charts = charts_of(report, sizes)
    library = _library() if charts else ""
    scripts = {"library": library, "page": _own("page.js")}
    domains = by_size(report["domains"])
    cells = by_size(report["cells"])
    manifest = report["manifest"]
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            corpus=report["corpus"],
            domains=domains[:MOST_DOMAINS],
            domains_left=max(0, len(domains) - MOST_DOMAINS),
            cells=cells[:MOST_CELLS],
            cells_left=max(0, len(cells) - MOST_CELLS),
            manifest=manifest,
            inputs=manifest["inputs"][:MOST_INPUTS],
            inputs_left=max(0, len(manifest["inputs"]) - MOST_INPUTS),
            charts=charts,
            sizes=sizes,
            flags=flags_of([report["corpus"], *domains, *report["relations"], *cells]),
            style=Markup(_own("style.css")),  # noqa: S704 - our own files, not the report's text
            scripts={name: Markup(text) for name, text in scripts.items()},  # noqa: S704 - the same
            policy=policy(scripts.values()),
        )
    )


def by_size(estimates: Iterable[Report]) -> list[Report]:
    """Order by examples, then by name, so that what is cut off is what weighs least."""
    return sorted(estimates, key=lambda e: (-e["n"], e["domain"], e["relation"]))


def flags_of(estimates: Iterable[Report]) -> list[tuple[str, str]]:
    """All flags in use, each once, with what they mean."""
    used = sorted({str(flag) for e in estimates for flag in e.get("flags", ())})
    return [(flag, next((text for start, text in FLAGS.items() if flag.startswith(start)), "")) for flag in used]


# Charts: Vega-Lite specifications whose colours are the page's CSS variables, so that dark and print follow.

INK, MUTED, LINE, ACCENT, SECOND = (f"var(--{name})" for name in ("ink", "muted", "line", "accent", "second"))


def charts_of(report: Report, sizes: list[Report]) -> list[dict[str, Any]]:
    """All charts for which the report has data: id, title, text and specification."""
    made = [domain_chart(report), spectrum_chart(report), rarefaction_chart(report), size_chart(sizes)]
    return [chart for chart in made if chart]


def domain_chart(report: Report) -> dict[str, Any]:
    """Dots with error bars: sr of the largest domains, in both scopes."""
    shown = [e for e in by_size(report["domains"]) if e["n"]][:CHARTED]
    if not shown:
        return {}
    rows = []
    for e in sorted(shown, key=lambda e: (-e["sr"], e["domain"])):
        name = printable(e["domain"], 60)
        rows.append(
            {"domain": name, "sr": e["sr"], "low": e["sr_low"], "high": e["sr_high"], "kind": "trained on everything"}
        )
        if e.get("sr_domain_scope") is not None:
            rows.append({"domain": name, "sr": e["sr_domain_scope"], "kind": "trained on this domain alone"})
    kinds = ["trained on everything", "trained on this domain alone"]
    y = alt.Y("domain:N", title=None, sort=list(dict.fromkeys(r["domain"] for r in rows)))
    x = alt.X("sr:Q", title="singleton rate", scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.transform_filter("isValid(datum.low)").mark_rule(color=ACCENT, strokeWidth=2)
    bars = bars.encode(y=y, x=alt.X("low:Q", title="singleton rate"), x2="high:Q")
    dots = base.mark_point(size=70, opacity=1, strokeWidth=1.5).encode(
        y=y,
        x=x,
        stroke=alt.Stroke("kind:N", scale=alt.Scale(domain=kinds, range=[ACCENT, SECOND]), legend=_legend()),
        fill=alt.Fill("kind:N", scale=alt.Scale(domain=kinds, range=[ACCENT, "var(--page)"]), legend=_legend()),
        tooltip=[alt.Tooltip("domain:N"), alt.Tooltip("kind:N"), alt.Tooltip("sr:Q", format=".4f")],
    )
    text = "Filled dots: corpus scope, with the interval. Hollow dots: the same domain counted alone."
    if len(report["domains"]) > CHARTED:
        text += f" The {len(shown)} domains with most examples are drawn."
    return _chart("domains", "Singleton rate by domain", text, bars + dots, height=24 * len(shown))


def spectrum_chart(report: Report) -> dict[str, Any]:
    """How many prompts are answered k times, both axes logarithmic."""
    pairs = report["corpus"].get("spectrum") or list(enumerate(report["corpus"].get("f", ()), start=1))
    rows = [{"k": k, "f": f} for k, f in pairs if f > 0]
    if not rows:
        return {}
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_point(filled=True, size=45, opacity=1, color=ACCENT)
        .encode(
            x=alt.X("k:Q", title="times answered, k", scale=alt.Scale(type="log"), axis=_counts()),
            y=alt.Y("f:Q", title="prompts, f", scale=alt.Scale(type="log"), axis=_counts()),
            tooltip=[alt.Tooltip("k:Q", format=","), alt.Tooltip("f:Q", format=",")],
        )
    )
    text = "The leftmost dot is the singletons: prompts answered exactly once in the corpus. Both axes are logarithmic."
    return _chart("spectrum", "How often prompts are answered", text, chart, height=280)


def rarefaction_chart(report: Report) -> dict[str, Any]:
    """Sr of each domain at smaller numbers of examples: domains compare fairly at a common N."""
    rows = [
        {"domain": printable(e["domain"], 60), "m": m, "sr": sr}
        for e in report["curves"]["rarefaction"]
        for m, sr in e["points"]
    ]
    if not rows:
        return {}
    names = list(dict.fromkeys(str(r["domain"]) for r in rows))
    colours = [f"var(--c{i})" for i in range(1, CURVES + 1)][: len(names)]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("m:Q", title="examples drawn", scale=alt.Scale(type="log", nice=False), axis=_counts()),
            y=alt.Y("sr:Q", title="singleton rate", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("domain:N", scale=alt.Scale(domain=names, range=colours), legend=_legend()),
            strokeDash=alt.StrokeDash("domain:N", scale=alt.Scale(domain=names), legend=_legend()),
        )
    )
    text = "Each domain alone. The rate falls as a domain grows, so compare the curves above one point of the axis."
    return _chart("rarefaction", "Domains at a common number of examples", text, chart, height=320)


def size_chart(sizes: list[Report]) -> dict[str, Any]:
    """Sr at other sizes of the corpus, with the range and the label that says how far the data carry."""
    rows = [
        {"t": e["t"], "sr": e["sr"]["value"], "low": e["sr"]["low"], "high": e["sr"]["high"], "label": e["label"]}
        for e in sizes
    ]
    if not rows:
        return {}
    labels = list(dict.fromkeys(e["label"] for e in sizes))
    base = alt.Chart(alt.InlineData(values=rows))
    x = alt.X(
        "t:Q", title="size, this corpus = 1", scale=alt.Scale(type="log", nice=False), axis=alt.Axis(values=SIZES)
    )
    band = base.mark_area(color=ACCENT, opacity=0.2).encode(x=x, y=alt.Y("low:Q", title="singleton rate"), y2="high:Q")
    line = base.mark_line(color=ACCENT, strokeWidth=2).encode(x=x, y="sr:Q")
    shape = alt.Shape("label:N", scale=alt.Scale(domain=labels, range=SHAPES[: len(labels)]), legend=_legend())
    dots = base.mark_point(color=ACCENT, fill="var(--page)", size=60, opacity=1).encode(x=x, y="sr:Q", shape=shape)
    text = "Smaller sizes are exact. Beyond 1, a wide band means that the model decides more than the data."
    return _chart("sizes", "At other sizes of this corpus", text, band + line + dots, height=300)


def _ends(e: Report) -> dict[str, float]:
    return {"low": e["low"], "high": e["high"]}


def _legend() -> alt.Legend:
    return alt.Legend(title=None, orient="top", direction="horizontal", columns=2, labelLimit=260)


def _counts() -> alt.Axis:
    return alt.Axis(format="~s", tickCount=6)


def _chart(name: str, title: str, text: str, chart: Any, height: Any) -> dict[str, Any]:
    spec = chart.properties(width="container", height=height, background="transparent")
    spec = spec.configure(font=FONT, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
    spec = spec.configure_axis(
        labelColor=MUTED, titleColor=MUTED, gridColor=LINE, domainColor=LINE, tickColor=LINE,
        titleFontWeight="normal", labelLimit=170, labelFontSize=12, titleFontSize=12,
    )  # fmt: skip
    spec = spec.configure_legend(labelColor=INK, labelFontSize=12).configure_view(stroke=None)
    return {"id": name, "title": title, "text": text, "spec": spec.to_dict()}


# The template and what it may call.


@cache
def _library() -> str:
    """Vega, Vega-Lite and vega-embed as one script, from the wheel of vl-convert."""
    source: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    if "</script" in source.lower() or "<!--" in source:
        raise AssertionError("the bundle would end its own script element")  # a new release of the library
    return source


def _own(name: str) -> str:
    return resources.files("corpusstat.report").joinpath("page", name).read_text(encoding="utf-8")


def policy(scripts: Iterable[str]) -> str:
    """Content-Security-Policy of the page: these scripts by hash, inline styles, and nothing from anywhere."""
    digests = (hashlib.sha256(text.encode()).digest() for text in scripts if text)
    hashes = " ".join(sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))
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
    filters: dict[str, Callable[..., Any]] = {"rate": rate, "count": count, "bytes": size, "safe_name": safe_name}
    environment.filters |= filters
    return environment


def safe_name(text: object, limit: int = 120) -> str:
    """Show untrusted text on one line: control and direction characters as escapes (the template escapes markup)."""
    return printable(text, limit)
