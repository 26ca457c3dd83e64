"""The first page of the address: it says nothing, and can be left at once (safety S9)."""

from typing import Final

from aiohttp import web

from admin.desk import Desk

ELSEWHERE: Final = "https://www.wikipedia.org/"
"""Where the quick exit leads: a page that anybody may have open."""


async def show(desk: Desk) -> web.Response:
    """A neutral page."""
    demo = desk.services.settings.env == "demo"
    return desk.show("public_landing.html", demo=demo, exit=ELSEWHERE)
