"""One process: everything that runs, put together from the settings."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.alerts import Alerts
from bot.channels import open_bulk, open_channels
from bot.channels.base import Channel
from bot.client_session import open_session
from bot.drawing import Draws
from bot.editions import Editions, read_published
from bot.intake import Intake
from bot.opening import open_database
from bot.speaking import Speaker
from bot.supplies import make_supplies
from bot.turn import Turns
from bot.world import build_world
from flows.world import World
from locales.catalog import Catalog, load_catalog
from locales.packs import load_packs
from locales.serbian import to_latin
from storage.database import Database
from storage.lines import Line
from storage.municipality import Municipality
from storage.settings import Settings
from storage.signals import Signals, make_signals
from storage.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What the roles (web, worker, sender, scheduler) share in one process.

    `channels` and `lines` speak with people, `bulk` and `bulk_lines` carry campaigns; by channel.
    """

    settings: Settings
    clock: Callable[[], int]
    database: Database
    signals: Signals
    session: aiohttp.ClientSession
    channels: Mapping[str, Channel]
    bulk: Mapping[str, Channel]
    lines: Mapping[str, Line]
    bulk_lines: Mapping[str, Line]
    municipalities: Mapping[str, Municipality]
    catalog: Catalog
    alerts: Alerts
    editions: Editions
    world: World
    turns: Turns
    intake: Intake


@asynccontextmanager
async def open_service(settings: Settings, clock: Callable[[], int]) -> AsyncIterator[Service]:
    """Everything that can fail does so here, before anything is started."""
    catalog, files = load_catalog(), load_packs()
    database = open_database(settings)
    signals = make_signals(settings.redis_url)
    session = open_session()
    try:
        channels = open_channels(settings, session)
        bulk = open_bulk(settings, session, make_supplies(database, settings.municipalities))
        lines = await database.write(lambda unit: _lines(unit, settings, channels, clock()))
        second = await database.write(lambda unit: _bulk_lines(unit, settings, lines, clock()))
        places = await database.read(lambda unit: _served(unit, settings))
        editions = Editions(files, await database.read(read_published))
        packs = editions.packs()
        views = [place.view(to_latin) for place in places.values()]
        world = build_world(views, catalog, packs)
        alerts = Alerts(catalog)
        owners = {line.id: line.municipality for line in lines.values()}
        yield Service(
            settings=settings,
            clock=clock,
            database=database,
            signals=signals,
            session=session,
            channels=channels,
            bulk=bulk,
            lines=lines,
            bulk_lines=second,
            municipalities=places,
            catalog=catalog,
            alerts=alerts,
            editions=editions,
            world=world,
            turns=Turns(world, Speaker(catalog, packs), Draws(places, owners), alerts),
            intake=Intake(
                database, signals, {name: line.id for name, line in lines.items()}, clock
            ),
        )
    finally:
        await session.close()
        await signals.close()
        database.close()


def _served(unit: Unit, settings: Settings) -> dict[str, Municipality]:
    places = {place.slug: place for place in unit.municipalities.all()}
    return {slug: places[slug] for slug in settings.municipalities if slug in places}


def _lines(
    unit: Unit, settings: Settings, channels: Mapping[str, Channel], now: int
) -> dict[str, Line]:
    """The default line of each open channel; its municipality when only one is served."""
    only = settings.municipalities[0] if len(settings.municipalities) == 1 else ""
    return {
        name: unit.lines.ensure(
            Line(
                id="",
                name=f"default-{name}",
                channel=name,
                municipality=only,
                rate=settings.twilio_rate if name == "sms" else settings.telegram_rate,
            ),
            now,
        )
        for name in channels
    }


def _bulk_lines(
    unit: Unit, settings: Settings, lines: Mapping[str, Line], now: int
) -> dict[str, Line]:
    """A chat's campaigns leave on its own line; SMS on a second one, which providers block apart."""
    shared = {name: line for name, line in lines.items() if name != "sms"}
    if "sms" not in lines or not settings.twilio_campaign_from:
        return shared
    second = Line(
        id="",
        name="campaign-sms",
        channel="sms",
        municipality=lines["sms"].municipality,
        address=settings.twilio_campaign_from,
        rate=settings.twilio_campaign_rate,
    )
    return {**shared, "sms": unit.lines.ensure(second, now)}
