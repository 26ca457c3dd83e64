"""The trail of what staff did, for who watches over them."""

from typing import Any, Final

from aiohttp import web

from admin.desk import Desk
from storage.audit import Entry
from storage.unit import Unit

PAGE: Final = 100


async def show(desk: Desk) -> web.Response:
    """The newest acts first; `before` in the address is the number to go on from."""
    asked = desk.request.query.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0
    found, whole, names = await desk.services.database.read(lambda unit: _find(desk, unit, before))
    older = found[-1].number if len(found) == PAGE and found[-1].number > 1 else 0
    entries = [_entry(desk, entry, names) for entry in found]
    return desk.show("audit.html", entries=entries, whole=whole, older=older)


def _find(desk: Desk, unit: Unit, before: int) -> tuple[list[Entry], bool, dict[str, str]]:
    own = desk.staff.municipality
    found = unit.audit.newest(own, before, PAGE)
    names = {one.operator.id: one.operator.name for one in unit.operators.all(own)}
    return found, unit.audit.verify(own) is None, names


def _entry(desk: Desk, entry: Entry, names: dict[str, str]) -> dict[str, Any]:
    detail = ", ".join(f"{name} {value}" for name, value in entry.detail.items() if value)
    return {
        "number": entry.number,
        "at": entry.at,
        "who": names.get(entry.actor, entry.actor),
        "action": _words(desk, entry.action),
        "detail": detail,
        "object": names.get(entry.object, entry.object),
    }


def _words(desk: Desk, action: str) -> str:
    """An act in words; one that the catalogue does not know stays coded."""
    key = f"audit.did.{action}"
    return desk.text(key) if desk.services.catalog.has(key, desk.language) else action
