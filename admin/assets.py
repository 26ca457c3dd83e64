"""Fetches the console's front-end files that package-lock.json names, each checked by its hash.

Standard library only: set-up runs it before anything else, `python -m admin.assets`. The registry
is the one that the user's npm is configured with. Without it the console works all the same, plain
and without live updates; so a failure warns and never stops the set-up.
"""

import base64
import hashlib
import http.client
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENDOR = ROOT / "admin" / "static" / "vendor"
# package: the one file of it that the console serves, under its own base name
WANTED = {"htmx.org": "dist/htmx.min.js", "@picocss/pico": "css/pico.min.css"}
TIMEOUT = 30.0  # seconds without a byte
LARGEST = 30_000_000  # bytes of one package


class Unavailable(Exception):
    """A file could not be had or is not the one that the lock names."""


def main() -> None:
    """Fills admin/static/vendor; one line on standard error when it cannot."""
    try:
        fetch_all(find_registry(), ROOT / "package-lock.json", VENDOR)
    except (Unavailable, OSError, http.client.HTTPException) as problem:
        print(
            f"refero: front-end files not fetched ({problem}); the console works without them, "
            "plainly. Try `make setup` again later, or set npm_config_registry.",
            file=sys.stderr,
        )


def fetch_all(registry: str, lock: pathlib.Path, folder: pathlib.Path) -> None:
    """Writes every wanted file into `folder`, or none; Unavailable or OSError on failure."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    files = {}
    for name, member in WANTED.items():
        entry = packages[f"node_modules/{name}"]
        archive = download(tarball_url(registry, name, entry["version"]))
        check_integrity(name, archive, entry["integrity"])
        files[pathlib.PurePosixPath(member).name] = extract(archive, f"package/{member}")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / ".fetched").touch()


def find_registry() -> str:
    """The configured registry: environment, then npm's own answer, then the user's .npmrc."""
    named = {key.lower(): value for key, value in os.environ.items()}.get("npm_config_registry")
    registry = named or ask_npm() or read_npmrc()
    if not registry:
        raise Unavailable("no npm registry is configured")
    return registry


def ask_npm() -> str:
    """What `npm config get registry` says; empty without npm."""
    npm = shutil.which("npm")
    if not npm:
        return ""
    command = [npm, "config", "get", "registry"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - found on PATH
    return asked.stdout.strip() if asked.stdout.startswith("http") else ""


def read_npmrc() -> str:
    """The `registry=` line of the user's .npmrc; empty without one."""
    named = {key.lower(): value for key, value in os.environ.items()}.get("npm_config_userconfig")
    path = pathlib.Path(named) if named else pathlib.Path.home() / ".npmrc"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    pairs = (line.partition("=") for line in lines)
    return next((value.strip() for key, _, value in pairs if key.strip() == "registry"), "")


def tarball_url(registry: str, name: str, version: str) -> str:
    """Where every npm registry keeps a package's archive."""
    base = name.rpartition("/")[2]
    return f"{registry.rstrip('/')}/{urllib.parse.quote(name, safe='@/')}/-/{base}-{version}.tgz"


def download(url: str) -> bytes:
    """The archive's bytes; Unavailable if the address is no web address or the file too large."""
    if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
        raise Unavailable("the npm registry is no web address")
    with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:  # noqa: S310 - scheme checked
        content: bytes = answer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unavailable("a package is too large")
    return content


def check_integrity(name: str, archive: bytes, integrity: str) -> None:
    """Unavailable unless the archive has the lock's `sha512-…` (W3C Subresource Integrity)."""
    found = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if f"sha512-{found}" != integrity:
        raise Unavailable(f"{name} is not the file that package-lock.json names")


def extract(archive: bytes, member: str) -> bytes:
    """One file of a gzipped archive; Unavailable if it is not in there."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        try:
            found = opened.extractfile(member)
        except KeyError:
            found = None
        if found is None:
            raise Unavailable(f"no {member} in its package")
        return found.read()


if __name__ == "__main__":
    main()
