"""What every page about a case does: find it for this operator, decide, write, come back."""

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

from admin.desk import Desk
from flows.cases import decide
from flows.commands import Command
from flows.decision import Refused
from flows.facts import CaseFacts
from locales.fitting import fit, limits_of
from storage.decisions import Settled, StaleCase, UnknownAssignee
from storage.unit import Unit

T = TypeVar("T")


class Declined(Exception):
    """The act was not done; `reason` is a key behind "refused."."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def case_id(desk: Desk) -> str:
    """The case that the address names."""
    return desk.request.match_info["case"]


def case_path(desk: Desk) -> str:
    """The page of that case."""
    return f"/desk/reports/{case_id(desk)}"


def find_case(desk: Desk, unit: Unit) -> CaseFacts:
    """The case as this operator may see it; else 404, the same as for one that never was (R38)."""
    found = unit.cases.visible(case_id(desk), desk.staff, desk.now)
    if found is None:
        raise web.HTTPNotFound
    return found


async def read_case(desk: Desk, work: Callable[[Unit, CaseFacts], T]) -> T:
    """What `work` finds out about the case, in one unchanging view."""
    return await desk.services.database.read(lambda unit: work(unit, find_case(desk, unit)))


async def carry_out(desk: Desk, command: Command, said: str = "saved") -> web.Response:
    """Do `command` and come back to the case, which says `said` or why it was refused.

    To the queue when this very act closed the case to its circle and whoever did it sees it no more.
    """
    try:
        case, path = await desk.services.database.write(lambda unit: _act(desk, unit, command))
    except Declined as declined:
        return desk.go(case_path(desk), declined.reason)
    except StaleCase:
        return desk.go(case_path(desk), "stale")
    except UnknownAssignee:
        return desk.go(case_path(desk), "unknown_value")
    tell_others(desk, case.municipality)
    return desk.go(path, said)


def tell_others(desk: Desk, municipality: str) -> None:
    """Wake the worker for the person's event, and every open queue."""
    desk.services.signals.wake("inbox")
    desk.services.signals.wake("outbox")
    desk.services.signals.publish("queue", municipality)


def _act(desk: Desk, unit: Unit, command: Command) -> tuple[CaseFacts, str]:
    case = find_case(desk, unit)
    seen = desk.field("version", 9)
    if seen and seen != str(case.version):
        raise StaleCase
    acted = act_on(desk, unit, case, command)
    still_seen = unit.cases.visible(case.id, desk.staff, desk.now)
    return acted, case_path(desk) if still_seen else "/desk/queue"


def act_on(desk: Desk, unit: Unit, case: CaseFacts, command: Command) -> CaseFacts:
    """Decide and write in the caller's transaction; Declined, StaleCase, UnknownAssignee."""
    decided = decide(case, command, desk.staff, desk.now)
    if isinstance(decided, Refused):
        raise Declined(decided.reason)
    settled = unit.cases.apply_decision(case, decided, desk.staff, desk.now)
    _alert(desk, unit, case, settled)
    return case


def _alert(desk: Desk, unit: Unit, case: CaseFacts, settled: Settled) -> None:
    """Supervisors hear at once that a glass was broken: the code, never content (S13)."""
    text = desk.text("alert.glass", code=case.report.code)
    for contact in unit.contacts.several(settled.alert) if settled.alert else ():
        limits = limits_of(contact.channel, diacritics=contact.diacritics)
        for part in fit(text, (), limits).parts:
            unit.outbox.alert(contact.id, part, desk.now, desk.now)
