"""The work on a unit, in a module of its own: worker processes import it, and nothing that only reports need.

The stages are imported where they are used: the process that hands out the work loads none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpusstat.read.systems import is_remote

if TYPE_CHECKING:
    from corpusstat.engine.manifest import Unit
    from corpusstat.engine.worker import Tick
    from corpusstat.read.documents import Batch
    from corpusstat.schema import Parts
    from corpusstat.stages import Stages

__all__ = ["UnitWork"]


@dataclass(slots=True)
class UnitWork:
    """Carry the row groups of a unit through the stages.

    A worker process tells of units that will come next (``begin``): those in a store are read ahead.
    """

    stages: Stages
    begun: dict[str, Iterable[Batch]] = field(default_factory=dict)

    def prepare(self) -> None:
        """Load what the work needs, in a process that does nothing else."""
        from corpusstat.extract.text.jit import forgo_linear_algebra

        forgo_linear_algebra()

    def __call__(self, unit: Unit, tick: Tick) -> Parts:
        """Work on a unit."""
        from corpusstat import pipeline

        batches = self.begun.pop(unit.id, None)
        if batches is None:
            batches = pipeline.read(unit.shard, unit.row_groups, self.stages)
        return pipeline.run_read(batches, self.stages, tick)

    def early(self, unit: Unit) -> int:
        """Bytes that it takes to begin with a unit before its turn; 0: nothing is gained by it."""
        return unit.size if is_remote(unit.shard.uri) else 0

    def begin(self, unit: Unit) -> None:
        """Begin to read a unit that will have its turn, if that makes sense."""
        from corpusstat import pipeline

        if self.early(unit):
            self.begun[unit.id] = pipeline.read(unit.shard, unit.row_groups, self.stages)
