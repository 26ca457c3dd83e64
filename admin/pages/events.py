"""The calendar: what takes place, and which campaigns are to leave, day by day."""

from itertools import groupby
from typing import Any, Final

from aiohttp import web

from admin.days import clock_of, day_in_words, day_of
from admin.desk import Desk
from admin.event_view import told
from storage.events import Event, Planned
from storage.unit import Unit

DAY: Final = 24 * 3600 * 1_000_000
PAST: Final = 90 * DAY
"""How long what is over is shown."""


async def show(desk: Desk) -> web.Response:
    """What comes, by day, and what is over."""
    coming, planned, past = await desk.services.database.read(lambda unit: _all(desk, unit))
    rows = [_of_event(desk, one) for one in coming] + [_of_campaign(desk, one) for one in planned]
    rows.sort(key=lambda row: (row["at"], row["path"]))
    days = [list(found) for _, found in groupby(rows, key=lambda row: row["date"])]
    return desk.show(
        "events.html",
        days=[(found[0]["day"], found) for found in days],
        past=[_of_event(desk, one) for one in past],
        calendars=[f"/calendar/{place.slug}.ics" for place in desk.places],
        several=len(desk.places) > 1,
    )


def _all(desk: Desk, unit: Unit) -> tuple[list[Event], list[Planned], list[Event]]:
    coming: list[Event] = []
    planned: list[Planned] = []
    past: list[Event] = []
    for place in desk.places:
        coming += unit.events.upcoming(place.slug, desk.now)
        planned += unit.events.planned(place.slug, desk.now)
        past += unit.events.past(place.slug, desk.now - PAST, desk.now)
    return coming, planned, past


def _of_event(desk: Desk, event: Event) -> dict[str, Any]:
    zone = desk.services.municipalities[event.municipality].time_zone
    date = day_of(event.starts_at, zone)
    return {**told(desk, event), "at": event.starts_at, "date": date, "campaign": None}


def _of_campaign(desk: Desk, campaign: Planned) -> dict[str, Any]:
    """Only whoever may see campaigns can follow the link."""
    zone = desk.services.municipalities[campaign.municipality].time_zone
    return {
        "campaign": campaign,
        "path": f"/desk/campaigns/{campaign.id}" if desk.may("campaigns.view") else "",
        "at": campaign.start_at,
        "date": day_of(campaign.start_at, zone),
        "day": day_in_words(campaign.start_at, zone, desk.language),
        "hours": clock_of(campaign.start_at, zone),
    }
