# Short, readable commands only; what they do lives in manage.py commands and bin/.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run test test-services journeys bench lint types imports lock vendor remove-demo clean

## Set everything up and serve the product with demo content on http://127.0.0.1:8000
run: $(VENV)/.base $(VENV)/.vendor
	@exec $(PY) -W ignore manage.py serve

## Set up and run the tests (no server, no root)
test: $(VENV)/.dev $(VENV)/.vendor
	@bin/test

## The tests that need real servers (PostgreSQL, S3, Elasticsearch, Redis), then what depends on the database
test-services: $(VENV)/.dev $(VENV)/.vendor
	@bin/test-services

journeys: $(VENV)/.dev $(VENV)/.vendor
	@bin/test --journeys

## The ratios that the issues promise; starts PostgreSQL and Elasticsearch for search where it can
bench: $(VENV)/.dev $(VENV)/.vendor
	@$(PY) -m tests.benchmarks

lint: $(VENV)/.dev
	@bin/lint

types: $(VENV)/.dev
	@$(VENV)/bin/mypy lms content media_pipeline search themes

imports: $(VENV)/.dev
	@$(VENV)/bin/lint-imports

## Compile requirements/*.txt with hashes from pyproject.toml
lock: $(VENV)/.dev
	@bin/lock

remove-demo: $(VENV)/.base
	@$(PY) manage.py remove_demo

clean:
	rm -rf $(VENV) node_modules themes/static/vendor

$(VENV)/bin/python:
	@$(PYTHON) bin/check_python.py
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "Installing Python packages ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing Python packages for tests ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.base

$(VENV)/.vendor: package-lock.json bin/vendor.py | $(VENV)/.base
	@echo "Installing browser libraries ..."
	@$(PY) bin/vendor.py
	@touch $@

vendor: $(VENV)/.vendor
