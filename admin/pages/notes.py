"""Words among staff."""

from aiohttp import web

from admin.casework import carry_out
from admin.desk import Desk
from flows.commands import AddNote


async def add(desk: Desk) -> web.Response:
    """Keep a note with the case."""
    return await carry_out(desk, AddNote(desk.field("note")))
