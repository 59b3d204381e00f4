"""What-if against the real thing: a corpus in which the domain is really dropped, thinned or repeated."""

from __future__ import annotations

import random
import statistics
from pathlib import Path

import pytest
from corpora import birth, write

import corpusstat
from corpusstat.cli import main
from corpusstat.errors import BadRequest
from corpusstat.estimate.rarefy import rarefied_rate
from corpusstat.estimate.sizes import floor_of_mixture
from corpusstat.runs.whatif import whatif


def rows(seed: int = 3) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    web = [(birth(chance.randrange(60)), "web") for _ in range(60)]
    books = [(birth(chance.randrange(30, 108)), "books") for _ in range(70)]
    return web + books


def audit(folder: Path, documents: list[tuple[str, str]]) -> corpusstat.Run:
    texts, sources = zip(*documents, strict=True)
    return corpusstat.audit(write(folder / "c" / "a.parquet", {"text": texts, "source": sources}), folder / "run")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> corpusstat.Run:
    return audit(tmp_path_factory.mktemp("whatif"), rows())


def test_as_it_is(run: corpusstat.Run) -> None:
    found = whatif(run.folder, {})
    assert (found.sr, found.n) == (run.sr, 130)
    assert found.interval.low == pytest.approx(run.report["corpus"]["sr_low"])
    assert found.interval.high == pytest.approx(run.report["corpus"]["sr_high"])


def test_the_floor_of_a_mixture_moves_with_its_rate_and_is_no_higher_than_the_report_s(run: corpusstat.Run) -> None:
    claimed = run.report["corpus"]["floors"]["wrong_or_declined"]["value"]
    assert whatif(run.folder, {}).floor <= claimed + 1e-9
    corpus = run.report["corpus"] | {"f": [1000, 40, 0, 0, 0], "n": 1200, "theta": 1.0}
    many, fewer = (floor_of_mixture(corpus, f1, 1200, 1200) for f1 in (1100, 700))
    assert 0 < fewer < many < 1100 / 1200


def test_dropped_is_what_an_audit_without_it_finds(run: corpusstat.Run, tmp_path: Path) -> None:
    without = audit(tmp_path, [r for r in rows() if r[1] != "books"])
    found = whatif(run.folder, {"books": 0})
    assert found.sr == pytest.approx(without.sr)
    assert found.n == 60


def test_the_current_mix_is_shown_with_as_many_examples(run: corpusstat.Run) -> None:
    found = whatif(run.folder, {"books": 0})
    spectrum = run.report["corpus"]["spectrum"]
    assert found.sr_same_n == pytest.approx(rarefied_rate(spectrum, 130, 60))
    assert 0 <= found.floor_same_n <= found.sr_same_n
    assert whatif(run.folder, {}).sr_same_n == run.sr


def test_repeated_changes_exposures_only(run: corpusstat.Run) -> None:
    found = whatif(run.folder, {"web": 3})
    assert (found.sr, found.n, found.exposures) == (run.sr, 130, 250)


def test_thinned_is_right_on_average(run: corpusstat.Run) -> None:
    """The expected f_1 over the expected N, against 400 corpora that were really thinned (counted by hand)."""
    chance, f1, n = random.Random(1), [], []
    for _ in range(400):
        kept = [text for text, source in rows() if source != "web" or chance.random() < 0.5]
        f1.append(sum(kept.count(text) == 1 for text in set(kept)))
        n.append(len(kept))
    found = whatif(run.folder, {"web": 0.5})
    assert found.n == pytest.approx(statistics.mean(n), rel=0.02)
    assert abs(found.f1 - statistics.mean(f1)) < 3 * statistics.stdev(f1) / 20


@pytest.mark.parametrize("weights", [{"nope": 0.5}, {"web": -1}, {"web": 0, "books": 0}])
def test_what_cannot_be_asked(run: corpusstat.Run, weights: dict[str, float]) -> None:
    with pytest.raises(BadRequest):
        whatif(run.folder, weights)


def test_a_domain_written_much_like_one_is_suggested(run: corpusstat.Run) -> None:
    with pytest.raises(BadRequest, match=r"did you mean books\?"):
        whatif(run.folder, {"boks": 0.5})


def test_the_command(run: corpusstat.Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", str(run.folder), "--weight", "web=0.5", "--weight", "books=2"]) == 0
    assert "singleton rate" in capsys.readouterr().out
    assert main(["whatif", str(run.folder), "--weight", "web"]) == 2
    assert "DOMAIN=W" in capsys.readouterr().err
