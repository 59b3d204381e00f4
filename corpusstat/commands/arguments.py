"""Arguments that many commands take: the folder of a run is checked before anything heavy is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from corpusstat.runs.request import check_run

__all__ = ["AsJson", "Others", "Run", "Runs"]


def _checked(given: Any) -> Any:
    for folder in given if isinstance(given, list | tuple) else [given]:
        if folder is not None:
            check_run(folder)
    return given


Run = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.", show_default=False, callback=_checked)]
Others = Annotated[
    list[Path],
    typer.Argument(metavar="OTHER...", help="Folders of other runs.", show_default=False, callback=_checked),
]
Runs = Annotated[
    list[Path], typer.Argument(metavar="RUNS...", help="Two or more folders of finished runs.", callback=_checked)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
