# Each target makes its own .venv; nothing is needed before but Python 3.11 or newer, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RESULTS := $(or $(CASESTREAM_BENCH),benchmarks/.data)

.PHONY: demo test torture check bench waits bench-large agreement oracle docs format clean

demo: $(READY) ## Play the newspaper page's cases and a simulated court year into demo.db
	@rm -rf demo.db demo.db-wal demo.db-shm demo.db.segments demo.db.replay demo.db.views demo.db.live demo.db.live-wal demo.db.live-shm
	$(BIN)/casestream demo demo.db

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest

torture: $(READY) ## Kill writers, cut the power, fail the disk, flip bits: every promise measured beside its negative control; some 40 minutes
	PYTHONPATH=tests $(BIN)/python -m torture

check: $(READY) ## Format, lint, types, import contracts, the shape of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest tests/test_architecture.py

bench: $(READY) ## Measure against stock eventsourcing, pair by pair; the page and the plot go to docs/
	$(BIN)/python -m pytest benchmarks --ignore=benchmarks/test_large.py -p no:cacheprovider --json-out $(RESULTS)/bench.json
	$(BIN)/python -m benchmarks.report $$(ls $(RESULTS)/large-*.json 2>/dev/null) $(RESULTS)/bench.json

waits: $(READY) ## Measure what a statistician and an auditor wait for, over simulated logs of up to ten million events; some 5 GB of disk
	$(BIN)/python -m benchmarks.waits

bench-large: $(READY) ## Measure ten and a hundred million events, each race in a process of its own; half an hour, some 12 GB of disk
	@rm -f $(RESULTS)/large-*.json; number=0; \
	$(BIN)/python -m pytest benchmarks/test_large.py --collect-only | grep :: | while IFS= read -r race; do \
		number=$$((number + 1)); \
		$(BIN)/python -m pytest "$$race" -p no:cacheprovider --json-out $(RESULTS)/large-$$number.json </dev/null || exit 1; \
	done
	$(BIN)/python -m benchmarks.report $$(ls $(RESULTS)/bench.json 2>/dev/null) $(RESULTS)/large-*.json

agreement: $(READY) ## Ask every engine every statistic, survey and rule over 1.6 million simulated events with every event type
	$(BIN)/python -m benchmarks.agreement

oracle: $(READY) ## Let the oracle count a thousand made-up dockets by hand
	CASESTREAM_EXAMPLES=1000 $(BIN)/python -m pytest tests/test_oracle.py

docs: $(READY) ## Write the documents that come out of the code
	$(BIN)/casestream rules --markdown --on 2026-11-01 > docs/rules.md
	$(BIN)/casestream events --markdown > docs/events.md
	$(BIN)/casestream lifecycle --as page --lang zh > docs/lifecycle.md
	$(BIN)/casestream indicators --markdown > docs/indicators.md

format: $(READY) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove what the other targets made
	rm -rf $(VENV) demo.db demo.db-wal demo.db-shm demo.db.segments demo.db.replay demo.db.views demo.db.live demo.db.live-wal demo.db.live-shm .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "casestream needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[all]" --group dev
	@touch $(READY)
