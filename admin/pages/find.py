"""A case by the code that a caller reads out; a closed one opens only by breaking the glass."""

from aiohttp import web

from admin.casework import Declined, act_on, tell_others
from admin.desk import Desk
from flows.codes import find_code
from flows.commands import BreakGlass
from flows.facts import CaseFacts
from storage.unit import Unit


async def find(desk: Desk) -> web.Response:
    """To the case; when there is none to see, the same page whether it exists or not (S13)."""
    code = _code(desk)
    found = await desk.services.database.read(lambda unit: _visible(desk, unit, code))
    if found:
        return desk.go(f"/desk/reports/{found}")
    return desk.show("glass.html", code=code)


async def break_glass(desk: Desk) -> web.Response:
    """Open an urgent closed case for an hour, with a reason; supervisors are told at once."""
    code, reason = _code(desk), desk.field("reason", 500)
    try:
        case = await desk.services.database.write(lambda unit: _break(desk, unit, code, reason))
    except Declined as declined:
        return desk.go("/desk/queue", declined.reason)
    tell_others(desk, case.municipality)
    return desk.go(f"/desk/reports/{case.id}", "saved")


def _code(desk: Desk) -> str:
    prefixes = [place.code_prefix for place in desk.places]
    return find_code(desk.field("code", 40), prefixes)


def _visible(desk: Desk, unit: Unit, code: str) -> str:
    named = _case_of(unit, code)
    seen = unit.cases.visible(named, desk.staff, desk.now) if named else None
    return seen.id if seen else ""


def _case_of(unit: Unit, code: str) -> str:
    known = unit.reports.lookups([code]).get(code) if code else None
    if known is None:
        return ""
    return unit.reports.find([known.report_id])[known.report_id].case


def _break(desk: Desk, unit: Unit, code: str, reason: str) -> CaseFacts:
    """Nothing tells a foreign case, a calm one and none at all apart, whatever the form lacks."""
    if not reason:
        raise Declined("empty")
    named = _case_of(unit, code)
    places = desk.places if named else ()
    found = (unit.cases.load(named, place.slug) for place in places)
    case = next((one for one in found if one is not None), None)
    if case is None or not case.urgent:
        raise Declined("not_found")
    return act_on(desk, unit, case, BreakGlass(reason))
