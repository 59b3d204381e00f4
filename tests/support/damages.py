"""Kinds of damage that a file of a run may suffer: each takes the file and what may be put in its place."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

__all__ = ["DAMAGES", "OTHERS", "Damage", "remove"]

Damage = Callable[[Path, Path], object]
"""``damage(file, other)``: what is done to a file; ``other`` is one of the same kind, of another unit, run or time."""


def remove(path: Path) -> None:
    """Delete what is there: a file, a link or a folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _cut(part: float) -> Damage:
    def cut(path: Path, _: Path) -> None:
        size = path.stat().st_size
        os.truncate(path, int(size * part) if part < 1 else max(size - 1, 0))

    return cut


def _flipped(place: float) -> Damage:
    def flip(path: Path, _: Path) -> None:
        data = bytearray(path.read_bytes() or b"\0")
        data[min(int(place * len(data)), len(data) - 1)] ^= 4
        path.write_bytes(data)

    return flip


def _junk(path: Path, _: Path) -> None:
    path.write_bytes(random.Random(12).randbytes(path.stat().st_size or 1))


def _zeros(path: Path, _: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size or 1))


def _longer(path: Path, _: Path) -> None:
    with path.open("ab") as file:
        file.write(b"PAR1\0" * 3)


def _twice(path: Path, _: Path) -> None:
    path.write_bytes(path.read_bytes() * 2 or b"\n")


def _other(path: Path, other: Path) -> None:
    shutil.copyfile(other, path)


def _folder(path: Path, _: Path) -> None:
    path.unlink()
    path.mkdir()


def _full_folder(path: Path, _: Path) -> None:
    _folder(path, path)
    (path / "notes.txt").write_text("not ours")


def _link_to_itself(path: Path, _: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _link_to_other(path: Path, other: Path) -> None:
    path.unlink()
    path.symlink_to(other)


def _dangling(path: Path, _: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def _unreadable(path: Path, _: Path) -> None:
    path.chmod(0)


def _pipe(path: Path, _: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES: dict[str, Damage] = {
    "emptied": _cut(0),
    "half": _cut(0.5),
    "a byte short": _cut(1),
    "first byte": _flipped(0),
    "middle byte": _flipped(0.5),
    "last byte": _flipped(1),
    "junk": _junk,
    "zeros": _zeros,
    "longer": _longer,
    "twice": _twice,
    "deleted": lambda path, _: path.unlink(),
    "another": _other,
    "folder": _folder,
    "full folder": _full_folder,
    "link to itself": _link_to_itself,
    "link to another": _link_to_other,
    "link to nothing": _dangling,
    "pipe": _pipe,
    "unreadable": _unreadable,
}

OTHERS = ("another", "link to another")
"""Those that put another file in the place of one."""
