# Four words: demo, test, check, bench. Each sets up what it needs, on Python 3.11+ and make alone.
PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev

.PHONY: demo test check lint format types bench lock golden screenshots clean

demo: $(RUN_READY)
	$(BIN)/duban demo --port $(PORT)

test: check
	$(BIN)/pytest

check: lint types

lint: $(DEV_READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(DEV_READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(DEV_READY)
	$(BIN)/mypy

bench: $(DEV_READY)
	$(BIN)/python -m benchmarks.language
	$(BIN)/python -m benchmarks.throughput
	$(BIN)/python -m benchmarks.ladder
	$(BIN)/python -m benchmarks.imports
	$(BIN)/python -m benchmarks.status
	$(BIN)/python -m benchmarks.broadcast

# Rewrite the golden schema and the expected side of the transcripts; the diff is the review.
golden: $(DEV_READY)
	DUBAN_GOLDEN=write $(BIN)/pytest tests/storage tests/conversations

screenshots: $(DEV_READY)
	$(BIN)/python -m tests.browser.screenshots

# Needs uv. Versions and hashes only; where packages come from is the machine's business.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  pyproject.toml requirements/build.in -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra dev pyproject.toml requirements/build.in -o requirements/dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis duban.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 ..."; exit 1; }
	@echo "[1/3] making the environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements/run.txt | $(VENV)/bin/python
	@echo "[2/3] installing the locked packages (once, about a minute)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo "[3/3] ready"
	@touch $@

$(DEV_READY): requirements/dev.txt | $(VENV)/bin/python
	@echo "[2/3] installing the locked packages for development (once, a minute or two)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo "[3/3] ready"
	@touch $@ $(RUN_READY)
