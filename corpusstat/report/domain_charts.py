"""The charts that compare domains, each a function of report.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from corpusstat.errors import printable
from corpusstat.report.chart import Chart, Rows, chart
from corpusstat.report.format import count, interval, per_mb, plural, rate, size
from corpusstat.report.svg import Drawing, Scale, clip, span, text_width

__all__ = ["collapsed_chart", "facts_chart", "heat_map", "ranked_chart", "rarefaction_chart"]

Report = Mapping[str, Any]

MOST: Final = 30
"""Domains drawn; the table has all."""
COLUMNS: Final = 10


def largest(report: Report, most: int = MOST) -> list[Report]:
    """Return the domains with most mentions, those without left out."""
    return sorted((e for e in report["domains"] if e["n"]), key=lambda e: (-e["n"], e["domain"]))[:most]


def left_out(report: Report, drawn: int) -> str:
    """Say how many domains with mentions are not drawn; empty where all are."""
    more = sum(1 for e in report["domains"] if e["n"]) - drawn
    return f" Shown: the {drawn} with most mentions; the table has {count(more)} more." if more else ""


def ranked_chart(report: Report) -> Chart | None:
    """Domains ranked at a common N, as dots with intervals; those that cannot be ranked below, hollow."""
    shown = largest(report)
    ranked = sorted((e for e in shown if e.get("rank")), key=lambda e: (-e["sr_common_n"], e["domain"]))
    apart = [e for e in shown if not e.get("rank")]
    if not shown:
        return None
    size_ = ranked[0]["common_n"] if ranked else None
    entries = [(e, e["sr_common_n"], e["sr_common_low"], e["sr_common_high"], True) for e in ranked]
    entries += [(e, e["sr"], e["sr_low"], e["sr_high"], False) for e in apart]
    low, high = span([v for _, *ends, _ in entries for v in ends], 0.02, low=0.0, high=1.0)
    legend = [("ranked, alone at the common N", "accent", "circle")] * bool(ranked)
    legend += [("too few mentions to rank: sr of all of them", "muted", "hollow")] * bool(apart)

    def draw(width: float) -> str:
        values = [rate(v, e["n"]) for e, v, *_ in entries]
        rows = Rows(
            width, [e["domain"] for e, *_ in entries], low, high, "singleton rate", values=values, legend=legend
        )
        for i, (e, v, a, b, is_ranked) in enumerate(entries):
            over = f"at {count(size_)} of" if is_ranked else "over"
            tip = f"{e['domain']}: {rate(v, e['n'])} ({interval(a, b, e['n'])}), {over} N = {count(e['n'])}"
            colour = "accent" if is_ranked else "muted"
            rows.interval(i, a, b, colour=colour, tip=tip)
            rows.drawing.dot(rows.x(v), rows.y[i], fill=colour if is_ranked else "page", stroke=colour, tip=tip)
        return rows.svg("Singleton rate of each domain with its interval")

    text = (
        "More to the right: more of what the domain says is said once, so there is much that is new and much that "
        "can’t be learned. Where intervals overlap, the order means nothing."
    )
    if size_:
        text += f" Rates are compared at {count(size_)} mentions, because they fall as a domain grows."
    header = ("domain", "ranked", "sr", "low", "high", "compared at N", "N")
    data = [(e["domain"], "yes" if r else "no", v, a, b, size_ if r else e["n"], e["n"]) for e, v, a, b, r in entries]
    return chart("domains", "Domains by singleton rate", text + left_out(report, len(shown)), draw, header, data)


def heat_map(report: Report) -> Chart | None:
    """Sr of each domain and relation of the floor set; empty where there are no mentions."""
    names = report["corpus"].get("floor_set") or []
    cells = {(e["domain"], e["relation"]): e for e in report["cells"] if e["n"] and e["relation"] in names}
    domains = [e["domain"] for e in largest(report, 24) if any((e["domain"], r) in cells for r in names)]
    names = sorted({r for _, r in cells}, key=lambda r: (-sum(e["n"] for (_, q), e in cells.items() if q == r), r))[
        :COLUMNS
    ]
    if not domains or not names:
        return None
    shown = [cells[d, r] for d in domains for r in names if (d, r) in cells]
    low, high = span([e["sr"] for e in shown], 0.05, low=0.0, high=1.0)

    def draw(width: float) -> str:
        narrow = width < 400
        shown, step = [name.replace("_", " ") for name in names], 26
        widest = 190.0 if len(shown) <= COLUMNS // 2 else 150.0
        left = 92.0 if narrow else min(widest, 26 + max(text_width(printable(d, 40)) for d in domains))
        column = (width - left - 4) / len(names)
        if _turned(shown, column):  # the last name reaches beyond its column
            column = (width - left - max(4.0, 0.77 * text_width(clip(shown[-1], 115)) - column / 2)) / len(names)
        d = Drawing(width, 0)
        top = _column_names(d, shown, left, column)
        for i, domain in enumerate(domains):
            y = top + i * step
            d.text(left - 8, y + 17, clip(domain, left - 22), anchor="end")  # wide fonts need more than estimated
            for j, relation in enumerate(names):
                e = cells.get((domain, relation))
                if e:
                    _cell(d, e, left + j * column, y, column, step, (e["sr"] - low) / (high - low), narrow)
        d.height = top + len(domains) * step + 6
        return d.svg("Singleton rate of each domain and relation")

    text = (
        "Stronger colour: a higher singleton rate. Pale figures rest on fewer than 20 prompts that are answered once "
        "or twice."
    )
    header = ("domain", "relation", "sr", "low", "high", "N")
    data = [(e["domain"], e["relation"], e["sr"], e["sr_low"], e["sr_high"], e["n"]) for e in shown]
    return chart("cells", "Domains by relation", text + left_out(report, len(domains)), draw, header, data)


def _turned(names: Sequence[str], column: float) -> bool:
    return any(7.2 * len(name) > column for name in names)


def _column_names(d: Drawing, names: Sequence[str], left: float, column: float) -> float:
    """Write the names of columns, turned where they would not fit; return the y below them."""
    turned = _turned(names, column)
    top = 12 + (max(min(len(n), 16) for n in names) * 5.2 if turned else 14)
    for j, name in enumerate(names):
        x = left + (j + 0.5) * column
        if turned:
            d.parts.append(f'<g transform="translate({x:g} {top - 8:g}) rotate(-40)">')
            d.text(0, 0, clip(name, 115))
            d.parts.append("</g>")
        else:
            d.text(x, top - 8, name, anchor="middle")
    return top


def _cell(d: Drawing, e: Report, x: float, y: float, width: float, height: float, share: float, narrow: bool) -> None:
    few = any("not ranked" in flag for flag in e["flags"])
    ends = interval(e["sr_low"], e["sr_high"], e["n"])
    tip = f"{e['domain']}, {e['relation'].replace('_', ' ')}: sr {rate(e['sr'], e['n'])} ({ends}), N = {count(e['n'])}"
    opacity = 0.06 if few else 0.12 + 0.38 * min(1.0, max(0.0, share))
    d.rect(x + 1, y + 1, width - 2, height - 2, opacity=opacity, tip=tip)
    shown = rate(e["sr"], min(e["n"], 99) if narrow else e["n"])
    d.text(x + width / 2, y + 17, shown, anchor="middle", fill="muted" if few else "ink", size=11.5)


def rarefaction_chart(report: Report) -> Chart | None:
    """Sr of each ranked domain alone at smaller numbers of mentions."""
    curves = report["curves"]["rarefaction"]
    if not curves:
        return None
    low, high = span([sr for c in curves for _, sr in c["points"]], 0.02, low=0.0, high=1.0)
    styles = [(c, f"c{i + 1}", "" if i % 2 == 0 else "6 3") for i, c in enumerate(curves)]
    legend = [(c["domain"], colour, "dash" if dash else "line") for c, colour, dash in styles]

    def draw(width: float) -> str:
        d = Drawing(width, 0)
        top = d.legend(legend) + 26
        d.height = top + 220 + 46
        x = Scale(1, max(2, *(c["n"] for c in curves)), 48, width - 14, log=True)
        y = Scale(low, high, top + 220, top)
        d.y_axis(y, 48, width - 14, "singleton rate of the domain alone")
        d.x_axis(x, top + 220, top + 220, "mentions drawn (logarithmic)", 5 if width < 400 else 9)
        for c, colour, dash in styles:
            points = [(x(m), y(sr)) for m, sr in c["points"]]
            d.path(points, stroke=colour, dash=dash)
            m, sr = c["points"][-1]
            d.dot(x(m), y(sr), r=3.5, fill=colour, tip=f"{c['domain']}: {rate(sr, c['n'])} at all its N = {count(m)}")
        return d.svg("Singleton rate of each domain at smaller numbers of mentions")

    text = "Each domain alone. The rate falls as a domain grows, so compare the curves above one point of the axis."
    data = [(c["domain"], m, sr) for c in curves for m, sr in c["points"]]
    return chart(
        "rarefaction", "Domains at the same number of mentions", text, draw, ("domain", "mentions", "sr"), data
    )


def collapsed_chart(report: Report) -> Chart | None:
    """Sr as counted and with copies collapsed, per domain, joined by a line."""
    shown = [e for e in largest(report) if e.get("collapsed") and e["sr_collapsed"] is not None]
    shown = sorted(shown, key=lambda e: (-abs(e["sr_collapsed"] - e["sr"]), e["domain"]))
    if not shown or not report.get("copies"):
        return None
    low, high = span([v for e in shown for v in (e["sr"], e["sr_collapsed"])], 0.05, low=0.0, high=1.0)
    legend = [("as counted", "accent", "circle"), ("copies collapsed", "second", "hollow")]

    def draw(width: float) -> str:
        rows = Rows(width, [e["domain"] for e in shown], low, high, "singleton rate", legend=legend)
        for i, e in enumerate(shown):
            a, b, y = rows.x(e["sr"]), rows.x(e["sr_collapsed"]), rows.y[i]
            other, n, m = e["sr_collapsed"], e["n"], e["collapsed"]["n"]
            counted = f"{rate(e['sr'], n)} over N = {count(n)} as counted"
            tip = f"{e['domain']}: {counted}, {rate(other, m)} over N = {count(m)} without copies"
            rows.drawing.line(a, y, b, y, stroke="muted", width=2, tip=tip)
            rows.drawing.dot(a, y, tip=tip)
            rows.drawing.dot(b, y, fill="page", stroke="second", tip=tip)
        return rows.svg("Singleton rate as counted and with copies collapsed, by domain")

    text = "Copies of a sentence hide singletons. Where the dots are far apart, believe the hollow one."
    header = ("domain", "sr as counted", "N", "sr copies collapsed", "N without copies")
    data = [(e["domain"], e["sr"], e["n"], e["sr_collapsed"], e["collapsed"]["n"]) for e in shown]
    return chart("copies", "What copies do to the rate", text + left_out(report, len(shown)), draw, header, data)


def facts_chart(report: Report) -> Chart | None:
    """Facts that only this domain has, and all its facts, per megabyte of text."""
    shown = [e for e in largest(report) if e.get("adds") and e["bytes"]]
    shown = sorted(shown, key=lambda e: (-e["adds"]["per_mb"], e["domain"]))
    if not shown:
        return None
    high = max(e["adds"]["prompts_per_mb"] for e in shown)
    legend = [("facts that only this domain has", "accent", "square"), ("facts that others have too", "soft", "square")]

    def draw(width: float) -> str:
        values = [per_mb(e["adds"]["per_mb"]) for e in shown]
        rows = Rows(
            width, [e["domain"] for e in shown], 0, high * 1.02, "facts per MB of text", values=values, legend=legend
        )
        for i, e in enumerate(shown):
            a = e["adds"]
            own = f"{count(a['only_here'])} of {plural(round(a['prompts']), 'fact')} are nowhere else"
            tip = f"{e['domain']}: {own}, in {size(e['bytes'])}; N = {count(e['n'])}"
            start, middle, end = rows.x(0), rows.x(a["per_mb"]), rows.x(a["prompts_per_mb"])
            rows.drawing.rect(start, rows.y[i] - 7, middle - start, 14, tip=tip)
            rows.drawing.rect(middle, rows.y[i] - 7, end - middle, 14, fill="soft", tip=tip)
        return rows.svg("Facts per megabyte of text, by domain")

    text = "Answered prompts of the floor set per megabyte: what a byte of this domain brings."
    header = ("domain", "facts only here", "facts", "bytes", "only here per MB", "facts per MB", "N")
    data = [
        (
            e["domain"],
            e["adds"]["only_here"],
            e["adds"]["prompts"],
            e["bytes"],
            e["adds"]["per_mb"],
            e["adds"]["prompts_per_mb"],
            e["n"],
        )
        for e in shown
    ]
    return chart("facts", "What a megabyte brings", text + left_out(report, len(shown)), draw, header, data)
