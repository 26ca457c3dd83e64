"""The command line as a person uses it: one command, its exit code and what it printed."""

import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.opening import open_database
from storage.database import Database
from storage.settings import Settings, read_settings
from storage.vault import new_key


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """A folder of its own, with its settings in the environment."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, *words: str, typed: str = "") -> Ended:
        """`refero …`, with `typed` on standard input."""
        self.monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(words)
        printed = self.capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    def set(self, **settings: str) -> None:
        """REFERO_… in the environment."""
        for name, value in settings.items():
            self.monkeypatch.setenv(f"REFERO_{name.upper()}", value)

    def database(self) -> Database:
        """What the commands wrote, to be closed by the caller."""
        return open_database(self.settings())

    def settings(self) -> Settings:
        """The settings that the commands see."""
        return read_settings(os.environ, None)


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """A pilot installation that nothing was done with yet."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("REFERO_")]:
        monkeypatch.delenv(name)
    opened = Shell(tmp_path, monkeypatch, capsys)
    opened.set(env="pilot", municipalities="kucova", secret_keys=new_key("k1"))
    opened.set(data_dir=str(tmp_path / "var"))
    return opened
