"""What a model answered, beside what the corpus says it must get wrong."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from corpusstat.after import delta, samples
from corpusstat.after.answers import CORRECT, STATUSES, WRONG
from corpusstat.after.draw import BUCKETS, bucket_label, populations, weights
from corpusstat.after.items import prompt_ids
from corpusstat.after.outcomes import Cell, Outcome, Share, curve, mean_over, per_bucket, share, statuses_at, table
from corpusstat.after.verdicts import FLOORS, Verdict, calibrated, declined, reduced
from corpusstat.atomic import write_text
from corpusstat.engine.runfolder import mention_files, read_run, seal_results
from corpusstat.errors import BadData
from corpusstat.report.html import render
from corpusstat.report.report import to_json
from corpusstat.runs.opened import open_report

__all__ = ["observe", "record"]

Keep = Callable[[Cell], bool]
_Scored = tuple[Mapping[str, Any], float]
"""A probe with the log-likelihood of its answer."""
_SHOWN: Final = 60
"""Characters of a name in a message."""
_NO_SAMPLES: Final = ("logged answers to probes", "run the harness with --log_samples")
_ONLY_SCORES: Final = (
    "the tasks of the probes, or of the generating pass, beside those that score answers",
    "name the whole folder that the harness wrote",
)
_NOT_RIGHT = tuple(s for s in STATUSES if s != CORRECT)


def observe(run: Path, files: Iterable[Path], other: Path | None = None) -> dict[str, Any]:
    """Compare logged answers to probes with a run's floors.

    Parameters
    ----------
    run
        The run that the probes are about.
    files
        Logged samples, or folders of them (`samples.read`).
    other
        Another run: the error that the model is expected to make on its prompts is computed too.

    Returns
    -------
    dict
        ``targets`` (per confidence target: outcomes per bucket, relation and domain, and weighted like the corpus),
        ``curve``, ``stop_at``, ``delta``, ``verdicts``, ``expected``, ``left_out``.

    Raises
    ------
    BadRequest, BadData
        The folder is no run, or the files are no samples of probes about it.
    """
    report = open_report(run).report
    found, foreign = _of_this_run(run, report, list(samples.read(files)))
    asked, left_out = _graded(found)
    left_out |= {"not asked of this run": foreign}
    spoken = [s for s in found if s.is_generation]
    if not asked and not spoken:
        raise BadData("the samples hold no answer to a probe", *(_ONLY_SCORES if found else _NO_SAMPLES))
    weighed = _weights(run, _relations(asked) or sorted(r["relation"] for r in report["relations"]))
    scored = [(s.doc, s.loglikelihood) for s in found if s.loglikelihood is not None]
    return {
        "format": 1,
        "run": run.name,
        "samples": len(found),
        "left_out": left_out,
        "sr": report["corpus"]["sr"],
        "upper": report["corpus"].get("upper"),
        "targets": [_target(statuses_at(asked, t), t, weighed) for t in sorted({o.t for o in asked})],
        **_calibration(asked, weighed),
        "delta": _delta(scored),
        "generated": _spoken_row(spoken),
        "verdicts": _verdicts(report, asked, weighed, spoken, scored),
        "expected": _expected(asked, weighed, run, other),
    }


def _of_this_run(
    run: Path, report: Mapping[str, Any], found: Sequence[samples.Sample]
) -> tuple[list[samples.Sample], int]:
    """Samples of probes that were drawn from the run, and how many there are of others.

    Raises
    ------
    BadData
        None is of this run, or a relation or domain is not of it.
    """
    todo = "name the run they were drawn from"
    for kind in ("relation", "domain"):
        known = {row[kind] for row in report[f"{kind}s"]}
        if foreign := sorted({s.doc[kind] for s in found} - known):
            raise BadData(f"probes about {kind} {foreign[0][:_SHOWN]!r}", f"a {kind} of {run}", todo)
    ids = prompt_ids(mention_files(run, read_run(run)))
    own = [s for s in found if s.doc["id"].partition("#")[0] in ids]
    if found and not own:
        raise BadData(f"none of the {len(found):,} samples is about a prompt of {run}", "probes drawn from it", todo)
    return own, len(found) - len(own)


def _graded(found: Sequence[samples.Sample]) -> tuple[list[Outcome], dict[str, int]]:
    """Grade every probe once per confidence target; δ's passes are apart."""
    seen: set[tuple[str, float]] = set()
    outcomes, again = [], 0
    for sample in found:
        if sample.response is None or "pass" in sample.doc:
            continue
        doc, key = sample.doc, (sample.doc["id"], sample.t)
        if key in seen:
            again += 1
            continue
        seen.add(key)
        outcomes.append(
            Outcome(
                (doc["domain"], doc["relation"], doc["bucket"]), delta.graded(doc, sample.response).status, sample.t
            )
        )
    return outcomes, {"answered twice": again}


