# Each target makes its own .venv; nothing is needed before but Python 3.11 or newer, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RESULTS := $(or $(CASESTREAM_BENCH),benchmarks/.data)

.PHONY: demo test check bench bench-large format clean

demo: $(READY) ## Play the newspaper page's cases and a simulated court year into demo.db
	@rm -f demo.db demo.db-wal demo.db-shm
	$(BIN)/casestream demo demo.db

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest

check: $(READY) ## Format, lint, types, import contracts, the shape of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest tests/test_architecture.py

bench: $(READY) ## Measure against stock eventsourcing, pair by pair; the page and the plot go to docs/
	$(BIN)/python -m pytest benchmarks --ignore=benchmarks/test_large.py -p no:cacheprovider --json-out $(RESULTS)/bench.json
	$(BIN)/python -m benchmarks.report $(wildcard $(RESULTS)/bench-large.json) $(RESULTS)/bench.json

bench-large: $(READY) ## Measure ten and a hundred million events; half an hour, some 12 GB of disk
	$(BIN)/python -m pytest benchmarks/test_large.py -p no:cacheprovider --json-out $(RESULTS)/bench-large.json
	$(BIN)/python -m benchmarks.report $(wildcard $(RESULTS)/bench.json) $(RESULTS)/bench-large.json

format: $(READY) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove what the other targets made
	rm -rf $(VENV) demo.db demo.db-wal demo.db-shm .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "casestream needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[all]" --group dev
	@touch $(READY)
