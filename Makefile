# Two commands set everything up: `make up` and `make test`. Only Python 3.11+ (on Debian with
# python3-venv) and make are needed. Without make: see README.md.
PORT ?= 8001
HOST ?= 127.0.0.1
VENV := .venv
ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN := $(VENV)/Scripts
else
PYTHON ?= python3
BIN := $(VENV)/bin
endif
# Programs are started as modules: the scripts that pip writes name their interpreter with its whole path,
# which a folder that was moved no longer has.
RUN := $(BIN)/python -m
INSTALL := $(RUN) pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: up test check bench fuzz clean
.DEFAULT_GOAL := up

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo '$(PYTHON) cannot make environments: it has no ensurepip. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(INSTALL) '.[test,dev]'
	@touch $@

up: $(VENV)/installed  ## build, refresh, schedule and serve
	$(RUN) tracker up --host $(HOST) --port $(PORT)

test: $(VENV)/tested  ## the whole suite, no network
	$(RUN) pytest -n auto --dist worksteal

check: $(VENV)/tested  ## lint, types, the house, data and declarations
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(BIN)/python -c 'from importlinter.cli import lint_imports_command as run; run()' --no-cache --no-logo
	$(RUN) tracker check

bench: $(VENV)/tested  ## parse throughput, replay time, politeness floor, page times beside stock Datasette's
	$(RUN) tests.bench

fuzz: $(VENV)/tested  ## the property tests, at length
	$(RUN) pytest --hypothesis-profile=fuzz -m hypothesis -n auto --dist worksteal

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
