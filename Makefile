# Everything a person does here. Needs Python >= 3.11 and make; gets uv itself where it is missing.
# All of it runs on the cloud's Python where that is found; PYTHON=3.11 (or a command) names another, in an environment beside.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8002
FLIGHTS ?= 20000
FULL ?=
STAGE ?= dev
PYTHON ?=
CLOUD := 3.13
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 1
CDK := .tools/cdk/node_modules/.bin/cdk
OPENAPI_TYPESCRIPT := .tools/clients/node_modules/.bin/openapi-typescript
MINISTACK := .tools/ministack/.synced
MACHINE := $(subst aarch64,arm64,$(shell uname -m))
run down status: export SPICE_DATA ?= $(CURDIR)/.spice
run: export FLIGHTS := $(FLIGHTS)
export PIP_ROOT_USER_ACTION := ignore
# Starting is mostly importing, and nearly every test of a platform starts one: what is imported is compiled once.
unexport PYTHONDONTWRITEBYTECODE

TOOLS := .tools
UV := $(or $(shell uv --version >/dev/null 2>&1 && command -v uv),$(TOOLS)/bin/uv)
ENVIRONMENT := $(if $(PYTHON),$(TOOLS)/python-$(patsubst python%,%,$(notdir $(PYTHON))),.venv)
export UV_PROJECT_ENVIRONMENT := $(ENVIRONMENT)
BIN := $(ENVIRONMENT)/bin
AT_ONCE ?= 4
SERVERS_AT_ONCE ?= 2
SPREAD := --numprocesses $(AT_ONCE)

.PHONY: help run down status install everything fetch test test-services test-ports test-kills check format bench profile bundle cold cost diagrams soak mutants
.PHONY: web schema test-web test-browser look
.PHONY: preflight burst cdk synth emulator bundle-here emulate client clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 10

run: install ## Start the platform in the background and show it on flights (FLIGHTS=all, FULL=1 for Kafka and OpenSearch)
	@mkdir -p $(TOOLS); $(MAKE) --no-print-directory web/dist/index.html >$(TOOLS)/console.log 2>&1 & building=$$!; \
	  { $(BIN)/spice status --json >/dev/null 2>&1 || $(BIN)/spice up --detach --port $(PORT) $(if $(FULL),--full); } \
	  && $(BIN)/python -m cli.demo; ended=$$?; \
	  kill -0 $$building 2>/dev/null && echo "The console is still being built: a minute, the first time."; \
	  wait $$building || echo "The console was not built: $(TOOLS)/console.log says why. All else runs." >&2; exit $$ended

down: install ## Stop the platform
	@$(BIN)/spice down

status: install ## Show what runs
	@$(BIN)/spice status

# uv is asked each time, since anyone may have changed what is installed; to look takes it 50 ms.
install: | $(ENVIRONMENT)/pyvenv.cfg ## Install everything from the lock file
	@$(UV) sync --frozen --inexact --check >/dev/null 2>&1 || $(UV) sync --frozen --inexact --quiet

# ... and what only development needs: the CDK, the peers of the benchmarks.
everything: | $(ENVIRONMENT)/pyvenv.cfg
	@$(UV) sync --frozen --all-groups --check >/dev/null 2>&1 || $(UV) sync --frozen --all-groups --quiet

fetch: install ## Fetch Kafka, OpenSearch and their Java into the cache, once; all else works without a network then
	@$(BIN)/python -m local.parts

test: everything ## Run the tests (AT_ONCE processes; ARGS="-n 0 PATH": one, for a debugger; PYTHON=3.11: on another)
	@$(BIN)/python -m pytest $(SPREAD) -m "not slow and not servers and not emulation" $(ARGS)

test-services: ## Run the suites of the real servers: Kafka, OpenSearch (SERVERS_AT_ONCE processes)
	@$(MAKE) --no-print-directory --keep-going test-ports test-kills

# By processes with a Kafka and an OpenSearch each ...
test-ports: everything fetch
	@$(BIN)/python -m pytest --numprocesses $(SERVERS_AT_ONCE) -m "servers and not slow" $(ARGS) tests/contract

# ... and alone: what kills and freezes servers.
test-kills: everything fetch
	@$(BIN)/python -m pytest -m "servers and not slow" $(ARGS) tests/servers

check: everything ## Check format, lint, types and import contracts
	@failed=0; for tool in "ruff format --check ." "ruff check ." mypy lint-imports; do \
	  echo "$$tool"; $(BIN)/$$tool || failed=1; done; exit $$failed

format: everything ## Format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: everything $(if $(FULL),fetch) ## Measure, side by side (FULL=1: Kafka and OpenSearch beside the light default)
	@$(BIN)/python -m benchmarks $(if $(FULL),--full) $(ARGS)

profile: everything ## Draw where a load's processor time goes, function by function (ARGS="--of new|hot|single")
	@mkdir -p $(TOOLS) && $(BIN)/python -m benchmarks.profiling --output $(TOOLS)/profile.speedscope.json $(ARGS)

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

