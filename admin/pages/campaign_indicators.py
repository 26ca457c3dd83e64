"""What campaigns came to in a period, as a file for the municipality's own reports."""

import datetime

from aiohttp import web

from admin.campaigning import asked_place
from admin.days import YEARS
from admin.desk import Desk
from storage.indicators import indicator_lines, period_of, write_lines
from storage.unit import Unit


async def take_along(desk: Desk) -> web.Response:
    """The indicators as CSV; who took them stands in the trail."""
    place, who, now = asked_place(desk), desk.staff.id, desk.now
    first, last = _day(desk, "since"), _day(desk, "until")
    period = period_of(first, last, place.time_zone, now)

    def write(unit: Unit) -> str:
        unit.audit.add(place.slug, who, "exported", "", {"what": "indicators"}, now)
        return write_lines(indicator_lines(unit, place, period), "csv")

    text = await desk.services.database.write(write)
    headers = {"Content-Disposition": f'attachment; filename="{place.slug}-indicators.csv"'}
    return web.Response(text=text, content_type="text/csv", headers=headers)


def _day(desk: Desk, name: str) -> datetime.date | None:
    """A day of the form, None for none; 400 for what is no day."""
    typed = desk.field(name, 10)
    if not typed:
        return None
    try:
        day = datetime.date.fromisoformat(typed)
    except ValueError:
        raise web.HTTPBadRequest from None
    if day.year not in YEARS:
        raise web.HTTPBadRequest
    return day
