# Plazo's everyday commands. `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON := $(shell command -v python3.11 || command -v python3)
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help setup services chat test coverage trials check bench lock secrets clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## install the program and its tools in .venv
	@:

$(STAMP): requirements.lock pyproject.toml
	@echo "Installing Plazo in $(VENV); this takes about a minute the first time."
	@"$(PYTHON)" -m venv $(VENV)
	@$(PIP) install --no-deps --require-hashes -r requirements.lock # complete: nothing is left for pip to choose
	@$(PIP) install --no-deps --no-build-isolation -e .
	@echo "Compiling letters and words."
	@$(BIN)/plazo letters compile >/dev/null
	@touch $@

services: ## install the servers that the tests use, where missing
	@tests/install-services.sh

chat: setup ## talk to Plazo in the terminal (ARGS="--lang fr")
	@$(BIN)/plazo chat $(ARGS)

test: setup services ## run the tests (ARGS="-k dates" for some of them)
	$(BIN)/pytest --ignore=tests/benchmarks --ignore=tests/trials -n auto --dist loadfile $(ARGS)

coverage: setup services ## the same, with the coverage; takes half as long again
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term $(ARGS)"

trials: setup services ## long trials: kills at random moments, fuzzing
	$(BIN)/pytest tests/trials -s $(ARGS)

check: setup ## lint, format, types, layers of imports, secrets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --no-verify --baseline .secrets.baseline

bench: setup services ## run the benchmarks and print their figures
	$(BIN)/pytest tests/benchmarks -s $(ARGS)

lock: ## renew requirements.lock from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@"$(PYTHON)" -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip --quiet --quiet --disable-pip-version-check install uv
	@$(VENV)-lock/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --custom-compile-command 'make lock' --quiet $(UPGRADE) --output-file requirements.lock

secrets: setup ## renew .secrets.baseline after a false alarm was looked at
	@$(BIN)/detect-secrets scan --no-verify --baseline .secrets.baseline

clean: ## remove .venv and everything that tools left behind
	rm -rf $(VENV) $(VENV)-lock build dist .coverage htmlcov .benchmarks
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
