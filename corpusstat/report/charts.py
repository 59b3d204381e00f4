"""The charts of the corpus as a whole, each a function of report.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpusstat.report.chart import Chart, Rows, chart
from corpusstat.report.format import at_least, count, interval, percent, plural, rate
from corpusstat.report.reading import HEADLINE, NAMES, chain
from corpusstat.report.svg import Drawing, Scale, span

__all__ = ["precision_recall", "size_chart", "spectrum_chart", "waterfall"]

Report = Mapping[str, Any]


def waterfall(report: Report) -> Chart | None:
    """From the singleton rate, step by step, down to the floor."""
    corpus = report["corpus"]
    steps = chain(corpus)
    if not steps:
        return None
    n = corpus["n"]
    ends = [v for s in steps for v in ((s.end,) if s.total else (s.start, s.end))]
    low, high = span(ends, 0.01, low=min(0.0, *ends), high=1.0)
    values = [rate(s.end, n) if s.total else rate(s.end - s.start, n) for s in steps]
    values[-1] = at_least(steps[-1].end, n) if steps[-1].end > 0 else "nothing"

    def draw(width: float) -> str:
        rows = Rows(width, [s.label for s in steps], low, high, "share of answered mentions", values=values)
        for i, s in enumerate(steps):
            tip = f"{s.label}: {values[i]}; {s.note}; N = {count(n)}"
            y = rows.y[i]
            start, end = (max(low, 0.0), s.end) if s.total else (s.start, s.end)
            left, colour = rows.x(start), "accent" if s.total else "second"
            rows.drawing.rect(left, y - 8, rows.x(end) - left, 16, fill=colour, tip=tip)
            if i + 1 < len(steps):
                at = rows.x(s.end)
                rows.drawing.line(at, y + 8, at, rows.y[i + 1] - 8, stroke="muted", dash="2 3")
        return rows.svg(
            "From the singleton rate to the floor: "
            + "; ".join(f"{s.label} {v}" for s, v in zip(steps, values, strict=True))
        )

    text = "Each step takes off what could make the rate too high. What is left at the bottom is the floor."
    data = [(s.label, s.start, s.end, s.note) for s in steps]
    return chart("waterfall", "Step by step", text, draw, ("step", "from", "to", "what it is"), data)


def size_chart(report: Report) -> Chart | None:
    """Sr, the floor and the paper's floor against the number of mentions, with the corpus as it is marked."""
    sizes, corpus = report["curves"]["sizes"], report["corpus"]
    if not sizes:
        return None
    lines = floor_lines(sizes)
    values = [v for e in sizes for v in (e["sr"]["low"], e["sr"]["high"])] + [
        v for _, _, points in lines for _, v in points
    ]
    low, high = span(values, 0.02, low=0.0, high=1.0)
    legend = [("sr", "accent", "line"), ("range of sr", "soft", "band")] + [
        (label, colour, "dash") for label, colour, _ in lines
    ]

    def draw(width: float) -> str:
        d = Drawing(width, 0)
        top = d.legend(legend) + 26
        d.height = top + 230 + 46
        x = Scale(sizes[0]["n"], sizes[-1]["n"], 48, width - 14, log=True)
        y = Scale(low, high, top + 230, top)
        d.y_axis(y, 48, width - 14, "share of answered mentions")
        d.x_axis(x, top + 230, top + 230, "mentions, N (logarithmic)", 4 if width < 400 else 7)
        d.band([(x(e["n"]), y(e["sr"]["high"])) for e in sizes], [(x(e["n"]), y(e["sr"]["low"])) for e in sizes])
        here = x(corpus["n"])
        d.line(here, top - 4, here, top + 230, stroke="ink", dash="3 3")
        lowest = max(y(e["sr"]["low"]) for e in sizes if e["n"] >= corpus["n"])  # the label is beside these
        d.text(min(here + 5, width - 90), top + (224 if lowest < top + 200 else 6), "you are here", fill="ink")
        for _, colour, points in lines:
            d.path([(x(n), y(v)) for n, v in points], stroke=colour, dash="5 4")
            for n, v in points:
                d.dot(x(n), y(v), r=3, fill=colour, tip=f"floor {at_least(v, n)} at N = {count(n)}")
        d.path([(x(e["n"]), y(e["sr"]["value"])) for e in sizes])
        for e in sizes:
            d.dot(x(e["n"]), y(e["sr"]["value"]), r=3.5, tip=_size_tip(e))
        return d.svg(
            "Singleton rate and floors against the number of mentions; the corpus has N = " + count(corpus["n"])
        )

    text = (
        "Smaller sizes are exact. Up to twice the corpus the data bound the answer; further right a model (ETNB, say) "
        "decides, and the band shows how much."
    )
    text += _twice(sizes)
    header = (
        "times this corpus",
        "N",
        "sr",
        "sr low",
        "sr high",
        "how far to trust it",
        "model",
        *(label for label, _, _ in lines),
    )
    found = [dict(points) for _, _, points in lines]
    rows = [
        (
            e["t"],
            e["n"],
            e["sr"]["value"],
            e["sr"]["low"],
            e["sr"]["high"],
            e["label"],
            e["model"],
            *(p.get(e["n"], 0) for p in found),
        )
        for e in sizes
    ]
    return chart("sizes", "What more or less of the same text would do", text, draw, header, rows)


