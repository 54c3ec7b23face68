# One command each: run, test, soak, screenshots, benchmark, lint, lock. What they need, they install beside the sources.
HOST ?= 127.0.0.1
PORT ?= 3000
export HOST PORT

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: help run build test soak screenshots benchmark lint lock clean

help:
	@echo "make run          build if anything changed, then serve on http://localhost:$(PORT)"
	@echo "make test         everything that must pass"
	@echo "make soak         the long versions of the tests"
	@echo "make screenshots  draw every page into .screenshots/"
	@echo "make benchmark    measure and write the result file"
	@echo "make lint         style, types and the house rules"
	@echo "make lock         write .constraints.txt anew from the environment"
	@echo "make clean        remove what was built and installed (data in .data stays)"

run: build
	@exec .venv/bin/callweave serve --host "$(HOST)" --port "$(PORT)"

build:
	@.ci/python
	@.ci/frontend

test:
	@.ci/test

soak:
	@.ci/test soak

screenshots:
	@.ci/test screenshots

benchmark:
	@.ci/test benchmark

lint:
	@.ci/test lint

lock:
	@.ci/python test
	@{ head -1 .constraints.txt; .venv/bin/pip freeze --exclude-editable --exclude callweave; } > .venv/lock
	@mv .venv/lock .constraints.txt

clean:
	rm -rf .venv .web .toolchain .states assets/external
