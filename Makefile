# Ripples: everything that a person types. `make help` lists it.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

export PORT ?= 8000
# The journeys wait for a browser and for mail; a third process uses that time.
PROCESSES ?= 3
PYTEST_ARGUMENTS ?=
# Empty, so that Python keeps what it has compiled: every process would else compile the application anew.
export PYTHONDONTWRITEBYTECODE :=

python := .venv/bin/python
catalogues := $(patsubst %.po,%.mo,$(wildcard community/translations/*/LC_MESSAGES/messages.po))
serve := .ci/under-make $(python) -m flask --app wsgi serve
pytest := $(python) -m pytest -n $(PROCESSES) --dist loadgroup $(PYTEST_ARGUMENTS)

.PHONY: help install run demo demo-code test test-sqlite test-postgresql bench prerequisites lint types format lock translations clean

help:  ## List what make can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r name text; do \
		printf '  make %-18s %s\n' "$$name" "$$text"; done

run: .venv/run.stamp $(catalogues)  ## Serve http://127.0.0.1:8000 and the worker (PORT, COMMUNITY_INSTANCE move them)
	@exec $(serve)

install: .venv/run.stamp $(catalogues)  ## What serving needs and nothing else: libraries, catalogues (deploy/README.md)
	@$(python) -m compileall -q community migrations wsgi.py

demo: export COMMUNITY_INSTANCE ?= instance-demo
demo: export COMMUNITY_DEMO = 1
demo: .venv/run.stamp $(catalogues)  ## The same, on an instance of its own filled with an invented community
	@$(python) -m flask --app wsgi demo load && exec $(serve)

demo-code: export COMMUNITY_INSTANCE ?= instance-demo
demo-code: export COMMUNITY_DEMO = 1
demo-code: ACCOUNT ?= administrator@example.org
demo-code: .venv/run.stamp  ## The code that an account of the demonstration logs in with, after its password (ACCOUNT)
	@$(python) -m flask --app wsgi demo code $(ACCOUNT)

test: prerequisites lint test-sqlite test-postgresql  ## Everything that must hold: lint, types, the suite on SQLite and PostgreSQL

test-sqlite: .venv/dev.stamp $(catalogues)  ## The suite on SQLite
	$(pytest) tests

test-postgresql: .venv/dev.stamp $(catalogues)  ## The suite on a PostgreSQL of its own
	COMMUNITY_TEST_DATABASE=postgresql $(pytest) tests

bench: prerequisites  ## Every page against its bare twin; writes the tables of the README (QUICK=1: prints some minutes' worth)
	$(python) -m tests.benchmarks $(if $(QUICK),--quick)
	$(if $(QUICK),,$(python) -m tests.benchmarks.growth)

prerequisites: .venv/dev.stamp  # What the suite needs from the system: a browser, PostgreSQL, Redis
	@.ci/prerequisites

lint: .venv/dev.stamp types  ## Style, formatting, templates, types, who imports whom
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m djlint --lint --quiet templates
	.venv/bin/lint-imports --no-logo

types: .venv/dev.stamp  ## Types only
	$(python) -m mypy

format: .venv/dev.stamp  ## Put the code into its form
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

lock: .venv/dev.stamp  ## Choose the newest allowed versions anew and write the lock files
	$(lock_command) --upgrade --extra demo --output-file requirements.lock
	$(lock_command) --upgrade --extra demo --group dev --constraint requirements.lock --output-file requirements-dev.lock
lock_command = $(python) -m uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url pyproject.toml

translations: .venv/dev.stamp  ## Gather the sentences of the code into the catalogues
	$(python) -m babel.messages.frontend --quiet extract --mapping-file pyproject.toml --project Ripples \
		--copyright-holder "The Ripples founders" --add-location file --sort-by-file --width 120 \
		--output-file .venv/messages.pot .
	$(python) -m babel.messages.frontend update --input-file .venv/messages.pot --output-dir community/translations \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120

clean:  ## Remove what make made; instances stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis $(catalogues)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: requirements.lock .ci/uv.txt .ci/environment
	@.ci/environment requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock requirements.lock .ci/uv.txt .ci/environment
	@.ci/environment requirements-dev.lock
	@touch .venv/run.stamp $@

%.mo: %.po | .venv/run.stamp
	@$(python) -m babel.messages.frontend --quiet compile -i $< -o $@
