"""Bars that no linter holds: a file is one thought, a function fits on a screen."""

import ast
import pathlib
from collections.abc import Iterator

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ["bot", "flows", "locales", "storage", "admin"]
LONGEST_FILE = 300
LONGEST_FUNCTION = 50
# docs/decisions/0004: every table on one screen.
LISTS = {"storage/schema.py"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_outgrows_one_thought(room: str) -> None:
    long = [path for path, lines in sizes(room) if lines > LONGEST_FILE]
    assert set(long) - LISTS == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_function_outgrows_the_screen(room: str) -> None:
    assert [name for name, lines in functions(room) if lines > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_shelf_is_called_vaguely(room: str) -> None:
    assert [path for path, _ in sizes(room) if pathlib.Path(path).stem in VAGUE_NAMES] == []


def sizes(room: str) -> Iterator[tuple[str, int]]:
    """Each Python file of a room and its number of lines."""
    for path in sorted((ROOT / room).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        yield str(path.relative_to(ROOT)), text.count("\n")


def functions(room: str) -> Iterator[tuple[str, int]]:
    """Each function of a room, as file:line name, and its number of lines."""
    for path, _ in sizes(room):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{path}:{node.lineno} {node.name}", length
