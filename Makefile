# Two commands set everything up: `make up` and `make test`. Only Python 3.11+ (on Debian with
# python3-venv) and make are needed.
PYTHON ?= python3
PORT ?= 8001
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin

.PHONY: up test check bench fuzz clean
.DEFAULT_GOAL := up

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,dev]'
	@touch $@

up: $(VENV)/installed  ## build, refresh, schedule and serve
	$(BIN)/tracker up --host $(HOST) --port $(PORT)

test: $(VENV)/tested  ## the whole suite, no network
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/tested  ## lint, types, the house, data and declarations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/tracker check

bench: $(VENV)/tested  ## parse throughput, replay time, politeness floor, page times beside stock Datasette's
	$(BIN)/python -m tests.bench

fuzz: $(VENV)/tested  ## the property tests, at length
	$(BIN)/python -m pytest --hypothesis-profile=fuzz -k "property or whatever or never or survives or order or mutated"

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
