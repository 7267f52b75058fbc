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
# The controller that `make quickstart` sets up: ansible-core and the collection, nothing else.
CONTROLLER ?= .venv-controller
CACHE := .cache
# Tests get what follows as it stands: make unit ARGS='-k network -x'
ARGS ?=

# How many processes share the tests, which wait a third of their time.
WORKERS ?= $(shell expr $$(nproc) + 1)

# The integration tests run under the current ansible-core, and what depends on it under the oldest one, too.
BOTH_CORES = --ansible current --ansible 2.17

PYTEST = $(VENV)/bin/python -m pytest
export PATH := $(abspath $(VENV))/bin:$(PATH)
export BENCH_OLDEST := $(abspath $(VENV_MINIMUM))
# Compiled once for all processes of the tests, and beside the sources nothing is left.
export PYTHONPYCACHEPREFIX := $(abspath $(CACHE))/pycache
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## This list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

# ---------------------------------------------------------------------------
# What the tests stand on

.PHONY: packages
packages: ## Debian packages that the tests need (root; nothing is started)
	@tools/timed "Debian packages" tools/debian-packages tests/requirements/debian.txt

.PHONY: venv
venv: $(VENV)/.complete ## The developers' virtual environment

$(VENV)/.complete: tests/requirements/dev.txt emumetal/pyproject.toml
	@tools/timed "$(@D)" tools/virtualenv $(PYTHON) $(@D) $<

$(VENV_MINIMUM)/.complete: tests/requirements/minimum.txt
	@tools/timed "$(@D)" tools/virtualenv $(PYTHON) $(@D) $<

# ansible-test makes environments of its own; filled here, so that the tests need no network.
$(CACHE)/sanity/.complete: $(VENV)/.complete tools/ansible-test
	@tools/timed "environments of ansible-test" tools/ansible-test --prime-venvs
	touch $@

# Machines to try the main job on, their packages and wheels, so that this needs no network either.
FRESH = $(foreach suite,bookworm trixie,$(CACHE)/fresh/$(suite)/.complete)
$(FRESH): $(VENV)/.complete tests/bench/fresh_parts.py tests/requirements/fresh-debian.txt requirements.txt tools/peer-collections.txt
	@PYTHONPATH=tests tools/timed "fresh $(notdir $(@D))" $(VENV)/bin/python -m bench.fresh_parts $(@D) $(notdir $(@D))

.PHONY: servers
servers: packages $(VENV)/.complete
	@PYTHONPATH=tests tools/timed "servers with systemd" $(VENV)/bin/python -m bench.image bookworm trixie

# Images of emulated servers: what the second gate boots, and all.
EMULATED = kvm xen
EMULATED_ALL = kvm xen xen-packages plain plain:trixie

.PHONY: emulated
emulated: packages $(VENV)/.complete
	@PYTHONPATH=tests tools/timed "emulated servers" $(VENV)/bin/python -m bench.emulated $(EMULATED)

.PHONY: prepare
prepare: packages servers $(VENV)/.complete $(VENV_MINIMUM)/.complete $(CACHE)/sanity/.complete $(CACHE)/fresh/trixie/.complete ## Everything that `make test` fetches; from here on no network is needed

.PHONY: prepare-hosts
prepare-hosts: packages servers emulated $(VENV)/.complete $(FRESH) ## Everything that `make test-hosts` fetches

# ---------------------------------------------------------------------------
# Tests

# What is fetched, by more processes than there are cores, and then one run of pytest that uses every core: $(call gates,test hosts,prepare)
define gates
	$(MAKE) packages
	$(MAKE) --jobs $(WORKERS) --output-sync=line $(2)
	$(PYTEST) $(1:%=--gate %) $(BOTH_CORES) --numprocesses $(WORKERS) $(ARGS)
endef

.PHONY: test
test: ## The first gate: all tests but those of the second and the third
	@$(call gates,test,prepare)

.PHONY: test-hosts
test-hosts: ## The second gate: emulated servers, fresh machines, both releases of Debian (root; about half an hour on two cores)
	@$(call gates,hosts,prepare-hosts)

.PHONY: test-both
test-both: ## Both gates in one run
	@$(call gates,test hosts,prepare prepare-hosts)

.PHONY: faults
faults: EMULATED = $(EMULATED_ALL)
faults: prepare emulated ## The third gate, in parts: whole matrices, make metal, make modular; again for what is left; SHARD=1/4 (root; hours)
	@status=0
	share="--resume $(if $(SHARD),--shard $(SHARD))"
	$(PYTEST) tests --gate faults $$share $(BOTH_CORES) --numprocesses $(WORKERS) $(ARGS) || status=$$?
	$(PYTEST) tests/modular/modular.py tests/integration --daemons modular $$share --numprocesses $(WORKERS) $(ARGS) || status=$$?
	exit $$status

