"""An event at the desk: found in the operator's municipalities, and told in plain words."""

from typing import Any

from aiohttp import web

from admin.days import clock_of, day_in_words
from admin.desk import Desk
from admin.naming import name_of
from admin.reminding import place_of
from locales.serbian import to_latin
from storage.events import Event, EventWords
from storage.unit import Unit


def find_event(desk: Desk, unit: Unit) -> Event:
    """The event that the address names, in one of the operator's municipalities; else 404."""
    wanted = desk.request.match_info["event"]
    found = (unit.events.get(place.slug, wanted) for place in desk.places)
    event = next((one for one in found if one is not None), None)
    if event is None:
        raise web.HTTPNotFound
    return event


def path_of(event: Event) -> str:
    """Its page."""
    return f"/desk/events/{event.id}"


def seen_revision(desk: Desk) -> int:
    """The revision on which the form was opened; 400 when it is no number."""
    typed = desk.field("revision", 9)
    if not (typed.isascii() and typed.isdecimal()):
        raise web.HTTPBadRequest
    return int(typed)


def told(desk: Desk, event: Event) -> dict[str, Any]:
    """What every page says of it: when, where and how it is called."""
    place = place_of(desk, event)
    words, zone = words_in(desk, event, desk.language), place.time_zone
    return {
        "event": event,
        "path": path_of(event),
        "title": words.title or desk.text("events.unnamed"),
        "where": words.place,
        "place": name_of(desk, place.names),
        "day": day_in_words(event.starts_at, zone, desk.language),
        "hours": f"{clock_of(event.starts_at, zone)}–{clock_of(event.ends_at, zone)}",
    }


def words_in(desk: Desk, event: Event, language: str) -> EventWords:
    """Its words in a BCP 47 language, else in the municipality's first; Serbian Latin is made."""
    known, first = desk.services.catalog.languages, place_of(desk, event).first_language
    words = event.words(*(known[tag].folder for tag in (language, first) if tag in known))
    if language != "sr-Latn":
        return words
    return EventWords(to_latin(words.title), to_latin(words.place), to_latin(words.description))
