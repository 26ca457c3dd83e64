"""Talking to the line in a terminal: the real texts, flows and pipe, without anybody's server."""

import re

import pytest

from bot.commands import play
from locales.fitting import segments
from tests.bot.shell import Shell, shell
from tests.story import told

__all__ = ["shell"]
CODE = re.compile(r"KU-[0-9A-Z]{4}-[0-9A-Z]{4}")


def typed(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def answers(out: str) -> list[str]:
    """What the line said, without what was typed and what it cost."""
    return [line[2:] for line in out.splitlines() if line.startswith("> ")]


def test_a_report_by_sms_gets_its_code_and_the_neutral_questions(shell: Shell) -> None:
    ended = shell.run(
        "play", "--channel", "sms",
        typed=typed("plaka fqinje ne Perondi s'ka ushqim, jeton vetem", "1", "1"),
    )  # fmt: skip
    assert ended.code == 0
    first, *questions = answers(ended.out)
    assert CODE.search(first)
    assert "112" in first
    assert len(questions) == 3
    assert CODE.search(questions[-1])
    assert len(set(CODE.findall(ended.out))) == 1


def test_every_sms_shows_what_it_costs(shell: Shell) -> None:
    out = shell.run("play", "--channel", "sms", typed=typed("ka nevoje per ndihme")).out
    said = answers(out)
    assert out.count("[1 segment]") == len(said)
    assert [segments(text, fold=False) for text in said] == [1] * len(said)


def test_a_number_presses_a_button_on_telegram(shell: Shell) -> None:
    out = shell.run("play", typed=typed("/start", "1")).out
    assert "  [1] Shqip" in out
    assert "Si mund t'ju ndihmojmë?" in out
    assert "segment" not in out


@pytest.mark.parametrize(
    ("language", "menu"),
    [
        ("sq", "Si mund t'ju ndihmojmë?"),
        ("sr-Cyrl", "Како можемо да вам помогнемо?"),
        ("sr-Latn", "Kako možemo da vam pomognemo?"),
        ("en", "How can we help?"),
    ],
)
def test_the_language_can_be_chosen_beforehand(shell: Shell, language: str, menu: str) -> None:
    out = shell.run("play", "--lang", language).out
    assert menu in out
    assert "Zgjidhni gjuhën" in out


def test_by_sms_the_chosen_language_is_the_one_that_was_spoken_before(shell: Shell) -> None:
    out = shell.run("play", "--channel", "sms", "--lang", "sr-Latn", typed=typed("x")).out
    assert "Hitno: 112" in out


def test_danger_gets_the_numbers_first(shell: Shell) -> None:
    out = shell.run("play", "--channel", "sms", typed=typed("po me rreh burri, ndihme")).out
    assert "112" in answers(out)[0]
    assert "129" in answers(out)[0]


def test_time_passes_when_it_is_told_to(shell: Shell) -> None:
    asked = "plaka fqinje s'ka ushqim"
    at_once, later = (
        shell.run("play", "--channel", "sms", typed=typed(asked, *pause, "3")).out
        for pause in ((), ("~ 40m",))
    )
    assert answers(at_once)[1].startswith("Ku?")
    assert "~ 40m\n< 3" in later
    assert CODE.sub("", answers(at_once)[2]) != CODE.sub("", answers(later)[2])


def test_a_tilde_without_a_time_is_something_said(shell: Shell) -> None:
    assert "< ~ banana" in shell.run("play", typed=typed("~ banana")).out


def test_an_empty_line_ends_the_talk(shell: Shell) -> None:
    out = shell.run("play", "--channel", "sms", typed=typed("po", "", "jo")).out
    assert "< po" in out
    assert "< jo" not in out


def test_nothing_is_kept(shell: Shell) -> None:
    shell.run("play", "--channel", "sms", typed=typed("plaka s'ka ushqim"))
    assert list(shell.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("channel", "language", "said"),
    [
        ("sms", "sq", ("plaka fqinje s'ka ushqim", "1", "2")),
        ("sms", "sr-Latn", ("stara žena nema šta da jede", "1", "2")),
        ("telegram", "en", ("4", "Lumas", "~ 40m")),
    ],
)
def test_a_saved_talk_is_a_story_that_the_tests_can_tell(
    shell: Shell, channel: str, language: str, said: tuple[str, ...]
) -> None:
    file = shell.folder / f"neighbour.{language}.txt"
    words = ("--channel", channel, "--lang", language, "--save", str(file))
    assert shell.run("play", *words, typed=typed(*said)).code == 0
    saved = file.read_text(encoding="utf-8").splitlines()
    assert saved[0] == f"channel: {channel}   language: {language}   story: neighbour"
    retold = [line for line in told(file).splitlines() if not line.startswith("!")]
    assert [CODE.sub("", line) for line in retold] == [CODE.sub("", line) for line in saved]


@pytest.mark.parametrize(
    ("words", "named"),
    [(("--lang", "xx"), "sr-Cyrl"), (("--municipality", "atlantis"), "atlantis.toml")],
)
def test_a_mistake_is_one_line(shell: Shell, words: tuple[str, ...], named: str) -> None:
    ended = shell.run("play", *words)
    assert ended.code == 2
    (line,) = ended.err.splitlines()
    assert named in line


def test_the_hint_says_how_to_end(shell: Shell) -> None:
    assert play.REST in shell.run("play").out
