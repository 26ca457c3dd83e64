"""What the project installs is pinned by hash, from nobody's particular address, and listed."""

import json
import pathlib
import re
import subprocess
import tomllib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-uv.lock"]
REQUIREMENT = re.compile(r"^([a-z0-9._-]+)==(\S+)")
ADDRESS = re.compile(r"://|^-|^\s+--(?!hash=sha256:[0-9a-f]{64}\b)| @ |(^|\s)[./~]")
# A home or work folder of somebody's machine.
MACHINE_PATH = re.compile(r"(?<![\w.}])/(root|home|work|Users)/[\w.]")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_each_package_by_hash(name: str) -> None:
    for line in stanzas(name):
        assert REQUIREMENT.match(line), line
        assert "--hash=sha256:" in line, line


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name: str) -> None:
    found = [line for line in read(name).splitlines() if ADDRESS.search(line)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "six @ https://example.org/six.whl",
        "--index-url https://example.org/simple",
        "    --find-links wheels",
        "./wheels/six.whl",
        "# via /srv/pyproject.toml",
    ],
)
def test_an_address_would_be_noticed(line: str) -> None:
    assert ADDRESS.search(line)


def test_both_locks_hold_the_same_versions() -> None:
    assert set(locked("requirements.lock")) <= set(locked("requirements-dev.lock"))


def test_every_declared_dependency_is_locked() -> None:
    declared = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    names = {re.split(r"[\[<>=;! ]", entry)[0].lower() for entry in declared}
    assert names <= {name for name, _ in locked("requirements.lock")}


def test_the_front_end_lock_holds_hashes_and_no_address() -> None:
    packages = json.loads(read("package-lock.json"))["packages"]
    entries = {path: entry for path, entry in packages.items() if path}
    assert entries
    assert all(entry["integrity"].startswith("sha512-") for entry in entries.values())
    assert "resolved" not in read("package-lock.json")
    assert "://" not in read("package-lock.json")


def test_the_front_end_versions_are_exact() -> None:
    wanted = json.loads(read("package.json"))["dependencies"]
    packages = json.loads(read("package-lock.json"))["packages"]
    assert wanted == {name: packages[f"node_modules/{name}"]["version"] for name in wanted}


def test_third_party_lists_what_the_locks_hold() -> None:
    listed = set(re.findall(r"^\| (\S+) \| (\S+) \| \S.*\|$", read("THIRD_PARTY.md"), re.MULTILINE))
    front_end = json.loads(read("package.json"))["dependencies"].items()
    python = {pair for name in LOCKS for pair in locked(name)}
    assert listed - {("package", "version")} == python | set(front_end)


def test_no_tracked_file_names_a_folder_of_some_machine() -> None:
    command = ["git", "ls-files", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = [
        f"{name}:{number}"
        for name in names.split("\0")
        if name and (ROOT / name).is_file()
        for number, line in enumerate(read(name).splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def read(name: str) -> str:
    """A file of the project; what is no text counts as noise."""
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def stanzas(name: str) -> list[str]:
    """A lock's entries, each with its hashes on one line."""
    return [line for line in read(name).replace("\\\n", "").splitlines() if line.strip()]


def locked(name: str) -> list[tuple[str, str]]:
    """The (package, version) pairs of a lock."""
    found = (REQUIREMENT.match(line) for line in stanzas(name))
    return [(match[1], match[2]) for match in found if match]
