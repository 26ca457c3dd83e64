"""A report taken by phone: one form, one case, one code to read to the caller."""

from typing import Any, Final, Literal, cast

from aiohttp import web

from admin.casework import tell_others
from admin.desk import Desk
from admin.naming import KNOWS, URGENCIES
from admin.phone_form import CONTACTS, KINDS, phone_form
from flows.commands import TakePhone
from flows.events import ContactState
from storage.municipality import Municipality
from storage.phone import Opened
from storage.unit import Unit

WORDS: Final = {"contact_words": 500, "person": 200, "place": 500, "seen": 4000, "reporter": 200}


async def show(desk: Desk) -> web.Response:
    """The empty form, the emergency numbers first."""
    place = _place(desk, desk.request.query.get("municipality", ""))
    numbers = [one.number for one in place.emergency if one.show == "danger"]
    form = phone_form(desk, place)
    return desk.show("phone.html", numbers=" · ".join(numbers), letter="", **form)


async def take(desk: Desk) -> web.Response:
    """Open the case and show it, code and all; the unread message it was made of is put away."""
    place = _place(desk, desk.field("municipality", 40))
    fields = {**_coded(desk, place), **_words(desk)}
    taken = TakePhone(municipality=place.slug, **fields)
    opened = await desk.services.database.write(lambda unit: _open(desk, unit, taken))
    tell_others(desk, place.slug)
    return desk.go(f"/desk/reports/{opened.case}", "opened")


def _open(desk: Desk, unit: Unit, taken: TakePhone) -> Opened:
    letter, who = desk.field("letter", 32), desk.staff
    if letter and not (
        desk.may("failed.view")
        and unit.dead_letters.put_away(letter, taken.municipality, who, desk.now)
    ):
        raise web.HTTPNotFound  # somebody else made a report of it meanwhile
    return unit.cases.open_by_phone(taken, who, desk.now)


def _place(desk: Desk, slug: str) -> Municipality:
    """The named municipality among the operator's own, else their first; 404 without any."""
    own = {place.slug: place for place in desk.places}
    if not own or (slug and slug not in own):
        raise web.HTTPNotFound
    return own[slug] if slug else next(iter(own.values()))


def _coded(desk: Desk, place: Municipality) -> dict[str, Any]:
    kind = _one_of(desk, "kind", KINDS)
    return {
        "kind": cast("Literal['someone', 'self']", kind),
        "whom": "self" if kind == "self" else "other",
        "language": _one_of(desk, "language", tuple(desk.services.catalog.languages)),
        "urgency": int(_one_of(desk, "urgency", URGENCIES)),
        "category": _one_of(desk, "category", ("", *(group.id for group in place.group))),
        "unit": _one_of(desk, "unit", ("", *(unit.id for unit in place.administrative_unit))),
        "knows": _one_of(desk, "knows", ("", *KNOWS)),
        "contact": cast("ContactState", _one_of(desk, "contact", CONTACTS)),
        "danger": "danger" in desk.form,
        "child": "child" in desk.form,
    }


def _one_of(desk: Desk, name: str, values: tuple[str, ...]) -> str:
    value = desk.field(name, 40)
    if value not in values:
        raise web.HTTPBadRequest
    return value


def _words(desk: Desk) -> dict[str, str]:
    words = {name: desk.field(name, most) for name, most in WORDS.items()}
    return {**words, "phone": desk.field("phone", 24)}
