"""The structured record, corrected and completed within safety S5, S11 and S24."""

from collections.abc import Collection
from typing import Any, Final

from aiohttp import web

from admin.casework import carry_out, read_case
from admin.desk import Desk
from admin.naming import AGES, ANONYMITIES, KNOWS, SEXES, URGENCIES, WHOMS
from flows.commands import Correct
from storage.municipality import Municipality

FIXED: Final = {
    "whom": WHOMS,
    "anonymity": ANONYMITIES,
    "knows": KNOWS,
    "sex": SEXES,
    "age_band": AGES,
}
WORDS: Final = {"place": 500, "seen": 4000, "person": 200}
TICKS: Final = ("danger", "child")


async def correct(desk: Desk) -> web.Response:
    """Write the fields that the form has; 400 for a value that is not among the choices."""
    slug = await read_case(desk, lambda _, case: case.municipality)
    place = desk.services.municipalities.get(slug)
    fields = {**_coded(desk, place), **_ticks(desk), **_words(desk)}
    return await carry_out(desk, Correct(**fields))


def _coded(desk: Desk, place: Municipality | None) -> dict[str, Any]:
    groups = {group.id for group in place.group} if place else set()
    units = {unit.id for unit in place.administrative_unit} if place else set()
    known: dict[str, Collection[str]] = {"category": groups, "unit": units, **FIXED}
    fields: dict[str, Any] = {
        name: one_of(desk, name, values) for name, values in known.items() if name in desk.form
    }
    if "urgency" in desk.form:
        fields["urgency"] = int(one_of(desk, "urgency", URGENCIES))
    return fields


def one_of(desk: Desk, name: str, values: Collection[str]) -> str:
    """The field's value, "" where that is a choice; 400 when it is none of them."""
    value = desk.field(name, 40)
    empty_allowed = name not in {"urgency", "anonymity"}
    if value in values or (not value and empty_allowed):
        return value
    raise web.HTTPBadRequest


def _ticks(desk: Desk) -> dict[str, bool]:
    """A box that is not ticked is not sent, so the form says which boxes it has."""
    had = desk.field("ticks", 40).split()
    return {name: name in desk.form for name in TICKS if name in had}


def _words(desk: Desk) -> dict[str, str]:
    return {name: desk.field(name, most) for name, most in WORDS.items() if name in desk.form}
