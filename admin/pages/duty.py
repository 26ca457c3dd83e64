"""My duty: whether new reports ping me, and where."""

from aiohttp import web

from admin.desk import Desk
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """The page, without a token."""
    return await _page(desk, "")


async def switch(desk: Desk) -> web.Response:
    """Begin or end my duty."""
    on_duty, who = desk.field("on", 3) == "yes", desk.staff
    action = "duty_on" if on_duty else "duty_off"

    def change(unit: Unit) -> None:
        unit.operators.set_duty(who.id, on_duty=on_duty)
        unit.audit.add(who.municipality, who.id, action, who.id, {}, desk.now)

    await desk.services.database.write(change)
    return desk.go("/desk/duty", "saved")


async def make_token(desk: Desk) -> web.Response:
    """A one-time token; the phone that sends it gets the pings. Shown on this page only."""
    who = desk.staff.id
    token = await desk.services.database.write(lambda unit: unit.tokens.make(who, "duty", desk.now))
    return await _page(desk, token)


async def _page(desk: Desk, token: str) -> web.Response:
    who = desk.staff.id
    account = await desk.services.database.read(lambda unit: unit.operators.get(who))
    if account is None:
        raise web.HTTPNotFound
    return desk.show("duty.html", on_duty=account.on_duty, linked=account.has_chat, token=token)
