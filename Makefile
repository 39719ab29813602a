# Netra. `make demo` and `make test` are all a fresh machine needs: python3.11, make, git and a package index.
PYTHON ?= python3.11
VENV   := .venv
PY     := $(VENV)/bin/python
PORT   ?= 8081
SPREAD := -n auto --maxprocesses 8 --dist worksteal
# Quick tests, what they are there for, and how much of it they reach at least (decision 0072)
UNIT   := tests/core tests/rulebook tests/services/guidance
COVER  := --cov=core --cov=rulebook --cov=services/guidance
FLOOR  := 89
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.PHONY: help model demo video run test test-browser coverage check format bench bench-large bench-questions clean

help: ## Show what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | column -t -s "$$(printf '\t')"

$(VENV)/.dev: requirements/dev.txt requirements/uv.txt tools/install.sh
	@bash tools/install.sh $(PYTHON) $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/.train

$(VENV)/.train: requirements/train.txt requirements/uv.txt tools/install.sh
	@bash tools/install.sh $(PYTHON) $(VENV) requirements/train.txt
	@touch $@

# what it is trained from; the file itself is named after their hash
$(VENV)/.model: $(VENV)/.train $(wildcard rulebook/topics/*.toml rulebook/outside/*.toml rulebook/calibration/*.jsonl) rulebook/vocabulary.toml rulebook/build.py rulebook/calibration.py rulebook/features.py rulebook/normaliser.py
	@$(PY) -m bot rulebook build
	@touch $@

model: $(VENV)/.model ## Train the question model, where the rulebook has changed

demo: $(VENV)/.model ## Run the bot with a local server and a chat page; no token needed (TODAY=2024-09-24 travels in time)
	@$(PY) -m bot demo --port $(PORT) $(if $(TODAY),--today $(TODAY))

$(VENV)/.video: requirements/video.txt requirements/uv.txt tools/install.sh
	@bash tools/install.sh $(PYTHON) $(VENV) requirements/video.txt
	@touch $@

video: $(VENV)/.video ## Install what videos as evidence need (100 MB; then EVIDENCE_VIDEO=true)

run: $(VENV)/.model ## Run the bot on real Telegram with the settings in .env
	@$(PY) -m bot run

test: $(VENV)/.dev $(VENV)/.model ## Run all tests but the browser's
	@$(PY) -m pytest -m "not browser" $(SPREAD)

test-browser: $(VENV)/.dev $(VENV)/.model ## Drive the demo page in the system's Chromium
	@$(PY) -m pytest -m browser

coverage: $(VENV)/.dev $(VENV)/.model ## Measure what all tests but the browser's reach of the code, branches counted (half as long again)
	@$(PY) -m pytest -m "not browser" $(SPREAD) --cov --cov-report=term:skip-covered --cov-fail-under=87

check: $(VENV)/.dev $(VENV)/.model ## Lint, types, layers, rulebook, docs, tests that are the same at any moment, coverage
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(VENV)/bin/lint-imports
	$(PY) -m bot rulebook check
	$(PY) tools/check_docs.py
	$(PY) tools/check_collection.py
	$(PY) -m pytest $(SPREAD) $(UNIT) $(COVER) --cov-report=term:skip-covered --cov-fail-under=$(FLOOR)

format: $(VENV)/.dev ## Put the code in its usual form
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/.dev $(VENV)/.model ## Measure the figures of benchmarks/README.md
	@$(PY) -m benchmarks

bench-questions: .venv-compare/.installed $(VENV)/.model ## Compare ways to understand questions, with peers in an environment of their own
	@.venv-compare/bin/python -m benchmarks.compare

.venv-compare/.installed: requirements/compare.txt requirements/uv.txt tools/install.sh
	@bash tools/install.sh $(PYTHON) .venv-compare requirements/compare.txt
	@touch $@

bench-large: $(VENV)/.dev $(VENV)/.model ## Broadcast to a million recipients, and simulate all 4,700,000
	@$(PY) -m benchmarks broadcast-large broadcast-scale

clean: ## Remove what was installed and cached
	rm -rf $(VENV) .venv-compare .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
