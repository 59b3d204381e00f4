"""The process around a command: its standard streams, whatever they are, and Ctrl-C at any moment.

Nothing here may import anything heavy: it is set up before all else.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import signal
import sys
from typing import Any, Final, NoReturn

__all__ = [
    "INTERRUPTED",
    "begin_work",
    "check_interrupt",
    "heed_interrupts",
    "interrupted",
    "leave",
    "note",
    "prepare_streams",
    "settle_streams",
    "silence",
]

_PLAIN: Final = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‑": "-", "…": "...", "·": ".", "≥": ">=", "≤": "<=", "→": "->", "×": "x"}
    | {"θ": "theta", "δ": "delta", "·": ".", "²": "2", "⁹": "9", "’": "'", "‘": "'", "“": '"', "”": '"', "±": "+/-"}
    | dict.fromkeys("─━═╌", "-")
    | dict.fromkeys("│┃║", "|")
)
"""What stands for characters that the encoding of a stream lacks."""
INTERRUPTED: Final = "interrupted; finished work is kept, the same command resumes it"
_came = _working = False


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Replace what a stream cannot encode: signs by plain ones, other characters by escapes, which JSON knows too."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_PLAIN)
    units = (c if c.isascii() else c.encode("utf-16-be", "surrogatepass").hex() for c in text)
    escaped = (u if len(u) < 4 else "".join(f"\\u{u[i : i + 4]}" for i in range(0, len(u), 4)) for u in units)
    return "".join(escaped), error.end


def prepare_streams() -> None:
    """Make standard streams that are closed or can't encode everything fit to be written to."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # closed: or the next file that is opened would get its number, and what is printed
            os.open(os.devnull, os.O_RDWR)
    codecs.register_error("corpusstat.plainly", _plainly)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for the life of the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="corpusstat.plainly")


def silence(number: int) -> None:
    """Send what is written to a standard stream, and what is still in its buffer, nowhere."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def settle_streams() -> bool:
    """Write out what is buffered; whether stdout took it."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        silence(1)
    except (OSError, ValueError):
        silence(1)
        return False
    return True


def note(line: str) -> None:
    """Print a line on stderr; if nothing takes it, go on without."""
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - this is the place
    except (OSError, ValueError):
        silence(2)


def leave(code: int) -> NoReturn:
    """End the process; a late Ctrl-C does not change how it ends.

    Nor does one that came while a module made a class by ``exec``, as dataclasses do: CPython would remember that, and
    end ``python -m`` by a signal of its own (``unhandled_keyboard_interrupt`` in pythonrun.c). Another ``exec`` forgets
    it.
    """
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    exec("")  # noqa: S102 - nothing is executed
    sys.exit(code)


def heed_interrupts() -> None:
    """Let Ctrl-C end this process at once; but once work has begun (`begin_work`), only the second.

    The first one then ends what is being done, as an exception: files and the terminal are left in order. Libraries
    turn an interruption into errors of their own, or lose it: therefore it is remembered too.
    """
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:  # as under nohup
        signal.signal(signal.SIGINT, _interrupt)
        sys.unraisablehook = _unless_interrupted


def begin_work() -> None:
    """From here on an interruption leaves things in order, instead of ending the process at once."""
    global _working
    _working = True


def _interrupt(*_: Any) -> None:
    global _came
    if _came or not _working:
        with contextlib.suppress(OSError):
            os.write(2, b"" if _came else f"corpusstat: {INTERRUPTED}\n".encode())
        os._exit(130)  # runs outlive any kill
    _came = True
    raise KeyboardInterrupt


def _unless_interrupted(unraisable: sys.UnraisableHookArgs) -> None:
    """An interruption that comes while a library frees something is remembered, and not shown."""
    if not _came:
        sys.__unraisablehook__(unraisable)


def interrupted() -> bool:
    """Whether Ctrl-C has come."""
    return _came


def check_interrupt() -> None:
    """Stop here if Ctrl-C has come and a library has lost it."""
    if _came:
        raise KeyboardInterrupt
