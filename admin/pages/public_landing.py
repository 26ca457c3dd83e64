"""The first page of the address: it says nothing, and can be left at once (safety S9)."""

from aiohttp import web

from admin.desk import Desk


async def show(desk: Desk) -> web.Response:
    """A neutral page."""
    settings = desk.services.settings
    return desk.show("public_landing.html", demo=settings.env == "demo", exit=settings.quick_exit)
