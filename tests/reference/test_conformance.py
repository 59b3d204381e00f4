"""Conformance with published numbers and with other software. Each test names its source.

The first part quotes single published values; the second reads the developers' reference folder (marker ``shared``).
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from corpusstat.estimate import rarefy
from corpusstat.estimate.estimate import estimate, esty_interval, esty_se, guarantee, singleton_rate
from corpusstat.estimate.extrapolate import extrapolate, scenarios
from corpusstat.estimate.spectrum import as_spectrum, examples, spectrum_of

skbio = pytest.importorskip("skbio.diversity.alpha")

CORBET = dict(enumerate([118, 74, 44, 24, 29, 22, 20, 19, 20, 15, 12, 14, 6, 12, 6], start=1))
SPIDER_GIRDLED = {1: 12, 2: 4, 4: 1, 6: 2, 8: 1, 9: 1, 15: 2, 17: 1, 22: 1, 46: 1}


# Published values, quoted.


def test_corbets_butterflies():
    """Fisher, Corbet, Williams 1943; Orlitsky, Suresh, Wu 2016 (PNAS): 75 new species in as much again."""
    assert rarefy.good_toulmin(CORBET, 1.0) == 75


def test_spiders_of_harvard_forest():
    """iNEXT's data set spider$Girdled: n = 168, DataInfo coverage .9289; Esty's interval as scikit-bio prints it."""
    n = examples(SPIDER_GIRDLED)
    assert n == 168
    assert rarefy.chao_jost_coverage(SPIDER_GIRDLED, n) == pytest.approx(0.9289, abs=5e-5)
    found = esty_interval(12, 4, n)
    assert found.low == pytest.approx(0.020384866615482278, abs=1e-12)
    assert found.high == pytest.approx(0.12247227624166057, abs=1e-12)


@pytest.mark.parametrize(
    ("indices", "low", "high"),
    [
        ([1], 1.0, 1.0),
        ([1, 1], -1.38590382, 1.38590382),
        ([1, 1, 2], -0.73353593, 1.40020259),
        ([1, 1, 2, 1], -0.17434465, 0.67434465),
        ([1, 1, 2, 1, 1], -0.15060902, 0.55060902),
        ([1, 1, 2, 1, 1, 3], -0.04386191, 0.71052858),
        ([1, 1, 2, 1, 1, 3, 2], -0.33042054, 0.61613483),
        ([1, 1, 2, 1, 1, 3, 2, 1], -0.29041008, 0.54041008),
        ([1, 1, 2, 1, 1, 3, 2, 1, 3], -0.43554755, 0.43554755),
        ([1, 1, 2, 1, 1, 3, 2, 1, 3, 4], -0.33385652, 0.53385652),
    ],
)
def test_scikit_bios_worked_example_of_esty(indices, low, high):
    """scikit-bio skbio/diversity/alpha/tests/test_base.py::test_esty_ci (its interval is not clipped)."""
    spectrum = spectrum_of(np.bincount(indices))
    f1, f2, n = spectrum.get(1, 0), spectrum.get(2, 0), len(indices)
    half = stats.norm.ppf(0.975) * esty_se(f1, f2, n)
    assert f1 / n - half == pytest.approx(low, abs=1e-7)
    assert f1 / n + half == pytest.approx(high, abs=1e-7)


def test_mcallester_ortiz_guarantee():
    """McAllester and Ortiz 2003 as in K25: N = 1e6, δ = .05."""
    found = guarantee(150_000, 10**6, level=0.95)
    assert found.high - 0.15 == pytest.approx(0.005054743454004518, abs=1e-12)


def test_goods_coverage_of_scikit_bio():
    """scikit-bio test_base.py: goods_coverage of [1]*75 + [2]*6 + [3] + [4, 4] is .23469387755."""
    counts = [1] * 75 + [2] * 6 + [3] + [4, 4]
    assert 1 - singleton_rate(75, sum(counts)) == pytest.approx(0.23469387755, abs=1e-10)


@pytest.mark.parametrize("seed", range(20))
def test_scikit_bio_on_random_counts(seed):
    """The installed scikit-bio: singles, Good's coverage and Esty's interval, clipping aside."""
    counts = np.random.default_rng(seed).zipf(1.7, 400).clip(max=200)
    spectrum, n = spectrum_of(counts), int(counts.sum())
    made = estimate(spectrum, n)
    assert made.f1 == skbio.singles(counts)
    assert made.coverage == pytest.approx(skbio.goods_coverage(counts), abs=1e-12)
    low, high = skbio.esty_ci(counts)
    found = made.esty()
    assert found.low == pytest.approx(max(0.0, low), abs=1e-5)  # scikit-bio takes z = 1.959963985
    assert found.high == pytest.approx(min(1.0, high), abs=1e-5)


# The reference folder.


@pytest.fixture(scope="module")
def spectra(shared: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((shared / "reference" / "frequency_counts.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((shared / "reference" / "expected_from_R_packages.json").read_text("utf-8"))
    return {name: row for name, row in found.items() if name != "_meta"}


@pytest.mark.shared
def test_inext_coverage_and_distinct(spectra, expected):
    """iNEXT 3.0.2 (Chat.Ind, Chat.Sam, q = 0 diversity), to 1e-9."""
    compared = 0
    for name, row in expected.items():
        data = spectra[name]
        for m, value in zip(row.get("m", []), row.get("iNEXT_Chat_Ind", []), strict=True):
            assert rarefy.chao_jost_coverage(data["fof"], m) == pytest.approx(value, abs=1e-9), (name, m)
            compared += 1
        for m, value in zip(row.get("iNEXT_TD_q0_m", []), row.get("iNEXT_TD_q0", []), strict=True):
            assert rarefy.chao_jost_distinct(data["fof"], m) == pytest.approx(value, rel=1e-9), (name, m)
            compared += 1
        for m, value in zip(row.get("t", []), row.get("iNEXT_Chat_Sam", []), strict=False):
            counts = spectrum_of(data["counts"])
            found = rarefy.chao_jost_coverage(counts, m, units=data["T"])
            assert found == pytest.approx(value, abs=1e-9), (name, m)
            compared += 1
    assert compared > 150


@pytest.mark.shared
def test_preseqr_interpolates_singletons_as_we_do(spectra, expected):
    """preseqR 4.0.1: hypergeometric S1 − S2 = f_1 at four sizes, to 1e-6."""
    compared = 0
    for name, row in expected.items():
        if "preseqR_interp_S1" not in row:
            continue
        fof, n = spectra[name]["fof"], examples(spectra[name]["fof"])
        one, two = row["preseqR_interp_S1"], row["preseqR_interp_S2"]
        for m, s1, s2 in zip(one["m"], one["S"], two["S"], strict=True):
            assert m * rarefy.rarefied_rate(fof, n, m) == pytest.approx(s1 - s2, rel=1e-6), (name, m)
            # R's log-gamma loses digits at N = 8.5e7 (Twitter), so 1e-9 holds below that
            assert rarefy.rarefied_distinct(fof, n, m) == pytest.approx(s1, rel=1e-9 if n < 10**7 else 1e-7)
            compared += 1
    assert compared > 50


@pytest.mark.shared
def test_zipfr_interpolates_binomially_as_thinning_does(spectra, expected):
    """zipfR 0.6-70 vgc.interp (binomial): E V_1 at three sizes."""
    compared = 0
    for name, row in expected.items():
        table = row.get("zipfR_vgc_interp")
        if not table:
            continue
        fof = spectra[name]["fof"]
        n = examples(fof)
        for m, singles in zip(table["N"], table["EV1"], strict=True):
            found = rarefy.thinned_spectrum(fof, m / n, 1)[0]
            assert found == pytest.approx(singles, rel=1e-6), (name, m)
            compared += 1
    assert compared > 30


@pytest.mark.shared
def test_growth_curves_in_random_order(shared, spectra):
    """zipfR: expected V_1 in random order along seven corpora; in reading order it runs below (never a prefix)."""
    names = {"Brown": "zipfR_Brown", "ItaRi": "zipfR_ItaRi", "ItaUltra": "zipfR_ItaUltra", "TigerNP": "zipfR_TigerNP"}
    with (shared / "reference" / "real_growth_curves_zipfR.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["corpus"] in names]
    compared = 0
    for row in rows:
        fof = spectra[names[row["corpus"]]]["fof"]
        n, size = examples(fof), int(row["N"])
        if row["EV1_random_order"] in ("", "NA") or size > n:
            continue
        found = rarefy.thinned_spectrum(fof, size / n, 1)[0]
        assert found == pytest.approx(float(row["EV1_random_order"]), rel=1e-4, abs=0.05), row
        compared += 1
    assert compared > 20
    brown = [r for r in rows if r["corpus"] == "Brown"]
    tenth = min(brown, key=lambda r: abs(int(r["N"]) - 100_677))
    assert float(tenth["V1_document_order"]) < 0.85 * float(tenth["EV1_random_order"])


@pytest.mark.shared
def test_shakespeare(spectra):
    """Thisted and Efron 1987 (a poem of 429 words); Efron and Thisted 1976 (as much again: 11,430, SE 178)."""
    spectrum = {k: f for k, f in as_spectrum(spectra["preseqR_Shakespeare"]["fof"]).items() if k <= 100}
    s = 429 / 884_647
    assert rarefy.good_toulmin(spectrum, s) == pytest.approx(6.97, abs=0.01)
    assert rarefy.good_toulmin(spectrum, s, before=1) == pytest.approx(4.21, abs=0.01)
    assert rarefy.good_toulmin(spectrum, s, before=2) == pytest.approx(3.33, abs=0.01)
    assert rarefy.good_toulmin(spectrum, 1.0) == pytest.approx(11430, abs=80)
    found = extrapolate(spectra["preseqR_Shakespeare"]["fof"], 884_647, 2.0)
    assert found.distinct.value - 31534 == pytest.approx(11430, abs=2 * 178)


@pytest.mark.shared
@pytest.mark.slow
def test_our_range_holds_preseqr_at_moderate_sizes(spectra, expected):
    """preseqR ds.rSAC (rational functions): its S1 at t = 2, 5, 10 inside our range, or within 2 % of it."""
    outside, compared = [], 0
    for name, row in expected.items():
        if "preseqR_ds_S1" not in row or row["f2"] < 400:
            continue
        spectrum = spectra[name]["fof"]
        for t, s1 in zip(row["t"], row["preseqR_ds_S1"], strict=True):
            if not 1 < t <= 10:
                continue
            found = extrapolate(spectrum, examples(spectrum), t).distinct
            compared += 1
            if not found.low * 0.98 <= s1 <= found.high * 1.02:
                outside.append((name, t, s1, found))
    assert compared >= 20
    assert not outside


@pytest.mark.shared
def test_preseqs_own_curve_lies_in_its_interval_and_between_our_scenarios(shared, spectra):
    """preseq lc_extrap on Shakespeare, at hundreds of times the data."""
    fof = spectra["preseqR_Shakespeare"]["fof"]
    with (shared / "reference" / "preseq_lc_extrap_shakespeare.tsv").open(encoding="utf-8") as file:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file, delimiter="\t")]
    for row in rows:
        assert row["LOWER_0.95CI"] <= row["EXPECTED_DISTINCT"] <= row["UPPER_0.95CI"]
    for row in rows[1:4]:
        told = {x.model: x.distinct.value for x in scenarios(fof, 884_647, row["TOTAL_READS"] / 884_647)}
        assert told["exhausted support"] < row["EXPECTED_DISTINCT"] < told["power law f1/D"]


@pytest.mark.shared
def test_theorem_slack_and_esty_rows_of_the_table(shared, spectra):
    """expected_values.csv: slack of Theorem 2, and sr with Esty's interval for five data sets."""
    from corpusstat.estimate.bounds import slack_low_99

    with (shared / "reference" / "expected_values.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    slack = {r["dataset"]: float(r["expected"]) for r in rows if r["quantity"].startswith("theorem slack")}
    assert len(slack) == 5
    for given, value in slack.items():
        assert slack_low_99(float(given.removeprefix("N="))) == pytest.approx(value, abs=1e-12)
    for row in rows:
        if row["quantity"].startswith("sr;esty_lo"):
            fof = as_spectrum(spectra[row["dataset"]]["fof"])
            made = estimate(fof, examples(fof))
            sr, low, high, gap = (float(x) for x in row["expected"].split(";"))
            assert (made.sr, made.esty().low, made.esty().high) == pytest.approx((sr, low, high), abs=1e-12)
            assert 1 - rarefy.chao_jost_coverage(fof, examples(fof)) == pytest.approx(gap, abs=1e-12)
