"""Commands that compute with the theory: ``bound`` (no corpus needed) and ``extrapolate`` (a finished run)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from corpusstat.estimate.extrapolate import Extrapolation

__all__ = ["bound", "extrapolate", "whatif"]

_NEEDS = "give --sr, --n and --answers for Theorem 2, or one of --iiv, --opt, --once, --target"


_MEANING = {
    "sr": "singletons over examples: what the corpus shows",
    "answer term 2/min|E|": "few plausible answers void the bound, whatever N",
    "slack": "sampling, at this N and gamma; falls as 1/sqrt(N)",
    "delta": "miscalibration of the model; unknown before training",
    "floor": "share of errors at least, if all of the above holds",
    "upper": "share of errors at most, for some algorithm",
    "sr/(max|E|+1)": "what a guess wins",
    "2 err_iiv": "twice the error of telling valid from invalid",
    "max|V|/min|E|": "valid answers over plausible wrong ones",
    "opt": "least error of the class at telling valid from invalid",
    "choices": "answers to choose from, one right",
    "share stated once": "documents whose statement occurs nowhere else",
    "miscalibration": "of the model; unknown before training",
    "size term": "facts are few among possible hallucinations",
    "wrong": "points, t/(1-t); right gains 1, don't know 0",
}


def _option(text: str) -> Any:
    return typer.Option(help=text, show_default=False)


def bound(
    sr: Annotated[float | None, _option("Theorem 2: singleton rate, f1/N.")] = None,
    n: Annotated[float | None, _option("Examples N (documents for --once), as 1e9.")] = None,
    answers: Annotated[int | None, _option("Answers that look plausible, |E|+1; the fewest of any relation.")] = None,
    most_answers: Annotated[int | None, _option("The same for the relation with most; default --answers.")] = None,
    gamma: Annotated[float, typer.Option(help="Chance that the bound fails.")] = 0.01,
    strata: Annotated[int, typer.Option(help="Strata claimed together (gamma is divided).")] = 1,
    n_eff: Annotated[float | None, _option("Effective examples, N²/Σ n_g².")] = None,
    delta: Annotated[
        float, typer.Option(help="Miscalibration of the trained model (theorems.miscalibration); 0 before training.")
    ] = 0.0,
    iiv: Annotated[float | None, _option("Theorem 1: error of the Is-It-Valid classifier; needs --answers.")] = None,
    opt: Annotated[float | None, _option("Theorem 3: least Is-It-Valid error of the class; needs --answers.")] = None,
    once: Annotated[float | None, _option("KV24: share of documents whose statement occurs once; needs --n.")] = None,
    ratio: Annotated[float, typer.Option(help="KV24: |facts| / |possible hallucinations|.")] = 0.0,
    target: Annotated[float | None, _option("Confidence target t: the penalty of a wrong answer.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compute the bounds of the theory from numbers you give, every term shown.

    All rates are shares in [0, 1] of examples; N counts examples (one per document and prompt), "don't know" included.
    """
    from corpusstat.errors import BadRequest

    if all(given is None for given in (sr, iiv, opt, once, target)):
        raise BadRequest("too few numbers for any bound", _NEEDS)
    found: dict[str, dict[str, Any]] = {}
    if sr is not None:
        least = _needed(answers, "--sr", "--answers")
        found |= _theorem2(sr, _size(n, "--sr"), least, most_answers or least, gamma, strata, n_eff, delta)
    if iiv is not None:
        found["Theorem 1 (reduction to Is-It-Valid, one valid answer)"] = _theorem1(
            iiv, _needed(answers, "--iiv", "--answers"), delta
        )
    if opt is not None:
        found["Theorem 3 (multiple choice)"] = _theorem3(opt, _needed(answers, "--opt", "--answers"))
    if once is not None:
        found["KV24 (statements)"] = _statements(once, _size(n, "--once"), ratio, gamma, delta)
    if target is not None:
        found["Confidence target"] = _target(target)
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else _told(found))


