"""Copies: planted ones are found and nothing else; and distinct documents and entities are counted."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest
from count_reference import RELATIONS, Example, mention_frame, write
from datasketch import MinHash

from corpusstat.count import copies
from corpusstat.count.count import Counts, count
from corpusstat.count.keys import database_share
from corpusstat.schema import COPY

MEMORY = 1 << 30
OPENINGS = ["Records show that", "According to the parish book,", "Her biographer writes that", "In the local press"]
MIDDLES = ["the well known engineer", "the daughter of a miller", "one of five children", "a pupil of the town school"]
ENDINGS = ["as the census confirms", "a fact few people recall", "and her letters agree", "on the edge of the moor"]


def saved(folder: Path, frame: pl.DataFrame, files: int = 1) -> list[Path]:
    paths = [folder / f"mentions-{i}.parquet" for i in range(files)]
    for i, path in enumerate(paths):
        frame.gather_every(files, i).write_parquet(path)
    return paths


def found(folder: Path, frame: pl.DataFrame, files: int = 1) -> tuple[copies.Copies, pl.DataFrame]:
    result = copies.find(saved(folder, frame, files), folder / "copies", memory=MEMORY, temp=folder / "temp")
    tables = [pl.DataFrame(pq.read_table(path)) for path in result.files]
    return result, pl.concat(tables) if tables else pl.DataFrame(schema=pl.DataFrame(COPY.empty_table()).schema)


def mentions(*sentences: str, value: str | None = "1950-05-03", values: list[str | None] | None = None) -> pl.DataFrame:
    answers = values if values is not None else [value] * len(sentences)
    examples = [Example(i, "d", "born", "x", answer) for i, answer in enumerate(answers)]
    return mention_frame(examples).with_columns(pl.Series("sentence", list(sentences)))


def sources(rows: pl.DataFrame) -> list[tuple[int, int]]:
    """(row, row that it repeats)"""
    return rows.select("row", "source_row").rows()


def test_signatures_are_datasketchs_own() -> None:
    texts = ["a text", "né à Paris le 0 0 0", "x", "", "日本語のテキスト", "a text"]
    for text, row in zip(texts, copies.signatures(texts), strict=True):
        hashes, _ = copies.shingles([text])
        assert len(hashes) == max(len(text) - copies.SHINGLE + 1, 1)
        theirs = MinHash(copies.PERMUTATIONS, seed=copies.SEED, scheme=copies.SCHEME, hashfunc=int)
        theirs.update_batch(hashes.tolist())
        assert (theirs.hashvalues == row).all()


def test_case_punctuation_and_dates_do_not_hide_a_copy(tmp_path: Path) -> None:
    frame = mentions(
        "Ann Lee (born 3 May 1950) is a Welsh actress. Retrieved 12 March 2020.",
        "ANN LEE — born 3 May 1950 — is a Welsh actress; retrieved 9 June 2021",
        "Ann Lee, born 1950-05-03, is a Welsh actress. Retrieved 2nd July 2011!",
        "It was on 3 May 1950 that the later singer Ann Lee first saw the light of day.",
    )
    result, rows = found(tmp_path, frame)
    assert sources(rows) == [(1, 0), (2, 0)]
    assert (result.exact, result.near, result.repeated_mentions) == (2, 0, 4)


def test_capitals_become_small_one_by_one(tmp_path: Path) -> None:
    """Lower case of ``İ`` is two characters, that of ``Σ`` another one at the end of a word: not here."""
    found_texts, places = copies.comparable(pl.Series(["İDA ΟΔΟΣ", "ida οδοσ", "E\u0301", "É", "é"]))
    texts = [found_texts[place] for place in places.tolist()]
    assert texts == ["ida οδοσ"] * 2 + ["é"] * 3


def test_a_copy_repeats_the_first_with_its_text_or_of_its_document(tmp_path: Path) -> None:
    """The second is of the first's document, and the third has the second's text: it repeats the second."""
    frame = mentions("Ann Lee was born in 1950.", "It was 1950 when a girl came to the Lees.", "It was 1950 …")
    frame = frame.with_columns(
        pl.Series("doc_key", [7, 7, 8]), pl.Series("sentence", [*frame["sentence"][:2], frame["sentence"][1]])
    )
    assert sources(found(tmp_path, frame)[1]) == [(1, 0), (2, 1)]


def test_a_word_changed_in_a_long_sentence_is_a_copy(tmp_path: Path) -> None:
    sentence = (
        "The museum says that Ann Lee was born on 3 May 1950 in Cardiff, the second of {} children of a railway clerk."
    )
    _, rows = found(tmp_path, mentions(sentence.format("five"), sentence.format("seven"), "Ann Lee was born in 1950."))
    assert sources(rows) == [(1, 0)]


def test_a_short_sentence_with_another_answer_is_another_source(tmp_path: Path) -> None:
    frame = mentions("Ann was born on 3 May 1950.", "Ann was born on 4 May 1950.", values=["1950-05-03", "1950-05-04"])
    assert not found(tmp_path, frame)[0].files


def test_a_short_sentence_with_more_in_it_is_another_source(tmp_path: Path) -> None:
    """That the answers are the same does not make the texts more alike."""
    frame = mentions(
        "Nadia Corvane was born on 3 May 1950.", "Nadia Corvane was born on 3 May 1950 in Ivendale by the sea."
    )
    assert not found(tmp_path, frame)[0].files


def test_boilerplate_with_another_date_for_answer_is_a_copy(tmp_path: Path) -> None:
    text = "Biography: Ann Lee, {}, is a Welsh actress best known for her part in the long running series The Valleys."
    frame = mentions(text.format("3 May 1950"), text.format("4 June 1951"), values=["1950-05-03", "1951-06-04"])
    assert sources(found(tmp_path, frame)[1]) == [(1, 0)]


def test_idk_and_answers_are_never_copies_of_each_other(tmp_path: Path) -> None:
    text = "Biography: Ann Lee, born {}, is a Welsh actress best known for her part in the series The Valleys."
    frame = mentions(text.format(1950), text.format("?"), text.format(1), values=["1950", None, None])
    assert sources(found(tmp_path, frame)[1]) == [(2, 1)]


def test_the_first_by_place_represents_whatever_the_order_of_files(tmp_path: Path) -> None:
    frame = mentions(*["Ann Lee was born in 1950."] * 7)
    for files in (1, 2, 5):
        folder = tmp_path / str(files)
        folder.mkdir()
        _, rows = found(folder, frame.sample(fraction=1, shuffle=True, seed=files), files)
        assert sources(rows) == [(i, 0) for i in range(1, 7)]


@pytest.mark.parametrize(
    ("theta", "numbers"),
    [
        (1.0, (1, 2, 9)),
        (0.3, (1, 2)),
        (0.001, (1, 2, 9, 64, 200)),
        *(pytest.param(theta, (1, 2, 9, 64, 200), marks=pytest.mark.slow) for theta in (1.0, 0.3)),
    ],
)
def test_any_number_of_parts_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theta: float, numbers: tuple[int, ...]
) -> None:
    """One pass writes the mentions apart; each prompt is in one part, and nothing stays on the disk."""
    rng = random.Random(7)
    prompts = [rng.randrange(-(2**63), 2**63) for _ in range(300)] + [-(2**63), -1, 0, 1, 2**60, 2**63 - 1]
    sentences = ["Ann Lee was born in 1950.", "Records show that Ann Lee was born in the year 1950, a fact few recall."]
    examples = [Example(i, "d", "born", "x", "1") for i in range(3 * len(prompts))]
    frame = mention_frame(examples).with_columns(
        key=pl.Series(prompts * 3), sentence=pl.Series(rng.choices(sentences, k=3 * len(prompts)))
    )
    files, results = saved(tmp_path, frame, 3), []
    for parts in numbers:
        monkeypatch.setattr(
            copies, "BYTES_PER_MENTION", parts * database_share(MEMORY) // (int(len(frame) * theta) or 1)
        )
        temp = tmp_path / f"it's {parts}"
        result = copies.find(files, tmp_path / "copies", memory=MEMORY, temp=temp, theta=theta)
        tables = [pl.DataFrame(pq.read_table(path)) for path in result.files]
        assert len(tables) <= 2 * max(parts, 64)
        results.append(pl.concat(tables).sort("key", "row") if tables else pl.DataFrame())
        assert not [f for f in temp.rglob("*") if f.is_file()]
    assert all(rows.equals(results[0]) for rows in results)
    kept = {key for key in prompts if key % 2**64 < theta * 2**64}
    assert set(results[0]["key"] if len(results[0]) else []) == kept


def test_nothing_is_compared_where_no_prompt_repeats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "near_duplicates", lambda *_: pytest.fail("compared"))
    frame = mention_frame([Example(i, "d", "born", str(i), "1") for i in range(50)])
    assert found(tmp_path, frame)[0] == copies.Copies(())


def test_more_texts_than_the_cap_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "MOST_TEXTS", 3)
    letters = "abcdefgh"
    frame = mentions(*[" ".join(letter * 12 for _ in range(4)) for letter in letters])
    result, rows = found(tmp_path, frame)
    assert (result.capped_prompts, result.capped_texts, len(rows)) == (1, 5, 0)


def test_prompts_are_not_cut_at_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = (
        "The museum says that Ann Lee was born on 3 May in Cardiff, child {} of a rich railway clerk of that town."
    )
    words = ["one", "two", "three", "four", "five", "six", "seven"]
    parts = [mentions(*[sentence.format(w) for w in words]).with_columns(key=pl.lit(k)) for k in (-5, 3, 9)]
    expected = None
    for batch in (1, 2, 5, 1000):
        monkeypatch.setattr(copies, "BATCH", batch)
        folder = tmp_path / str(batch)
        folder.mkdir()
        rows = found(folder, pl.concat(parts))[1]
        expected = rows if expected is None else expected
        assert rows.equals(expected)
    assert expected is not None
    assert len(expected) == 18


def story(rng: np.random.Generator, entity: str, value: str) -> str:
    """A sentence in its own words."""
    words = [str(rng.choice(part)) for part in (OPENINGS, MIDDLES, ENDINGS)]
    extra = " ".join("".join(rng.choice(list("aeioumnrst"), size=6)) for _ in range(8))
    return f"{words[0]} {entity}, {words[1]}, was born on {value}, {words[2]}, {extra}."


def altered(rng: np.random.Generator, sentence: str) -> str:
    """The same sentence as a copying site prints it: another date line, other case or punctuation, a word changed."""
    day = f"{rng.integers(1, 29)} {rng.choice(['May', 'June', 'October'])} {rng.integers(1990, 2024)}"
    forms = [
        sentence,
        sentence.upper(),
        sentence.replace(",", " –"),
        sentence.replace("was", "is"),
    ]
    return f"{rng.choice(forms)} Updated {day}."


def planted(prompts: int, copy_share: float) -> tuple[list[Example], pl.DataFrame]:
    """Documents with one fact each in their own words; some are then copied up to six times by altering sites."""
    rng = np.random.default_rng(5)
    ranks = np.exp(rng.random(3 * prompts) * np.log(prompts)).astype(int)
    examples, sentences = [], []
    for rank in ranks:
        value = f"{1900 + rank % 90}-0{1 + rank % 9}-1{rank % 10}"
        sentence = story(rng, f"Person {rank}", value) + " Updated 1 May 2000."
        times = 1 + int(rng.integers(1, 6)) * (rng.random() < copy_share)
        for copy in range(times):
            examples.append(Example(len(examples), "ab"[rank % 2], "born", str(rank), value, copy > 0))
            sentences.append(sentence if copy == 0 else altered(rng, sentence))
    return examples, mention_frame(examples).with_columns(pl.Series("sentence", sentences))


def collapsed(folder: Path, examples: list[Example], frame: pl.DataFrame) -> Counts:
    mention_files, tallies = write(folder, examples)
    frame.write_parquet(mention_files[0])
    part = copies.find(mention_files, folder / "copies", memory=MEMORY, temp=folder / "temp")
    return count(mention_files, tallies, RELATIONS, memory=MEMORY, temp=folder / "temp", copies=part.files)


def rate(counts: Counts, unit: str, domain: str = "*") -> float:
    here = {"domain": domain, "relation": "*", "scope": "corpus", "unit": unit}
    f1 = counts.spectrum.filter(pl.col("k") == 1, **here)["f"].sum()
    return f1 / counts.prompts.filter(**here)["n"].item()


@pytest.mark.slow
def test_a_planted_corpus_recovers_the_truth(tmp_path: Path) -> None:
    examples, frame = planted(1500, copy_share=0.4)
    originals = [e for e in examples if not e.copy]
    truth = {domain: singles(originals, domain) for domain in ("*", "a", "b")}
    counts = collapsed(tmp_path, examples, frame)
    for domain, expected in truth.items():
        assert rate(counts, "sources", domain) == pytest.approx(expected, rel=0.02)
        assert rate(counts, "mentions", domain) < 0.75 * expected


def singles(examples: list[Example], domain: str) -> float:
    here = [e for e in examples if domain in ("*", e.domain)]
    prompts = [e.entity for e in here]  # a prompt lies in one domain here
    return sum(prompts.count(p) == 1 for p in set(prompts)) / len(prompts)


@pytest.mark.parametrize("times", [2, 5])
def test_documents_copied_k_times(tmp_path: Path, times: int) -> None:
    """Raw sr = 0, collapsed sr unchanged; IDK examples are copied too."""
    rng = np.random.default_rng(1)
    base = [
        Example(i, "d", "born", f"p{rng.integers(60)}", None if i % 7 == 0 else f"v{rng.integers(3)}")
        for i in range(100)
    ]
    base = list({(e.document, e.entity): e for e in base}.values())
    own = [story(rng, e.entity, str(e.value)) for e in base]
    once = mention_frame(base).with_columns(pl.Series("sentence", own))
    (tmp_path / "once").mkdir()
    expected = collapsed(tmp_path / "once", base, once)
    more = [replace(e, document=e.document + 1000 * c) for c in range(times) for e in base]
    (tmp_path / "more").mkdir()
    counts = collapsed(tmp_path / "more", more, mention_frame(more).with_columns(pl.Series("sentence", own * times)))
    assert rate(counts, "mentions") == 0
    assert rate(counts, "sources") == rate(expected, "mentions") > 0
    assert rate(expected, "sources") == rate(expected, "mentions")


@pytest.mark.slow
def test_a_prompt_with_a_million_mentions_keeps_to_the_memory(tmp_path: Path) -> None:
    """Under 768 MiB resident, in a process of its own; what the cap leaves out is reported."""
    bench = [sys.executable, str(Path(__file__).parent / "bench/bench_copies.py"), str(tmp_path), "--memory", "0.75"]
    sizes = ["--prompts", "50000", "--most", "1000000"]
    measured = json.loads(subprocess.run([*bench, *sizes], capture_output=True, text=True, check=True).stdout)
    assert measured["peak_mib"] < 768
    assert measured["capped_prompts"] == 1
    assert measured["exact"] > 100_000
    assert measured["near"] > 10_000
