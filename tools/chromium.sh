#!/bin/sh
# Makes sure that there is a Chromium for the browser tests. CHROMIUM names another one.
set -eu
chromium=${CHROMIUM:-/usr/bin/chromium}
[ -x "$chromium" ] && exit 0
echo "==> Chromium from Debian (once, about a minute)"
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1; then
    echo "The browser tests need Chromium. Install it, or name one with CHROMIUM=/path/to/chromium:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium" >&2
    exit 1
fi
