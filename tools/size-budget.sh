#!/bin/sh
# What a reader's first visit costs, in bytes as sent (brotli), against the budget. Raise a limit only with a reason in the
# README. Usage: size-budget.sh BINARY
set -eu
# On the wire: HTML and style sheet of the front page; the bundle's wasm and its JavaScript; the events for the island.
page_limit=35000
bundle_limit=100000
events_limit=42000

addr=127.0.0.1:3946
log=$(mktemp)
RUST_LOG=info "$1" serve --addr $addr 2>"$log" &
server=$!
trap 'kill $server; rm -f "$log"' EXIT
# A moment after the start, front pages and events are there with the best compression.
until grep -q "made in advance" "$log"; do kill -0 $server; sleep 0.1; done

sent() { curl -fsS -H 'accept-encoding: br' "http://$addr$1" | wc -c; }
html=$(curl -fsS "http://$addr/en/")
asset() { printf %s "$html" | grep -oE "/v/[0-9a-f]+/pkg/sahel-timeline\.$1" | head -n 1; }

failed=0
budget() { # name, bytes, limit
    printf '    %-28s %7d of %7d bytes\n' "$1" "$2" "$3"
    [ "$2" -le "$3" ] || { echo "    over the budget" >&2; failed=1; }
}
echo "==> size budget (front page, brotli)"
budget "HTML + CSS" $(($(sent /en/) + $(sent "$(asset css)"))) $page_limit
budget "HTML + CSS, French" $(($(sent /fr/) + $(sent "$(asset css)"))) $page_limit
budget "wasm + JavaScript" $(($(sent "$(asset wasm)") + $(sent "$(asset js)"))) $bundle_limit
budget "events for the timeline" "$(sent '/api/bundle?lang=en')" $events_limit
exit $failed
