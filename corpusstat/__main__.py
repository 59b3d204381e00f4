"""``python -m corpusstat``."""

import os

__all__ = ["main"]


def main() -> None:
    """Entry point of the command: Ctrl-C is heeded before anything is imported that takes its time."""
    try:
        from corpusstat import console

        console.heed_interrupts()
    except KeyboardInterrupt:
        os._exit(130)
    from corpusstat.cli import run

    run()


if __name__ == "__main__":
    main()