.PHONY: timings
timings: ## Take the seconds of the last `make test` for the reference, tests/timings.json
	cp $(CACHE)/timings.json tests/timings.json

.PHONY: unit
unit: $(VENV)/.complete ## Tests that take seconds and need nothing but Python
	@$(PYTEST) tests/unit emumetal/tests --numprocesses $(shell nproc) $(ARGS)

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
molecule: servers $(VENV)/.complete ## The roles on Debian 12 and 13 with systemd (root)
	@$(PYTEST) tests/molecule --gate test --gate hosts $(ARGS)

.PHONY: metal
metal: EMULATED = $(EMULATED_ALL)
metal: emulated ## The roles on emulated servers that really boot, KVM and Xen (root; some 50 to 60 minutes on two cores)
	@$(PYTEST) tests/metal --gate hosts --gate faults --numprocesses $(shell nproc) $(ARGS)

.PHONY: modular
modular: servers $(VENV)/.complete ## libvirt's modular daemons, built from Debian's source: modules, the move there and back (root)
	@$(PYTEST) tests/modular/modular.py tests/integration --daemons modular $(ARGS)

.PHONY: bench
bench: packages $(VENV)/.complete ## What 300 unchanged objects cost, against a bare script and community.libvirt (root)
	@PYTHONPATH=tests $(VENV)/bin/python tests/benchmarks/many_objects.py $(ARGS)

.PHONY: docs
docs: $(VENV)/.complete ## The documentation site, in build/docs/build/html
	@$(PYTEST) tests/quality/test_lint.py --collect-only -q >/dev/null  # links the tree as a collection
	rm -rf build/docs
	mkdir -p build/docs
	export ANSIBLE_COLLECTIONS_PATH=$(abspath $(CACHE))/collections
	antsibull-docs sphinx-init --use-current --squash-hierarchy --dest-dir build/docs anvil.hypervisor >/dev/null
	python docs/tools/site_inventory.py build/docs
	python docs/tools/site_guides.py build/docs
	build/docs/build.sh

.PHONY: release
release: $(VENV)/.complete ## A release of the committed tree: make release VERSION=1.2.3 (changelog, tarball, commit, tag)
	@tools/release "$(VERSION)"

# ---------------------------------------------------------------------------
# The main job

# The accelerator: auto (hardware virtualization when it is ready), or tcg (emulate in any case).
ACCEL ?= auto
# Hosts in place of this machine: make quickstart INVENTORY=hosts.yml
INVENTORY ?=
PLAYBOOK_OPTIONS = $(if $(INVENTORY),--inventory $(INVENTORY),--inventory localhost$(comma) --connection local) \
	--extra-vars quickstart_accelerator=$(ACCEL) \
	$(if $(IMAGE),--extra-vars quickstart_image=$(abspath $(IMAGE))) $(ARGS)
comma := ,

# tools/play shows a person what is done; what Ansible itself says is here.
LOG ?= $(CACHE)/$@.log

# On this machine it is the distribution's Python that has libvirt's bindings.
quickstart quickstart-clean: export ANSIBLE_COLLECTIONS_PATH := $(abspath $(CONTROLLER))/collections
quickstart quickstart-clean: export ANSIBLE_DISPLAY_SKIPPED_HOSTS := false
quickstart quickstart-clean: export ANSIBLE_CALLBACK_RESULT_FORMAT := yaml
quickstart quickstart-clean: export ANSIBLE_PYTHON_INTERPRETER := $(if $(INVENTORY),auto_silent,/usr/bin/python3)
quickstart quickstart-clean: export ANSIBLE_PIPELINING := true
quickstart quickstart-clean: export LC_ALL := C.UTF-8

.PHONY: quickstart
quickstart: $(CONTROLLER)/collections/.complete ## A running guest on this machine; ACCEL=tcg, INVENTORY=hosts.yml, IMAGE=cloud.qcow2
	@tools/play $(LOG) $(CONTROLLER)/bin/ansible-playbook $(PLAYBOOK_OPTIONS) anvil.hypervisor.quickstart

.PHONY: quickstart-clean
quickstart-clean: $(CONTROLLER)/collections/.complete ## Take away what quickstart made, and nothing else
	@tools/play $(LOG) $(CONTROLLER)/bin/ansible-playbook $(PLAYBOOK_OPTIONS) anvil.hypervisor.quickstart_clean

$(CONTROLLER)/.complete: requirements.txt
	@tools/virtualenv $(PYTHON) $(@D) $<

# The collection as its users get it, built from this tree and installed beside the collections it depends on.
$(CONTROLLER)/collections/.complete: $(CONTROLLER)/.complete galaxy.yml $(shell find meta playbooks plugins roles)
	@tools/install-collection $(CONTROLLER)
	touch $@

# ---------------------------------------------------------------------------

.PHONY: clean
clean: ## Remove what make built in this folder
	rm -rf $(VENV) $(VENV_MINIMUM) $(CONTROLLER) $(CACHE) build
