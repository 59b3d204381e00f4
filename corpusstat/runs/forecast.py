"""What an audit would take, asked as a library."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpusstat.config import AuditConfig, load_config
from corpusstat.runs.plan import Prediction, predict
from corpusstat.runs.request import check_paths

__all__ = ["plan"]


def plan(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str] = ".",
    *,
    config: str | os.PathLike[str] | AuditConfig | None = None,
    **options: Any,
) -> Prediction:
    """Predict hours, memory, disk and mentions of an audit from a probe of at most 1 % of the text.

    ``paths``, ``config`` and ``options`` are those of `audit`; ``out`` is where the run would lie: its free disk
    counts. See `plan.predict`.

    Raises
    ------
    BadRequest, BadData
        As the audit itself.
    """
    each = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    check_paths(each)
    return predict(each, config if isinstance(config, AuditConfig) else load_config(config, **options), Path(out))
