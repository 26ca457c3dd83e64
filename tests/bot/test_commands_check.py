"""What `refero check` says of mistakes: file, line and remedy, all of them at once."""

import re
import shutil
import zlib
from pathlib import Path

import pytest

from bot.asking import load_weights
from bot.commands.check import Found, line_of
from locales.catalog import load_catalog
from locales.checks import check_languages
from locales.languages import HERE
from storage.directory import SEEDS
from tests.bot.shell import Shell, shell

__all__ = ["shell"]
MISTAKE = re.compile(r"^\S+\.(toml|po|md|yaml):\d+: .+ \(.+\)$")


@pytest.fixture
def languages(tmp_path: Path) -> Path:
    """The catalogues, to be broken."""
    folder = tmp_path / "locales"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("__pycache__", "packs"))
    return folder


def changed(file: Path, old: str, new: str) -> int:
    """Change the first `old` in a file; its line."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_sentence_that_one_language_lacks_is_named(languages: Path) -> None:
    assert check_languages(languages) == []
    changed(languages / "sr" / "bot.po", 'msgid "danger.numbers"', 'msgid "danger.spelled"')
    told = [str(mistake) for mistake in check_languages(languages)]
    assert "sr/bot.po:1: danger.numbers is missing (write it in Српски)" in told
    assert "sq/bot.po:1: danger.spelled is missing (write it in Shqip)" in told


def test_an_empty_sentence_and_a_strange_place_are_found_on_their_lines(languages: Path) -> None:
    file = languages / "en" / "bot.po"
    sentence = re.search(r'msgid "danger\.numbers"\nmsgstr "(.+)"', file.read_text("utf-8"))
    assert sentence is not None
    strange = changed(file, sentence[0], 'msgid "danger.numbers"\nmsgstr "{who} is near"')
    (mistake,) = check_languages(languages)
    assert (mistake.file, mistake.line) == ("en/bot.po", strange)
    assert "names who" in mistake.what
    changed(file, '"{who} is near"', '""')
    (mistake,) = check_languages(languages)
    assert mistake.what == "danger.numbers is empty"


@pytest.mark.parametrize(
    ("file", "line"), [("languages.toml", "[sq"), ("sq/bot.po", 'msgid "half')]
)
def test_a_file_that_cannot_be_read_is_named(languages: Path, file: str, line: str) -> None:
    with (languages / file).open("a", encoding="utf-8") as stream:
        stream.write(f"\n{line}\n")
    mistakes = [mistake for mistake in check_languages(languages) if mistake.file == file]
    assert mistakes
    assert mistakes[0].line > 1


def test_a_draft_may_lack_sentences(languages: Path) -> None:
    changed(languages / "sr" / "bot.po", 'msgid "danger.numbers"', 'msgid "danger.spelled"')
    table = languages / "languages.toml"
    text = table.read_text("utf-8")
    table.write_text(text.replace('status = "reviewed"', 'status = "draft"'), encoding="utf-8")
    assert check_languages(languages) == []


def test_a_municipality_is_told_on_which_line_it_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "kucova.toml"
    shutil.copy(SEEDS / "kucova.toml", file)
    line = changed(file, 'first_language = "sq"', 'first_language = "tr"')
    found = Found()
    found.read_places(tmp_path)
    assert found.places == []
    (mistake,) = found.mistakes
    assert mistake.startswith(f"storage/seeds/municipalities/kucova.toml:{line}: first_language: ")
    assert MISTAKE.match(mistake)


def test_a_row_is_found_by_its_id(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text('[[unit]]\nid = "a"\nrule = "x"\n\n[[unit]]\nid = "b"\nrule = "y"\n')
    assert line_of(file, "unit.b.rule") == 7
    assert line_of(file, "unit.a") == 2
    assert line_of(file, "nowhere") == 1


def test_flows_are_proved_against_the_texts_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = load_catalog()
    found = Found()
    found.read_packs()
    found.read_places()
    found.prove_flows(catalog)
    assert found.mistakes == []
    monkeypatch.setattr("flows.checks.SAID_BY_ENGINE", ("never.written",))
    found.prove_flows(catalog)
    assert len(found.mistakes) == len(catalog.languages)
    assert all("`never.written` does not exist in " in mistake for mistake in found.mistakes)


def test_a_mistake_anywhere_ends_with_one(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.checks.SAID_BY_ENGINE", ("never.written",))
    ended = shell.run("check")
    assert ended.code == 1
    *mistakes, count = ended.out.splitlines()
    assert count == f"{len(mistakes)} to mend"


@pytest.mark.parametrize("content", [None, b"", b"no weights", zlib.compress(b"{}")])
def test_what_asking_was_learned_from_is_named_when_it_cannot_be_read(
    tmp_path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    file = tmp_path / "asked.bin"
    if content is not None:
        file.write_bytes(content)
    for module in ("bot.commands.check", "bot.world"):
        monkeypatch.setattr(f"{module}.load_weights", lambda: load_weights(file))
    ended = shell.run("check")
    assert ended.code == 1
    assert "locales/packs/asked.bin:1: was learned from other phrases" in ended.out
    assert "refero packs learn" in ended.out
