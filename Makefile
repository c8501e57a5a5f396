# Two commands for a fresh machine with Python 3.11 or newer: make demo, make test.
# Windows without make: the same lines stand in README.md for pip and PowerShell.

PYTHON ?= python3
VENV ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
ZEREN := $(BIN)/zeren
STORE ?= demo-store
# A new folder or file of the package has to be linked into the editable install.
SOURCES := pyproject.toml $(shell find loaders ontology graph -type d -not -name __pycache__ 2>/dev/null)

.PHONY: help demo test test-all check bench bench-large survival fuzz docs architecture notebooks screenshots clean
.SILENT:

help:
	echo "make demo   install, build a graph from the example plans, ask it who leads most"
	echo "make test   install what the tests need and run those that need few minutes"
	echo "make test-all  run all tests, also those in a browser, on a cluster, with kills (half an hour)"
	echo "make bench  Zeren beside other tools; writes benchmarks/RESULTS.md (under 20 minutes)"
	echo "make bench-large  builds of up to 100,000 documents; writes benchmarks/LARGE.md (half an hour, 30 GB)"
	echo "make survival  some 360 kills, and a disk error at each step (half an hour)"
	echo "make fuzz   100,000 broken files for each reader (hours); KIND=pdf INPUTS=1000 for fewer"
	echo "make check  ruff and mypy alone"
	echo "make docs   write docs/ontology.html, the ontology as a page"
	echo "make architecture  draw the rooms and floors anew into docs/architecture.md"
	echo "make sbom   write dist/sbom.json, what zeren is made of (CycloneDX)"
	echo "make dist   build sdist and wheel into dist/, the same bytes each time, with their hashes"
	echo "make notebooks  run the notebooks; build/notebooks/ has them as pages that open offline"
	echo "make screenshots  pictures of every page and view, two widths, light and dark, in $(SHOTS) (ten minutes)"
	echo "make clean  remove what the other targets made"

$(VENV)/.made:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Zeren needs Python 3.11 or newer, this is ' + sys.version.split()[0] + '; next: make PYTHON=python3.12')"
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.demo: $(VENV)/.made $(SOURCES)
	echo "installing Zeren into $(VENV) (a minute or two the first time) ..." >&2
	$(BIN)/python -m pip install -q --disable-pip-version-check -e . -C editable_mode=strict
	touch $@

$(VENV)/.test: $(VENV)/.made $(SOURCES)
	echo "installing Zeren and what its tests need into $(VENV) ..." >&2
	$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[test]" -C editable_mode=strict
	touch $@ $(VENV)/.demo

demo: $(VENV)/.demo
	$(ZEREN) build examples --store $(STORE)
	echo
	echo "Which units lead the most tasks? 哪些单位牵头的任务最多？"
	$(ZEREN) query lead-units --limit 10 --store $(STORE)
	echo
	echo "One task with its clause, in the words of the plan:"
	$(ZEREN) show boning_business_2024.txt 3 --store $(STORE)
	echo
	echo "The graph is in $(STORE)/: shards/*.nq.gz are the triples (zcat reads them). Ask it more: $(ZEREN) query --list"

# What takes long stays out of `make test`, but for one of each kind (smoke).
QUICK := smoke or not (browser or cluster or kill or wheel or notebook or gate or fuzz or slow)
PYTEST := $(BIN)/python -m pytest -q -n auto --dist loadfile

test: $(VENV)/.test
	$(PYTEST) -m "$(QUICK)"

test-all: $(VENV)/.test
	$(PYTEST)

CORPUS ?= ../shared/corpus

bench: $(VENV)/.demo
	$(BIN)/python benchmarks/all.py $(if $(wildcard $(CORPUS)),--corpus $(CORPUS))

bench-large: $(VENV)/.demo
	$(BIN)/python benchmarks/large.py

survival: $(VENV)/.test
	ZEREN_SLOW=1 $(BIN)/python -m pytest -q tests/graph/build/survival

KIND ?= all
INPUTS ?= 100000

fuzz: $(VENV)/.test
	$(BIN)/python benchmarks/fuzz.py $(KIND) --inputs $(INPUTS)

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.demo
	$(ZEREN) export --format ontology --output docs/ontology.html

architecture: $(VENV)/.test
	$(BIN)/python docs/draw_architecture.py

$(VENV)/.notebooks: $(VENV)/.made $(SOURCES)
	echo "installing Zeren and what its notebooks need into $(VENV) ..." >&2
	$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[notebooks]" -C editable_mode=strict
	touch $@ $(VENV)/.demo

notebooks: $(VENV)/.notebooks
	$(BIN)/python notebooks/make_html.py --output build/notebooks

SHOTS ?= build/screenshots

screenshots: $(VENV)/.test
	$(BIN)/python benchmarks/plans.py $(SHOTS)/plans --count 2000
	$(ZEREN) build examples --store $(SHOTS)/examples-store
	$(ZEREN) build $(SHOTS)/plans --store $(SHOTS)/plans-store
	$(BIN)/python docs/screenshots.py $(SHOTS)/examples-store $(SHOTS)/examples
	$(BIN)/python docs/screenshots.py $(SHOTS)/plans-store $(SHOTS)/large

sbom: $(VENV)/.test
	mkdir -p dist
	$(BIN)/python docs/write_sbom.py dist/sbom.json

# The time in the archives is that of the commit, so that whoever builds it again gets the same.
dist: sbom
	rm -f dist/*.whl dist/*.tar.gz
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)} $(BIN)/python docs/build_dist.py dist

clean:
	rm -rf $(VENV) $(STORE) build dist .mypy_cache .ruff_cache .pytest_cache *.egg-info
