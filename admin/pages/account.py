"""What everybody signed in may do: give the second code, find the first page, leave."""

from aiohttp import web

from admin.desk import Desk
from admin.signin import SESSION, cookie_name, note, set_cookie
from storage.unit import Unit


async def show_code(desk: Desk) -> web.Response:
    """The form for the second factor."""
    return desk.show("sign_in_code.html", fault="", enrolled=_enrolled(desk))


async def give_code(desk: Desk) -> web.Response:
    """A new session once the code is right (R36); a code is accepted once (R34)."""
    visit, now = desk.visit, desk.now
    if visit is None:
        raise web.HTTPUnauthorized
    token, code = visit.token, desk.field("code", 8).replace(" ", "")
    session = await desk.services.database.write(
        lambda unit: unit.sign_ins.confirm(token, code, now)
    )
    if session is None:
        fault = "sign_in.code_wrong"
        return desk.show("sign_in_code.html", status=403, fault=fault, enrolled=_enrolled(desk))
    response = desk.go("/desk/")
    set_cookie(response, desk.services.settings, SESSION, session.token)
    return response


async def leave(desk: Desk) -> web.Response:
    """End the session on the server and in the browser."""
    visit, now = desk.visit, desk.now
    if visit is None:
        raise web.HTTPUnauthorized
    token, who = visit.token, visit.operator.id

    def end(unit: Unit) -> None:
        unit.sign_ins.end(token)
        note(unit, who, "sign_out", now)

    await desk.services.database.write(end)
    response = desk.go("/desk/sign-in")
    settings = desk.services.settings
    secure = settings.env != "demo"
    response.del_cookie(
        cookie_name(settings, SESSION), path="/", secure=secure, httponly=True, samesite="Strict"
    )
    return response


async def home(desk: Desk) -> web.Response:
    """The first page that these roles may open."""
    first = next((item["path"] for item in desk.navigation()), None)
    if first is None:
        return desk.show("message.html", title="desk.nothing", words="desk.nothing_words")
    return desk.go(str(first))


def _enrolled(desk: Desk) -> bool:
    return desk.visit is not None and desk.visit.enrolled