def _needed(value: int | None, by: str, option: str) -> int:
    from corpusstat.errors import BadRequest

    if value is None:
        raise BadRequest(f"{by} without {option}", f"both, as {by} needs it")
    return value


def _size(n: float | None, by: str) -> int:
    from corpusstat.errors import BadRequest

    if n is None or not 1 <= n < 1e30:
        raise BadRequest(f"{by} with --n {n}", "a number of examples, at least 1, as 1e9")
    return int(n)


def _theorem2(
    sr: float, n: int, answers: int, most: int, gamma: float, strata: int, n_eff: float | None, delta: float
) -> dict[str, dict[str, Any]]:
    from corpusstat.estimate import bounds

    e_min, e_max = bounds.plausible_wrong(answers), bounds.plausible_wrong(most)
    out: dict[str, dict[str, Any]] = {}
    for variant, title in ((bounds.PAPER, "the paper's own line"), (bounds.TIGHT, "tight, derived here")):
        f = bounds.floor(sr, n, e_min, gamma=gamma, strata=strata, n_eff=n_eff, delta=delta, variant=variant)
        out[f"Theorem 2, lower bound ({title})"] = {
            "sr": f.sr,
            "answer term 2/min|E|": f.e_term,
            "slack": f.slack,
            "delta": f.delta,
            "floor": "vacuous" if f.vacuous else f.value,
            "n_needed": f.n_needed,
        }
    upper = bounds.upper(sr, n, e_max, gamma=gamma, strata=strata, n_eff=n_eff)
    slack = bounds.slack_up(n_eff or n, gamma / strata)
    out["Theorem 2, upper bound (some calibrated algorithm)"] = {"sr/(max|E|+1)": sr / (e_max + 1), "slack": slack}
    out["Theorem 2, upper bound (some calibrated algorithm)"]["upper"] = upper
    return out


def _theorem1(iiv: float, answers: int, delta: float) -> dict[str, Any]:
    from corpusstat.estimate import bounds, theorems

    r = theorems.theorem1(iiv, 1, bounds.plausible_wrong(answers), delta)
    return {
        "2 err_iiv": 2 * r.err_iiv,
        "max|V|/min|E|": r.ratio,
        "delta": r.delta,
        "floor": "vacuous" if r.vacuous else r.value,
    }


def _theorem3(opt: float, answers: int) -> dict[str, Any]:
    from corpusstat.estimate import theorems

    return {"choices": answers, "opt": opt, "floor": theorems.multiple_choice(opt, answers)}


def _statements(once: float, n: int, ratio: float, gamma: float, mis: float) -> dict[str, Any]:
    from corpusstat.estimate import theorems

    k = theorems.kv24(once, n, ratio, mis=mis, gamma=gamma)
    return {
        "share stated once": k.mf,
        "miscalibration": k.mis,
        "size term": k.size,
        "slack": k.slack,
        "floor": "vacuous" if k.vacuous else k.value,
    }


def _target(t: float) -> dict[str, Any]:
    from corpusstat.estimate import theorems

    return {"target": t, "right": 1, "don't know": 0, "wrong": -theorems.penalty(t), "answer if confidence >": t}


def _told(found: Mapping[str, Mapping[str, Any]]) -> str:
    lines = []
    for title, terms in found.items():
        lines += ["", title]
        for name, value in terms.items():
            if name == "n_needed":
                if value is not None:
                    lines.append(f"  {'it would hold from N =':22} {value:<10.3g} were sr to stay the same")
                elif terms["floor"] == "vacuous":
                    lines.append("  no N is enough: the terms beside the slack alone exceed sr")
            else:
                shown = value if isinstance(value, (str, int)) else format(value, ".4g")
                lines.append(f"  {name:22} {shown!s:<10} {_MEANING.get(name, '')}".rstrip())
    lines += ["", "Floors are for a calibrated base model, on facts that fit the model, weighted by mention."]
    return "\n".join(lines[1:])


