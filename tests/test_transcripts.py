"""Every story in tests/transcripts is told as it is written there, word for word."""

from pathlib import Path

import pytest

from flows.library import load_flows
from locales.languages import load_languages
from tests.story import told

FOLDER = Path(__file__).parent / "transcripts"
STORIES = sorted(FOLDER.glob("*/*.txt"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_story_is_told_as_written(path: Path, request: pytest.FixtureRequest) -> None:
    now = told(path)
    if request.config.getoption("--update-transcripts"):
        path.write_text(now, encoding="utf-8")
    assert now == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", STORIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_story_names_its_language(path: Path) -> None:
    tag = path.stem.rpartition(".")[2]
    assert tag in load_languages()
    assert f"language: {tag}" in path.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("flow", load_flows())
def test_every_flow_has_a_story_in_every_language(flow: str) -> None:
    told_in = {path.stem.rpartition(".")[2] for path in STORIES if path.parent.name == flow}
    assert told_in >= {"sq", "sr-Cyrl", "en"} or told_in >= {"sq", "sr-Latn", "en"}
