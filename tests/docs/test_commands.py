"""Every command of the command line stands in the documentation, and none that does not exist."""

import pathlib
import re

import pytest

from bot.__main__ import COMMANDS

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_its_row(name: str) -> None:
    assert re.search(rf"^\| `refero {name}\b", PAGE, re.MULTILINE)


def test_no_row_names_a_command_that_does_not_exist() -> None:
    assert set(re.findall(r"`refero ([a-z]+)", PAGE)) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_a_file_of_its_own(name: str) -> None:
    assert COMMANDS[name].module == f"bot.commands.{name}"
    assert (ROOT / "bot" / "commands" / f"{name}.py").is_file()


def test_no_file_is_left_out_of_the_table() -> None:
    files = {path.stem for path in (ROOT / "bot" / "commands").glob("[!_]*.py")}
    assert files == set(COMMANDS)
