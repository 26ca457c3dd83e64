#!/bin/sh
# Makes .venv with the first Python >= 3.11 that can make one; names what is missing in one line.
set -eu
cd "$(dirname "$0")/.."

found=""
for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    command -v "$python" >/dev/null 2>&1 || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    found="$python"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || continue
    "$python" -m venv --clear .venv
    exit 0
done

if [ -n "$found" ]; then
    echo "refero: $found cannot make a virtual environment; install the system package python3-venv" >&2
else
    echo "refero: Python 3.11 or newer is needed; install the system packages python3 and python3-venv" >&2
fi
exit 1
