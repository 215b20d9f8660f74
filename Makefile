# A thin face on CMake and on the scripts of .ci. `make help` lists what there is.

PRESET ?= release
JOBS ?= $(shell nproc)
# CMake reads the generator from the environment when a build folder is new.
export CMAKE_GENERATOR ?= $(if $(shell command -v ninja),Ninja,Unix Makefiles)

.PHONY: help deps build run test check bench wire differential hostile format tidy asan tsan coverage \
        clean

help:            ## this list
	@sed -n 's/^\([a-z]*\): *.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

deps:            ## install what building and testing needs
	@.ci/deps test

build:           ## build PRESET (release)
	@.ci/deps test
	@.ci/build $(PRESET)

run:             ## build the program and play all scenarios
	@.ci/deps run
	@.ci/build release ddbsim
	@build/release/ddbsim run scenarios

test:            ## build and run all tests
	@.ci/deps test
	@.ci/build release
	@.ci/test release

check:           ## format, tidy, sanitizers, the other compiler, same bytes in each build
	@.ci/deps check
	@.ci/check

bench:           ## build and run the benchmarks
	@.ci/deps bench
	@.ci/build release ddbsim_bench
	@build/release/ddbsim_bench

wire:            ## measure `ddbsim serve` beside its peers over HTTP, into bench/README.md
	@.ci/deps wire
	@.ci/build release ddbsim ddbsim_floor
	@bench/wire/run.py --million --write

differential:    ## the same requests to ddbsim, DynamoDB Local and Dynoxide (Java, npm); SEED, CASES
	@.ci/deps run
	@.ci/build release ddbsim
	@python3 -B tests/differential/differential.py --seed $(or $(SEED),1) --cases $(or $(CASES),4000)

hostile:         ## the long form of the tests with hostile clients, and a thousand restarts
	@.ci/deps run
	@.ci/build release ddbsim
	@DDBSIM_LONG=1 python3 -B -W ignore::ResourceWarning tests/clients/hostile_test.py
	@DDBSIM_LONG=1 python3 -B -W ignore::ResourceWarning tests/clients/restart_test.py

format:          ## rewrite the sources in the house's format
	@.ci/format

tidy:            ## clang-tidy on all sources
	@.ci/tidy

asan:            ## all tests with address and undefined behaviour sanitizers
	@.ci/build asan-ubsan
	@.ci/test asan-ubsan

tsan:            ## all tests with the thread sanitizer
	@.ci/build tsan
	@.ci/test tsan

coverage:        ## which lines the tests execute: build/coverage/report.html
	@.ci/coverage

clean:           ## remove build/
	rm -rf build
