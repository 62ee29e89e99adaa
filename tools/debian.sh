#!/bin/sh
# Makes sure that programs from Debian are there: debian.sh "what for" PACKAGE...; each package has a program of its name.
set -eu
purpose=$1
shift
missing=
for package in "$@"; do
    command -v "$package" >/dev/null || [ -x "/usr/sbin/$package" ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "==>$missing from Debian (once, seconds)"
# Not started as services.
if ! { apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1; then
    echo "$purpose needs$missing. Install them, then make again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi
