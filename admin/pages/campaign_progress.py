"""A campaign while it leaves, and what it brought; live where scripts run, and as a file without names."""

import asyncio
import csv
import io
from asyncio import FIRST_COMPLETED
from typing import Final

from aiohttp import web

from admin.campaign_counts import few
from admin.campaign_fare import day, read_fare, reason, told
from admin.campaigning import find_campaign, path_of
from admin.desk import CLOSING, HEADERS, Desk
from storage.campaign_tallies import Tally
from storage.unit import Unit

LOOK_AGAIN: Final = 2.0
"""Seconds after which the live stream looks by itself: a signal may be lost."""
CHANGED: Final = b"event: campaign\ndata: changed\n\n"
STILL_HERE: Final = b": still here\n\n"


async def show(desk: Desk) -> web.Response:
    """The whole page; without JavaScript it refreshes itself while something leaves."""
    fare = await desk.services.database.read(lambda unit: read_fare(desk, unit))
    return desk.show("campaign_progress.html", path=path_of(fare.campaign), **told(desk, fare))


async def show_rows(desk: Desk) -> web.Response:
    """Only what moves, for who already has the page."""
    fare = await desk.services.database.read(lambda unit: read_fare(desk, unit))
    return desk.show("campaign_moves.html", path=path_of(fare.campaign), **told(desk, fare))


async def follow(desk: Desk) -> web.StreamResponse:
    """Server-sent events: "campaign" whenever its numbers have changed, until the session ends."""
    before = await _look(desk)
    response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
    await response.prepare(desk.request)
    closing = asyncio.ensure_future(desk.request.app[CLOSING].wait())
    heard = desk.services.signals.subscribe("campaigns")
    news = asyncio.ensure_future(anext(heard))
    try:
        while not closing.done():
            await asyncio.wait({news, closing}, timeout=LOOK_AGAIN, return_when=FIRST_COMPLETED)
            news = asyncio.ensure_future(anext(heard)) if news.done() else news
            after = await _look(desk)
            await response.write(CHANGED if after != before else STILL_HERE)
            before = after
    except (ConnectionResetError, web.HTTPNotFound):
        return response  # the page was closed, or the session ended
    finally:
        news.cancel()
        closing.cancel()
    return response


async def take_along(desk: Desk) -> web.Response:
    """The results as CSV: no person, no phone, few people never told exactly; and nothing computes."""

    def read(unit: Unit) -> tuple[str, int, list[Tally]]:
        campaign = find_campaign(desk, unit)
        detail = {"what": "campaign", "campaign": str(campaign.number)}
        unit.audit.add(
            campaign.municipality, desk.staff.id, "exported", campaign.id, detail, desk.now
        )
        return campaign.municipality, campaign.number, unit.campaign_tallies.of(campaign.number)

    place, number, tallies = await desk.services.database.write(read)
    text = io.StringIO()
    writer = csv.writer(text)
    heads = ("channel", "language", "country", "fate", "reason", "people", "segments")
    writer.writerow(desk.text(f"campaign.column.{head}") for head in heads)
    for one in tallies:
        why = reason(desk, one.fault) if one.fate in ("failed", "skipped") else ""
        fate = desk.text(f"campaign.fate.{one.fate}")
        writer.writerow(
            (
                one.channel,
                one.language,
                one.country,
                fate,
                why,
                few(one.count).replace("\u202f", ""),
                one.segments,
            )
        )
    headers = {"Content-Disposition": f'attachment; filename="{place}-{number}-{day(desk)}.csv"'}
    return web.Response(text=text.getvalue(), content_type="text/csv", headers=headers)


async def _look(desk: Desk) -> tuple[object, ...]:
    """What the page is made of; 404 once the operator may not see it any more."""

    def read(unit: Unit) -> tuple[object, ...]:
        campaign = find_campaign(desk, unit)
        results = unit.campaign_results.of(campaign.number, desk.now)
        return campaign.version, tuple(results.fates.values()), results.replies, results.opted_out

    return await desk.services.database.read(read)