@dataclass(frozen=True, slots=True)
class Weights:
    """Examples by cell: ``answered`` those with an answer, ``all`` IDK included; and how many prompts a bucket has."""

    answered: dict[Cell, float]
    all: dict[Cell, float]
    prompts: dict[str, int]


def _weights(run: Path, relations: Sequence[str]) -> Weights:
    parts = mention_files(run, read_run(run))
    rows = weights(parts, relations)
    cells = [((r["domain"], r["relation"], r["bucket"]), r["m"], r["m_idk"]) for r in rows]
    answered = {cell: float(m) for cell, m, _ in cells if m}
    return Weights(answered, {c: float(m + silent) for c, m, silent in cells}, populations(parts, relations))


def _relations(asked: Iterable[Outcome]) -> list[str]:
    return sorted({o.cell[1] for o in asked})


def _masses(weighed: Mapping[Cell, float], keep: Keep = lambda _: True) -> dict[str, float]:
    """Mass of each bucket, over the cells kept."""
    out = dict.fromkeys((name for name, _, _ in BUCKETS), 0.0)
    for cell, m in weighed.items():
        if keep(cell):
            out[cell[2]] += m
    return out


def _target(outcomes: Sequence[Outcome], t: float, weighed: Weights) -> dict[str, Any]:
    masses = _masses(weighed.all)
    whole = sum(masses.values())
    buckets = table(outcomes, 2)
    for row in buckets:
        row["label"] = bucket_label(row["name"])
        row["mass"] = masses[row["name"]] / whole if whole else None
    counts = Counter(o.status for o in outcomes)
    return {
        "t": t,
        "n": len(outcomes),
        "all": {s: {"count": counts[s]} | asdict(share(counts[s], len(outcomes))) for s in STATUSES},
        "buckets": buckets,
        "relations": table(outcomes, 1),
        "domains": table(outcomes, 0),
        "weighted": {s: _over(outcomes, weighed, masses, (s,)) for s in STATUSES}
        | {"not_right": _over(outcomes, weighed, _masses(weighed.answered), _NOT_RIGHT)},
    }


def _over(
    outcomes: Sequence[Outcome], weighed: Weights, masses: Mapping[str, float], of: Sequence[str]
) -> dict[str, Any]:
    cells = weighed.answered if of == _NOT_RIGHT else weighed.all
    whole, missing = mean_over(per_bucket(outcomes, cells, of, weighed.prompts), masses)
    return _row(whole) | {"missing": missing}


def _row(found: Share) -> dict[str, Any]:
    """A share as plain values; null where nothing was asked."""
    return asdict(found) | {"value": None if math.isnan(found.value) else found.value}


def _calibration(asked: Sequence[Outcome], weighed: Weights) -> dict[str, Any]:
    points = curve(asked, weighed.all, _masses(weighed.all), weighed.prompts) if asked else []
    first = points[0]["right_of_answered"] if points else None
    return {"curve": points, "stop_at": first}


def _delta(scored: Sequence[_Scored]) -> dict[str, Any] | None:
    found = delta.delta(scored)
    return None if found is None else asdict(found)


def _spoken(spoken: Sequence[samples.Sample]) -> Share | None:
    """Share of wrong answers among generations at temperature 1."""
    wrong = sum(delta.graded(s.doc, s.response or "").status == WRONG for s in spoken)
    return share(wrong, len(spoken)) if spoken else None


def _spoken_row(spoken: Sequence[samples.Sample]) -> dict[str, Any] | None:
    found = _spoken(spoken)
    return None if found is None else asdict(found)


def _verdicts(
    report: Mapping[str, Any],
    asked: Sequence[Outcome],
    weighed: Weights,
    spoken: Sequence[samples.Sample],
    scored: Sequence[_Scored],
) -> list[dict[str, Any]]:
    """Each floor of the corpus, and *wrong or declined* of the domains and relations with probes of count 0."""
    found = (*_by_probes(report, asked, weighed), *_by_delta(report, spoken, scored), _by_all(report, spoken, scored))
    return [asdict(verdict) for verdict in found]


