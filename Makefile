# Everything a developer does here; `make help` lists it. The work is done by the scripts in tools/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
VECTORS ?= ../shared/vectors
FUZZ_SECONDS ?= 60
export FUZZ_SECONDS

# CI must not pass by skipping: there, a test that misses its counterpart fails.
ifeq ($(CI),true)
export L402_REQUIRE_PEERS := 1
endif
TEST_ENVIRONMENT = L402_TEST_BINARY="$(abspath .build/l402)" L402_TEST_PEERS="$(abspath .build/peers)"

.PHONY: help build test demo install uninstall lint conformance completions bench fuzz docs \
  clean require-build require-test peers

help: ## list the targets
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

build: require-build ## the release program, stripped: .build/l402
	@tools/build-release
	@ls -l .build/l402

test: build peers ## all tests, against the built program and other implementations
	$(TEST_ENVIRONMENT) swift test

conformance: require-build ## the shared vectors (VECTORS=../shared/vectors)
	@tools/conformance "$(VECTORS)"

demo: build ## a paywall and curl that pays it, tokens and an invoice, with play money
	@tools/demo .build/l402

install: $(if $(wildcard .build/l402),,build) ## program, man pages, completions, schemas (PREFIX=, DESTDIR=)
	@tools/install-files install "$(DESTDIR)" "$(PREFIX)"

uninstall: ## remove what install installed
	@tools/install-files uninstall "$(DESTDIR)" "$(PREFIX)"

lint: require-build ## formatting, imports, scripts, man pages
	@tools/require-packages lint
	@tools/lint

completions: build ## write completions/ anew, with the built program
	.build/l402 completion bash > completions/l402.bash
	.build/l402 completion zsh > completions/_l402
	.build/l402 completion fish > completions/l402.fish

bench: build peers ## measure against the other libraries (writes .build/bench/results.md)
	@tools/require-packages bench
	@tools/build-release Benchmarks l402-bench
	@tools/bench

fuzz: require-build ## every fuzz target for FUZZ_SECONDS (60)
	@tools/fuzz

docs: require-build ## the API documentation of the library products: .build/docs
	@tools/docs

clean: ## remove everything that was built
	rm -rf .build .build-* Benchmarks/.build

require-build:
	@tools/require-packages build
	@tools/require-swift

require-test:
	@tools/require-packages test

peers: require-build require-test ## the other implementations that tests compare with: .build/peers
	@tools/build-peers