def _twice(sizes: Sequence[Report]) -> str:
    """Say what twice the data would do; nothing where it is not known."""
    e = next((e for e in sizes if e["t"] == 2), None)
    if e is None:
        return ""
    ends = interval(e["sr"]["low"], e["sr"]["high"], e["n"])
    floor = f"the floor to {at_least(e['floor'], e['n'])}" if e["floor"] else "no floor yet"
    return f" Twice the text would bring the rate to {rate(e['sr']['value'], e['n'])} ({ends}), and {floor}."


def _size_tip(e: Report) -> str:
    ends = "exact" if e["t"] <= 1 else interval(e["sr"]["low"], e["sr"]["high"], e["n"])
    return f"{e['t']:g} × this corpus, N = {count(e['n'])}: sr {rate(e['sr']['value'], e['n'])} ({ends}; {e['label']})"


def floor_lines(sizes: Sequence[Report]) -> list[tuple[str, str, list[tuple[int, float]]]]:
    """Lines of floors against N where they claim something: label, colour, points (N, floor)."""
    lines = []
    for key, label, colour in (("floor", NAMES[HEADLINE], "second"), ("paper", "Theorem 2 of the paper", "c3")):
        points = [(e["n"], e[key]) for e in sizes if e.get(key)]
        if points:
            lines.append((label, colour, points))
    return lines


def spectrum_chart(report: Report) -> Chart | None:
    """How many prompts are answered k times, both axes logarithmic."""
    corpus = report["corpus"]
    pairs = [(k, f) for k, f in corpus.get("spectrum") or () if k > 0 and f > 0]
    if not pairs:
        return None
    total = sum(f for _, f in pairs)

    def draw(width: float) -> str:
        d = Drawing(width, 300)
        x = Scale(1, max(2, *(k for k, _ in pairs)) * 1.15, 52, width - 14, log=True)
        y = Scale(
            1 if min(f for _, f in pairs) == 1 else min(f for _, f in pairs) / 1.3,
            max(f for _, f in pairs) * 1.4,
            250,
            26,
            log=True,
        )
        d.y_axis(y, 52, width - 14, "prompts (logarithmic)", 6)
        d.x_axis(x, 250, 250, "times answered, k (logarithmic)", 5 if width < 400 else 9)
        for k, f in pairs:
            times = "once" if k == 1 else f"{count(k)} times"
            share = percent(f / total, corpus["n"])
            tip = f"{plural(f, 'prompt is', 'prompts are')} answered {times}: {share} of {count(total)}"
            d.dot(x(k), y(f), fill="second" if k == 1 else "accent", tip=tip)
        return d.svg(
            f"How often prompts are answered: {count(pairs[0][1])} of {count(total)} exactly {pairs[0][0]} times"
        )

    text = "The dot at the left, k = 1, is the singletons: prompts answered exactly once in the whole corpus."
    if corpus["theta"] < 1:
        text += f" Only the share {corpus['theta']:g} of the prompts was counted."
    return chart("spectrum", "How often prompts are answered", text, draw, ("k", "prompts"), pairs)


def precision_recall(report: Report) -> Chart | None:
    """Precision and recall of the relations found, with intervals, beside the text that they were measured on."""
    found = [r for r in report["relations"] if r["n"] and (r.get("precision") or r.get("recall"))]
    found = sorted(found, key=lambda r: (not r.get("in_floor"), -r["n"], r["relation"]))
    if not found:
        return None
    kinds = [k for k in ("precision", "recall") if any(r.get(k) for r in found)]
    ends = [v for r in found for k in kinds if r.get(k) for v in (r[k]["value"], r[k].get("low"), r[k].get("high"))]
    low, high = span(ends, 0.05, low=0.0, high=1.0)
    legend = [
        (k, {"precision": "accent", "recall": "second"}[k], {"precision": "circle", "recall": "square"}[k])
        for k in kinds
    ]

    def draw(width: float) -> str:
        rows = Rows(width, [r["relation"].replace("_", " ") for r in found], low, high, "share", legend=legend)
        for i, r in enumerate(found):
            for kind, colour, shape in legend:
                if r.get(kind):
                    tip = f"{r['relation'].replace('_', ' ')}: {kind} {_measured(r[kind])}"
                    if r[kind].get("low") is not None:
                        rows.interval(i, r[kind]["low"], r[kind]["high"], colour=colour, tip=tip)
                    rows.drawing.dot(rows.x(r[kind]["value"]), rows.y[i], fill=colour, shape=shape, tip=tip)
        return rows.svg(f"{' and '.join(kinds).capitalize()} of the extraction by relation")

    meant = {"precision": "extracted facts that are right", "recall": "stated facts that are found"}
    text = f"Share of {', and of '.join(meant[k] for k in kinds)}, as judged by hand on other text."
    header = ("relation", "measure", "value", "low", "high", "judged", "on")
    data = [
        (r["relation"], k, r[k]["value"], r[k].get("low"), r[k].get("high"), r[k]["n"], r[k].get("on"))
        for r in found
        for k in kinds
        if r.get(k)
    ]
    title = " and ".join({"precision": "precise", "recall": "complete"}[k] for k in kinds)
    return chart("precision", f"How {title} the extraction is", text, draw, header, data)


def _measured(p: Report) -> str:
    ends = f" ({interval(p['low'], p['high'], p['n'])})" if p.get("low") is not None else ""
    return f"{rate(p['value'], p['n'])}{ends}, n = {count(p['n'])}"