def extrapolate(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.", show_default=False)],
    to: Annotated[str, typer.Option(help="Size: a multiple (2x) or examples (1e9).")] = "2x",
    recall: Annotated[float, typer.Option(help="Recall of the extraction: as if every mention were found.")] = 1.0,
    share: Annotated[float, typer.Option(help="Share of the documents read, at random: as if all were.")] = 1.0,
    scenarios: Annotated[bool, typer.Option("--scenarios", help="Three stories instead of an estimate.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Estimate sr, distinct prompts and coverage of a larger or smaller corpus, with how far to trust it.

    The corpus row counts prompts corpus-wide; a domain's row is about that domain alone (domain scope). Recall and
    share are undone first (t = 1/recall, 1/share); --to then counts from there.
    """
    from corpusstat.errors import BadRequest
    from corpusstat.runs.run import open_report

    if not 0 < recall <= 1 or not 0 < share <= 1:
        raise BadRequest(f"recall {recall}, share {share}", "numbers in (0, 1]")
    report = open_report(run).report
    rows = [_grown(row, to, recall * share, scenarios) for row in (report["corpus"], *report["domains"]) if row["n"]]
    if not rows:
        raise BadRequest("a run without examples", "a run that found facts")
    if rows[0].get("refused"):
        raise BadRequest(rows[0]["refused"])
    typer.echo(json.dumps(rows, ensure_ascii=False) if as_json else _grown_table(rows))


def _grown(row: Mapping[str, Any], to: str, seen: float, scenarios: bool) -> dict[str, Any]:
    from corpusstat.errors import CorpusstatError
    from corpusstat.estimate import extrapolate as module

    spectrum, n, theta = [(int(k), int(f)) for k, f in row["spectrum"]], int(row["n"]), float(row["theta"])
    out: dict[str, Any] = {"domain": row["domain"], "n": n}
    t = module.parse_size(to, n) / seen
    try:
        if scenarios:
            found = module.scenarios(spectrum, n, t, theta=theta)
        else:
            found = (module.extrapolate(spectrum, n, t, theta=theta),)
    except CorpusstatError as problem:
        return out | {"t": t, "refused": str(problem).replace("ask for scenarios", "use --scenarios")}
    return out | {"t": t, "results": [_result(x) for x in found]}


def _result(x: Extrapolation) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "label": x.label,
        "model": x.model,
        "sr": asdict(x.sr),
        "distinct": asdict(x.distinct),
        "coverage": asdict(x.coverage),
        "backcasts": [asdict(b) for b in x.backcasts],
    }


def _grown_table(rows: list[dict[str, Any]]) -> str:
    from corpusstat.errors import printable
    from corpusstat.report.format import count, interval, rate

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
    return "\n".join(lines)


def whatif(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.", show_default=False)],
    weight: Annotated[
        list[str],
        typer.Option("--weight", metavar="DOMAIN=W", help="0 drops, 0.5 keeps half; may be given again."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compute the corpus-wide singleton rate with other weights of domains, without reading the corpus again."""
    from corpusstat.report.format import count, interval, rate
    from corpusstat.runs.whatif import whatif as reweigh

    found = reweigh(run, dict(_weight(text) for text in weight))
    low, high = found.interval.low, found.interval.high
    if as_json:
        values = {"sr": found.sr, "sr_low": low, "sr_high": high, "sr_before": found.sr_before, "f1": found.f1}
        typer.echo(json.dumps(values | {"n": found.n, "exposures": found.exposures, "weights": found.weights}))
        return
    typer.echo(f"singleton rate  {rate(found.sr, found.n)}  {interval(low, high, found.n)}", nl=False)
    typer.echo(f"  {found.interval.level:.0%} interval for {found.interval.target} ({found.interval.method})")
    typer.echo(f"current mix     {rate(found.sr_before, found.n)}")
    typer.echo(f"examples        {count(found.n)} expected; {count(found.exposures)} with repeats (no new facts)")


def _weight(text: str) -> tuple[str, float]:
    from corpusstat.errors import BadRequest

    name, sign, number = text.rpartition("=")
    try:
        if not sign or not name:
            raise ValueError
        return name, float(number)
    except ValueError:
        raise BadRequest(f"--weight {text}", "DOMAIN=W, as wiki=0.5") from None
