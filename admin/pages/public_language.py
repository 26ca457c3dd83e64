"""The language of the desk, for this browser, before and after signing in."""

from aiohttp import web

from admin.desk import Desk
from admin.signin import LANGUAGE, set_cookie


async def choose(desk: Desk) -> web.Response:
    """Remember the language and come back; 400 for one that nobody speaks here."""
    language = desk.field("language", 35)
    if language not in desk.services.catalog.languages:
        raise web.HTTPBadRequest
    response = desk.go(desk.field("back", 500))
    set_cookie(response, desk.services.settings, LANGUAGE, language)
    return response
