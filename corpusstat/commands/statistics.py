"""Commands that compute with the theory from a finished run: ``extrapolate`` and ``whatif``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from corpusstat.commands.arguments import Run

__all__ = ["extrapolate", "whatif"]


def extrapolate(
    run: Run,
    to: Annotated[
        list[str] | None, typer.Option(help="Size: a multiple (2x) or mentions (1e9); may be given again. [2x and 10x]")
    ] = None,
    recall: Annotated[float, typer.Option(help="Recall of the extraction: as if every mention were found.")] = 1.0,
    share: Annotated[float, typer.Option(help="Share of the documents read, at random: as if all were.")] = 1.0,
    scenarios: Annotated[bool, typer.Option("--scenarios", help="Three stories instead of an estimate.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Estimate sr, distinct prompts and coverage of a larger or smaller corpus, with how far to trust it.

    The corpus row counts prompts corpus-wide; a domain's row is about that domain alone (domain scope). Recall and
    share are undone first (t = 1/recall, 1/share); --to then counts from there. Floors at another size are made from
    the lower end of sr there.
    """
    from corpusstat.runs.grow import SIZES, extrapolated
    from corpusstat.runs.opened import open_report

    rows = extrapolated(open_report(run).report, to or SIZES, recall=recall, share=share, scenarios=scenarios)
    typer.echo(json.dumps(rows, ensure_ascii=False) if as_json else _grown_table(rows))


def _grown_table(rows: list[dict[str, Any]]) -> str:
    from corpusstat.errors import printable
    from corpusstat.report.format import at_least, count, interval, rate

    def span(r: Mapping[str, float], n: int) -> str:
        inner = f" ({interval(r['low'], r['high'], n)})" if r["low"] < r["high"] else ""
        return rate(r["value"], n) + inner

    lines = []
    for row in rows:
        name = "whole corpus" if row["domain"] == "*" else f"{printable(row['domain'], 60)} alone"
        lines.append(f"{name}: N = {count(row['n'])} × {row['t']:.4g}")
        if row.get("refused"):
            lines.append(f"  refused: {row['refused']}")
            continue
        for x in row["results"]:
            d = x["distinct"]
            sr, coverage = span(x["sr"], row["n"]), span(x["coverage"], row["n"])
            lines.append(f"  sr {sr}   coverage {coverage}   [{x['label']}; {x['model']}]")
            prompts = f" ({count(d['low'])}–{count(d['high'])})" if d["low"] < d["high"] else ""
            lines.append(f"  distinct prompts {count(d['value'])}{prompts}")
            if x["backcasts"]:
                errors = ", ".join(f"{b['model']} {b['error']:.3f}" for b in x["backcasts"])
                lines.append(f"  back-cast |log error|: {errors}")
        if row.get("floors"):
            found = row["floors"]
            said = {
                k: at_least(found[k], row["n"]) if found[k] else "nothing" for k in ("floor", "statistical", "paper")
            }
            how = f"extrapolated, {found['label']}" if row["t"] > 1 else found["label"]
            lines.append(
                f"  floors: wrong or declined {said['floor']}, statistical {said['statistical']}, "
                f"Theorem 2 {said['paper']}   [{how}]"
            )
    return "\n".join(lines)


def whatif(
    run: Run,
    weight: Annotated[
        list[str],
        typer.Option("--weight", metavar="DOMAIN=W", help="0 drops, 0.5 keeps half; may be given again."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compute the corpus-wide singleton rate with other weights of domains, without reading the corpus again."""
    from corpusstat.report.format import at_least, confidence, count, interval, rate
    from corpusstat.runs.whatif import whatif as reweigh

    found = reweigh(run, dict(_weight(text) for text in weight))
    low, high = found.interval.low, found.interval.high
    if as_json:
        values = {"sr": found.sr, "sr_low": low, "sr_high": high, "sr_before": found.sr_before, "f1": found.f1}
        values |= {"n": found.n, "floor": found.floor, "exposures": found.exposures}
        values |= {"sr_same_n": found.sr_same_n, "floor_same_n": found.floor_same_n}
        typer.echo(json.dumps(values | {"weights": found.weights}))
        return
    typer.echo(f"singleton rate  {rate(found.sr, found.n)}  {interval(low, high, found.n)}", nl=False)
    level = confidence(1 - found.interval.level)
    typer.echo(f"  {level} interval for {found.interval.target} ({found.interval.method})")
    typer.echo(f"current mix     {rate(found.sr_before, found.n)}")
    claimed, before = (at_least(x, found.n) if x else "nothing" for x in (found.floor, found.floor_same_n))
    typer.echo(f"floor           {claimed}  of facts wrong or declined, at least")
    if found.n < found.n_before:
        typer.echo(
            f"same N          {rate(found.sr_same_n, found.n)} and {before}: the current mix with as many mentions"
        )
    typer.echo(f"mentions        {count(found.n)} expected; {count(found.exposures)} with repeats (no new facts)")


def _weight(text: str) -> tuple[str, float]:
    from corpusstat.errors import BadRequest

    name, sign, number = text.rpartition("=")
    try:
        if not sign or not name:
            raise ValueError
        return name, float(number)
    except ValueError:
        raise BadRequest(f"--weight {text}", "DOMAIN=W, as wiki=0.5") from None
