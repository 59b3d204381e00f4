"""A finished run, opened: its report as frames, and what the commands do with a run as methods."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from corpusstat.atomic import write_text
from corpusstat.engine.runfolder import mention_files, read_run, seal_results, wrong_result
from corpusstat.errors import BadData, BadRequest
from corpusstat.quality import judge
from corpusstat.relations import load_as
from corpusstat.report import summary
from corpusstat.report.explain import claimed
from corpusstat.report.format import plural, rate
from corpusstat.report.html import render, snippet
from corpusstat.report.reading import headline
from corpusstat.report.report import estimates, to_json
from corpusstat.runs.judged import with_judged

if TYPE_CHECKING:  # these open runs themselves
    from corpusstat.runs.grow import Size
    from corpusstat.runs.whatif import Reweighted

__all__ = ["Run", "open_report", "rendered"]


@dataclass(frozen=True, repr=False)
class Run:
    """A finished run: its folder and its report.

    The tables are frames of the report's estimates, one row each; everything is in ``report`` too.
    """

    folder: Path
    report: dict[str, Any]

    def __repr__(self) -> str:
        corpus = self.report["corpus"]
        head = f"{plural(corpus['n'], 'mention')}, {plural(len(self.report['domains']), 'domain')}"
        if not corpus["n"]:
            return f"<Run {self.folder}: {head}>"
        floor = claimed(headline(corpus))
        return f"<Run {self.folder}: {head}, sr {rate(corpus['sr'], corpus['n'])}, wrong or declined {floor}>"

    def _repr_html_(self) -> str:
        return snippet(self.report)

    def _frame(self, part: str) -> pl.DataFrame:
        return pl.DataFrame(summary.flat(self.report[part]), infer_schema_length=None, strict=False)

    @cached_property
    def domains(self) -> pl.DataFrame:
        """One row per domain, over the floor set, as ``report RUN --per-domain FILE`` writes it; see `summary.flat`."""
        return self._frame("domains")

    @cached_property
    def relations(self) -> pl.DataFrame:
        """One row per relation, over all domains."""
        return self._frame("relations")

    @cached_property
    def cells(self) -> pl.DataFrame:
        """One row per domain and relation with mentions."""
        return self._frame("cells")

    @cached_property
    def floors(self) -> pl.DataFrame:
        """One row per estimate and floor, with every term, as ``value``, ``sr`` and ``sampling``."""
        rows = [
            {"domain": row["domain"], "relation": row["relation"], "floor": name} | _plain(floor)
            for row in estimates(self.report)
            for name, floor in (row.get("floors") or {}).items()
            if floor
        ]
        return pl.DataFrame(rows, infer_schema_length=None, strict=False)

    @property
    def sr(self) -> float | None:
        """Singleton rate of the whole corpus over the floor set; None if there are no mentions."""
        found: float | None = self.report["corpus"]["sr"]
        return found

    def show(
        self,
        entity: str | None = None,
        relation: str | None = None,
        *,
        kind: str = "singletons",
        domain: str | None = None,
        limit: int | None = None,
    ) -> pl.DataFrame:
        """Find the sentences facts come from: of an entity, or ``kind`` (singletons, conflicts) chosen by hash.

        ``domain`` is for the second; ``limit`` is by default all of an entity's, and 20 prompts. See `lookup.facts` and
        `lookup.chosen`.
        """
        from corpusstat.runs.lookup import chosen, facts

        if entity is None:
            return chosen(self.folder, kind, domain, relation, 20 if limit is None else limit)
        if domain is not None:
            raise BadRequest("an entity with a domain", "either of the two")
        return facts(self.folder, entity, relation, limit)

    def query(self, query: str, **parameters: object) -> pl.DataFrame:
        """Ask a shipped question by its name, or in SQL; ``parameters`` are the ``$names`` in it."""
        from corpusstat.runs.lookup import asked

        return asked(self.folder, query, parameters)

    def compare(self, other: Run | str | os.PathLike[str]) -> pl.DataFrame:
        """Compare with another run, domain by domain; see `compare.compare`."""
        from corpusstat.runs.compare import compare

        return compare(self.folder, other.folder if isinstance(other, Run) else other)

    def changes(self, other: Run | str | os.PathLike[str], limit: int = 20) -> dict[str, Any]:
        """List the facts that only this run or only another one states; see `changes.changes`."""
        from corpusstat.runs.changes import changes

        return changes(self.folder, other.folder if isinstance(other, Run) else other, limit)

    def whatif(self, weights: Mapping[str, float]) -> Reweighted:
        """Compute the rate with other weights of domains; see `whatif.whatif`."""
        from corpusstat.runs.whatif import whatif

        return whatif(self.folder, weights)

    def extrapolate(self, to: Size | Sequence[Size] = ("2x", "10x"), **options: Any) -> list[dict[str, Any]]:
        """Estimate sr, distinct prompts, coverage and floors at other sizes; see `grow.extrapolated`."""
        from corpusstat.runs.grow import extrapolated

        return extrapolated(self.report, to, **options)

    def sample(self, n: int = 800, *, unfound: int = 200, seed: int = 0) -> pl.DataFrame:
        """Draw mentions, and sentences without a fact, to judge by hand.

        Write them with `judge.write_sample`, fill in the column ``verdict``, and give the file to `judged`.

        Raises
        ------
        BadRequest
            The run holds no answered mention of the floor set.
        """
        from corpusstat.runs.unfound import draw

        manifest = read_run(self.folder)
        floor = [r.name for r in load_as(manifest.config).relations if r.in_floor]
        drawn = judge.sample(mention_files(self.folder, manifest), floor, n, seed)
        if drawn.is_empty():
            raise BadRequest(f"{self.folder} holds no answered mention of the floor set", "a run with facts")
        silent = draw(self.folder, unfound, seed).rows if unfound else pl.DataFrame()
        return pl.concat([drawn.drop("group"), silent], how="diagonal_relaxed")

    def judged(self, file: str | os.PathLike[str]) -> Run:
        """Correct rates and floors by a file of judged mentions, and write the report again; see `rendered`."""
        return rendered(self, file)


def _plain(floor: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in floor.items() if not isinstance(v, dict | list)}


def open_report(folder: str | os.PathLike[str]) -> Run:
    """Open a finished run.

    Raises
    ------
    BadRequest
        The folder is no run, or it is not finished.
    BadData
        Its report is not the one that the run has written.
    """
    path = Path(folder)
    manifest = read_run(path)
    if not manifest.results:
        raise BadRequest(f"{path} is not finished", "a finished run", f"resume it: corpusstat audit … -o {path}")
    wrong = wrong_result(path, manifest, "report.json")
    if wrong:
        raise BadData(wrong, "the report as it was written", "run the same audit again: it mends the run")
    try:
        return Run(path, json.loads((path / "report.json").read_text("utf-8")))
    except ValueError as error:
        raise BadData(f"{path / 'report.json'} is damaged", "the report of a run", "corpusstat report RUN") from error


def rendered(run: Run, judged: str | os.PathLike[str] | None = None) -> Run:
    """Write report.html again, as after an update of the program; with a judged file also the corrected rates.

    ``judged`` is a file drawn by `judge.sample` whose column ``verdict`` has been filled; what follows from it goes
    into report.json too. Where other relations stay in the floors by it, the run is counted again (`refloored`).
    """
    from corpusstat.runs.refloored import refloored  # counts, and imports what that takes

    if judged is None:
        write_text(run.folder / "report.html", render(run.report))
        return run
    file = Path(judged)
    verdicts, unfound, each = judge.read_judged(file), judge.read_unfound(file), judge.read_relations(file)
    report = with_judged(refloored(run.folder, run.report, each), verdicts, file.name, unfound, each)
    write_text(run.folder / "report.html", render(report))
    write_text(run.folder / "report.json", to_json(report))
    seal_results(run.folder, "report.json")
    return Run(run.folder, report)
