"""A line with real storage, real HTTP and stand-in providers, for the tests of this room."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web
from sqlalchemy import select, text

from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel, TelegramConfig
from bot.channels.twilio_sms import TwilioConfig, TwilioSms
from bot.client_session import open_session
from bot.intake import Intake
from bot.stubs import StubBotApi, StubTwilio
from bot.webhook import Webhooks
from storage.database import Database
from storage.lines import Line
from storage.schema import inbox, metadata, outbox
from storage.signals import LocalSignals
from storage.vault import Key, Vault

PAYLOADS = Path(__file__).parent / "payloads"
NOON = 1_900_065_600_000_000  # 2030-03-17 12:00 UTC
SECOND = 1_000_000
TOKEN = "100:made-up"
SECRET = "made-up_secret"
ACCOUNT = "AC" + "0" * 32
AUTH = "made-up-auth-token"
NUMBER = "+355690000000"
REFUSALS = {"": "Write to me in private.", "sq": "Më shkruani privatisht."}
VAULT = Vault((Key("k1", b"1" * 32),))


@dataclass
class Clock:
    """A clock that stands still until it is told."""

    at: int = NOON

    def __call__(self) -> int:
        return self.at


@dataclass
class Rig:
    """All that a story needs."""

    url: str
    folder: Path
    clock: Clock
    db: Database
    signals: LocalSignals
    session: aiohttp.ClientSession
    api: StubBotApi
    twilio: StubTwilio
    channels: dict[str, Channel]
    lines: dict[str, str]
    intake: Intake

    def states(self) -> list[str]:
        """The inbox rows' states in order."""
        rows = select(inbox.c.state).order_by(inbox.c.seq)
        return self.db.read_now(lambda unit: list(unit.connection.scalars(rows)))

    def faults(self) -> list[str]:
        """The inbox rows' faults in order."""
        rows = select(inbox.c.fault).order_by(inbox.c.seq)
        return self.db.read_now(lambda unit: list(unit.connection.scalars(rows)))

    def fates(self) -> list[tuple[str, str]]:
        """(state, fault) of the outbox rows in order."""
        rows = select(outbox.c.state, outbox.c.fault).order_by(outbox.c.seq)
        return self.db.read_now(lambda unit: [(s, f) for s, f in unit.connection.execute(rows)])

    def break_storage(self) -> None:
        """Take the inbox away: every later write fails as if the disk were gone."""
        self.db.write_now(lambda unit: unit.connection.execute(text("DROP TABLE inbox")))


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def open_rig(database_url: str, folder: Path) -> AsyncIterator[Rig]:
    """Everything started and, at the end, stopped; `folder` is where SQLite's files lie."""
    clock, signals, db = Clock(), LocalSignals(), Database(database_url, VAULT)
    metadata.create_all(db.engine)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    api = await StubBotApi(TOKEN, SECRET, f"{url}/telegram/webhook").start()
    twilio = await StubTwilio(ACCOUNT, AUTH, NUMBER, url).start()
    session = open_session()
    channels: dict[str, Channel] = {
        "telegram": TelegramChannel(
            TelegramConfig(
                token=TOKEN, secrets=(SECRET, "older_secret"), api_url=api.url, refusals=REFUSALS
            ),
            session,
        ),
        "sms": TwilioSms(
            TwilioConfig(
                account=ACCOUNT,
                tokens=(AUTH, "older-auth-token"),
                sender=NUMBER,
                public_url=url,
                api_url=twilio.url,
            ),
            session,
            clock,
        ),
    }
    lines = {
        name: db.write_now(
            lambda unit, name=name: unit.lines.ensure(  # type: ignore[misc]
                Line(id="", name=name, channel=name, municipality="kucova", rate=1000), clock.at
            )
        ).id
        for name in channels
    }
    intake = Intake(db, signals, lines, clock)
    app = web.Application()
    app.add_routes(Webhooks(channels, intake, db, clock).routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield Rig(url, folder, clock, db, signals, session, api, twilio, channels, lines, intake)
    finally:
        await runner.cleanup()
        await session.close()
        await api.stop()
        await twilio.stop()
        db.close()
