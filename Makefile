PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
SEED ?= 1

.PHONY: help demo install test faults check format schemas evaluate-reader fuzz bench bench-reader bench-alerts clean

help:  ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

$(BIN)/streams: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(BIN)/streams
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

install: $(VENV)/.dev  ## Create .venv with everything a developer needs

demo: $(BIN)/streams  ## Show the events of the sample articles arriving
	$(BIN)/streams demo

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/streams schemas --check

test: check  ## Run all checks and tests
	$(BIN)/pytest

faults: $(VENV)/.dev  ## Run all fault experiments on a Kafka that Maven resolves, and print their table (SEED=1)
	$(BIN)/python -m tests.faults --seed $(SEED)

format: $(VENV)/.dev  ## Format the code and sort its imports
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schemas: $(VENV)/.dev  ## Write schemas/ anew from the models
	$(BIN)/streams schemas

evaluate-reader: $(VENV)/.dev  ## Print the reader's figures on the treebanks in DATA
	OMP_NUM_THREADS=1 $(BIN)/python -m training.evaluate $(DATA)

fuzz: $(VENV)/.dev  ## Read 10,000 hostile articles, then measure how time grows with their length
	FUZZ_ARTICLES=10000 $(BIN)/pytest -s tests/fuzz

bench: $(VENV)/.dev  ## Print the stream's throughput, latency and memory beside the bare reader's
	python3 tests/broker/node.py $(BIN)/python benchmarks/bench_stream.py || { \
	  code=$$?; [ $$code -eq 69 ] || exit $$code; $(BIN)/python benchmarks/bench_stream.py; }

bench-reader: $(VENV)/.dev  ## Print the reader's speed beside the bare model
	OMP_NUM_THREADS=1 $(BIN)/python benchmarks/bench_reader.py

bench-alerts: $(VENV)/.dev  ## Print how many events the alert agent takes, by the number of rules
	$(BIN)/python benchmarks/bench_alerts.py

clean:  ## Remove .venv and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
