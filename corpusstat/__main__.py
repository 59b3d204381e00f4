"""``python -m corpusstat``."""

from corpusstat.cli import run

if __name__ == "__main__":
    run()
