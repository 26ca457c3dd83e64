"""Starting a server so that it surely ends with the tests, and as nobody when we are root."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# The shell ends the server when our end of the pipe closes, even when the tests are killed.
KEEPER = '"$@" </dev/null & server=$!; read -r _; kill -TERM $server; wait $server'


class MissingProgram(RuntimeError):
    """A server that the tests need is nowhere on this machine; the text says how to get it."""


class Server:
    """A running program; its output lies in `folder`/log."""

    def __init__(self, command: list[str], folder: pathlib.Path) -> None:
        with (folder / "log").open("ab") as log:
            self._keeper = subprocess.Popen(
                ["sh", "-c", KEEPER, "sh", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=folder,
                **nobody(),
            )
        self._folder = folder

    def wait_until(self, ready: Callable[[], bool], seconds: float = 30.0) -> None:
        """Returns when `ready` does; a server that is not up by then fails with its log."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline or self._keeper.poll() is not None:
                raise RuntimeError((self._folder / "log").read_text(errors="replace"))
            time.sleep(0.02)

    def stop(self) -> None:
        """Returns when the server has ended."""
        if self._keeper.stdin:
            self._keeper.stdin.close()
        self._keeper.wait(timeout=30)


def nobody() -> dict[str, Any]:
    """What to hand to subprocess so that a program of root's runs as nobody; else nothing."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


@contextmanager
def private_folder(name: str) -> Iterator[pathlib.Path]:
    """A folder, short enough for a socket's path, that only the server's user enters; then gone."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"refero-{name}-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def open_to_nobody(folder: pathlib.Path) -> bool:
    """True if every folder on the way may be entered by anybody."""
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.resolve().parents))


def first_program(places: list[pathlib.Path], name: str, remedy: str) -> pathlib.Path:
    """The first of `places` that holds the program `name`; MissingProgram(remedy) without one."""
    for place in places:
        if (place / name).is_file():
            return place
    raise MissingProgram(remedy)
