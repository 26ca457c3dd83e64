"""Installs a lock file and this project into the environment whose Python runs this script.

Usage: install.py LOCK. Every file is checked against its hash in the lock. The user's own pip
configuration (index, extra indexes, certificate) decides where files come from.
"""

import ast
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = pathlib.Path(sys.executable).parent
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
}


def main(lock: str) -> None:
    """Installs `lock` and then the project itself, editable; exits with the tool's own status."""
    pip = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check"]
    if not (BIN / "uv").exists():
        run([*pip, "install", "--require-hashes", "--no-deps", "-r", "requirements-uv.lock"])
    uv = [str(BIN / "uv"), "pip", "install", "--quiet", "--python", sys.executable]
    locked = ["--require-hashes", "--no-deps", "-r", lock]
    done = subprocess.run([*uv, *locked], cwd=ROOT, env=uv_environment(), check=False)
    if done.returncode:
        sys.stderr.write("refero: uv could not install the lock; trying with pip (slower)\n")
        run([*pip, "install", *locked])
    run([*pip, "install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", "."])


def run(command: list[str]) -> None:
    """Runs in the project's root; a failure ends this script with the same status."""
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)


def uv_environment() -> dict[str, str]:
    """The environment with pip's configuration in uv's words; what is set for uv already wins."""
    names = dict(os.environ)
    for key, value in pip_settings().items():
        if key in UV_NAMES:
            names.setdefault(UV_NAMES[key], value)
    # pip takes the best version of any index, uv the first index's; hashes make both safe.
    names.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    names.setdefault("UV_LINK_MODE", "copy")
    return names


def pip_settings() -> dict[str, str]:
    """What `pip config list` says, e.g. {"index-url": "…"}; install overrules global, env both."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    rank = {"global": 0, "install": 1, ":env:": 2}
    found: dict[str, tuple[int, str]] = {}
    for line in listed.splitlines():
        name, equals, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if equals and rank.get(section, -1) >= found.get(key, (-1, ""))[0]:
            found[key] = (rank.get(section, -1), " ".join(str(ast.literal_eval(value)).split()))
    return {key: value for key, (place, value) in found.items() if place >= 0}


if __name__ == "__main__":
    main(sys.argv[1])
