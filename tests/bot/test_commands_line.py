"""The command line itself: quick, clear about mistakes, and reachable in every way."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, main
from tests.bot.shell import Shell, shell

__all__ = ["shell"]
ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlalchemy", "aiohttp", "alembic", "telegram", "twilio", "psycopg", "babel")


def loaded_by(*words: str) -> set[str]:
    """The heavy libraries that a command imports."""
    script = (
        "import sys, bot.__main__ as line\n"
        "try: line.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"print('loaded', *(name for name in {HEAVY} if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=ROOT, input="", capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.splitlines()[-1].split()[1:])


def test_help_lists_every_command_and_imports_none() -> None:
    assert loaded_by("--help") == set()


def test_play_imports_no_provider_no_server_and_no_migrations() -> None:
    assert loaded_by("play").isdisjoint({"aiohttp", "alembic", "telegram", "twilio"})


def test_it_runs_as_a_module_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert all(command.help in done.stdout for command in COMMANDS.values())


@pytest.mark.parametrize("words", [[], ["nonsense"], ["user"], ["keys", "old"], ["seed"]])
def test_a_wrong_call_says_how_it_is_called(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: refero" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"secret_keys": ""}, "REFERO_SECRET_KEYS"),
        ({"secret_keys": "k1:short"}, "key k1"),
        ({"env": "live"}, "REFERO_ENV"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(shell: Shell, wrong: dict[str, str], named: str) -> None:
    shell.set(**wrong)
    ended = shell.run("migrate")
    assert ended.code == 2
    assert ended.out == ""
    (line,) = ended.err.splitlines()
    assert named in line


def test_a_database_that_is_away_is_one_clear_line(shell: Shell) -> None:
    shell.set(database_url="postgresql://nobody@127.0.0.1:9/none")
    ended = shell.run("migrate")
    assert ended.code == 2
    assert ended.err.startswith("refero: the database does not answer")
    assert len(ended.err.splitlines()) == 1


def test_ctrl_c_ends_a_command_without_a_word(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.commands.migrate.run", interrupted)
    ended = shell.run("migrate")
    assert (ended.code, ended.out, ended.err) == (130, "", "")
