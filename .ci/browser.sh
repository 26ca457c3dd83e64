#!/bin/sh
# Makes sure that the tests have a Chromium: $CHROMIUM, one on PATH, or Debian's package when root.
set -eu

for program in ${CHROMIUM:-} chromium chromium-browser google-chrome; do
    command -v "$program" >/dev/null 2>&1 && exit 0
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null &&
        apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi

echo "refero: the tests need a browser; install the system package chromium or set CHROMIUM" >&2
exit 1