mutants: everything ## Put known defects in, one at a time: a test must notice each (ARGS="WORD": those named so)
	@$(BIN)/python -m tests.mutants $(ARGS)

cdk: $(CDK) ## Install the cdk command

synth: everything cdk ## Write the CloudFormation templates of both stages; needs no account and no network
	@for stage in dev prod; do $(CDK) synth --quiet --app "$(BIN)/python -m infra.app" -c stage=$$stage -c bundles=placeholder -o cdk.out/$$stage || exit 1; done

preflight: everything cdk ## Ask the account what would make a deployment fail; it only reads (STAGE=prod)
	@$(BIN)/python -m infra.preflight $(STAGE) $(ARGS)

emulator: $(MINISTACK) $(CDK) fetch ## Install the emulator of AWS and what it runs on

bundle-here: everything
	@$(BIN)/python -m infra.bundle --uv $(UV) --platform $(MACHINE) --python $$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

emulate: emulator bundle-here ## Deploy the app to an emulated AWS account and test it there; no Docker, no account
	@$(BIN)/python -m pytest -m emulation -s $(ARGS) tests/emulation

client: $(OPENAPI_TYPESCRIPT) | install ## Generate a TypeScript client from the API's document, and compile it
	@$(BIN)/python -m tests.support.described $(TOOLS)/clients/openapi.json
	@cd $(TOOLS)/clients && node_modules/.bin/openapi-typescript openapi.json -o api.ts && node_modules/.bin/tsc --noEmit --strict api.ts

$(OPENAPI_TYPESCRIPT): tests/clients/package-lock.json
	@mkdir -p $(TOOLS)/clients && cp tests/clients/package.json tests/clients/package-lock.json $(TOOLS)/clients/
	@npm ci --prefix $(TOOLS)/clients --no-audit --no-fund --silent
	@touch $@

# Node is the one of the environment: nobody installs it.
web test-web test-browser schema look: export PATH := $(abspath $(BIN)):$(PATH)

web: web/node_modules/.installed ## Build the console into web/dist: lint, types, what is loaded within its budgets
	@cd web && npm run -s check && npm run -s build

# What `make run` needs of it, beside what it loads.
web/dist/index.html: web/node_modules/.installed $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
	@cd web && PATH="$(abspath $(BIN)):$$PATH" npm run -s build

schema: web/tools/schema/node_modules/.installed | install ## Write the console's types of the API anew
	@mkdir -p $(TOOLS)/web && $(BIN)/python -m tests.support.described $(TOOLS)/web/openapi.json >/dev/null
	@web/tools/schema/generate.sh $(TOOLS)/web/openapi.json web/src/api/schema.d.ts

test-web: web/node_modules/.installed web/tools/schema/node_modules/.installed | install ## Test the console: its types are the API's, its parts and screens
	@mkdir -p $(TOOLS)/web && $(BIN)/python -m tests.support.described $(TOOLS)/web/openapi.json >/dev/null
	@web/tools/schema/generate.sh $(TOOLS)/web/openapi.json $(TOOLS)/web/schema.d.ts >/dev/null
	@cmp web/src/api/schema.d.ts $(TOOLS)/web/schema.d.ts || { echo "the API has other types than web/src/api/schema.d.ts: make schema" >&2; exit 1; }
	@cd web && npm run -s test -- $(ARGS)

test-browser: web browser ## Test the console in Chromium against a platform of its own, in a fresh folder
	@cd web && node e2e/run.ts $(ARGS)

look: web browser ## Draw the screens of docs/console.md anew, in a platform of its own
	@cd web && node e2e/draw.ts

.PHONY: browser
browser:
	@command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qi noto.*cjk \
	  || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null; }

web/node_modules/.installed: web/package-lock.json | install
	@PATH="$(abspath $(BIN)):$$PATH" npm ci --prefix web --no-audit --no-fund --silent
	@touch $@

web/tools/schema/node_modules/.installed: web/tools/schema/package-lock.json | install
	@PATH="$(abspath $(BIN)):$$PATH" npm ci --prefix web/tools/schema --no-audit --no-fund --silent
	@touch $@

clean: ## Remove what was installed and built; the data folder stays
	rm -rf .venv $(TOOLS) web/node_modules web/tools/schema/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis cdk.out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(ENVIRONMENT)/pyvenv.cfg: | $(UV)
	@python=$$(python3 -m infra.pythons --uv $(UV) $(or $(PYTHON),--otherwise $$(command -v python3) $(CLOUD))) \
	  && $(UV) venv --quiet --python "$$python" $(ENVIRONMENT)

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
	@python3 -m venv $(TOOLS) >/dev/null 2>&1 && $(TOOLS)/bin/python -m pip install --quiet uv \
	  || { mkdir -p $(TOOLS)/bin && python3 -m pip install --quiet --upgrade --target $(TOOLS)/site uv \
	       && ln -sf ../site/bin/uv $@; } \
	  || { echo "uv cannot be installed: python3 has neither venv nor pip; see https://docs.astral.sh/uv" >&2; exit 1; }
	@$@ --version
