"""The command line: commands, exit codes, and one clear line for every error.

A command body opens, makes one library call, and prints. Heavy libraries are imported inside the bodies, so that
``--help`` answers at once. Exit codes: 0 done, 1 bad data, 2 a bad request, 130 interrupted (and resumable).
"""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from corpusstat import console
from corpusstat.commands import after, auditing, bound, maintenance, quality, runs, statistics
from corpusstat.errors import CorpusstatError, printable

__all__ = ["app", "main", "run"]

_USAGE: type[Exception] = typer.BadParameter.__mro__[2]
"""Base of all errors about how a command was typed (typer does not export it)."""

_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EPIPE})
_KEPT = "To fix: send it elsewhere; a run that was written is complete in its folder"
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
    bound.bound,
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
    arguments = list(sys.argv[1:] if argv is None else argv) or ["--help"]
    debug = "--debug" in arguments
    arguments = [a for a in arguments if a != "--debug"]
    try:
        code: Any = typer.main.get_command(app).main(arguments, prog_name="corpusstat", standalone_mode=False)
        return _fail(console.INTERRUPTED, 130) if code == 130 else code if isinstance(code, int) else 0
    except KeyboardInterrupt:
        return _fail(console.INTERRUPTED, 130)
    except BrokenPipeError:  # the reader of a pipe has gone, as in `corpusstat … | head`
        console.silence(1)
        return 0
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # what rich makes of it
            return 0
        raise
    except BaseException as error:  # panics of Rust libraries are no Exception
        if debug and not console.interrupted():
            raise
        return _explain(error)


def _explain(error: BaseException) -> int:
    if isinstance(error, typer.Abort) or console.interrupted():
        return _fail(console.INTERRUPTED, 130)
    if isinstance(error, CorpusstatError):
        return _fail(str(error), error.exit_code)
    if isinstance(error, _USAGE):
        return _fail(_usage(error), 2)
    if isinstance(error, MemoryError) or "cannot allocate memory" in str(error).lower():
        return _fail(f"not enough memory{_limit()}. To fix: raise the limit, or use a smaller --memory and -j", 1)
    limit = _narrow()
    if limit:  # libraries fail in many ways where memory is refused, down to a part of them that is not found
        return _fail(f"{type(error).__name__}: {error}{limit}", 1)
    if isinstance(error, OSError) and error.filename is None and error.errno in _UNWRITABLE:
        return _fail(f"cannot write to standard output: {error.strerror}. {_KEPT}", 1)
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return _fail(f"{error.filename}: {error.strerror}", 1)
    kind = type(error).__name__
    return _fail(f"{kind}: {error} (unexpected; --debug shows where, please report it)", 1)


def _narrow() -> str:
    from corpusstat.engine.limits import address_space

    return address_space()


def _limit() -> str:
    from corpusstat.engine.limits import address_space, allowed_memory

    try:
        found = allowed_memory()
    except (ImportError, OSError, MemoryError):
        return address_space()
    return f" ({found[1]})" if found else ""


def _usage(error: Exception) -> str:
    """One line for an error about how a command was typed."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "corpusstat"
    message = getattr(error, "format_message", lambda: str(error))()
    meant = re.sub(r"\(Possible options?: (.*)\)", r"Did you mean \1?", " ".join(message.split()))
    return f"{meant} See: {where} --help"


def _fail(message: str, code: int) -> int:
    console.note(f"corpusstat: {printable(' '.join(message.splitlines()), 4000)}")
    return code


def run() -> None:
    """Entry point of the installed command: from here on the process is ours."""
    console.prepare_streams()
    console.heed_interrupts()
    code = main()
    if not console.settle_streams() and code == 0:
        code = _fail(f"cannot write to standard output. {_KEPT}", 1)
    console.leave(code)
