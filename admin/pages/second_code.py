"""The second code of whoever is signed in: offered as text and link, in force once it works."""

from aiohttp import web

from admin.desk import Desk
from admin.signin import SESSION, note, set_cookie
from storage.second_factors import Offer
from storage.sign_ins import NewSession
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """Whether there is one, and the way to a new one."""
    return _page(desk, None)


async def begin(desk: Desk) -> web.Response:
    """A new one, shown on this page only; the old one stays until the new one works."""
    who = desk.staff
    offer = await desk.services.database.read(
        lambda unit: unit.second_factors.offer(who.id, who.name, desk.now)
    )
    return _page(desk, offer)


async def confirm(desk: Desk) -> web.Response:
    """In force from now on, in a new session; every other session of the account has ended."""
    who, sealed = desk.staff, desk.field("offer", 400)
    offer = await desk.services.database.read(
        lambda unit: unit.second_factors.again(who.id, who.name, sealed, desk.now)
    )
    if offer is None:
        raise web.HTTPForbidden
    session = await desk.services.database.write(lambda unit: _accept(desk, unit, offer))
    if session is None:
        return _page(desk, offer, "sign_in.code_wrong", 403)
    response = desk.go("/desk/second-code", "saved")
    set_cookie(response, desk.services.settings, SESSION, session.token)
    return response


def _accept(desk: Desk, unit: Unit, offer: Offer) -> NewSession | None:
    who, now, visit = desk.staff.id, desk.now, desk.visit
    enrolled = visit is not None and visit.enrolled
    if enrolled and not unit.sign_ins.try_code(who, _code(desk, "old"), now):
        return None
    if not unit.second_factors.accept(who, offer, _code(desk, "code"), now):
        return None
    note(unit, who, "second_factor", now)
    return unit.sign_ins.start(who, now, second_factor=True)


def _code(desk: Desk, name: str) -> str:
    return desk.field(name, 8).replace(" ", "")


def _page(desk: Desk, offer: Offer | None, fault: str = "", status: int = 200) -> web.Response:
    enrolled = desk.visit is not None and desk.visit.enrolled
    secret = offer.secret if offer else ""
    return desk.show(
        "second_code.html",
        status=status,
        enrolled=enrolled,
        offer=offer,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        fault=fault,
    )
