# Everything a person does here. Needs Python >= 3.11 and make; gets uv itself where it is missing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8002
FLIGHTS ?= 20000
FULL ?=
STAGE ?= dev
PYTHON ?= python3
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 1
CDK := .tools/cdk/node_modules/.bin/cdk
MINISTACK := .tools/ministack/.synced
MACHINE := $(subst aarch64,arm64,$(shell uname -m))
run down status: export SPICE_DATA ?= $(CURDIR)/.spice
run: export FLIGHTS := $(FLIGHTS)
export PIP_ROOT_USER_ACTION := ignore

TOOLS := .tools
UV := $(or $(shell uv --version >/dev/null 2>&1 && command -v uv),$(TOOLS)/bin/uv)
BIN := .venv/bin
AT_ONCE ?= 4
SERVERS_AT_ONCE ?= 2
SPREAD := --numprocesses $(AT_ONCE)

.PHONY: help run down status install everything fetch test test-services check format bench bundle cold cost diagrams soak
.PHONY: preflight burst cdk synth emulator bundle-here emulate clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 10

run: install ## Start the platform in the background and show it on flights (FLIGHTS=all, FULL=1 for Kafka and OpenSearch)
	@$(BIN)/spice status --json >/dev/null 2>&1 || $(BIN)/spice up --detach --port $(PORT) $(if $(FULL),--full)
	@$(BIN)/python -m cli.demo

down: install ## Stop the platform
	@$(BIN)/spice down

status: install ## Show what runs
	@$(BIN)/spice status

# uv is asked each time, since anyone may have changed what is installed; to look takes it 50 ms.
install: | $(UV) ## Install everything from the lock file
	@$(UV) sync --frozen --inexact --check >/dev/null 2>&1 || $(UV) sync --frozen --inexact --quiet

# ... and what only development needs: the CDK, the peers of the benchmarks.
everything: | $(UV)
	@$(UV) sync --frozen --all-groups --check >/dev/null 2>&1 || $(UV) sync --frozen --all-groups --quiet

fetch: install ## Fetch Kafka, OpenSearch and their Java into the cache, once; all else works without a network then
	@$(BIN)/python -m local.parts

test: everything ## Run the tests (AT_ONCE processes; ARGS="-n 0 PATH": one, for a debugger)
	@$(BIN)/python -m pytest $(SPREAD) -m "not slow and not servers and not emulation" $(ARGS)

# Port suites first, by processes with a Kafka and an OpenSearch each; then, alone, what kills and freezes servers.
test-services: everything fetch ## Run the suites of the real servers: Kafka, OpenSearch (SERVERS_AT_ONCE processes)
	@failed=0; \
	$(BIN)/python -m pytest --numprocesses $(SERVERS_AT_ONCE) -m "servers and not slow" --ignore tests/servers $(ARGS) || failed=1; \
	$(BIN)/python -m pytest -m "servers and not slow" $(ARGS) tests/servers || failed=1; exit $$failed

check: everything ## Check format, lint, types and import contracts
	@failed=0; for tool in "ruff format --check ." "ruff check ." mypy lint-imports; do \
	  echo "$$tool"; $(BIN)/$$tool || failed=1; done; exit $$failed

format: everything ## Format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: everything $(if $(FULL),fetch) ## Measure, side by side (FULL=1: Kafka and OpenSearch beside the light default)
	@$(BIN)/python -m benchmarks $(if $(FULL),--full) $(ARGS)

bundle: everything ## Build layers and function bundles for the cloud into dist (BUNDLE_FLAGS="--platform x86_64")
	@$(BIN)/python -m infra.bundle --uv $(UV) $(BUNDLE_FLAGS)

cold: everything ## Measure cold imports from a bundle for this machine
	@$(BIN)/python -m infra.bundle --uv $(UV) --platform x86_64 >/dev/null
	@$(BIN)/python -m infra.cold

cost: everything ## Write docs/cost.md from the price file, the stages and the catalogue
	@$(BIN)/python -m infra.cost

diagrams: everything ## Draw the diagrams of the documents again, from the catalogue and the imports
	@$(BIN)/python -m infra.diagrams

burst: everything ## Write the burst model of docs/scale.md: what waits where, and which limit holds first
	@$(BIN)/python -m infra.cost.burst_report

soak: everything ## Run the long walks: kills and restarts while commands flow
	@$(BIN)/python -m pytest -m slow $(ARGS)

cdk: $(CDK) ## Install the cdk command

synth: everything cdk ## Write the CloudFormation templates of both stages; needs no account and no network
	@for stage in dev prod; do $(CDK) synth --quiet -c stage=$$stage -c bundles=placeholder -o cdk.out/$$stage || exit 1; done

preflight: everything cdk ## Ask the account what would make a deployment fail; it only reads (STAGE=prod)
	@$(BIN)/python -m infra.preflight $(STAGE) $(ARGS)

emulator: $(MINISTACK) $(CDK) fetch ## Install the emulator of AWS and what it runs on

bundle-here: everything
	@$(BIN)/python -m infra.bundle --uv $(UV) --platform $(MACHINE) --python $$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

emulate: emulator bundle-here ## Deploy the app to an emulated AWS account and test it there; no Docker, no account
	@$(BIN)/python -m pytest -m emulation -s $(ARGS)

clean: ## Remove what was installed and built; the data folder stays
	rm -rf .venv $(TOOLS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis cdk.out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(CDK): infra/package-lock.json
	@mkdir -p $(TOOLS)/cdk && cp infra/package.json infra/package-lock.json $(TOOLS)/cdk/
	@npm ci --prefix $(TOOLS)/cdk --no-audit --no-fund --silent
	@touch $@

# An environment of its own: the emulator pins another botocore than our lock.
$(MINISTACK): local/emulation/requirements/ministack.txt | install
	@$(UV) venv --quiet --clear --python $(BIN)/python $(TOOLS)/ministack
	@VIRTUAL_ENV=$(TOOLS)/ministack $(UV) pip install --quiet --require-hashes --only-binary :all: --requirement $<
	@touch $@

# In a folder of its own: neither an externally managed pip nor a missing venv module is in the way.
$(TOOLS)/bin/uv:
	@echo "getting uv into $(TOOLS)"
	@$(PYTHON) -m venv $(TOOLS) >/dev/null 2>&1 && $(TOOLS)/bin/python -m pip install --quiet uv \
	  || { mkdir -p $(TOOLS)/bin && $(PYTHON) -m pip install --quiet --upgrade --target $(TOOLS)/site uv \
	       && ln -sf ../site/bin/uv $@; } \
	  || { echo "uv cannot be installed: $(PYTHON) has neither venv nor pip; see https://docs.astral.sh/uv" >&2; exit 1; }
	@$@ --version
