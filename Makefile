# What a person types in this repository. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Debian's own interpreter first: the tests share its libvirt bindings.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)
VENV ?= .venv
VENV_MINIMUM ?= .venv-2.17
CACHE := .cache
# Tests get what follows as it stands: make unit ARGS='-k network -x'
ARGS ?=

# The integration tests run under the current and under the oldest ansible-core.
BOTH_CORES = --ansible current --ansible 2.17

PYTEST = $(VENV)/bin/python -m pytest
export PATH := $(abspath $(VENV))/bin:$(PATH)
export BENCH_OLDEST := $(abspath $(VENV_MINIMUM))
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help
help: ## This list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

# ---------------------------------------------------------------------------
# What the tests stand on

.PHONY: packages
packages: ## Debian packages that the tests need (root; nothing is started)
	@tests/setup/debian-packages tests/requirements/debian.txt

.PHONY: venv
venv: $(VENV)/.complete ## The developers' virtual environment

$(VENV)/.complete: tests/requirements/dev.txt
	@tests/setup/virtualenv $(PYTHON) $(@D) $<

$(VENV_MINIMUM)/.complete: tests/requirements/minimum.txt
	@tests/setup/virtualenv $(PYTHON) $(@D) $<

# ansible-test makes environments of its own; filled here, so that the tests need no network.
$(CACHE)/sanity/.complete: $(VENV)/.complete tests/setup/ansible-test
	@tests/setup/ansible-test --prime-venvs
	touch $@

.PHONY: prepare
prepare: packages $(VENV)/.complete $(VENV_MINIMUM)/.complete $(CACHE)/sanity/.complete ## Everything that `make test` fetches; from here on no network is needed

# ---------------------------------------------------------------------------
# Tests

.PHONY: test
test: prepare ## All tests, in one run of pytest
	@$(PYTEST) tests $(BOTH_CORES) $(ARGS)

.PHONY: unit
unit: $(VENV)/.complete ## Tests that take seconds and need nothing but Python
	@$(PYTEST) tests/unit $(ARGS)

.PHONY: integration
integration: packages $(VENV)/.complete $(VENV_MINIMUM)/.complete ## Modules against a real libvirtd in namespaces (root)
	@$(PYTEST) tests/integration $(BOTH_CORES) $(ARGS)

.PHONY: lint
lint: $(VENV)/.complete ## ruff, ansible-lint, yamllint, antsibull-docs, vermin, galaxy-importer
	@$(PYTEST) tests/quality/test_lint.py $(ARGS)

.PHONY: sanity
sanity: $(CACHE)/sanity/.complete ## ansible-test sanity
	@$(PYTEST) tests/quality/test_sanity.py $(ARGS)

.PHONY: molecule
molecule: packages $(VENV)/.complete ## The roles on Debian 12 and 13 with systemd (root)
	@$(PYTEST) tests/molecule $(ARGS)

# ---------------------------------------------------------------------------

.PHONY: clean
clean: ## Remove what make built in this folder
	rm -rf $(VENV) $(VENV_MINIMUM) $(CACHE) build
