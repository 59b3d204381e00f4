"""The stages composed: how documents fall into batches does not matter, and tallies are exact at any share."""

from __future__ import annotations

import polars as pl
import pytest
from corpora import birth, write

from corpusstat import pipeline
from corpusstat.count.keys import in_sample
from corpusstat.errors import BadData
from corpusstat.pipeline import Stages
from corpusstat.read.documents import documents
from corpusstat.read.shards import Shard, plan
from corpusstat.relations import load
from corpusstat.schema import MENTION, REJECTED, TALLY

STAGES = Stages(load())
FRENCH = "La ville est une commune qui se trouve dans le sud du pays, et elle est connue pour ses vins. " * 9


@pytest.fixture(scope="module")
def shard(tmp_path_factory: pytest.TempPathFactory) -> Shard:
    """Sixty documents in row groups of seven: facts, one text that is none, one in another language."""
    texts = [birth(i) for i in range(58)] + [None, f"{FRENCH} {birth(70)}"]
    columns = {"text": texts, "source": ["web", "books"] * 30}
    file = write(tmp_path_factory.mktemp("pipeline") / "c" / "a.parquet", columns, row_group_size=7)
    (found,) = plan([file]).shards
    return found


def run_gathered(shard: Shard, stages: Stages) -> pipeline.Parts:
    return pipeline.run_read(pipeline.read(shard, range(9), stages), stages)


def equal(one: pipeline.Parts, other: pipeline.Parts) -> bool:
    tables = [(getattr(one, t), getattr(other, t)) for t in ("mentions", "rejected", "tally")]
    return all(a.equals(b) for a, b in tables) and (one.rows, one.bytes) == (other.rows, other.bytes)


def test_tables_have_their_columns_and_every_document_is_counted(shard: Shard) -> None:
    found = run_gathered(shard, STAGES)
    assert [found.mentions.schema, found.rejected.schema, found.tally.schema] == [MENTION, REJECTED, TALLY]
    assert found.rows == 60
    assert found.mentions.num_rows == 59
    rejected = pl.DataFrame(pl.from_arrow(found.rejected))
    assert rejected.filter(reason="no text").select("row_group", "row", "n").rows() == [(8, 2, 1)]


def test_batches_do_not_matter(shard: Shard) -> None:
    gathered = run_gathered(shard, STAGES)
    assert equal(gathered, pipeline.run(documents(shard), STAGES))
    ticks: list[tuple[int, int, int]] = []
    pipeline.run(documents(shard), STAGES, lambda *so_far: ticks.append(so_far))
    assert ticks == sorted(ticks)
    assert ticks[-1] == (60, gathered.bytes, 59)


@pytest.mark.parametrize("theta", [0.5, 0.1])
def test_a_share_of_the_prompts_leaves_the_tallies_as_they_are(shard: Shard, theta: float) -> None:
    whole = run_gathered(shard, STAGES)
    some = run_gathered(shard, Stages(STAGES.relations, theta=theta))
    assert some.tally.equals(whole.tally)
    kept = pl.DataFrame(pl.from_arrow(whole.mentions)).filter(in_sample(theta))
    assert 0 < kept.height < whole.mentions.num_rows
    assert pl.DataFrame(pl.from_arrow(some.mentions)).equals(kept)


def test_documents_in_other_languages_are_counted_and_give_no_facts(shard: Shard) -> None:
    found = run_gathered(shard, Stages(STAGES.relations, languages=("en",)))
    assert found.rows == 60
    assert found.mentions.num_rows == 58


def test_strict_stops_at_the_first_row_that_cannot_be_used(shard: Shard) -> None:
    with pytest.raises(BadData, match=r"a\.parquet, row group 8, row 2: a document that cannot be used: no text"):
        run_gathered(shard, Stages(STAGES.relations, strict=True))
