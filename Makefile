# What a contributor needs; `make help` lists it. Every target does its own set-up.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

JOBS ?= $(shell nproc)
SECONDS_EACH ?= 20
NAME ?=
program := build/dev/src/cli/mcp-sentinel
sources = $(shell git ls-files --cached --others --exclude-standard 'src/*.h' 'src/*.cpp' 'fuzz/*.h' 'fuzz/*.cpp' 'bench/*.h' 'bench/*.cpp')
scripts := mcp-sentinel .ci/run $(wildcard tools/*.sh)

# Nothing that clang-tidy reads is made by a build, so configuring is enough.
tidy = cmake --preset tidy >/dev/null && run-clang-tidy-22 -quiet -j $(JOBS) -p build/tidy -warnings-as-errors='*'
# The newest first, so that they are not what is left out.
changed_sources = $(wildcard $(shell git log -20 --format= --name-only -- 'src/*.cpp' | awk '!seen[$$0]++' | head -40))

# Configures and builds one preset.
build-preset = cmake --preset $(1) >/dev/null && cmake --build --preset $(1) -j $(JOBS)

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: build
build: ## Build the release program, which ./mcp-sentinel runs
	@tools/setup.sh build
	@$(call build-preset,release)

.PHONY: dev
dev:
	@tools/setup.sh build test
	@$(call build-preset,dev)

.PHONY: test
test: dev ## Build with assertions and run every test
	@ctest --preset dev -j $(JOBS)

.PHONY: test-one
test-one: dev ## Run the tests whose name matches: make test-one NAME=LineIndex
	@test -n "$(NAME)" || { echo 'usage: make test-one NAME=PART-OF-A-NAME' >&2; exit 2; }
	@ctest --preset dev -R '$(NAME)'

.PHONY: lint
lint: ## Check format, layers, headers, scripts
	@tools/setup.sh lint
	@clang-format-22 --dry-run --Werror $(sources)
	@python3 tools/check_layers.py
	@for script in $(scripts); do bash -n "$$script"; done
	@python3 tools/check_text.py
	@echo 'lint: clean'

.PHONY: format
format: ## Format every C++ file
	@tools/setup.sh lint
	@clang-format-22 -i $(sources)

.PHONY: tidy
tidy: ## Run clang-tidy on every file, or on FILES="src/base/text.cpp ..."
	@tools/setup.sh build test lint
	@$(tidy) $(or $(FILES),'$(CURDIR)/(src|fuzz|bench|tools)/.*\.cpp$$')

.PHONY: tidy-changed
tidy-changed: ## Run clang-tidy on what the last 20 commits changed in src/, at most 40 files
	@tools/setup.sh build test lint
	@$(tidy) $(or $(changed_sources),$(wildcard src/base/*.cpp))

.PHONY: asan
asan: ## Run the tests with the address and undefined-behaviour sanitizers
	@tools/setup.sh build test
	@$(call build-preset,asan)
	@ctest --preset asan -j $(JOBS)

.PHONY: tsan
tsan: ## Run the tests with the thread sanitizer
	@tools/setup.sh build test
	@$(call build-preset,tsan)
	@ctest --preset tsan -j $(JOBS)

.PHONY: coverage
coverage: ## Run the tests and print line and branch coverage
	@tools/setup.sh build test lint
	@$(call build-preset,coverage)
	@ctest --preset coverage -j $(JOBS)
	@gcovr --root . --filter src/ --exclude '.*_test\.cpp' --exclude-throw-branches --object-directory build/coverage build/coverage

.PHONY: bench
bench: ## Run the benchmarks (figures belong into docs/performance.md)
	@tools/setup.sh build test
	@$(call build-preset,bench)
	@for program in build/bench/bench/*_bench; do "$$program" --benchmark_min_time=0.5; done
	@python3 tools/bench_scan.py

.PHONY: fuzz
fuzz: ## Run every fuzz target for SECONDS_EACH=20
	@tools/setup.sh build test lint
	@$(call build-preset,fuzz)
	@tools/fuzz_smoke.sh $(SECONDS_EACH)

.PHONY: docs
docs: dev ## Write the generated pages: docs/configuration.md, docs/rules/
	@tools/make_docs.sh $(program)

.PHONY: validate-reports
validate-reports: dev ## Check the SARIF, JSON, GitLab and JUnit reports of the examples against their formats
	@tools/validate_reports.sh $(program)

.PHONY: examples
examples: build ## Scan the example servers
	@for example in examples/*/; do echo "== $$example"; ./mcp-sentinel scan "$$example" || true; done

.PHONY: eval
eval: build ## Score the labelled cases against the committed figures (eval/README.md)
	@eval/run.py --program build/release/src/cli/mcp-sentinel

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf build
