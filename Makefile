# Slipway's own verbs; those of a generated project stand in its own Makefile.

PROBLEM ?= credit
PYTHON ?= python3
PROJECT := {{cookiecutter.repo_name}}
FOLDER_credit := credit_risk
FOLDER_houses := house_prices
ENVIRONMENT := $(CURDIR)/build/shared_environment/.venv
CONVERTERS := $(CURDIR)/build/converters
SERVERS := $(CURDIR)/build/servers
ONLY ?=
STRICT ?=

MAKEFLAGS += --no-builtin-rules --no-print-directory
# Any name but the default makes every make, macOS's old one too, look commands up by the PATH below.
SHELL := sh
.NOTPARALLEL:
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench tables lock clean

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export UV_PYTHON_DOWNLOADS := never
# The package in the template is linted and imported as it stands; no cache may end up in a project.
export PYTHONDONTWRITEBYTECODE := 1

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

demo: .venv/.ready ## make a project (PROBLEM=houses for the other sample) and run its whole chain
	@test -n "$(FOLDER_$(PROBLEM))" || { echo "PROBLEM is credit or houses" >&2; exit 2; }
	@test -e demo/$(FOLDER_$(PROBLEM)) \
	  || { echo "making the project demo/$(FOLDER_$(PROBLEM))" && rm -rf demo/.unfinished \
	    && cookiecutter . --no-input --default-config --output-dir demo/.unfinished \
	      problem=$(PROBLEM) > /dev/null \
	    && mv demo/.unfinished/$(FOLDER_$(PROBLEM)) demo && rmdir demo/.unfinished; }
	@$(MAKE) -C demo/$(FOLDER_$(PROBLEM)) all
	@echo && echo "The project lies in demo/$(FOLDER_$(PROBLEM)); its verbs are typed there; remove it to start anew."

test: .venv/.ready-dev $(ENVIRONMENT)/.ready ## run every test; STRICT=1 fails where a runtime that verifies a form is missing
	@python -m flake8
	@PROJECT_VENV=$(ENVIRONMENT) STRICT=$(STRICT) python -m pytest -n 3 --dist loadgroup

lint: .venv/.ready-dev ## check the style of the template's own code
	@python -m flake8

bench: .venv/.ready-dev $(ENVIRONMENT)/.ready $(CONVERTERS)/.ready $(SERVERS)/.ready ## measure, write docs/benchmarks.md (BENCH_ROUNDS=3; ONLY=scoring: one page)
	@PROJECT_VENV=$(ENVIRONMENT) CONVERTERS_VENV=$(CONVERTERS) SERVERS_VENV=$(SERVERS) \
	  python -m benchmarks $(ONLY)

tables: .venv/.ready-dev $(ENVIRONMENT)/.ready ## try the template on many tables, write docs/tables.md
	@PROJECT_VENV=$(ENVIRONMENT) python -m tries

lock: .venv/.ready-dev ## pin the requirements of the template and of the projects anew
	@python -m tools.lock

clean: ## remove environments, the demo and caches
	@rm -rf .venv build demo .pytest_cache .tox

# One environment for all projects that the tests make: the one that such a project makes itself.
$(ENVIRONMENT)/.ready: .venv/.ready-dev $(wildcard $(PROJECT)/requirements*.txt $(PROJECT)/Makefile)
	@rm -rf build/shared_environment
	@cookiecutter . --no-input --output-dir build \
	  repo_name=shared_environment data_remote=s3 > build.log || { cat build.log; exit 1; }
	@rm build.log
	@$(MAKE) -C build/shared_environment setup .venv/.ready-to-verify .venv/.ready-for-dask
	@touch $@

# Other converters need other versions of the libraries than a project has.
$(CONVERTERS)/.ready: .venv/.ready-dev benchmarks/requirements-converters.txt
	@uv venv --quiet --clear --python .venv/bin/python $(CONVERTERS)
	@uv pip install --quiet --python $(CONVERTERS)/bin/python --require-hashes \
	  --compile-bytecode -r benchmarks/requirements-converters.txt
	@touch $@

# So do other servers.
$(SERVERS)/.ready: .venv/.ready-dev benchmarks/requirements-servers.txt
	@uv venv --quiet --clear --python .venv/bin/python $(SERVERS)
	@uv pip install --quiet --python $(SERVERS)/bin/python --require-hashes \
	  --compile-bytecode -r benchmarks/requirements-servers.txt
	@touch $@

.venv/.ready: requirements.txt
	$(call environment,requirements.txt)

.venv/.ready-dev: requirements-dev.txt
	$(call environment,requirements-dev.txt)

# $(call environment,lock): bring .venv to what the lock says, by uv where it can be had.
define environment
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
  echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..." >&2; exit 2; }
@.venv/bin/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
@echo "making the environment in .venv from $(1)"
@if command -v uv > /dev/null || .venv/bin/python -m pip install --quiet --require-hashes \
  -r requirements-uv.txt; then \
  uv pip install --quiet --python .venv/bin/python --require-hashes --compile-bytecode -r $(1); \
else \
  echo "uv is not to be had; pip takes its time"; \
  .venv/bin/python -m pip install --quiet --require-hashes -r $(1); \
fi
@touch $@
endef
