# The commands of the README. Each builds what it needs in .venv, so a fresh clone is enough.
# Options go in ARGS: make report ARGS="--only 02 --to pdf"
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

ON_ALL_CORES := --numprocesses auto --dist loadfile

.PHONY: report test check coverage api notebooks lab bench wait everywhere outputs oldest newest \
	mutants pins wheels clean

report: $(VENV)/.installed
	$(BIN)/python -m lab1 report $(ARGS)

test: $(VENV)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(ON_ALL_CORES)

# The same tests, and the lines and branches that none of them comes to. Half as slow again.
coverage: $(VENV)/.tested
	$(BIN)/python -m pytest --cov $(ON_ALL_CORES)

# What a save can wait for: all but what starts kernels, browsers or whole commands.
SLOW := browser build cli cells content_is_data depends engine exercises explore export_browser \
	export_hostile export_html export_pdf fuzz kept left_behind live notebooks packaging readme \
	sweep_workers truth
check: $(VENV)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q $(ON_ALL_CORES) $(SLOW:%=--ignore=tests/test_%.py)

# The public names with their docstrings, as pages in build/api.
api: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet pdoc==16.0.0
	$(BIN)/python -m pdoc --docformat numpy --math --output-directory build/api \
		lab1 lab1.statistics lab1.theory '!lab1.publish' '!lab1.report'

notebooks: $(VENV)/.tested
	$(BIN)/python -m lab1 notebooks

lab: $(VENV)/.installed
	$(BIN)/jupyter lab notebooks

# Execute the committed notebooks again and compare what they say: with fewer of the processor's
# instructions and other numbers of threads, on every Python at hand, and with the oldest and the
# newest versions.
PYTHONS = $(foreach v,3.11 3.12 3.13 3.14,$(shell python$(v) -c "print('python$(v)')" 2>/dev/null))
SAME := -m pytest tests/test_notebooks.py -k committed_outputs
everywhere: $(VENV)/.tested oldest newest
	$(BIN)/python -m pytest tests/everywhere.py
	for python in $(PYTHONS); do \
		$(MAKE) outputs PYTHON=$$python VENV=$(VENV)/$$python || exit; \
	done

outputs: $(VENV)/.tested
	$(BIN)/python $(SAME)

# The oldest and the newest versions that pyproject.toml allows.
oldest: RESOLUTION := lowest-direct
oldest: QUIET := -W ignore  # of each other's novelties
newest: RESOLUTION := highest
oldest newest:
	$(PYTHON) -m venv $(VENV)/$@
	$(VENV)/$@/bin/python -m pip install --quiet uv==0.13.9
	$(VENV)/$@/bin/uv pip compile pyproject.toml --python $(VENV)/$@/bin/python \
		--resolution $(RESOLUTION) --quiet --output-file $(VENV)/$@/requirements.txt
	$(VENV)/$@/bin/python -m pip install --quiet --requirement $(VENV)/$@/requirements.txt
	$(VENV)/$@/bin/python -m pip install --quiet --constraint tests/requirements.txt pytest
	$(VENV)/$@/bin/python -m pip install --quiet --no-deps --editable .
	$(VENV)/$@/bin/python $(SAME) $(QUIET)

# Change the core in every small way and see whether a test notices. Minutes; see tests/README.md.
# Without the engine, since numba can't compile what mutmut makes of a slope.
mutants: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet mutmut==3.8.1
	rm -rf mutants
	LAB1_NO_ENGINE=1 $(BIN)/mutmut run > mutants.log || true
	! grep "failed to" mutants.log
	tail -c 100 mutants.log
	$(BIN)/mutmut results

# Compile the exact pins again from the ranges in pyproject.toml (needs uv).
UV_COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 \
	--fork-strategy fewest --no-annotate --no-header --upgrade --quiet
pins:
	$(UV_COMPILE) --output-file requirements.txt
	$(UV_COMPILE) --extra test --constraint requirements.txt --output-file tests/requirements.txt
	sed -i '1i # Exact pins for every platform, compiled from pyproject.toml by: make pins' \
		requirements.txt tests/requirements.txt
	printf -- '-e .\n' >> requirements.txt
	$(MAKE) wheels

# Every pin has a wheel wherever README says that it installs: nobody needs a compiler (needs uv).
PLATFORMS := x86_64-pc-windows-msvc x86_64-apple-darwin aarch64-apple-darwin \
	x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu
wheels:
	@for platform in $(PLATFORMS); do for version in 3.11 3.12 3.13 3.14; do \
		echo $$platform $$version; \
		grep -v '^-e' requirements.txt | uv pip compile - --no-deps --only-binary :all: --quiet \
			--python-platform $$platform --python-version $$version --output-file /dev/null || exit; \
	done; done

# Compare with peers in an environment of their own; writes nothing but its table to the screen.
BENCH := benchmarks/.venv
bench: $(BENCH)/.installed
	$(BENCH)/bin/python benchmarks/bench.py $(ARGS)

# What the reader waits for, and where that time goes.
wait: $(VENV)/.installed
	$(BIN)/python benchmarks/waiting.py

$(BENCH)/.installed: requirements.txt benchmarks/requirements.txt
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --requirement requirements.txt \
		--requirement benchmarks/requirements.txt
	@touch $@

clean:
	rm -rf build mutants mutants.log $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -c "from lab1 import _engine; _engine.prepare()"
	@touch $@

$(VENV)/.tested: tests/requirements.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --requirement tests/requirements.txt
	@touch $@
