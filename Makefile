# `make demo` and `make test` are all a newcomer needs; everything is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
DEMO_HOME ?= var/demo
COMPILE := uv pip compile -q pyproject.toml --extra postgresql --group build --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11

# What an installation has already is not pinned twice.
BEYOND_BASE = $$(sed -En 's/^([a-z0-9_.-]+)==.*/--no-emit-package \1/p' requirements/base.txt)

.PHONY: help setup demo demo-reset test check format bench requirements messages

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv/base: requirements/base.txt requirements/fonts.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make setup PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/fonts.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Words near in meaning and of the other language: made once out of packages that are not needed afterwards.
.venv/vectors: .venv/base requirements/vectors.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/vectors.txt
	$(BIN)/mekiki vectors
	$(BIN)/pip uninstall --quiet --disable-pip-version-check --yes ja-ginza jamdict-data msgpack
	@touch $@

.venv/develop: .venv/vectors requirements/develop.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.txt
	@touch $@

setup: .venv/vectors ## build .venv with the commands .venv/bin/hashi and .venv/bin/mekiki

demo: .venv/vectors ## run the demo world on http://127.0.0.1:8000/
	@HASHI_HOME=$(DEMO_HOME) $(BIN)/hashi demo

demo-reset: .venv/vectors ## forget the demo's data, then run it anew
	@HASHI_HOME=$(DEMO_HOME) $(BIN)/hashi demo --reset

test: .venv/develop ## the whole suite, on SQLite and on PostgreSQL where one is found
	@tools/test

format: .venv/develop ## put code and templates into shape
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files "src/*.html")

check: .venv/develop ## style, types, layers, migrations, translations
	@tools/check

bench: .venv/develop ## the benchmarks of bench/README.md
	@tools/bench

requirements: ## pin the requirements again (needs uv)
	$(COMPILE) -o requirements/base.txt
	uv pip compile -q --group vectors --no-deps --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -o requirements/vectors.txt
	uv pip compile -q --group fonts --no-deps --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -o requirements/fonts.txt
	$(COMPILE) --group develop -c requirements/base.txt -o requirements/develop.txt
	$(COMPILE) --extra cluster -c requirements/develop.txt $(BEYOND_BASE) -o requirements/cluster.txt

messages: .venv/develop ## collect the texts to translate and compile the catalogue (needs gettext)
	@tools/messages
