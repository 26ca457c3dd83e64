"""Messages that could not be read or delivered, seen by a person in the queue's time."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl

from aiohttp import web

from admin.desk import Desk
from admin.phone_form import phone_form
from admin.troubles import find_troubles
from storage.dead_letters import Opened
from storage.municipality import Municipality
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """The list, oldest first, without a word of any message."""
    troubles = await desk.services.database.read(lambda unit: find_troubles(desk, unit))
    return desk.show("failed.html", letters=troubles.letters, parcels=troubles.parcels)


async def read(desk: Desk) -> web.Response:
    """One message that could not be read, as far as it can be, with a form to make a report of it.

    Asked for by a form, because each look is written into the trail; 404 when it is not here.
    """
    letter = desk.request.match_info["letter"]
    found = await desk.services.database.write(lambda unit: _open(desk, unit, letter))
    if found is None:
        raise web.HTTPNotFound
    opened, place = found
    words = opened.words or readable(opened.raw)
    form = phone_form(desk, place, seen=opened.words)
    return desk.show("letter.html", letter=letter, words=words, **form)


async def put_away(desk: Desk) -> web.Response:
    """Somebody dealt with a message that could not be read; 404 when it is not waiting here."""
    letter, who = desk.request.match_info["letter"], desk.staff
    return await _put(
        desk, lambda unit, slug: unit.dead_letters.put_away(letter, slug, who, desk.now)
    )


async def put_away_parcel(desk: Desk) -> web.Response:
    """Somebody dealt with a message that did not arrive; 404 when it is not waiting here."""
    parcel, who = desk.request.match_info["parcel"], desk.staff
    return await _put(
        desk, lambda unit, slug: unit.undeliveries.put_away(parcel, slug, who, desk.now)
    )


def readable(raw: str) -> str:
    """A body with its fields under each other where they can be told apart, else as it came."""
    try:
        return json.dumps(json.loads(raw), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        fields = parse_qsl(raw, errors="replace")
    return "\n".join(f"{name}: {value}" for name, value in fields) or raw


async def _put(desk: Desk, put: Callable[[Unit, str], bool]) -> web.Response:
    done = await desk.services.database.write(
        lambda unit: any(put(unit, place.slug) for place in desk.places)
    )
    if not done:
        raise web.HTTPNotFound
    for place in desk.places:
        desk.services.signals.publish("queue", place.slug)
    return desk.go("/desk/failed", "saved")


def _open(desk: Desk, unit: Unit, letter: str) -> tuple[Opened, Municipality] | None:
    for place in desk.places:
        opened = unit.dead_letters.read(letter, place.slug, desk.staff, desk.now)
        if opened is not None:
            return opened, place
    return None
