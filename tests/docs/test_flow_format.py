"""docs/flow-format.md names every kind, fact, source and route word that the code knows."""

from pathlib import Path

import pytest

from flows.nodes import KINDS
from flows.nodes.branch import FACTS
from flows.options import SOURCES
from flows.routes import WORDS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "flow-format.md").read_text(encoding="utf-8")
NODES = Path(__file__).parents[2] / "flows" / "nodes"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_and_its_keys_are_described(kind: type) -> None:
    tag = kind.__struct_config__.tag  # type: ignore[attr-defined]
    row = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{tag}` |"))
    own = set(kind.__struct_encode_fields__) - {"next", "goto"}  # type: ignore[attr-defined]
    if tag == "consent":
        own -= {"slot"}
    if tag == "code":
        own -= {"slot", "ask_for"}
    assert all(f"`{key}`" in row for key in own), own


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_route_word_is_described(word: str) -> None:
    assert f"| `{word}` |" in DOCUMENT


@pytest.mark.parametrize("name", [*FACTS, *SOURCES])
def test_every_fact_and_source_is_named(name: str) -> None:
    assert name in DOCUMENT


def test_every_kind_is_a_file_of_its_own() -> None:
    files = {path.stem for path in NODES.glob("*.py")} - {"__init__", "base"}
    assert files == {kind.__struct_config__.tag for kind in KINDS}
