"""``python -m corpusstat``."""

from corpusstat import console

__all__ = ["main"]


def main() -> None:
    """Entry point of the command: Ctrl-C is heeded before anything is imported that takes its time."""
    console.heed_interrupts()
    try:
        from corpusstat.cli import run
    except KeyboardInterrupt:
        console.leave(130)
    run()


if __name__ == "__main__":
    main()
