"""The commands ``bound`` and ``extrapolate``: every term shown, refusals in one line."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from corpora import birth, write

import corpusstat
from corpusstat.cli import main
from corpusstat.estimate import bounds
from corpusstat.estimate.answers import Answers, uniform
from corpusstat.estimate.extractor import Quality
from corpusstat.estimate.extrapolate import extrapolate
from corpusstat.estimate.floors import TERMS, floors, statistical
from corpusstat.estimate.stratum import Counts


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def test_bound_computes_every_line_from_numbers_given_by_hand(capsys):
    given = ("--sr", "0.355", "--n", "1000", "--answers", "365", "--f2", "90", "--false", "0.03", "--recall", "0.6")
    told = json.loads(said(capsys, "bound", *given, "--common", "0.02", "--delta", "-0.02", "--strata", "3", "--json"))
    quality = Quality(0.03, 0.6, phi_source="given", rho_source="given")
    guess = dataclasses.replace(uniform(364), pi_max=0.02)
    family = floors(Counts(355, 90, 1000), guess, quality, e_min=364, delta=-0.02, claims=3)
    names = dict(zip(TERMS, ("false facts", "missed mentions", "names", "sampling", "answers", "delta"), strict=True))
    for (title, terms), f in zip(list(told.items())[:4], family.all, strict=True):
        for field, name in names.items():
            assert terms[name] == getattr(f, field), (title, name)
        assert terms["floor"] == ("none" if f.vacuous else f.value)
        assert terms["corrected"]
    assert list(told.values())[4]["upper"] == bounds.upper(0.355, 1000, 364, strata=3)


def test_bound_takes_documents_and_answers_that_are_not_equally_common(capsys):
    given = ("--sr", "0.9", "--n", "2000", "--f2", "50", "--n-eff", "300", "--variance", "900")
    told = json.loads(said(capsys, "bound", *given, "--kappa", "0.98", "--tau", "0.01", "--common", "0.3", "--json"))
    counts = Counts(1800, 50, 2000, n_eff=300, design=900 / Counts(1800, 50, 2000).v)
    assert counts.v == pytest.approx(900)
    expected = statistical(counts, Answers(0.98, 0.02, 0.3, "any shares"))
    by_title = {title.split(",")[-1].strip(): terms for title, terms in told.items()}
    assert by_title["statistical (derived)"]["floor"] == pytest.approx(expected.value)
    assert by_title["guaranteed for independent mentions (derived)"]["floor"] == "not claimed"
    assert not any("paper" in title for title in told)  # it needs |E|
    assert not expected.corrected


def test_bound_needs_no_calibration_for_wrong_or_declined(capsys):
    text = said(capsys, "bound", "--sr", "0.5", "--n", "1e4", "--common", "0.6")
    assert text.startswith("Wrong or declined")
    assert "Theorem 2" not in text
    assert "Uncorrected" in text
    assert "Uncorrected" not in said(
        capsys, "bound", "--sr", "0.5", "--n", "1e4", "--common", "0.6", "--false", "0", "--recall", "1"
    )


def test_bound_says_that_there_is_no_floor_with_the_n_that_it_would_take(capsys):
    text = said(capsys, "bound", "--sr", "0.15", "--n", "1e4", "--answers", "365")
    assert re.search(r"floor +none ", text)
    assert "holds from N =" in text
    assert "626 k" in text
    text = said(capsys, "bound", "--sr", "0.15", "--n", "1e4", "--answers", "2")
    assert "at any size" in text


def test_bound_speaks_of_the_other_theorems(capsys):
    text = said(capsys, "bound", "--iiv", "0.2", "--opt", "0.5", "--answers", "2", "--once", "0.2", "--n", "1e6")
    for part in ("Theorem 1", "Theorem 3", "KV24", "2 err_iiv", "size term"):
        assert part in text
    told = json.loads(said(capsys, "bound", "--target", "0.75", "--json"))
    assert told["Confidence target"]["wrong"] == -3


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--sr", "0.1"),
        ("--sr", "0.1", "--n", "1e6"),
        ("--sr", "0.1", "--answers", "365"),
        ("--sr", "0.1", "--n", "nan", "--answers", "365"),
        ("--sr", "0.1", "--n", "0", "--answers", "365"),
        ("--sr", "1.5", "--n", "1e6", "--answers", "365"),
        ("--sr", "0.1", "--n", "1e6", "--answers", "0"),
        ("--sr", "0.1", "--n", "1e6", "--answers", "365", "--gamma", "0"),
        ("--sr", "0.1", "--n", "1e3", "--answers", "365", "--f2", "451"),
        ("--sr", "0.1", "--n", "1e3", "--answers", "365", "--recall", "0"),
        ("--sr", "0.1", "--n", "1e3", "--answers", "365", "--false", "1"),
        ("--sr", "0.1", "--n", "1e3", "--answers", "365", "--delta", "2"),
        ("--sr", "0.1", "--n", "1e3", "--kappa", "0.9"),
        ("--sr", "0.1", "--n", "1e3", "--common", "1.2"),
        ("--sr", "0.1", "--n", "1e3", "--answers", "365", "--n-eff", "2000"),
        ("--iiv", "0.1"),
        ("--opt", "0.9", "--answers", "3"),
        ("--once", "0.1"),
        ("--target", "1"),
    ],
)
def test_bound_refuses_in_one_line(capsys, arguments):
    refused(capsys, "bound", *arguments)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> corpusstat.Run:
    folder = tmp_path_factory.mktemp("extrapolate")
    stated = [(birth(i), "web") for i in range(60)] + [(birth(i), "books") for i in (*range(40, 80), *range(70, 75))]
    texts, sources = zip(*stated, strict=True)
    return corpusstat.audit(write(folder / "c" / "a.parquet", {"text": texts, "source": sources}), folder / "run")


def test_extrapolate_answers_from_the_stored_spectrum(capsys, run):
    corpus, *domains = json.loads(said(capsys, "extrapolate", str(run.folder), "--to", "2x", "--json"))
    row = run.report["corpus"]
    expected = extrapolate([(k, f) for k, f in row["spectrum"]], row["n"], 2.0, theta=row["theta"])
    assert corpus["results"][0]["sr"]["value"] == expected.sr.value
    assert corpus["results"][0]["label"] == "bounded by the data"
    assert {d["domain"] for d in domains} == {"web", "books"}
    assert next(d for d in domains if d["domain"] == "web")["refused"].startswith("no prompts counted twice")


def test_two_sizes_are_told_unless_one_is_asked_for(capsys, run):
    rows = json.loads(said(capsys, "extrapolate", str(run.folder), "--json"))
    assert [r["t"] for r in rows if r["domain"] == "*"] == [2.0, 10.0]
    assert all(r["floors"]["label"] for r in rows if r["domain"] == "*" and "results" in r)
    assert "[extrapolated, bounded by the data]" in said(capsys, "extrapolate", str(run.folder))


def test_a_size_in_examples_and_a_smaller_one(capsys, run):
    n = run.report["corpus"]["n"]
    text = said(capsys, "extrapolate", str(run.folder), "--to", str(n // 2))
    assert "exact (rarefaction)" in text
    assert "web alone" in text


def test_recall_is_undone_as_one_over_it(capsys, run):
    corpus = json.loads(said(capsys, "extrapolate", str(run.folder), "--to", "1x", "--recall", "0.8", "--json"))[0]
    assert corpus["t"] == 1.25


def test_too_far_is_refused_and_scenarios_are_offered(capsys, run):
    assert "--scenarios" in refused(capsys, "extrapolate", str(run.folder), "--to", "100x")
    text = said(capsys, "extrapolate", str(run.folder), "--to", "100x", "--scenarios")
    assert text.count("scenario, not an estimate") >= 3


@pytest.mark.parametrize("arguments", [("--to", "big"), ("--to", "0x"), ("--recall", "0"), ("--share", "2")])
def test_extrapolate_refuses_in_one_line(capsys, run, arguments):
    refused(capsys, "extrapolate", str(run.folder), *arguments)


def test_extrapolate_of_no_run(capsys, tmp_path: Path):
    refused(capsys, "extrapolate", str(tmp_path))
