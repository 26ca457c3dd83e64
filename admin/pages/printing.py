"""What the desk prints: the poster of the line, and the leaflets of the topics by language."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.leaflet import Topic, numbers_of, topics_of
from admin.naming import name_of
from admin.reach import Reach, reach_of
from locales.serbian import to_latin
from storage.municipality import Hole, Municipality

SIZES: Final = ("a4", "a3")


@dataclass(frozen=True, slots=True)
class Sheets:
    """What can be printed for one municipality; `hole` says who names its number, "" if known."""

    place: Municipality
    name: str
    reach: Reach
    hole: str
    leaflets: tuple[Topic, ...]


async def show(desk: Desk) -> web.Response:
    """The list, for every municipality that the operator serves."""
    sheets = [_sheets(desk, place) for place in desk.places]
    return desk.show("printing.html", sheets=sheets, sizes=SIZES)


async def show_poster(desk: Desk) -> web.Response:
    """The poster of a municipality on A4 or A3; 404 for one that the operator does not serve.

    Without `place` that of the operator's first one.
    """
    asked = desk.request.query
    served = {place.slug: place for place in desk.places}
    place = served.get(asked.get("place") or next(iter(served), ""))
    size = asked.get("size", SIZES[0])
    if place is None or size not in SIZES:
        raise web.HTTPNotFound
    return desk.show(
        "poster.html",
        place=place,
        size=size,
        columns=[(tag, _named(place, tag)) for tag in _columns(desk, place)],
        words=desk.services.catalog.text,
        numbers=numbers_of(place),
        reach=reach_of(desk.services, place),
    )


def _sheets(desk: Desk, place: Municipality) -> Sheets:
    number = place.refer_save_number
    return Sheets(
        place=place,
        name=name_of(desk, place.names),
        reach=reach_of(desk.services, place),
        hole=number.what if isinstance(number, Hole) else "",
        leaflets=topics_of(desk.services.packs(), place, desk.language),
    )


def _columns(desk: Desk, place: Municipality) -> list[str]:
    """One language of each catalogue folder: Serbian in the script that is named first."""
    known = desk.services.catalog.languages
    by_folder: dict[str, str] = {}
    for tag in (place.first_language, *place.languages):
        by_folder.setdefault(known[tag].folder, tag)
    return list(by_folder.values())


def _named(place: Municipality, language: str) -> str:
    return place.names.by_language(to_latin)[language]
