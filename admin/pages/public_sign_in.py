"""Signing in: name and password, the one-time link."""

from aiohttp import web

from admin.desk import Desk
from admin.signin import DEVICE, SESSION, check_name, note, read_cookie, set_cookie
from storage.passwords import PasswordRefused
from storage.sign_ins import NewSession
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """The form; it never says whether somebody is signed in."""
    return desk.show("sign_in.html", fault="", back="/desk/")


async def enter(desk: Desk) -> web.Response:
    """Start a session; the same answer for a wrong name, a wrong password and too many tries."""
    back = desk.field("back", 500)
    name, password = desk.field("name", 64), desk.form.get("password", "")
    device = read_cookie(desk.request, desk.services.settings, DEVICE)
    operator_id = await check_name(desk.services, name, password, device)
    if not operator_id:
        return desk.show("sign_in.html", status=403, fault="sign_in.wrong", back=back)
    return await _begin(desk, operator_id, back)


async def show_link(desk: Desk) -> web.Response:
    """The page of a one-time link; only its form uses the link up."""
    token = desk.request.match_info["token"]
    return desk.show("sign_in_link.html", fault="", token=token)


async def use_link(desk: Desk) -> web.Response:
    """Choose a password with the link, which then is used up, and sign in."""
    token, password = desk.request.match_info["token"], desk.form.get("password", "")
    try:
        operator_id = await desk.services.database.write(
            lambda unit: _use_link(unit, token, password, desk.now)
        )
    except PasswordRefused:
        return desk.show("sign_in_link.html", status=400, fault="sign_in.weak", token=token)
    if not operator_id:
        return desk.show("sign_in_link.html", status=403, fault="sign_in.link_used", token=token)
    return await _begin(desk, operator_id, "/desk/")


def _use_link(unit: Unit, token: str, password: str, now: int) -> str:
    operator_id = unit.tokens.use(token, "sign_in", now)
    if operator_id:
        unit.operators.set_password(operator_id, password)
    return operator_id


async def _begin(desk: Desk, operator_id: str, back: str) -> web.Response:
    """Always a new session id: one set before signing in is worth nothing (R36)."""
    old, now = desk.visit.token if desk.visit else "", desk.now

    def start(unit: Unit) -> tuple[NewSession, str]:
        if old:
            unit.sign_ins.end(old)
        note(unit, operator_id, "sign_in", now)
        return unit.sign_ins.start(operator_id, now), unit.sign_ins.device(operator_id)

    session, device = await desk.services.database.write(start)
    response = desk.go(back or "/desk/")
    set_cookie(response, desk.services.settings, SESSION, session.token)
    set_cookie(response, desk.services.settings, DEVICE, device)
    return response
