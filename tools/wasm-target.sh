#!/bin/sh
# Finds a compiler with a standard library for wasm32-unknown-unknown, or makes one, and writes the environment in which
# cargo uses it into the file $1. Three ways, the first that works:
#   1. the compiler at hand has it;
#   2. rustup adds it;
#   3. Debian's rustc, with the library built from Debian's sources into target/tools.
# Nothing of this goes into .cargo/config.toml: it would break the other two ways for everybody else.
set -eu
env_file=$1
target=wasm32-unknown-unknown
tools=$(dirname "$env_file")
mkdir -p "$tools"

has_target() {
    library=$("$1" --print target-libdir --target $target 2>/dev/null) && ls "$library"/libcore-*.rlib >/dev/null 2>&1
}

if has_target rustc; then
    echo "==> wasm standard library: there already"
    : >"$env_file"
    exit 0
fi
# rustup waits for ever where it cannot download.
if command -v rustup >/dev/null && timeout 60 rustup target add $target >/dev/null 2>&1 && has_target rustc; then
    echo "==> wasm standard library: added by rustup"
    : >"$env_file"
    exit 0
fi

packages="rustc-web rust-web-src lld-19"
debian=/usr/bin/rustc
if [ ! -x $debian ] || ! command -v wasm-ld-19 >/dev/null || ! dpkg -s rust-web-src >/dev/null 2>&1; then
    echo "==> Debian's compiler for the browser bundle: $packages (once, about a minute)"
    if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages; } >"$tools/apt.log" 2>&1; then
        echo "The browser bundle needs a compiler for $target, and none could be installed. Run one of these, then make again:" >&2
        echo "  rustup target add $target" >&2
        echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $packages" >&2
        exit 1
    fi
fi

# A compiler looks for libraries below its sysroot; this one has Debian's files and, beside them, the library built here.
sysroot=$tools/wasm-sysroot
if ! ls "$sysroot/lib/rustlib/$target/lib"/libcore-*.rlib >/dev/null 2>&1; then
    echo "==> wasm standard library, built from Debian's sources (once, about a minute)"
    empty=$tools/wasm-std
    rm -rf "$empty" "$sysroot"
    mkdir -p "$empty/src" "$sysroot/lib/rustlib/$target/lib"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$empty/Cargo.toml"
    : >"$empty/src/lib.rs"
    (cd "$empty" && RUSTC=$debian RUSTC_BOOTSTRAP=1 cargo build --quiet --release -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size --target $target --target-dir "$empty/target")
    for library in "$empty/target/$target/release/deps"/*.rlib; do
        case $library in */libempty-*) ;; *) cp "$library" "$sysroot/lib/rustlib/$target/lib/" ;; esac
    done
    rm -rf "$empty"
    # The host's library, for build scripts and macros.
    host=$($debian -vV | sed -n 's/^host: //p')
    ln -s "$($debian --print sysroot)/lib/rustlib/$host" "$sysroot/lib/rustlib/$host"
fi
cat >"$env_file" <<EOF
export RUSTC=$debian
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=--sysroot=$sysroot
EOF
echo "==> wasm standard library: Debian's compiler"
