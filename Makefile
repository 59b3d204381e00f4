# The two commands of the README are `make audit` and `make test`. Both need Python >= 3.11, pip and make only.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Tests run on all cores, at most eight; a file stays with one process. They begin in the order of tests/conftest.py.
SIDE_BY_SIDE := -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

.PHONY: audit test slow check lint types docs-check spark eval bench clean
.DELETE_ON_ERROR:

audit: .venv/package
	$(BIN)/corpusstat audit data_samples -o runs/samples --force

test: .venv/tests
	$(BIN)/python -m pytest -m "not slow" $(SIDE_BY_SIDE)

check: lint types test docs-check slow

slow: .venv/tests
	CORPUSSTAT_THOROUGH=1 $(BIN)/python -m pytest -m "(slow or law) and not spark" --durations=25 $(SIDE_BY_SIDE)

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/tests
	$(BIN)/mypy

docs-check: .venv/tests
	$(BIN)/python -m pytest --doctest-modules corpusstat -q

# Speed, as ratios to rivals and baselines in the same run: minutes; `make bench BENCH=--long`: an hour. Or name shards.
bench: .venv/tests
	$(BIN)/python tests/bench/bench_all.py $(BENCH)

# The tests that start Spark. They need Java 17 (Debian: openjdk-17-jre-headless), and skip without it.
spark: .venv/spark
	$(BIN)/python -m pytest -m spark

.venv/spark: .venv/tests
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[test,spark]'
	@touch $@

# The harness has an environment of its own: it needs another pandas than pyspark, and nobody else needs it.
eval: .venv-eval/ready

.venv-eval/ready: pyproject.toml .ci/constraints.txt
	$(PYTHON) -m venv .venv-eval
	.venv-eval/bin/python -m pip install --quiet --disable-pip-version-check -e '.[eval]'
	@touch $@

clean:
	rm -rf .venv .venv-eval runs .mypy_cache .ruff_cache .pytest_cache

# Set-up runs once: again only when what is to be installed has changed.
.venv/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "corpusstat needs Python >= 3.11; found $$($(PYTHON) --version). Name another: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/package: .venv/pip pyproject.toml .ci/constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e .
	@touch $@

.venv/tests: .venv/pip pyproject.toml .ci/constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[test]'
	@touch $@ .venv/package
