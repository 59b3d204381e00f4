"""What a report looks like on a terminal."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from corpusstat.report.terminal import report_view


def drawn(report: dict[str, Any], width: int = 240, explained: bool = False) -> str:
    """The text of a report on a terminal of this width."""
    file = io.StringIO()
    Console(file=file, width=width, no_color=True).print(report_view(report, width, explained=explained))
    return file.getvalue()
