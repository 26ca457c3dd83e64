"""The steps of a case: seen, handed over, taken up, first intervention, closed."""

from typing import get_args

from aiohttp import web

from admin.casework import carry_out, read_case
from admin.desk import Desk
from flows.commands import (
    Accept,
    Assign,
    Close,
    Intervene,
    Look,
    Outcome,
    Reject,
    Reopen,
    TakeAndStart,
)

OUTCOMES: dict[str, Outcome] = {outcome: outcome for outcome in get_args(Outcome)}


async def look(desk: Desk) -> web.Response:
    """I have seen it: an urgent report stops escalating."""
    return await carry_out(desk, Look())


async def take(desk: Desk) -> web.Response:
    """Take it and start, in one step."""
    return await carry_out(desk, TakeAndStart(await _unit(desk, "unit")))


async def assign(desk: Desk) -> web.Response:
    """Hand it to a unit and, if named, to a person."""
    person = desk.field("assignee", 32) or None
    return await carry_out(desk, Assign(await _unit(desk, "assigned_unit"), person))


async def accept(desk: Desk) -> web.Response:
    """The unit takes it up."""
    return await carry_out(desk, Accept())


async def reject(desk: Desk) -> web.Response:
    """Back to the queue with a reason."""
    return await carry_out(desk, Reject(desk.field("reject_reason", 1000)))


async def intervene(desk: Desk) -> web.Response:
    """The first intervention was made."""
    return await carry_out(desk, Intervene())


async def close(desk: Desk) -> web.Response:
    """Closed with an outcome; 400 for an unknown one."""
    outcome = OUTCOMES.get(desk.field("outcome", 40))
    if outcome is None:
        raise web.HTTPBadRequest
    return await carry_out(desk, Close(outcome, desk.field("outcome_words", 2000)))


async def reopen(desk: Desk) -> web.Response:
    """A supervisor opens it again."""
    return await carry_out(desk, Reopen())


async def _unit(desk: Desk, name: str) -> str:
    """A unit of the case's municipality, or ""; 400 for any other word: it is kept unsealed."""
    slug = await read_case(desk, lambda _, case: case.municipality)
    place = desk.services.municipalities.get(slug)
    unit = desk.field(name, 40)
    if unit and unit not in {one.id for one in (place.unit if place else ())}:
        raise web.HTTPBadRequest
    return unit
