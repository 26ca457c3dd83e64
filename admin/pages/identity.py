"""Who somebody is: shown once, with a reason, and written into the trail (R39, safety S20)."""

from aiohttp import web

from admin.casework import carry_out, find_case
from admin.desk import Desk
from admin.naming import REASONS
from admin.report_view import Facts, show_report
from flows.commands import Verify
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """The report's page with the identity on it; no address leads here, so nothing is kept."""
    reason = desk.field("why", 40)
    if reason not in REASONS:
        raise web.HTTPBadRequest
    facts = await desk.services.database.write(lambda unit: _open(desk, unit, reason))
    return await show_report(desk, identity=facts)


async def verify(desk: Desk) -> web.Response:
    """The sender was checked to be the professional they say to be."""
    return await carry_out(desk, Verify())


def _open(desk: Desk, unit: Unit, reason: str) -> Facts:
    case = find_case(desk, unit)
    who = unit.cases.identity(case, desk.staff, reason, desk.now)
    words = unit.cases.words(case)
    return [
        ("identity.person", words.person),
        ("identity.reporter", who.reporter),
        ("identity.address", who.address),
        ("identity.profession", words.profession or who.profession),
        ("identity.institution", words.institution),
        ("identity.contact_words", words.contact),
    ]
