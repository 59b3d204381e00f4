"""The run folder: what in it is counted, and which runs may go on in it."""

from __future__ import annotations

import os
import shutil
import time

import pyarrow.parquet as pq
import pytest
import toy_work
from toy_runs import contents, finish, manifest, start

from corpusstat.atomic import CannotWrite
from corpusstat.engine import manifest as manifests
from corpusstat.engine.engine import map_units, open_run
from corpusstat.engine.runfolder import discard
from corpusstat.errors import BadData, BadRequest
from corpusstat.read.shards import plan


@pytest.fixture
def shards(tmp_path):
    return toy_work.corpus(tmp_path / "corpus", shards=6, groups=4)


def test_leftovers_of_a_kill_are_never_counted(shards, tmp_path):
    """Half-written files, and mentions whose unit never came to its tally."""
    run_folder = tmp_path / "run"
    with open_run(run_folder, manifest(shards)) as run:
        map_units(run, toy_work.facts)
        whole = contents(run_folder)
        unit = run.units[3].id
        (run_folder / "tally" / f"part-{unit}.parquet").unlink()
        (run_folder / "mentions" / f".part-{unit}.parquet.1-ab.tmp").write_bytes(b"half")
        assert unit not in "".join(p.name for p in run.parts().mentions)
    (run_folder / "mentions" / "part-0123456789abcdef.parquet").write_bytes(b"of no unit")
    (run_folder / "tally" / "part-0123456789abcdef.parquet").write_bytes(b"of no unit")
    with open_run(run_folder, manifest(shards)) as run:
        assert [u.id for u in run.pending()] == [unit]
        map_units(run, toy_work.facts)
        assert "0123456789abcdef" not in "".join(p.name for p in run.parts().mentions)
    assert contents(run_folder) == whole
    assert not list(run_folder.rglob("*.tmp"))


def test_a_part_that_someone_deleted_is_named(shards, tmp_path):
    with open_run(tmp_path / "run", manifest(shards)) as run:
        map_units(run, toy_work.facts)
        run.parts().mentions[5].unlink()
        with pytest.raises(Exception, match=r"mentions/part-[0-9a-f]{16}.parquet is missing"):
            run.parts()


def test_a_run_in_use_is_not_discarded_and_nothing_that_is_no_run(shards, tmp_path):
    with open_run(tmp_path / "run", manifest(shards)), pytest.raises(BadRequest, match="in use"):
        discard(tmp_path / "run")
    discard(tmp_path / "run")
    assert not (tmp_path / "run").exists()
    discard(tmp_path / "run")
    with pytest.raises(BadRequest, match="not empty and not a run"):
        discard(shards)
    assert len(list(shards.iterdir())) == 6


def test_changed_inputs_are_named_and_stop_the_run_unless_accepted(shards, tmp_path):
    run_folder = tmp_path / "run"
    assert finish(start(shards, run_folder, "facts", 1))[0] == 0
    path = shards / "shard-001.parquet"
    table = pq.read_table(path)
    pq.write_table(table.slice(0, 3), path)
    (shards / "shard-002.parquet").unlink()
    shutil.copy(shards / "shard-003.parquet", shards / "shard-777.parquet")
    with pytest.raises(BadRequest) as caught:
        open_run(run_folder, manifest(shards))
    for words in ("shard-001.parquet changed: size", "shard-002.parquet is missing", "shard-777.parquet is new"):
        assert words in str(caught.value)
    assert (run_folder / "report.json").exists()
    with open_run(run_folder, manifest(shards), accept_changes=True) as run:
        assert not (run_folder / "report.json").exists()  # it would speak of other inputs
        assert {u.shard.name for u in run.pending()} == {"corpus/shard-001.parquet", "corpus/shard-777.parquet"}
        map_units(run, toy_work.facts)
        counted = {p.name for p in run.parts().mentions}
    assert len(counted) == 4 * 4 + 1 + 4
    assert finish(start(shards, tmp_path / "fresh", "facts", 1))[0] == 0
    fresh = contents(tmp_path / "fresh")
    fresh.pop("report.json")
    assert {k: v for k, v in contents(run_folder).items() if k != "report.json"} == fresh


