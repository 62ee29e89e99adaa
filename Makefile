# Sahel Timeline. `make serve` and `make test` do their own set-up; everything they install lies in target/tools, but for
# Debian's packages. Versions are pinned here and in Cargo.lock.

ADDR ?= 127.0.0.1:3000
BINARY := target/release/sahel-timeline
PKG := target/site/pkg

WASM_BINDGEN_VERSION := 0.2.130
BINARYEN_VERSION := 132.0.0
ESBUILD_VERSION := 0.28.2
CARGO_FUZZ_VERSION := 0.13.2
TOOLS := $(CURDIR)/target/tools
WASM_BINDGEN := $(TOOLS)/bin/wasm-bindgen
WASM_OPT := $(TOOLS)/node_modules/.bin/wasm-opt
ESBUILD := $(TOOLS)/node_modules/.bin/esbuild
CARGO_FUZZ := $(TOOLS)/bin/cargo-fuzz
# Set up once, and again when its script changes.
WASM_READY := $(TOOLS)/wasm-target.env

# What the browser's half is made of.
SHARED := Cargo.toml Cargo.lock src/lib.rs src/api.rs $(shell find src/domain src/i18n src/islands src/timeline -name '*.rs')

.DEFAULT_GOAL := help
.PHONY: help serve build site check fmt test lint unit record size e2e schemas bench bench-server soak fuzz

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

serve: build ## Build everything and serve it on ADDR (default 127.0.0.1:3000)
	@echo "==> http://$(ADDR)/"
	@$(BINARY) serve --addr $(ADDR)

build: site ## Build the browser bundle and the release binary with the site and the record inside
	@echo "==> server (about 5 minutes the first time, else seconds)"
	@cargo build --release --features ssr

check: ## Check the record: every problem with its place
	@cargo run --quiet --features ssr -- check data

schemas: ## Write the JSON Schemas of the data files anew
	@cargo run --quiet --features ssr -- schema data

fmt: ## Format the code
	cargo fmt

# --- The site's files: bundle, style sheet, public/ ---------------------------------------------------------------

site: $(PKG)/sahel-timeline.wasm $(PKG)/sahel-timeline.css target/site/.public

$(PKG)/sahel-timeline.wasm: $(SHARED) $(WASM_READY) | $(WASM_BINDGEN) $(WASM_OPT) $(ESBUILD)
	@echo "==> browser bundle (about 3 minutes the first time, else half of one)"
	@. $(WASM_READY) && cargo build --lib --profile wasm-release --target wasm32-unknown-unknown \
		--features hydrate --target-dir target/wasm
	@mkdir -p $(PKG)
	@$(WASM_BINDGEN) --target web --no-typescript --out-name sahel-timeline --out-dir target/wasm/pkg \
		target/wasm/wasm32-unknown-unknown/wasm-release/sahel_timeline.wasm
	@# Functions that are written out where they are called make it smaller as it is, and larger as it is sent.
	@$(WASM_OPT) -Oz --converge --one-caller-inline-max-function-size=20 --reorder-functions-by-name \
		--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
		--enable-reference-types --enable-multivalue target/wasm/pkg/sahel-timeline_bg.wasm -o $@
	@$(ESBUILD) --minify --log-level=warning target/wasm/pkg/sahel-timeline.js --outfile=$(PKG)/sahel-timeline.js

$(PKG)/sahel-timeline.css: style/main.css
	@mkdir -p $(PKG) && cp $< $@

target/site/.public: $(shell find public -type f)
	@mkdir -p target/site && cp -R public/. target/site/ && touch $@

# --- Set-up -------------------------------------------------------------------------------------------------------

$(WASM_READY): tools/wasm-target.sh
	@tools/wasm-target.sh $@

$(WASM_BINDGEN):
	@echo "==> wasm-bindgen $(WASM_BINDGEN_VERSION) (once, about 4 minutes)"
	@cargo install --quiet wasm-bindgen-cli --version $(WASM_BINDGEN_VERSION) --root $(TOOLS) --target-dir $(TOOLS)/build --debug

$(CARGO_FUZZ):
	@echo "==> cargo-fuzz $(CARGO_FUZZ_VERSION) (once, about a minute)"
	@cargo install --quiet cargo-fuzz --version $(CARGO_FUZZ_VERSION) --root $(TOOLS) --target-dir $(TOOLS)/build --debug

$(WASM_OPT) $(ESBUILD) &:
	@echo "==> wasm-opt and esbuild (once, seconds)"
	@npm install --silent --no-fund --no-audit --prefix $(TOOLS) binaryen@$(BINARYEN_VERSION) esbuild@$(ESBUILD_VERSION)

# --- Tests --------------------------------------------------------------------------------------------------------

test: lint build unit record size e2e ## Everything: format, lints, unit and property tests, record, size budget, browser tests

lint:
	@echo "==> format and lints, for server and browser"
	@cargo fmt --check
	@cargo clippy --quiet --all-targets --features ssr -- -D warnings
	@cargo clippy --quiet --lib --features hydrate -- -D warnings

unit:
	@echo "==> unit and property tests"
	@if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --release --features ssr; \
		else cargo test --release --features ssr; fi

record: build
	@echo "==> the record"
	@$(BINARY) check data

size: build
	@tools/size-budget.sh $(BINARY)

e2e: build end2end/node_modules/.installed
	@tools/chromium.sh
	@echo "==> browser tests"
	@cd end2end && npx playwright test

bench: build end2end/node_modules/.installed end2end/bench/node_modules/.installed ## Measure the timeline beside two others: about 15 minutes, on an idle machine
	@tools/chromium.sh
	@cargo build --quiet --release --features ssr --example generated
	@for count in 5000 50000; do target/release/examples/generated $$count target/bench; done
	@cd end2end/bench && node bench.mjs $(CURDIR)/$(BINARY) $(CURDIR)/target/bench

bench-server: build ## Measure the server beside nginx with the same bytes: about 8 minutes, on an idle machine
	@tools/debian.sh "make bench-server" wrk nginx
	@cd end2end/bench && node server.mjs $(CURDIR)/$(BINARY)

soak: build ## Load, a record that changes 200 times, readers who leave, instances that restart: 10 minutes
	@tools/debian.sh "make soak" wrk nginx
	@cd end2end/bench && node soak.mjs $(CURDIR)/$(BINARY) $(CURDIR)/data

fuzz: site $(CARGO_FUZZ) ## Random dates, filters, event files and requests, a minute each; needs a nightly compiler
	@rustup run nightly rustc --version >/dev/null || { echo "make fuzz needs: rustup toolchain install nightly" >&2; exit 1; }
	@for target in date filter event_file request; do \
		echo "==> $$target" && mkdir -p target/fuzz/corpus/$$target && PATH=$(TOOLS)/bin:$$PATH \
		cargo +nightly fuzz run --target-dir target/fuzz $$target target/fuzz/corpus/$$target fuzz/seeds/$$target \
		-- -max_total_time=60 -max_len=4096 -timeout=10 -rss_limit_mb=4096 -verbosity=0 -print_final_stats=1 || exit 1; \
	done

end2end/bench/node_modules/.installed: end2end/bench/package.json end2end/bench/package-lock.json
	@echo "==> two other timelines, to measure ours beside them (once, seconds)"
	@cd end2end/bench && npm ci --silent --no-fund --no-audit
	@touch $@

end2end/node_modules/.installed: end2end/package.json end2end/package-lock.json
	@echo "==> Playwright and its like (once, seconds)"
	@cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent --no-fund --no-audit
	@touch $@
