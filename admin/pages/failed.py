"""Messages that could not be read or delivered, seen by a person in the queue's time."""

from aiohttp import web

from admin.desk import Desk
from storage.dead_letters import DeadLetter
from storage.undelivered import Undelivered, Undeliveries
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """The list, oldest first, without a word of any message."""
    letters, parcels = await desk.services.database.read(lambda unit: _find(desk, unit))
    return desk.show("failed.html", letters=letters, parcels=parcels)


async def put_away(desk: Desk) -> web.Response:
    """Somebody dealt with a message that could not be read; 404 when it is not waiting here."""
    letter, who = desk.request.match_info["letter"], desk.staff

    def put(unit: Unit) -> bool:
        return any(
            unit.dead_letters.put_away(letter, place.slug, who, desk.now) for place in desk.places
        )

    if not await desk.services.database.write(put):
        raise web.HTTPNotFound
    return desk.go("/desk/failed", "saved")


def _find(desk: Desk, unit: Unit) -> tuple[list[DeadLetter], list[Undelivered]]:
    letters: dict[str, DeadLetter] = {}
    parcels: list[Undelivered] = []
    said = Undeliveries(unit.connection, unit.vault)
    for place in desk.places:
        letters |= {letter.id: letter for letter in unit.cases.dead_letters(place.slug)}
        circles = unit.municipalities.circles(place.slug)
        parcels += said.waiting(place.slug, desk.staff, circles)
    return list(letters.values()), parcels
