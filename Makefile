# The index of verbs. What needs an `if` lives in xtask/; `make help` lists the verbs.
XTASK = cargo run --release --locked --package xtask --

help:     ## this list
	@grep -E '^[a-z]+: +##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+): +## */  make \1\t/'

setup:    ## check the prerequisites, make .venv and install the pinned tools of Python and npm
	@$(XTASK) setup

build:    ## the binary target/release/convlog with the web app in it, and .venv with the package
	@$(XTASK) build

demo:     ## a scripted call, then what two readers see of it; KEEP=1 leaves the server running
	@$(XTASK) demo $(if $(KEEP),--keep)

test:     ## every check there is, part after part, with its time; T=name runs one part
	@$(XTASK) test $(T)

bench:    ## all benches in their short form; T=name runs one in full
	@$(XTASK) bench $(T)

prove:    ## compare two worlds that differ only in personal data; M=minutes, and the next run goes on; T=part
	@$(XTASK) prove $(if $(M),--minutes $(M)) $(if $(T),--part $(T))

faults:   ## let power, disks and networks fail under the real parts; M=minutes, and the next run goes on; T=part, SEED=one
	@$(XTASK) faults $(if $(M),--minutes $(M)) $(if $(T),--part $(T)) $(if $(SEED),--seed $(SEED))

kills:    ## kill producers and servers at random moments, and count; M=minutes, and the next run goes on
	@$(XTASK) kills $(if $(M),--minutes $(M))

mutants:  ## leak, and change the code that decides who sees what, and see whether a test fails; M=minutes
	@$(XTASK) mutants $(if $(M),--minutes $(M))

lint:     ## formatting, clippy, ruff, mypy, pyright and the tidy rules; changes nothing
	@$(XTASK) test tidy fmt clippy ruff typing

docs:     ## write the generated pages of docs/reference again
	@$(XTASK) docs

licences: ## check every dependency against licences.toml and write THIRD-PARTY.md again
	@$(XTASK) licences

clean:    ## remove what the verbs above made
	@$(XTASK) clean

.PHONY: help setup build demo test bench prove faults kills mutants lint docs licences clean
