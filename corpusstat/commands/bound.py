"""The command ``bound``: every line of the theory from numbers given by hand, term by term. No corpus is needed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from inspect import signature
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from corpusstat.estimate.answers import Answers
    from corpusstat.estimate.floors import Floor

__all__ = ["bound", "bounds"]

_NEEDS = "--sr and --n with --answers (or --common, or --kappa and --tau), or one of --iiv, --opt, --once, --target"

_NONE = "none"
_TERMS = {
    "sr": "singletons over mentions: what was counted",
    "false facts": "taken off for mentions that are false; they are nearly all singletons",
    "missed mentions": "taken off for mentions not found, which would repeat what was found once",
    "names": "taken off for names that may be one",
    "sampling": "what a corpus of this size may show by chance, at this gamma",
    "answers": "what guessing may win",
    "delta": "miscalibration at the threshold, signed; unknown before training",
}
_ALWAYS = ("sr", "sampling", "answers")
_AS_GIVEN = ("target", "wrong", "answer if confidence >")
_MEANING = {
    "sr/(max|E|+1)": "what a guess wins",
    "slack": "sampling, at this N and gamma; falls as 1/sqrt(N)",
    "upper": "share of errors at most, for some algorithm",
    "2 err_iiv": "twice the error of telling valid from invalid",
    "max|V|/min|E|": "valid answers over plausible wrong ones",
    "opt": "least error of the class at telling valid from invalid",
    "choices": "answers to choose from, one right",
    "share stated once": "documents whose statement occurs nowhere else",
    "miscalibration": "of the model; unknown before training",
    "size term": "facts are few among possible hallucinations",
    "wrong": "points, t/(1-t); right gains 1, don't know 0",
    "delta": "miscalibration of the model, signed; unknown before training",
    "floor": "share of errors at least, if all of the above holds",
}
_FLOOR = {
    "wrong or declined": "share of future mentions that no model gets right, at least; calibrated or not",
    "statistical": "share of errors of a calibrated model, at least (formula simulated, not fully proved)",
    "guaranteed": "the same, proved for independent mentions",
    "paper": "the same, by the theorem's own constants",
}
_TITLE = {
    "wrong or declined": "Wrong or declined (needs no calibration; derived)",
    "statistical": "Theorem 2, statistical (derived)",
    "guaranteed": "Theorem 2, guaranteed for independent mentions (derived)",
    "paper": "Theorem 2, the paper's own line",
}


def _option(text: str) -> Any:
    return typer.Option(help=text, show_default=False)


def bound(
    sr: Annotated[float | None, _option("Singleton rate, f1/N.")] = None,
    n: Annotated[float | None, _option("Mentions N (documents for --once), as 1e9.")] = None,
    answers: Annotated[int | None, _option("Answers that look plausible, |E|+1; the fewest of any relation.")] = None,
    most_answers: Annotated[int | None, _option("The same for the relation with most; default --answers.")] = None,
    f2: Annotated[float | None, _option("Prompts counted twice; default as many as there can be (cautious).")] = None,
    n_eff: Annotated[float | None, _option("Documents: effective mentions, N²/Σ n_g².")] = None,
    variance: Annotated[
        float | None, _option("Documents: V, the variance of f1 - N M; default from f1 and f2.")
    ] = None,
    false: Annotated[float | None, _option("Share of mentions that are false, at its upper limit.")] = None,
    recall: Annotated[float | None, _option("Share of mentions that are found, at its lower limit.")] = None,
    names: Annotated[float, typer.Option(help="Share of sr lost if names that may be one are joined.")] = 0.0,
    common: Annotated[float | None, _option("Share of the commonest answer; default 1/answers.")] = None,
    kappa: Annotated[float | None, _option("Answers not equally common: κ at the threshold --tau.")] = None,
    tau: Annotated[float | None, _option("Threshold τ; takes the place of 1/|E|, with --kappa.")] = None,
    gamma: Annotated[float, typer.Option(help="Chance that the bound fails.")] = 0.01,
    strata: Annotated[int, typer.Option(help="Claims made together, of strata with mentions (gamma is divided).")] = 1,
    delta: Annotated[
        float, typer.Option(help="Signed miscalibration of the trained model; 0 before training, in [-1, 1].")
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
    numbers = {name: value for name, value in locals().items() if name != "as_json"}
    found = bounds(**numbers)
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else _told(found, n))


def bounds(**numbers: Any) -> dict[str, dict[str, Any]]:
    """Compute the bounds of the theory from numbers of your own: the options of ``corpusstat bound``, by name.

    Returns
    -------
    dict
        Bound → its terms by name; which bounds depends on the numbers that are given.

    Raises
    ------
    BadRequest
        Too few numbers for any bound, or one that does not fit.

    >>> bounds(target=0.75)["Confidence target"]["wrong"]
    -3.0
    """
    from corpusstat.errors import BadRequest, unknown

    defaults = {name: p.default for name, p in signature(bound).parameters.items() if name != "as_json"}
    if strange := sorted(numbers.keys() - defaults.keys()):
        raise unknown("number", strange[0], list(defaults))
    x = SimpleNamespace(**defaults | numbers)
    if all(given is None for given in (x.sr, x.iiv, x.opt, x.once, x.target)):
        raise BadRequest("too few numbers for any bound", _NEEDS)
    found: dict[str, dict[str, Any]] = {}
    if x.sr is not None:
        size = _size(x.n, "--sr")
        guess = _answers(x.answers, x.common, x.kappa, x.tau)
        counts = _counts(x.sr, size, x.f2, x.n_eff, x.variance)
        quality = _quality(x.false, x.recall, x.names)
        found |= _floors(counts, guess, quality, x.answers, x.delta, x.gamma, x.strata)
        if x.answers is not None:
            found |= _upper(x.sr, size, x.most_answers or x.answers, x.gamma, x.strata, x.n_eff)
    if x.iiv is not None:
        found["Theorem 1 (reduction to Is-It-Valid, one valid answer)"] = _theorem1(
            x.iiv, _needed(x.answers, "--iiv", "--answers"), x.delta
        )
    if x.opt is not None:
        found["Theorem 3 (multiple choice)"] = _theorem3(x.opt, _needed(x.answers, "--opt", "--answers"))
    if x.once is not None:
        found["KV24 (statements)"] = _statements(x.once, _size(x.n, "--once"), x.ratio, x.gamma, max(0.0, x.delta))
    if x.target is not None:
        found["Confidence target"] = _target(x.target)
    return found


def _needed(value: int | None, by: str, option: str) -> int:
    from corpusstat.errors import BadRequest

    if value is None:
        raise BadRequest(f"{by} without {option}", f"both, as {by} needs it")
    return value


def _size(n: float | None, by: str) -> int:
    from corpusstat.errors import BadRequest

    if n is None or not 1 <= n < 1e30:
        raise BadRequest(f"{by} with --n {n}", "a number of mentions, at least 1, as 1e9")
    return int(n)


def _share(value: float, option: str) -> float:
    from corpusstat.errors import BadRequest

    if not 0 <= value <= 1:
        raise BadRequest(f"{option} {value}", "a number in [0, 1]")
    return value


def _answers(answers: int | None, common: float | None, kappa: float | None, tau: float | None) -> Answers | None:
    """What guessing may win: any of the numbers may be missing, and what needs it is then not computed (NaN)."""
    from corpusstat.errors import BadRequest
    from corpusstat.estimate.answers import Answers, uniform
    from corpusstat.estimate.bounds import plausible_wrong

    if (kappa is None) != (tau is None):
        raise BadRequest("one of --kappa and --tau", "both: κ is taken at the threshold τ")
    if answers is None and common is None and kappa is None:
        raise BadRequest("--sr without --answers", _NEEDS)
    even = uniform(plausible_wrong(answers)) if answers is not None else None
    top = _share(common, "--common") if common is not None else (even.pi_max if even else math.nan)
    if kappa is not None and tau is not None:
        return Answers(_share(kappa, "--kappa"), 2 * _share(tau, "--tau"), top, "any shares")
    return Answers(1.0, even.two_tau if even else math.nan, top, "uniform")


def _counts(sr: float, n: int, f2: float | None, n_eff: float | None, variance: float | None) -> Any:
    from corpusstat.errors import BadRequest
    from corpusstat.estimate.stratum import Counts

    f1 = _share(sr, "--sr") * n
    most = (n - f1) / 2
    twice = most if f2 is None else f2
    if not 0 <= twice <= most * (1 + 1e-9) + 1e-9:
        raise BadRequest(f"--f2 {f2} with sr {sr} and N = {n}", f"between 0 and (N - f1)/2 = {most:g}")
    if n_eff is not None and not 0 < n_eff <= n:
        raise BadRequest(f"--n-eff {n_eff}", "above 0 and at most N")
    counts = Counts(f1, twice, n, n_eff=n_eff)
    if variance is None:
        return counts
    alone = float(counts.v_independent)
    if variance < 0 or not alone:
        raise BadRequest(f"--variance {variance}", "at least 0, where sr and f2 let the counts vary")
    return Counts(f1, twice, n, n_eff=n_eff, design=variance / alone)


def _quality(false: float | None, recall: float | None, names: float) -> Any:
    from corpusstat.estimate.extractor import Quality

    return Quality(
        phi=false or 0.0,
        rho=1.0 if recall is None else recall,
        names=_share(names, "--names"),
        phi_source="" if false is None else "given",
        rho_source="" if recall is None else "given",
    )


def _floors(
    counts: Any, guess: Any, quality: Any, answers: int | None, delta: float, gamma: float, strata: int
) -> dict[str, dict[str, Any]]:
    from corpusstat.estimate import floors
    from corpusstat.estimate.bounds import plausible_wrong

    claim = {"gamma": gamma, "claims": strata}
    made: list[Floor] = []
    if not math.isnan(guess.pi_max):
        made.append(floors.wrong_or_declined(counts, guess, quality, **claim))  # type: ignore[arg-type]
    if not math.isnan(guess.two_tau):
        made.append(floors.statistical(counts, guess, quality, delta=delta, **claim))  # type: ignore[arg-type]
        made.append(floors.guaranteed(counts, guess, quality, delta=delta, **claim))  # type: ignore[arg-type]
    if answers is not None:
        e_min = plausible_wrong(answers)
        made.append(floors.paper(counts, e_min, quality, delta=delta, **claim))  # type: ignore[arg-type]
    return {_TITLE[f.kind]: _chain(f) for f in made}


def _chain(f: Floor) -> dict[str, Any]:
    """A floor's terms, by the names they are shown under; ``floor`` is a word where nothing is claimed."""
    if math.isnan(float(f.sampling)):
        return {"floor": "not claimed", "n_needed": None}
    needed = float(f.needed)
    return {
        "sr": f.sr,
        "false facts": f.false_facts,
        "missed mentions": f.missed,
        "names": f.names,
        "sampling": f.sampling,
        "answers": f.answers,
        "delta": f.delta,
        "floor": _NONE if f.vacuous else f.value,
        "corrected": f.corrected,
        "n_needed": int(needed) if f.vacuous and math.isfinite(needed) else None,
    }


