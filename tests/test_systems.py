"""Locations: every name that a store can hold has one, and what fails there is told from what fails in a file."""

from __future__ import annotations

import errno

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpusstat.errors import BadRequest, SkipShard, TryAgain
from corpusstat.read import systems
from corpusstat.read.systems import (
    denied,
    first_line,
    is_remote,
    located,
    patiently,
    storage_failure,
    taken,
    unreadable,
)

S3 = "s3://bucket/a.parquet"


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_what_is_typed_of_a_store_is_its_path(name: str) -> None:
    assume(name.strip("/") and ".." not in name and "//" not in name)
    encoded = taken(f"memory://lake/{name}")
    assert encoded.isascii()
    assert is_remote(encoded)
    _, path = located(encoded)
    assert path.split("/", 1)[1] == name.strip("/")


@pytest.mark.parametrize(
    ("argument", "location"),
    [
        ("data/a%20b", "data/a%20b"),
        ("file:///data/a%20b", "/data/a b"),
        ("file://localhost/data/a", "/data/a"),
        ("S3://b/x y", "s3://b/x%20y"),
        ("s3://b/x?region=eu&anonymous=true", "s3://b/x?region=eu&anonymous=true"),
        ("s3://b/x?y", "s3://b/x%3Fy"),
        ("s3://b", "s3://b"),
    ],
)
def test_what_is_typed(argument: str, location: str) -> None:
    assert taken(argument) == location


def test_files_of_other_hosts_and_unknown_stores_are_refused() -> None:
    with pytest.raises(BadRequest, match="another host"):
        taken("file://elsewhere/a")
    with pytest.raises(BadRequest, match="nosuch"):
        located("nosuch://bucket/a")


@pytest.mark.parametrize(
    ("error", "location", "expected"),
    [
        (OSError("AWS Error NETWORK_CONNECTION"), S3, True),
        (OSError("AWS Error ACCESS_DENIED during GetObject"), S3, False),
        (OSError("Invalid: Parquet magic bytes not found"), S3, False),
        (OSError(errno.ETIMEDOUT, "Connection timed out"), S3, True),
        (OSError(errno.EIO, "Input/output error"), "/data/a", True),
        (OSError("AWS Error in the text of a local file"), "/data/a", False),
        (FileNotFoundError(errno.ENOENT, "gone"), "/data/a", False),
        (ValueError("503"), S3, False),
    ],
)
def test_failures_of_the_store_pass_and_those_of_the_file_do_not(
    error: Exception, location: str, expected: bool
) -> None:
    assert storage_failure(error, location) is expected
    kind = TryAgain if expected else SkipShard
    assert type(unreadable(error, location, "a.parquet")) is kind


def test_what_to_do_about_credentials() -> None:
    error = OSError("AWS Error ACCESS_DENIED")
    assert "AWS_ACCESS_KEY_ID" in denied(error, S3)
    assert "GOOGLE" in denied(error, "gcs://b/a")
    assert denied(error, "/data/a") == ""
    assert denied(OSError("slow down"), S3) == ""
    assert unreadable(error, S3, "a").todo == denied(error, S3)


class Store:
    """It fails so many times, then answers."""

    def __init__(self, failures: int, error: Exception) -> None:
        self.left, self.error = failures, error

    def __call__(self) -> str:
        self.left -= 1
        if self.left >= 0:
            raise self.error
        return "answer"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems.tenacity, "wait_random_exponential", lambda *_, **__: systems.tenacity.wait_none())


@pytest.mark.usefixtures("quick")
def test_a_store_is_asked_again_and_a_file_is_not() -> None:
    busy = OSError("AWS Error SLOW_DOWN 503")
    assert patiently(Store(systems._TRIES - 1, busy), S3) == "answer"
    with pytest.raises(TryAgain, match="SLOW_DOWN"):
        patiently(Store(systems._TRIES, busy), S3)
    broken = Store(1, OSError("not a Parquet file"))
    with pytest.raises(OSError, match="not a Parquet file"):
        patiently(broken, S3)
    assert broken.left == 0
    local = Store(1, OSError(errno.EIO, "Input/output error"))
    with pytest.raises(OSError, match="Input/output"):
        patiently(local, "/data/a")
    with pytest.raises(BadRequest, match="access denied"):
        patiently(Store(1, OSError("AWS Error ACCESS_DENIED")), S3)


def test_an_error_is_its_first_line() -> None:
    assert first_line(ValueError("one\ntwo")) == "one"
    assert first_line(ValueError(" ")) == "ValueError"
