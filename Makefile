# make run: serve http://127.0.0.1:8501 · make test: the tests, offline · make test-all: the long ones too · make lint
PYTHON ?= python3
BIN := .venv/bin
FOLDERS := app ingest vectorstore tests benchmarks sample_docs

.PHONY: install run test test-all lint format lock

install: .venv/installed

.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m ingest.convert
	touch $@

run: install
	$(BIN)/muniment serve

test: install
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not long and not browser and not ollama"

test-all: test
	$(BIN)/python -m pytest -m "long or browser or ollama" --timeout 1800

lint: install
	$(BIN)/ruff format --check $(FOLDERS)
	$(BIN)/ruff check $(FOLDERS)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff format $(FOLDERS)
	$(BIN)/ruff check --fix $(FOLDERS)

# Pin everything anew: names, versions and hashes only (needs uv).
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --upgrade -o requirements.txt