def _upper(sr: float, n: int, most: int, gamma: float, strata: int, n_eff: float | None) -> dict[str, dict[str, Any]]:
    from corpusstat.estimate import bounds

    e_max = bounds.plausible_wrong(most)
    terms = {"sr/(max|E|+1)": sr / (e_max + 1), "slack": bounds.slack_up(n_eff or n, gamma / strata)}
    high = bounds.upper(sr, n, e_max, gamma=gamma, strata=strata, n_eff=n_eff)
    return {"Theorem 2, upper bound (some calibrated algorithm)": terms | {"upper": high}}


def _theorem1(iiv: float, answers: int, delta: float) -> dict[str, Any]:
    from corpusstat.estimate import bounds, theorems

    r = theorems.theorem1(iiv, 1, bounds.plausible_wrong(answers), delta)
    return {
        "2 err_iiv": 2 * r.err_iiv,
        "max|V|/min|E|": r.ratio,
        "delta": r.delta,
        "floor": _NONE if r.vacuous else r.value,
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
        "floor": _NONE if k.vacuous else k.value,
    }


def _target(t: float) -> dict[str, Any]:
    from corpusstat.estimate import theorems

    return {"target": t, "right": 1, "don't know": 0, "wrong": -theorems.penalty(t), "answer if confidence >": t}


