"""What is wrong with a request at first sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpusstat.errors import BadRequest
from corpusstat.runs.request import check_out, check_paths


@pytest.mark.parametrize("path", ["", "  ", "no/such/file.parquet", "no-such-folder"])
def test_a_path_that_names_nothing_is_refused(path: str) -> None:
    with pytest.raises(BadRequest, match=r"no such file or folder|an empty path"):
        check_paths([path])


def test_what_only_reading_can_tell_is_let_through(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    check_paths([tmp_path, tmp_path / "gone", "s3://bucket/no", "@list.txt", "no/*.parquet", "no/[ab]", "a?"])
    check_paths([])


@pytest.mark.parametrize(
    ("out", "reason"),
    [
        ("s3:bucket/run", "a slash too few"),
        ("gs:/b/x", "a slash too few"),
        (Path("s3://bucket/run"), "a slash too few"),
        ("s3://bucket", "a whole bucket"),
        ("gs://b//", "a whole bucket"),
        ("", "an empty name"),
        (" ", "an empty name"),
        ("what?/run", "a question mark"),
    ],
)
def test_an_output_that_is_no_folder_is_refused(out: str | Path, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        check_out(out)


@pytest.mark.parametrize("out", ["run", "/tmp/run", "a:b", "C:/x", Path("deep/run"), "s3://bucket/run", "gs://b/x"])
def test_a_folder_is_let_through(out: str | Path) -> None:
    check_out(out)
