"""The work on a unit, in a module of its own: worker processes import it, and nothing that only reports need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpusstat import pipeline

if TYPE_CHECKING:
    from corpusstat.engine.manifest import Unit
    from corpusstat.engine.worker import Tick
    from corpusstat.schema import Parts

__all__ = ["work"]


def work(unit: Unit, tick: Tick, stages: pipeline.Stages) -> Parts:
    """Carry the row groups of a unit through the stages."""
    return pipeline.run_shard(unit.shard, unit.row_groups, stages, tick)
