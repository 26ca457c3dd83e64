"""The trail of what staff did, for who watches over them."""

from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.history import names_in, told
from storage.audit import Entry
from storage.unit import Unit

PAGE: Final = 100


async def show(desk: Desk) -> web.Response:
    """The newest acts first; `before` in the address is the number to go on from."""
    asked = desk.request.query.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0
    found, whole, names = await desk.services.database.read(lambda unit: _find(desk, unit, before))
    older = found[-1].number if len(found) == PAGE and found[-1].number > 1 else 0
    entries = [told(desk, entry, names) for entry in found]
    return desk.show("audit.html", entries=entries, whole=whole, older=older)


def _find(desk: Desk, unit: Unit, before: int) -> tuple[list[Entry], bool, dict[str, str]]:
    own = desk.staff.municipality
    found = unit.audit.newest(own, before, PAGE)
    return found, unit.audit.verify(own) is None, names_in(unit, found)