def _by_probes(report: Mapping[str, Any], asked: Sequence[Outcome], weighed: Weights) -> Iterator[Verdict]:
    """*Wrong or declined*, by the answers under the lowest confidence target."""
    if not asked:
        return
    here = statuses_at(asked, min(o.t for o in asked))
    for scope, row, keep in _scopes(report, here):
        cells = {c: m for c, m in weighed.answered.items() if keep(c)}
        populations_of = weighed.prompts if scope == "corpus" and not row.get("left") else None
        shares = per_bucket([o for o in here if keep(o.cell)], cells, _NOT_RIGHT, populations_of)
        yield declined(scope, row.get("floors"), *mean_over(shares, _masses(cells)))


def _by_delta(
    report: Mapping[str, Any], spoken: Sequence[samples.Sample], scored: Sequence[_Scored]
) -> Iterator[Verdict]:
    """The floors of a calibrated model, over the relations that are in them."""
    corpus = report["corpus"]
    gone = {one["relation"] for one in corpus.get("left", ())}
    said = _spoken([s for s in spoken if s.doc["relation"] not in gone])
    held = [one for one in scored if one[0]["relation"] not in gone]
    for name in FLOORS[1:]:
        yield calibrated(name, "corpus", corpus.get("floors"), said, delta.delta(held, _cut(report, name)))


def _by_all(report: Mapping[str, Any], spoken: Sequence[samples.Sample], scored: Sequence[_Scored]) -> Verdict:
    """The inequality that every model obeys, over all relations."""
    least = report["corpus"].get("e_min") or min((int(doc["wrong_answers"]) for doc, _ in scored), default=1)
    return reduced(least, _spoken(spoken), delta.delta(scored, lambda _: 1 / least))


def _scopes(report: Mapping[str, Any], here: Sequence[Outcome]) -> Iterator[tuple[str, Mapping[str, Any], Keep]]:
    floor_set = report["corpus"].get("floor_set", ())
    yield "corpus", report["corpus"], partial(_within, relations=_claimed(report["corpus"], floor_set))
    unseen = {o.cell for o in here if o.cell[2] == BUCKETS[0][0]}
    for row in report["domains"]:
        nothing = row.get("left") and not row["floors"]
        if not nothing and any(cell[0] == row["domain"] for cell in unseen):
            keep = partial(_within, relations=_claimed(row, floor_set), domain=row["domain"])
            yield f"domain {row['domain']}", row, keep
    for row in report["relations"]:
        if any(cell[1] == row["relation"] for cell in unseen) and row.get("floors"):
            yield f"relation {row['relation']}", row, partial(_within, relations=frozenset([row["relation"]]))


def _claimed(row: Mapping[str, Any], floor_set: Iterable[str]) -> frozenset[str]:
    """The relations that the floors of a row are over."""
    return frozenset(floor_set) - {one["relation"] for one in row.get("left", ())}


def _within(cell: Cell, relations: frozenset[str], domain: str | None = None) -> bool:
    return cell[1] in relations and domain in (None, cell[0])


def _cut(report: Mapping[str, Any], name: str) -> Callable[[Mapping[str, Any]], float]:
    """Threshold at which δ is defined: 1/min|E| for the paper's floor, else τ of the relation where it has one."""
    least = report["corpus"].get("e_min")
    taus = {r["relation"]: (r.get("guessing") or {}).get("two_tau") for r in report["relations"]}

    def cut(doc: Mapping[str, Any]) -> float:
        if name == "paper" and least:
            return 1 / float(least)
        two_tau = taus.get(doc["relation"])
        return float(two_tau) / 2 if two_tau and name != "paper" else 1 / float(doc["wrong_answers"])

    return cut


def _expected(asked: Sequence[Outcome], weighed: Weights, run: Path, other: Path | None) -> list[dict[str, Any]]:
    """Expected error ``Σ h_k (1 − acc(k))`` on this corpus' prompts, and on those of another run."""
    if not asked:
        return []
    here = statuses_at(asked, min(o.t for o in asked))
    shares = per_bucket(here, weighed.answered, _NOT_RIGHT, weighed.prompts)
    rows = [("this corpus", run.name, _masses(weighed.answered))]
    if other is not None:
        rows.append(("the other run", other.name, _masses(_weights(other, _relations(asked)).answered)))
    out = []
    for what, name, masses in rows:
        whole, missing = mean_over(shares, masses)
        total = sum(masses.values())
        h = {b: m / total for b, m in masses.items()} if total else {}
        out.append({"on": what, "run": name, "h": h, "missing": missing} | _row(whole))
    return out


def record(run: Path, observed: Mapping[str, Any]) -> None:
    """Put what was observed into the run's report.json, as ``observed``, and into its page."""
    opened = open_report(run)
    report = {**opened.report, "observed": observed}
    write_text(run / "report.html", render(report))
    write_text(run / "report.json", to_json(report))
    seal_results(run, "report.json")
