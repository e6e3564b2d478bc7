# Every target installs what it lacks. A fresh machine needs only the system packages that README.md names.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
POSTGRESQL_URL ?= postgres://$(shell id -un)@localhost/postgres
REDIS_URL ?= redis://localhost:6379
PORT ?= 8000

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

.PHONY: install
install: ## Python packages into .venv, translations compiled
	@.ci/install
	@$(MAKE) -s $(MESSAGES)

%.mo: %.po
	@msgfmt --check --output-file=$@ $<

.PHONY: run
run: install ## the whole site on http://localhost:8000 (or PORT=…), demonstration included
	@PORT=$(PORT) exec $(MANAGE) serve --prepare

.PHONY: test
test: install ## the tests on SQLite (browser, fault, load and benchmark tests have targets of their own)
	@$(PYTEST) -n 2 --dist loadfile -m "not postgresql and not browser and not faults and not benchmark" $(ARGS)

.PHONY: test-postgresql
test-postgresql: install ## the same and the row-lock tests, on PostgreSQL and Redis
	@DATABASE_URL=$(POSTGRESQL_URL) CACHE_URL=$(REDIS_URL)/9 $(PYTEST) -n 2 --dist loadfile -m "not browser and not faults and not benchmark" $(ARGS)

.PHONY: browser
browser: install ## the road in headless Chromium; screenshots in artefacts/
	@$(PYTEST) tests/browser -m browser $(ARGS)
	@$(PYTEST) tests/courses -m browser $(ARGS)

.PHONY: faults
faults: install ## kill processes and look whether anything is lost
	@$(PYTEST) -m faults $(ARGS)

.PHONY: bench
bench: install ## speed against a peer or a naive way in the same run; gates nothing
	@$(PYTEST) -m benchmark -s $(ARGS)

.PHONY: lint
lint: install ## style, types, contracts between the rooms, templates, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy .
	@$(BIN)/djlint --quiet --lint */templates
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(MANAGE) makemigrations --check --dry-run
	@.ci/check_deploy
	@.ci/check_browser_syntax

.PHONY: audit
audit: install ## known weaknesses of the packages we use
	@$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip

.PHONY: check
check: ## what CI runs, exactly; needs PostgreSQL and Redis
	@.ci/run

.PHONY: lock
lock: ## rewrite requirements.lock from pyproject.toml
	@$(BIN)/python -m pip --quiet install uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--python-version 3.12 --group dev pyproject.toml --output-file requirements.lock

.PHONY: messages
messages: install ## collect texts to translate into locale/
	@$(MANAGE) makemessages --locale zh_Hans --ignore '.venv/*' --ignore 'var/*' --no-location --no-wrap
	@sed -i "/^.POT-Creation-Date/d" locale/*/LC_MESSAGES/django.po  # a date that changes with every run hides what did
