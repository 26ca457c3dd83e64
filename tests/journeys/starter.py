"""Starts the real service cheaply, many times: its modules are loaded once, then it is forked.

Reads one order a line, {"argv", "settings", "folder", "log"}, and answers with the process id.
What was started here ends with this process.
"""

import gc
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import bot.commands.serve  # noqa: F401  loaded before the first fork
from bot.__main__ import main


def start(order: dict[str, Any]) -> int:
    """Fork; the child becomes `refero …` in its folder, with its standard error in a file."""
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(order["settings"])
    folder = Path(order["folder"])
    os.chdir(folder)
    log = os.open(folder / order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream, target in ((0, nothing), (1, log), (2, log)):
        os.dup2(target, stream)
    os._exit(main(order["argv"]))


def obey() -> None:
    """Until standard input closes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    started = []
    for line in sys.stdin:
        started.append(start(json.loads(line)))
        sys.stdout.write(f"{started[-1]}\n")
        sys.stdout.flush()
    for pid in started:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    obey()
