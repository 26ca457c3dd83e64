"""The whole service as a process of its own, between stand-ins of its providers."""

import asyncio
import base64
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import msgspec

from benchmarks.ports import free_port
from bot.clock import now
from bot.opening import open_database
from bot.stubs import StubBotApi, StubTwilio
from storage.database import Database
from storage.directory import SEEDS, load_municipality
from storage.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "100:journey-token"
SECRET = "journey_secret"
ACCOUNT = "AC" + "0" * 32
AUTH = "journey-auth-token"
NUMBER = "+355690000000"
KEY = "k1:" + base64.urlsafe_b64encode(bytes(range(32))).decode()
LOG = "service.log"
START_SECONDS = 60.0
POLL = 0.02


class Starter:
    """Forks the service from a process that has loaded its modules."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self, argv: Sequence[str], settings: dict[str, str], folder: Path) -> int:
        """The id of a new process."""
        place = {"folder": str(folder), "log": LOG}
        order = {"argv": list(argv), "settings": settings, **place}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(order).decode() + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def running_starter() -> Iterator[Starter]:
    """One for many starts; what it started ends with it."""
    command = [sys.executable, "-m", "tests.journeys.starter"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Starter(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


@dataclass
class House:
    """The service's processes, its providers and its database."""

    starter: Starter
    folder: Path
    port: int
    api: StubBotApi
    twilio: StubTwilio
    environment: dict[str, str]
    settings: Settings
    database: Database
    running: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """All that its processes wrote to standard error and output."""
        return (self.folder / LOG).read_text(encoding="utf-8")

    def start(self, roles: str = "web,worker,sender,scheduler") -> int:
        """A new process, not yet listening."""
        pid = self.starter.start(["serve", "--only", roles], self.environment, self.folder)
        self.running.append(pid)
        return pid

    async def open(self, roles: str = "web,worker,sender,scheduler") -> int:
        """A new process that answers."""
        pid = self.start(roles)
        async with asyncio.timeout(START_SECONDS):
            while not await self.answers():
                assert is_alive(pid), self.log
                await asyncio.sleep(POLL)
        return pid

    async def answers(self) -> bool:
        """It listens and is alive."""
        with suppress(aiohttp.ClientError):
            async with self.api.session.get(f"{self.url}/healthz") as answer:
                return answer.status == 200
        return False

    async def end(self, pid: int, how: signal.Signals = signal.SIGTERM) -> float:
        """Seconds until the process was gone."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        while is_alive(pid):
            assert loop.time() - began < START_SECONDS, "the service does not end"
            await asyncio.sleep(POLL)
        self.running.remove(pid)
        return loop.time() - began


def is_alive(pid: int) -> bool:
    """The process exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def full_disk(pid: int) -> Iterator[None]:
    """No file of this process may grow beyond a few kilobytes."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


def environment(port: int, api: str, twilio: str, folder: Path) -> dict[str, str]:
    """A production of our own; rates so high that no test waits for them."""
    return {
        "REFERO_ENV": "production",
        "REFERO_DATA_DIR": str(folder),
        "REFERO_BIND": f"127.0.0.1:{port}",
        "REFERO_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "REFERO_SECRET_KEYS": KEY,
        "REFERO_MUNICIPALITIES": "kucova",
        "REFERO_TELEGRAM_TOKEN": TOKEN,
        "REFERO_TELEGRAM_SECRET": SECRET,
        "REFERO_TELEGRAM_API_URL": api,
        "REFERO_TELEGRAM_RATE": "100000",
        "REFERO_TELEGRAM_CAMPAIGN_RATE": "100000",
        "REFERO_TWILIO_ACCOUNT_SID": ACCOUNT,
        "REFERO_TWILIO_AUTH_TOKEN": AUTH,
        "REFERO_TWILIO_FROM": NUMBER,
        "REFERO_TWILIO_API_URL": twilio,
        "REFERO_TWILIO_RATE": "100000",
    }


@asynccontextmanager
async def open_house(starter: Starter, **more: str) -> AsyncIterator[House]:
    """Providers and a seeded database; the service itself is started by the test."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    api = await StubBotApi(TOKEN, SECRET, f"{url}/telegram/webhook").start()
    twilio = await StubTwilio(ACCOUNT, AUTH, NUMBER, url).start()
    with tempfile.TemporaryDirectory(prefix="refero-journey-") as name:
        given = environment(port, api.url, twilio.url, Path(name)) | more
        settings = read_settings(given, None)
        database = open_database(settings)
        seed(database)
        house = House(starter, Path(name), port, api, twilio, given, settings, database)
        try:
            yield house
        finally:
            for pid in tuple(house.running):
                await house.end(pid, signal.SIGKILL)
            await api.stop()
            await twilio.stop()
            database.close()


def seed(database: Database) -> None:
    """The municipality of every journey."""
    kucova = load_municipality(SEEDS / "kucova.toml")
    database.write_now(lambda unit: unit.municipalities.seed(kucova, now()))
