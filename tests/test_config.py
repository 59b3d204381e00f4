from __future__ import annotations

from pathlib import Path

import pytest

from corpusstat.config import AuditConfig, load_config, parse_size
from corpusstat.errors import BadRequest


@pytest.mark.parametrize(
    ("text", "size"), [("2GiB", 2**31), ("2 gb", 2 * 10**9), ("64MiB", 2**26), (5, 5), ("1.5k", 1500)]
)
def test_sizes(text: str | int, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "many", "4 GiBs", "-1GiB", "1e9"])
def test_sizes_that_are_none(text: str) -> None:
    with pytest.raises(BadRequest, match="4GiB"):
        parse_size(text)


def test_flags_win_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "audit.toml"
    file.write_text('domain = "source"\nworkers = 3\nrelations = ["mine.toml"]\n')
    config = load_config(file, workers=2, domain=None)
    assert (config.workers, config.domain, config.relations) == (2, "source", ("mine.toml",))


def test_an_unknown_key_is_named_with_the_valid_ones(tmp_path: Path) -> None:
    file = tmp_path / "audit.toml"
    file.write_text("wrokers = 3\n")
    with pytest.raises(BadRequest, match=r"'wrokers'.*workers"):
        load_config(file)


@pytest.mark.parametrize(
    "line", ["workers = ", "workers = 0", 'workers = "many"', "gamma = 1.5", "sample_prompts = 0", 'memory = "10MB"']
)
def test_a_wrong_value_is_one_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "audit.toml"
    file.write_text(line)
    with pytest.raises(BadRequest) as caught:
        load_config(file)
    assert "\n" not in str(caught.value)
    assert "audit.toml" in str(caught.value)


def test_a_choice_written_much_like_one_is_suggested() -> None:
    with pytest.raises(BadRequest, match=r"--kind enciclopedic; .*did you mean encyclopedic\?"):
        load_config(kind="enciclopedic")


def test_a_missing_file_and_a_binary_one(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"missing\.toml"):
        load_config(tmp_path / "missing.toml")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadRequest, match="not UTF-8"):
        load_config(tmp_path / "b.toml")


def test_the_digest_is_of_what_is_computed() -> None:
    assert AuditConfig(workers=1).digest == AuditConfig(workers=4, memory="8GiB", strict=True).digest
    assert AuditConfig().digest != AuditConfig(text="body").digest
