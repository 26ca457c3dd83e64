"""Who works here, in which roles; accounts are made on the command line."""

from aiohttp import web

from admin.desk import Desk


async def show(desk: Desk) -> web.Response:
    """The accounts of the operator's municipality."""
    own = desk.staff.municipality
    found = await desk.services.database.read(lambda unit: unit.operators.all(own))
    people = [
        {
            "name": one.operator.name,
            "roles": sorted(one.operator.roles),
            "disabled": one.disabled,
            "on_duty": one.on_duty,
        }
        for one in found
    ]
    return desk.show("operators.html", people=people)
