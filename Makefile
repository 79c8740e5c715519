# Two commands are all a newcomer needs: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo serve test test-qgis quick lint types check-docs format lock tools clean

help:  ## say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.venv/installed: requirements.lock pyproject.toml
	@echo "Installing the locked versions into .venv …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 demo"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes --no-deps --requirement requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	@echo "Installing what the tests need into .venv …"
	@$(PIP) install --require-hashes --no-deps --requirement requirements-dev.lock
	@touch $@

demo: .venv/installed  ## import, score and draw the invented example; then open out/demo/index.html
	@$(BIN)/tryghedskort demo

serve: .venv/installed  ## start the web side on the embedded default workspace
	@$(BIN)/tryghedskort serve

test: tools .venv/installed-dev lint types  ## everything: style, types, architecture, all tests
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

test-qgis: .venv/installed-dev  ## a headless QGIS reads what is served and exported (installs it, 0.9 GB)
	@sh tests/qgis/install.sh
	@$(BIN)/python tests/qgis/serve_and_read.py

quick: .venv/installed-dev lint  ## what a developer runs before a commit, under ten minutes
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m "not slow and not browser and not postgis"

lint: .venv/installed-dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports

types: .venv/installed-dev
	@$(BIN)/mypy
	@$(BIN)/basedpyright --level error

format: .venv/installed-dev  ## write the code as the style asks
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

tools:
	@sh tests/install_tools.sh

lock: .venv/installed-dev  ## resolve the versions anew
	@sh tests/lock.sh

bench-%: .venv/installed-dev  ## measure ratios side by side in one run: import, light, sight, network, score, siting, purchase, gis, reports
	@$(BIN)/python tests/benchmarks/bench_$*.py

clean:  ## remove what was made
	@rm -rf .venv out .mypy_cache .ruff_cache .pytest_cache
