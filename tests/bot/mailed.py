"""A campaign on its way: its worker and a sender at work, beside the line."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import text

from bot.campaigns import Campaigner
from bot.channels.base import Channel
from bot.channels.twilio_sms import TwilioConfig, TwilioSms
from bot.lanes import Lane
from bot.sender import Carriage, Sender
from flows.safe_hours import Window
from storage.unit import Unit
from tests.bot.rig import ACCOUNT, AUTH, NOON, Rig
from tests.storage.crowd import Crowd, gathered

SECOND_NUMBER = "+355690000009"
FAST = 1000


def audience(rig: Rig, people: list[tuple[str, str]], **more: object) -> Crowd:
    """An approved campaign to these (channel, address)."""
    given = {"state": "approved", "started_at": None, "resumed_at": None, "approved_at": NOON}
    return gathered(rig.db, people, lines=rig.lines, **given | more)  # type: ignore[arg-type]


def second_sender(rig: Rig) -> Channel:
    """What campaigns leave from by SMS."""
    config = TwilioConfig(
        account=ACCOUNT,
        tokens=(AUTH,),
        sender=SECOND_NUMBER,
        public_url=rig.url,
        api_url=rig.twilio.url,
    )
    return TwilioSms(config, rig.session, rig.clock)


def ways(rig: Rig, rate: int) -> tuple[dict[str, Channel], dict[str, Lane]]:
    """Telegram shares the line's bot, SMS has a sender of its own."""
    bulk = {"telegram": rig.channels["telegram"], "sms": second_sender(rig)}
    return bulk, {"telegram": Lane(rate, rig.lines["telegram"]), "sms": Lane(rate)}


@asynccontextmanager
async def mailing(
    rig: Rig, rate: int = FAST, rates: Mapping[str, int] | None = None
) -> AsyncIterator[None]:
    """The worker and the sender, at so many messages a second."""
    bulk, lanes = ways(rig, rate)
    hours: Callable[[str], Window] = lambda _: Window()  # noqa: E731
    carriage = Carriage(
        db=rig.db,
        signals=rig.signals,
        channels=rig.channels,
        rates=rates or dict.fromkeys(rig.lines.values(), FAST),
        window_of=hours,
        now=rig.clock,
        bulk=bulk,
        lanes=lanes,
    )
    worker = Campaigner(rig.db, rig.signals, lanes, hours, rig.clock)
    tasks = [
        asyncio.create_task(Sender(carriage).run(alone=True)),
        asyncio.create_task(worker.run()),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that must become true."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  it is looked at from outside
            await asyncio.sleep(0.02)


def reached(rig: Rig) -> int:
    """How many messages have arrived on phones."""
    return sum(map(len, rig.api.sent.values())) + sum(map(len, rig.twilio.sent.values()))


def row_of(rig: Rig, crowd: Crowd) -> tuple[str, str]:
    """The campaign's state, and why."""

    def work(unit: Unit) -> tuple[str, str]:
        of = text("SELECT state, why FROM campaigns WHERE number = :number")
        found = unit.connection.execute(of, {"number": crowd.number}).one()
        return found.state, found.why

    return rig.db.read_now(work)
