"""The command line: commands, exit codes, and one clear line for every error.

A command body opens, makes one library call, and prints. Heavy libraries are imported inside the bodies, so that
``--help`` answers at once. Exit codes: 0 done, 1 bad data, 2 a bad request, 130 interrupted (and resumable).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from corpusstat.commands import after, auditing, maintenance, quality, runs, statistics
from corpusstat.errors import CorpusstatError, printable

__all__ = ["app", "main", "run"]

_USAGE: type[Exception] = typer.BadParameter.__mro__[2]
"""Base of all errors about how a command was typed (typer does not export it)."""

_INTERRUPTED = "interrupted; finished work is kept, the same command resumes it"
_EPILOG = "Exit codes: 0 done, 1 bad data, 2 bad request, 130 interrupted (run again to resume)."

app = typer.Typer(
    name="corpusstat",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=_EPILOG,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"corpusstat {version('corpusstat')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Audit a pretraining corpus before training.

    How often is each fact stated, and what floor does that put under the hallucination rate of a calibrated base model?
    """


for command in (
    auditing.audit,
    runs.report,
    runs.show,
    runs.query,
    runs.compare,
    maintenance.merge,
    statistics.whatif,
    statistics.extrapolate,
    statistics.bound,
    maintenance.plan,
    quality.evaluate,
    quality.sample,
    quality.relations,
    after.probes,
    after.observe,
    after.grading,
    after.singletons,
):
    app.command()(command)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; errors become one line on stderr."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    arguments = [a for a in arguments if a != "--debug"]
    try:
        code: Any = typer.main.get_command(app).main(arguments, prog_name="corpusstat", standalone_mode=False)
        return _fail(_INTERRUPTED, 130) if code == 130 else code if isinstance(code, int) else 0
    except KeyboardInterrupt:
        return _fail(_INTERRUPTED, 130)
    except BrokenPipeError:  # the reader of a pipe has gone, as in `corpusstat … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        return _explain(error)


def _explain(error: Exception) -> int:
    if isinstance(error, typer.Abort):
        return _fail(_INTERRUPTED, 130)
    if isinstance(error, CorpusstatError):
        return _fail(str(error), error.exit_code)
    if isinstance(error, _USAGE):
        return _fail(_usage(error), 2)
    kind = type(error).__name__
    return _fail(f"{kind}: {error} (unexpected; --debug shows where, please report it)", 1)


def _usage(error: Exception) -> str:
    """One line for an error about how a command was typed."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "corpusstat"
    message = getattr(error, "format_message", lambda: str(error))()
    return f"{' '.join(message.split())} See: {where} --help"


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"corpusstat: {printable(' '.join(message.splitlines()), 4000)}\n")
    return code


def run() -> None:
    """Entry point of the installed command."""
    sys.exit(main())
