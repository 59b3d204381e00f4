"""A run folder in an object store: worked on in a local folder, and copied to the store as it grows.

A store has no rename and no lock, but each object appears whole. So the order of copying is what makes a run there
outlive kills: a unit's tally after its other parts, the manifest with the checksums after all results. What was copied
of a unit without its tally is copied again; whatever does not fit its seal is noticed, as in a local folder.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from corpusstat.engine.parts import PARTS, finished_ids, part
from corpusstat.errors import BadRequest
from corpusstat.read.systems import fetch, is_remote, remove, store, stored

__all__ = ["Mirror", "mirrored"]

_MANIFEST: Final = "manifest.json"
_AT_ONCE: Final = 8
"""Objects copied at the same time: copying is waiting."""
_FEW: Final = 20
"""Names that are looked at to tell a run from other objects."""


class Mirror:
    """The local folder of a run, and where in the store it is kept (None: nowhere, the folder is the run)."""

    def __init__(self, folder: Path, location: str | None) -> None:
        self.folder = folder
        self.location = location
        self._kept: dict[str, tuple[int, int]] = {}

    def fetch(self) -> None:
        """Bring what the store holds of the run.

        Raises
        ------
        BadRequest
            It holds something else there.
        """
        if self.location is None:
            return
        location, names = self.location, stored(self.location)
        ours = (_MANIFEST, *(f"{kind}/" for kind in PARTS))
        strange = [name for name in names[:_FEW] if not name.startswith(ours)]
        if strange and _MANIFEST not in names:
            raise BadRequest(
                f"{location} is not empty and not a run (it holds {strange[0]})",
                "an empty place or a run",
                "another -o",
            )
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda name: fetch(location, name, self.folder / name), names))
        self._kept = {name: self._state(name) for name in names}

    def keep_units(self) -> None:
        """Copy the manifest, and the units that are finished and not yet in the store."""
        if self.location is None:
            return
        self._keep([_MANIFEST])
        ids = sorted(finished_ids(self.folder))
        self._keep([self._name(part(self.folder, kind, i)) for kind in PARTS[:-1] for i in ids])
        self._keep([self._name(part(self.folder, PARTS[-1], i)) for i in ids])

    def keep_all(self) -> None:
        """Copy what is left of a run that is finished, the manifest last; and delete what is not in it any more."""
        if self.location is None:
            return
        location = self.location
        here = [self._name(f) for f in self.folder.rglob("*") if f.is_file() and not f.name.startswith(".")]
        self._keep([name for name in here if name.split("/")[0] not in (_MANIFEST, PARTS[-1])])
        self._keep([name for name in here if name.split("/")[0] == PARTS[-1]])
        self._keep([_MANIFEST])
        for name in sorted(self._kept.keys() - set(here)):
            remove(location, name)

    def _keep(self, names: list[str]) -> None:
        """Copy those that are not in the store as they are here, at the same time."""
        assert self.location is not None  # noqa: S101 - narrows the type for the checker
        location, states = self.location, {name: self._state(name) for name in names}
        new = [name for name, state in states.items() if self._kept.get(name) != state]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda name: store(self.folder / name, location, name), new))
        self._kept |= {name: states[name] for name in new}

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _state(self, name: str) -> tuple[int, int]:
        found = (self.folder / name).stat()
        return found.st_size, found.st_mtime_ns


@contextlib.contextmanager
def mirrored(out: str | os.PathLike[str]) -> Iterator[Mirror]:
    """Return the folder to work in for a run at ``out``: itself, or for a store a local one that mirrors it.

    Raises
    ------
    TryAgain, BadRequest
        The store does not answer, refuses, or holds something else there.
    """
    location = os.fspath(out)
    if not is_remote(location):
        yield Mirror(Path(out), None)
        return
    with tempfile.TemporaryDirectory(prefix="corpusstat-run-") as name:
        mirror = Mirror(Path(name) / "run", location.rstrip("/"))
        mirror.fetch()
        yield mirror
