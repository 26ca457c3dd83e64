"""The pages name no file, name, test, setting, command or page that does not exist."""

import re
from pathlib import Path
from pkgutil import resolve_name
from typing import Final, get_args

import pytest

from admin.access import ROLES
from bot.__main__ import COMMANDS
from flows.events import ContactState, PublicState
from flows.facts import CaseState
from storage.schema import metadata
from storage.settings import Settings, variable

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FENCED: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SPAN: Final = re.compile(r"`([^`]+)`")
PATH: Final = re.compile(
    r"(?:bot|flows|locales|storage|admin|tests|docs|benchmarks|\.ci)/(?!.*NAME)[\w./-]*"
    r"|[A-Z_]+\.md|LICENSE|Makefile|pyproject\.toml|package\.json|[\w-]+\.lock"
)
OURS: Final = re.compile(r"(?:bot|flows|locales|storage|admin)(?:\.(?!po\b)\w+)+")
TEST: Final = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
LINK: Final = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)
RECORDS: Final = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


@every_page
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    named = [word for word in spans(page) if PATH.fullmatch(word)]
    assert [word for word in named if not (ROOT / word).exists()] == []


@every_page
def test_every_name_of_ours_can_be_imported(page: Path) -> None:
    assert [word for word in spans(page) if OURS.fullmatch(word) and not resolves(word)] == []


@every_page
def test_every_test_that_a_page_names_exists(page: Path) -> None:
    named = [found for word in spans(page) if (found := TEST.fullmatch(word))]
    assert [found[0] for found in named if f"def {found[2]}(" not in read(ROOT / found[1])] == []


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    own = [link for link in LINK.findall(read(page)) if "://" not in link]
    assert [link for link in own if not leads_somewhere(page, link)] == []


@every_page
def test_every_setting_that_a_page_names_exists(page: Path) -> None:
    known = {variable(field) for field in Settings.__struct_fields__}
    assert set(re.findall(r"\bREFERO_[A-Z_]+[A-Z]\b", read(page))) <= known


@every_page
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    text = read(page)
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|bin/|^)refero ([a-z]+)", text, re.MULTILINE)) <= set(COMMANDS)
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)) <= targets


def test_every_safety_rule_is_answered_once_and_in_order() -> None:
    rules = re.findall(r"^## (S\d+)\b", read(ROOT / "docs/safety.md"), re.MULTILINE)
    assert rules == [f"S{number}" for number in range(1, 25)]


def test_every_decision_record_is_listed() -> None:
    listed = LINK.findall(read(ROOT / "docs/decisions/README.md"))
    assert listed == RECORDS
    assert [int(name[:4]) for name in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize(
    "word",
    [
        *metadata.tables,
        *sorted(ROLES),
        *get_args(CaseState),
        *get_args(ContactState),
        *get_args(PublicState),
    ],
)
def test_the_glossary_explains(word: str) -> None:
    assert f"`{word}`" in read(ROOT / "docs/glossary.md")


def test_a_page_that_lies_would_be_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("`bot/nothing.py`, `flows.engine.leap`, [there](nowhere.md#at-all)")
    with pytest.raises(AssertionError):
        test_every_file_that_a_page_names_exists(page)
    with pytest.raises(AssertionError):
        test_every_name_of_ours_can_be_imported(page)
    with pytest.raises(AssertionError):
        test_every_link_leads_somewhere(page)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def spans(page: Path) -> list[str]:
    """Everything that a page sets in code letters, fenced blocks apart."""
    return SPAN.findall(FENCED.sub("", read(page)))


def resolves(name: str) -> bool:
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


def leads_somewhere(page: Path, link: str) -> bool:
    """A file that exists, and a heading in it when the link names one."""
    name, _, heading = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    return not heading or heading in {slug(found) for found in HEADING.findall(read(target))}


def slug(heading: str) -> str:
    """A heading as the anchor that it gets on the usual forges."""
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")
