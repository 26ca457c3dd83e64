"""A campaign while it leaves, and what it brought; live where scripts run, and as a file without names."""

import asyncio
import csv
import io
from asyncio import FIRST_COMPLETED
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from aiohttp import web

from admin.campaign_counts import FEW, few
from admin.campaign_fare import ANSWERS, day, read_fare, reason, told
from admin.campaigning import find_campaign, path_of
from admin.desk import CLOSING, HEADERS, Desk
from storage.campaign_draft import Campaign
from storage.campaign_results import Results
from storage.campaign_tallies import Tally
from storage.unit import Unit

LOOK_AGAIN: Final = 2.0
"""Seconds after which the live stream looks by itself: a signal may be lost."""
MOVED: Final = b"event: campaign-moved\ndata: changed\n\n"
ACTED: Final = b"event: campaign-acted\ndata: changed\n\n"
STILL_HERE: Final = b": still here\n\n"
HEADS: Final = ("channel", "language", "country", "fate", "reason", "people", "segments")
MARKED: Final = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""


class Seen(NamedTuple):
    """A campaign's page at one moment."""

    version: int
    figures: tuple[int, ...]
    moving: bool


async def show(desk: Desk) -> web.Response:
    """The whole page; without JavaScript it refreshes itself while something leaves."""
    fare = await desk.services.database.read(lambda unit: read_fare(desk, unit))
    return desk.show("campaign_progress.html", path=path_of(fare.campaign), **told(desk, fare))


async def show_rows(desk: Desk) -> web.Response:
    """Only what moves, for who already has the page."""
    fare = await desk.services.database.read(lambda unit: read_fare(desk, unit))
    return desk.show("campaign_moves.html", path=path_of(fare.campaign), **told(desk, fare))


async def follow(desk: Desk) -> web.StreamResponse:
    """Server-sent events until the session ends: "campaign-moved" whenever a number is another one,
    and "campaign-acted" first when the campaign itself was changed.
    """
    before = await _look(desk)
    response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
    await response.prepare(desk.request)
    closing = asyncio.ensure_future(desk.request.app[CLOSING].wait())
    heard = desk.services.signals.subscribe("campaigns")
    news = asyncio.ensure_future(anext(heard))
    try:
        while before is not None and not closing.done():
            await asyncio.wait({news, closing}, timeout=LOOK_AGAIN, return_when=FIRST_COMPLETED)
            news = asyncio.ensure_future(anext(heard)) if news.done() else news
            after = await _look(desk)
            await response.write(_told(before, after) if after else STILL_HERE)
            before = after
    except ConnectionResetError:
        return response  # the page was closed
    finally:
        news.cancel()
        closing.cancel()
    return response


def _told(before: Seen, after: Seen) -> bytes:
    acted = ACTED if after.version != before.version else b""
    return acted + MOVED if after != before else STILL_HERE


async def take_along(desk: Desk) -> web.Response:
    """The results as CSV: no person, no phone, few people never told exactly; and nothing computes."""

    def read(unit: Unit) -> tuple[Campaign, list[Tally], Results]:
        campaign, now = find_campaign(desk, unit), desk.now
        what = {"what": "campaign", "campaign": str(campaign.number)}
        unit.audit.add(campaign.municipality, desk.staff.id, "exported", campaign.id, what, now)
        results = unit.campaign_results.of(campaign.number, now)
        return campaign, unit.campaign_tallies.of(campaign.number), results

    campaign, tallies, results = await desk.services.database.write(read)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(desk.text(f"campaign.column.{head}") for head in HEADS)
    writer.writerows(_ends(desk, tallies))
    for name in ANSWERS:
        what = desk.text(f"campaigns.answers.{name}")
        writer.writerow(("", "", "", what, "", _plain(getattr(results, name)), ""))
    name = f"{campaign.municipality}-{campaign.number}-{day(desk)}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=MARKED + text.getvalue(), content_type="text/csv", headers=headers)


def _ends(desk: Desk, tallies: list[Tally]) -> Iterator[tuple[str, ...]]:
    """What became of how many: who is told alike is one line, so that a few are not told apart."""
    counted: Counter[tuple[str, ...]] = Counter()
    for one in tallies:
        why = reason(desk, one.fault) if one.fate in ("failed", "skipped") else ""
        fate = desk.text(f"campaign.fate.{one.fate}")
        key = (one.channel, one.language, one.country, fate, why, str(one.segments))
        counted[key] += one.count
    for (*ends, segments), count in sorted(counted.items()):
        yield (*ends, _plain(count), segments)


def _plain(count: int) -> str:
    """A number as a sheet reads it; a few people are none."""
    return few(count) if count in FEW else str(count)


async def _look(desk: Desk) -> Seen | None:
    """What would make the page look different; None once the session has ended."""
    visit, now = desk.visit, desk.now
    token = visit.token if visit else ""

    def read(unit: Unit) -> Seen | None:
        if unit.sign_ins.find(token, now) is None:
            return None
        campaign = find_campaign(desk, unit)
        results = unit.campaign_results.of(campaign.number, now)
        figures = (*results.fates.values(), results.replies, results.opted_out)
        return Seen(campaign.version, figures, results.a_minute > 0)

    return await desk.services.database.read(read)
