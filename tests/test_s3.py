"""Shards on S3: a real server in this process (moto's), in the weather that real ones have."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import corpora
import pytest

import corpusstat
from corpusstat.cli import main
from corpusstat.errors import BadData, BadRequest
from corpusstat.read.shards import plan

pytest.importorskip("moto.server", reason="moto[server] is not installed")

import lake as lakes


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[lakes.Lake]:
    """A bucket ``lake`` with the small corpus under ``corpus/``."""
    with lakes.lake() as found:
        found.put(corpora.small(tmp_path / "corpus"), "corpus")
        yield found


def test_a_bucket_gives_what_a_folder_gives(lake: lakes.Lake, tmp_path: Path) -> None:
    local = corpusstat.audit(tmp_path / "corpus", tmp_path / "local")
    remote = corpusstat.audit("s3://lake/corpus", tmp_path / "remote")
    assert json.dumps(local.report) == json.dumps(remote.report)


@pytest.mark.parametrize("uri", ["s3://lake/nothing", "s3://no-bucket/x", "s3://lake/corpus/part-9.parquet"])
def test_what_is_not_there_is_one_line(lake: lakes.Lake, uri: str) -> None:
    with pytest.raises(BadRequest, match="no such file"):
        plan([uri])


# Who may not

DENIALS = {
    "AccessDenied": "403 Forbidden",
    "InvalidAccessKeyId": "403 Forbidden",
    "SignatureDoesNotMatch": "403 Forbidden",
    "ExpiredToken": "400 Bad Request",
    "InvalidToken": "400 Bad Request",
    "TokenRefreshRequired": "400 Bad Request",
    "AccountProblem": "403 Forbidden",
    "AuthorizationHeaderMalformed": "400 Bad Request",
    "RequestTimeTooSkewed": "403 Forbidden",
}


@pytest.mark.parametrize("code", DENIALS)
@pytest.mark.parametrize("path", ["s3://lake/corpus", "s3://lake/corpus/part-1.parquet", "s3://lake/*/*.parquet"])
def test_access_denied_names_what_to_set(
    lake: lakes.Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, path: str
) -> None:
    lake.weather.answer = lambda _: (DENIALS[code], code)
    assert main(["audit", path, "-o", str(tmp_path / "run"), "-q"]) in (1, 2)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "access denied" in said
    assert "AWS_ACCESS_KEY_ID" in said
    assert "later" not in said
    assert lake.weather.refused < 8  # there is no use in trying it again


def test_one_object_that_may_not_be_read_is_quarantined_with_what_to_set(lake: lakes.Lake, tmp_path: Path) -> None:
    lake.weather.answer = lambda e: ("403 Forbidden", "AccessDenied") if "part-1" in e["PATH_INFO"] else None
    report = corpusstat.audit("s3://lake/corpus", tmp_path / "run").report
    (unread,) = report["manifest"]["quarantined"]
    assert unread["name"] == "corpus/part-1.parquet"
    assert "access denied" in unread["reason"]
    assert "AWS_ACCESS_KEY_ID" in unread["reason"]


def test_access_that_is_lost_in_the_middle_stops_at_once(lake: lakes.Lake, tmp_path: Path) -> None:
    """A token that expires during the run must not put the rest of the corpus into quarantine."""
    for i in range(8):
        corpora.write(tmp_path / "many" / f"{i}.parquet", {"text": [corpora.birth(i)], "id": [str(i)]})
    lake.put(tmp_path / "many", "many")
    turn = itertools.count()
    lake.weather.answer = lambda e: (
        ("400 Bad Request", "ExpiredToken") if e["REQUEST_METHOD"] == "GET" and next(turn) > 30 else None
    )
    with pytest.raises(BadData, match=r"access denied.*AWS_ACCESS_KEY_ID"):
        corpusstat.audit("s3://lake/many", tmp_path / "run")
    lake.weather.answer = lambda _: None
    again = corpusstat.audit("s3://lake/many", tmp_path / "run")
    assert again.report["corpus"]["documents"] == 8


# Storms


def test_a_server_that_refuses_now_and_then_costs_time_only(lake: lakes.Lake, tmp_path: Path) -> None:
    turn = itertools.count(1)
    lake.weather.answer = lambda e: (
        ("503 Slow Down", "SlowDown") if e["REQUEST_METHOD"] == "GET" and next(turn) % 3 == 0 else None
    )
    run = corpusstat.audit("s3://lake/corpus", tmp_path / "remote")
    assert lake.weather.refused > 2
    assert run.report["corpus"]["n"] == 60