def _told(found: Mapping[str, Mapping[str, Any]], n: float | None) -> str:
    lines = []
    for title, terms in found.items():
        lines += ["", title]
        chain = title in _TITLE.values()
        lines += _chain_told(title, terms, n) if chain else [_line(k, _shown(k, v, n)) for k, v in terms.items()]
    if any(terms.get("corrected") is False for terms in found.values()):
        lines += ["", "Uncorrected: give --false and --recall, or the floors are of the counts and not of the corpus."]
    lines += [
        "",
        "Floors are for a base model, on facts that fit the model, weighted by mention; of no finished product.",
    ]
    return "\n".join(lines[1:])


def _shown(name: str, value: Any, n: float | None) -> str:
    """A term as numbers are written everywhere: by how many examples there are, and floors rounded down."""
    from corpusstat.report.format import at_least, rate

    if isinstance(value, (str, int)) or name in _AS_GIVEN:
        return value if isinstance(value, str) else f"{value:g}".replace("-", "−")
    return (at_least if name == "floor" else rate)(value, n)


def _line(name: str, shown: str, sign: str = " ", meaning: str | None = None) -> str:
    return f"{sign} {name:22} {shown:<12} {_MEANING.get(name, '') if meaning is None else meaning}".rstrip()


def _chain_told(title: str, terms: Mapping[str, Any], n: float | None) -> list[str]:
    from corpusstat.report.format import about

    kind = next(k for k, t in _TITLE.items() if t == title)
    if terms["floor"] == "not claimed":
        return [_line("floor", "not claimed", "=", "documents hold several mentions: nothing is proved")]
    lines = []
    for name, meaning in _TERMS.items():
        if name in _ALWAYS or terms[name]:
            lines.append(_line(name, _shown(name, terms[name], n), " " if name == "sr" else "-", meaning))
    lines.append(_line("floor", _shown("floor", terms["floor"], n), "=", _FLOOR[kind]))
    if terms["n_needed"] is not None:
        lines.append(_line("holds from N =", about(terms["n_needed"]), " ", "were sr to stay the same"))
    elif terms["floor"] == _NONE:
        lines.append("  none at any size: the terms beside sampling alone exceed sr")
    return lines
