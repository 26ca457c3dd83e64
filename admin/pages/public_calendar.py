"""What takes place in a municipality, for everybody's own calendar (RFC 5545)."""

import hashlib
from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.event_view import words_in
from admin.ical import TYPE, Entry, write_calendar
from admin.visiting import KEPT, language_of
from locales.serbian import to_latin
from storage.events import Event, EventWords

PAST: Final = 30 * 24 * 3600 * 1_000_000
"""So long what is over stays in it."""


async def show(desk: Desk) -> web.Response:
    """The calendar, or 304 when the asker has the very same; 404 for a place that is not served."""
    place = desk.services.municipalities.get(desk.request.match_info["place"])
    if place is None:
        raise web.HTTPNotFound
    language = language_of(desk, place)
    since = desk.now - PAST
    found = await desk.services.database.read(lambda unit: unit.events.public(place.slug, since))
    name = place.names.by_language(to_latin).get(language, place.names.en)
    title = desk.services.catalog.text("events.calendar", language, place=name)
    entries = [_entry(one, words_in(desk, one, language)) for one in found]
    return _answer(desk, write_calendar(title, language, entries), language)


def _entry(event: Event, words: EventWords) -> Entry:
    return Entry(
        uid=event.id,
        revision=event.revision,
        changed_at=event.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=words.title,
        place=words.place,
        description=words.description,
        cancelled=event.state == "cancelled",
    )


def _answer(desk: Desk, calendar: bytes, language: str) -> web.Response:
    digest = hashlib.sha256(calendar).hexdigest()[:32]
    known = {tag.value for tag in desk.request.if_none_match or ()}
    answer = web.Response(status=304) if known & {digest, "*"} else web.Response(body=calendar)
    answer.headers["Content-Type"] = TYPE
    answer.headers["Cache-Control"] = KEPT
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Content-Language"] = language
    answer.etag = digest
    return answer
