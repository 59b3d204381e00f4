"""The command line: commands, exit codes, and one clear line for every error.

A command body opens, makes one library call, and prints. Commands are imported when they are run and heavy libraries
inside the bodies, so that ``--help`` and a wrong path answer at once. Exit codes: 0 done, 1 bad data,
2 a bad request, 130 interrupted (and resumable).
"""

from __future__ import annotations

import errno
import re
import resource
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Annotated, Any, Final, cast

import typer
from typer.core import TyperGroup

from corpusstat import console
from corpusstat.errors import CorpusstatError, printable

__all__ = ["COMMANDS", "app", "main", "run"]

_USAGE: type[Exception] = typer.BadParameter.__mro__[2]
"""Base of all errors about how a command was typed (typer does not export it)."""

_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EPIPE})
_NO_MEMORY = ("cannot allocate memory", "bad_alloc", "unable to allocate", "memory allocation")
_MAY_BE_MEMORY: Final = ("memory", "thread", "shared object")
_DEEPEST: Final = 20
_IN_OUR_WORDS: Final = (
    (r"Input should be a valid integer\b.*", "expected a whole number"),
    (r"Input should be a valid number\b.*", "expected a number"),
    (r"Input should be greater than or equal to (\S+)", r"expected at least \1"),
    (r"Input should be less than or equal to (\S+)", r"expected at most \1"),
    (r"Input should be greater than (\S+)", r"expected more than \1"),
    (r"Input should be less than (\S+)", r"expected less than \1"),
)
"""What a library says of a value that does not fit, and how we say it."""
_KEPT = "To fix: send it elsewhere; a run that was written is complete in its folder"
_EPILOG = "Exit codes: 0 done, 1 bad data, 2 bad request, 130 interrupted (run again to resume)."

COMMANDS: Final = {
    "audit": ("auditing", "Audit a corpus: count its facts, estimate the floor per domain, write the report."),
    "report": ("runs", "Render the report of a run again, and print it."),
    "show": ("runs", "Show the sentences facts come from: of an entity, or singletons or conflicts of a domain."),
    "query": ("runs", "Query the tables of a run: by the name of a shipped query, or in SQL."),
    "compare": ("runs", "Compare runs with a first one, domain by domain: rates, their difference, its error, facts."),
    "merge": ("maintenance", "Join runs of disjoint inputs: the same numbers as one audit over all of them."),
    "whatif": ("statistics", "Compute the singleton rate with other weights of domains, without reading again."),
    "extrapolate": ("statistics", "Estimate sr, distinct prompts and coverage of a larger or smaller corpus."),
    "bound": ("bound", "Compute the theorems' floors from numbers of your own."),
    "plan": ("maintenance", "Predict what an audit would take: hours, memory, disk, mentions."),
    "evaluate": ("quality", "Score the extractor on gold: precision, recall, F1 of facts and mentions, and of values."),
    "sample": ("quality", "Draw mentions and sentences without a fact to judge by hand."),
    "relations": ("quality", "List the relations that are extracted, or all about one; try them on a sentence."),
    "probes": ("after", "Write closed-book questions from the counted facts: for lm_eval, inspect_ai, JSON lines."),
    "observe": ("after", "Compare a model's logged answers with the floors: by count, relation and domain."),
    "grading": ("after", 'Audit benchmarks: what do their own graders pay for "I don\'t know"?'),
    "singletons": ("after", "List the documents whose facts are seen once, and what treating them does to sr."),
}
"""Commands by name: the module of `corpusstat.commands` that has the function of that name, and a line about it."""


class _Commands(TyperGroup):
    """The commands, each imported when it is asked for: `--help` of all need not wait for any of them."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(COMMANDS, cast(Any, None))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as the library calls it
        if cmd_name not in COMMANDS:
            return None
        if self.commands[cmd_name] is None:
            module = import_module(f"corpusstat.commands.{COMMANDS[cmd_name][0]}")
            one = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            epilog = getattr(module, f"{cmd_name}_epilog", None)
            one.command(cmd_name, epilog=epilog() if epilog else None)(getattr(module, cmd_name))
            self.commands[cmd_name] = cast(Any, typer.main.get_command(one))
        return self.commands[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


app = typer.Typer(
    name="corpusstat",
    cls=_Commands,
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
    if isinstance(error, MemoryError) or _wants_memory(str(error)):
        return _fail(f"not enough memory{_limit()}. To fix: raise the limit, or use a smaller --memory and -j", 1)
    limit = _narrow() if any(map(_may_lack_memory, _causes(error))) else ""
    if limit:
        return _fail(f"{type(error).__name__}: {error}{limit}", 1)
    no_place = isinstance(error, FileNotFoundError) and "temporary directory" in str(error)  # tempfile says only this
    if isinstance(error, OSError) and (error.errno == errno.EMFILE or no_place):
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        writable = ", or TMPDIR names no folder that can be written" if no_place else ""
        said = f"{error.strerror or error}; ulimit -n allows {files:,} open files, which may be too few{writable}"
        return _fail(said, 1)
    if isinstance(error, OSError) and error.filename is None and error.errno in _UNWRITABLE:
        return _fail(f"cannot write to standard output: {error.strerror}. {_KEPT}", 1)
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return _fail(f"{error.filename}: {error.strerror}", 1)
    kind = type(error).__name__
    return _fail(f"{kind}: {error} (unexpected; --debug shows where, please report it)", 1)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those it came from."""
    for _ in range(_DEEPEST):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _wants_memory(text: str) -> bool:
    """Whether a library says that it got no memory."""
    return any(words in text.lower() for words in _NO_MEMORY)


def _may_lack_memory(error: BaseException) -> bool:
    """Whether an error may come of refused memory: a part of a library that is not found, a thread that can't start."""
    if isinstance(error, MemoryError | ImportError) or type(error).__name__ == "PanicException":
        return True
    refused = getattr(error, "errno", None) in (errno.ENOMEM, errno.EAGAIN)
    return refused or any(words in str(error).lower() for words in _MAY_BE_MEMORY)


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
    meant = re.sub(r"(\S)\.? \(Possible options?: (.*)\)", r"\1. Did you mean \2?", " ".join(message.split()))
    for theirs, ours in _IN_OUR_WORDS:
        meant = re.sub(theirs, ours, meant)
    return f"{meant if meant.endswith(('.', '?')) else f'{meant}.'} See: {where} --help"


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
