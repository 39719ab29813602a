# Netra. `make demo` and `make test` are all a fresh machine needs: python3.11, make, git and a package index.
PYTHON ?= python3.11
VENV   := .venv
PY     := $(VENV)/bin/python
PORT   ?= 8081
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.PHONY: help demo run test test-browser check format bench bench-large clean

help: ## Show what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | column -t -s "$$(printf '\t')"

$(VENV)/.runtime: requirements/runtime.txt requirements/uv.txt tools/install.sh
	@bash tools/install.sh $(PYTHON) $(VENV) requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/uv.txt tools/install.sh
	@bash tools/install.sh $(PYTHON) $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/.runtime

demo: $(VENV)/.runtime ## Run the bot with a local server and a chat page; no token needed (TODAY=2024-09-24 travels in time)
	@$(PY) -m bot demo --port $(PORT) $(if $(TODAY),--today $(TODAY))

run: $(VENV)/.runtime ## Run the bot on real Telegram with the settings in .env
	@$(PY) -m bot run

test: $(VENV)/.dev ## Run all tests but the browser's
	@$(PY) -m pytest -m "not browser"

test-browser: $(VENV)/.dev ## Drive the demo page in the system's Chromium
	@$(PY) -m pytest -m browser

check: $(VENV)/.dev ## Lint, types, layers, rulebook, docs
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(VENV)/bin/lint-imports
	$(PY) -m bot rulebook check
	$(PY) tools/check_docs.py

format: $(VENV)/.dev ## Put the code in its usual form
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/.dev ## Measure the figures of benchmarks/README.md
	@$(PY) -m benchmarks

bench-large: $(VENV)/.dev ## Broadcast to a million recipients, and simulate all 4,700,000
	@$(PY) -m benchmarks broadcast-large broadcast-scale

clean: ## Remove what was installed and cached
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