def test_a_letter_changed_in_place_is_seen_and_read_again(shards, tmp_path):
    """Same size, same footer: only the time tells."""
    run_folder = tmp_path / "run"
    path = shards / "shard-001.parquet"
    pq.write_table(pq.read_table(path), path, row_group_size=5, compression="none", write_statistics=False)
    with open_run(run_folder, manifest(shards)) as run:
        map_units(run, toy_work.facts)
    old = plan([path]).shards[0]
    path.write_bytes(path.read_bytes().replace(b"of document 1-0", b"of document 9-0"))
    new = plan([path]).shards[0]
    assert (old.size, old.footer) == (new.size, new.footer)
    with pytest.raises(BadRequest, match=r"shard-001.parquet changed: modified"):
        open_run(run_folder, manifest(shards))
    with open_run(run_folder, manifest(shards), accept_changes=True) as run:
        map_units(run, toy_work.facts)
        sentences = [s for p in run.parts().mentions for s in pq.read_table(p)["sentence"].to_pylist()]
    assert any("document 9-0" in s for s in sentences)
    assert not any("document 1-0" in s for s in sentences)


def test_a_changed_configuration_is_refused_with_the_difference(shards, tmp_path):
    open_run(tmp_path / "run", manifest(shards, text="body", limit=None)).close()
    with pytest.raises(BadRequest, match=r'another configuration \(text: "body" -> "content"\)'):
        open_run(tmp_path / "run", manifest(shards, text="content", limit=None), accept_changes=True)


def test_the_share_of_prompts_outlives_a_kill(shards, tmp_path):
    """Parts that were thinned to θ must never be counted as if they held everything."""
    with open_run(tmp_path / "run", manifest(shards)) as run:
        run.update(theta=0.25)
    with open_run(tmp_path / "run", manifest(shards)) as run:
        assert run.manifest.theta == 0.25


@pytest.mark.parametrize("error", [BadData("DuckDB: No space left on device"), OSError(28, "full")])
def test_a_full_disk_is_named_whatever_library_meets_it(shards, tmp_path, error):
    def meet():
        with open_run(tmp_path / "run", manifest(shards)):
            raise error

    with pytest.raises(CannotWrite, match="run: No space left on device"):
        meet()
    open_run(tmp_path / "run", manifest(shards)).close()


def test_the_log_begins_a_new_line_after_a_kill(shards, tmp_path):
    open_run(tmp_path / "run", manifest(shards)).close()
    with (tmp_path / "run" / "log.jsonl").open("a") as file:
        file.write('{"half": ')
    open_run(tmp_path / "run", manifest(shards)).close()
    lines = (tmp_path / "run" / "log.jsonl").read_text().splitlines()
    assert '"created"' in lines[0]
    assert lines[1] == '{"half": '
    assert '"resumed"' in lines[2]


@pytest.mark.slow
def test_forty_thousand_shards_are_listed_in_seconds(tmp_path):
    from corpusstat.read.shards import Plan, Shard

    inputs = tuple(
        Shard(f"web/{i:05}.parquet", f"/web/{i:05}", 10**9, "", f"{i:x}", (1000,) * 50) for i in range(40_000)
    )
    big = manifests.make(Plan(inputs), {})
    begun = time.process_time()
    with open_run(tmp_path / "run", big) as run:
        first = run.pending()
        for unit in first[:300]:
            (tmp_path / "run" / "tally" / f"part-{unit.id}.parquet").touch()
        assert len(run.pending()) == len(first) - 300 == 40_000 * 8 - 300
    assert manifests.Manifest.read(tmp_path / "run" / "manifest.json").inputs == inputs
    assert time.process_time() - begun < 40
    assert (tmp_path / "run" / "manifest.json").stat().st_size < 10_000_000


def test_the_folder_of_another_program_is_left_alone(shards, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("mine")
    with pytest.raises(BadRequest, match=r"not empty and not a run \(it holds thesis.txt\)"):
        open_run(tmp_path / "run", manifest(shards))
    assert os.listdir(tmp_path / "run") == ["thesis.txt"]
    with pytest.raises(BadRequest, match="is a file"):
        open_run(tmp_path / "run" / "thesis.txt", manifest(shards))
