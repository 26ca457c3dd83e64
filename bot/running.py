"""Starts the roles of one process and stops them gently (reliability R21)."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web

from bot.campaigns import Campaigner
from bot.channels.telegram import TelegramChannel
from bot.housekeeping import DEFAULT_STEPS, Housekeeping
from bot.lanes import Lane
from bot.media import MediaFetcher
from bot.polling import Poller
from bot.safe_hours import windows_of
from bot.sender import Carriage, Sender
from bot.service import Service
from bot.worker import Carrier, Nobody, Worker
from storage.anchors import Anchors

log = logging.getLogger(__name__)

ROLES: Final = ("web", "worker", "sender", "scheduler")
SHUTDOWN_SECONDS: Final = 5.0
SILENT_SECONDS: Final = 30.0
"""A connection that has sent no whole request head by then is closed (R49)."""


@asynccontextmanager
async def listening(app: web.Application, bind: str) -> AsyncIterator[None]:
    """Serve an application on "host:port" inside the block."""
    host, _, port = bind.rpartition(":")
    runner = web.AppRunner(
        app,
        access_log=None,
        handler_cancellation=False,
        shutdown_timeout=SHUTDOWN_SECONDS,
        keepalive_timeout=SILENT_SECONDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, int(port), backlog=1024).start()
        yield
    finally:
        await runner.cleanup()


class Stop(asyncio.Event):
    """Set when the process should end; `failed`: because a role broke, not because it was asked."""

    failed = False


@asynccontextmanager
async def working(service: Service, roles: Collection[str]) -> AsyncIterator[Stop]:
    """Run the background roles inside the block; the event is set when one ends by itself.

    They end one by one, the sender last: what a worker still hands over is carried.
    """
    stop = Stop()
    tasks = [asyncio.create_task(one) for one in _jobs(service, roles)]
    for task in tasks:
        task.add_done_callback(lambda one: _ended(one, stop))
    try:
        yield stop
    finally:
        for task in reversed(tasks):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _ended(role: asyncio.Task[None], stop: Stop) -> None:
    """A role that ends by itself ends the process, and says of which fault."""
    if not role.cancelled() and (fault := role.exception()):
        log.critical("a role ended by itself", exc_info=fault)
        stop.failed = True
    stop.set()


async def until_stopped(stopped: asyncio.Event) -> None:
    """Wait for SIGTERM, SIGINT or the event."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    await stopped.wait()


def _jobs(service: Service, roles: Collection[str]) -> list[Coroutine[Any, Any, None]]:
    told = service.turns.tell
    jobs: list[Coroutine[Any, Any, None]] = [
        service.editions.follow(service.database, service.signals, told)
    ]
    carrier: Carrier = Nobody()
    if "sender" in roles:
        sender = _sender(service)
        alone = _alone(service, roles)
        carrier = sender if alone else carrier
        jobs.append(sender.run(alone=alone))
    if "worker" in roles:
        jobs.append(_worker(service, carrier).run())
        jobs.append(_media(service).run(service.signals))
    if "scheduler" in roles:
        jobs.append(_housekeeping(service).run())
        jobs.append(_campaigner(service).run())
    if "web" in roles and _polls(service):
        telegram = service.channels["telegram"]
        if isinstance(telegram, TelegramChannel):
            jobs.append(Poller(telegram, service.intake).run())
    return jobs


def _alone(service: Service, roles: Collection[str]) -> bool:
    """SQLite has one process: whatever was half sent when it starts, nobody is sending now."""
    return set(roles) == set(ROLES) and service.settings.database_url.startswith("sqlite")


def _polls(service: Service) -> bool:
    """A pilot without a public address fetches Telegram's updates itself."""
    settings = service.settings
    return settings.env == "pilot" and not settings.public_url and "telegram" in service.channels


def _worker(service: Service, carrier: Carrier) -> Worker:
    return Worker(service.database, service.signals, service.turns, service.clock, carrier)


def _media(service: Service) -> MediaFetcher:
    return MediaFetcher(service.database, service.channels, service.session, service.clock)


def _sender(service: Service) -> Sender:
    demo = service.settings.env == "demo"
    return Sender(
        Carriage(
            db=service.database,
            signals=service.signals,
            channels=service.channels,
            rates={line.id: line.rate for line in service.lines.values()},
            window_of=windows_of(service.municipalities, demo=demo),
            now=service.clock,
            bulk=service.bulk,
            lanes=_lanes(service),
        )
    )


def _campaigner(service: Service) -> Campaigner:
    demo = service.settings.env == "demo"
    return Campaigner(
        service.database,
        service.signals,
        _lanes(service),
        windows_of(service.municipalities, demo=demo),
        service.clock,
    )


def _lanes(service: Service) -> dict[str, Lane]:
    """How fast campaigns leave, by each channel that has a sender for them.

    A chat's campaigns share the line's bot, and never take all that it may send.
    """
    most, lanes = service.settings.telegram_campaign_rate, {}
    for name, line in service.bulk_lines.items():
        if name in service.bulk:
            shares = line == service.lines.get(name)
            lanes[name] = Lane(min(most, line.rate), line.id) if shares else Lane(line.rate)
    return lanes


def _housekeeping(service: Service) -> Housekeeping:
    places = service.municipalities.values()
    return Housekeeping(
        service.database,
        service.signals,
        service.alerts,
        Anchors(service.settings.data_dir),
        service.clock,
        min((place.timers.escalation_minutes for place in places), default=DEFAULT_STEPS),
    )
