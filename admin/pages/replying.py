"""Writing to the reporter within safety S4, S5, S7 and S23; the turn does the sending."""

from typing import Final, cast, get_args

from aiohttp import web

from admin.casework import carry_out, read_case
from admin.desk import Desk
from admin.replies import Draft, Preview, canned_keys, preview
from admin.report_view import Found, gather, show_report, waits_until
from flows.commands import Invite, RecordWords, Reply, Stricter, Way
from flows.events import ContactState

CONTACTS: Final = get_args(ContactState)
WAYS: Final = get_args(Way)


async def show_preview(desk: Desk) -> web.Response:
    """The report's page with exactly what would be sent."""
    draft = read_draft(desk)
    checked = check(desk, await read_case(desk, gather), draft)
    return await show_report(desk, draft=draft, preview=checked)


async def send(desk: Desk) -> web.Response:
    """Checked once more and handed to the person's inbox; back to the preview if it must not go."""
    draft, found = read_draft(desk), await read_case(desk, gather)
    checked = check(desk, found, draft)
    if checked.faults:
        return await show_report(desk, draft=draft, preview=checked)
    said = "replied_waits" if waits_until(desk, found.case.municipality) else "replied"
    return await carry_out(desk, Reply(canned=draft.canned, text=draft.text), said)


async def invite(desk: Desk) -> web.Response:
    """The one invitation without content."""
    return await carry_out(desk, Invite(desk.field("reason", 500)), "invited")


async def make_stricter(desk: Desk) -> web.Response:
    """Staff only narrow whether we may write."""
    return await carry_out(desk, Stricter(_contact(desk, "contact")))


async def record_words(desk: Desk) -> web.Response:
    """The person's own words on whether and when we may write."""
    way = desk.field("way", 20)
    if way not in WAYS:
        raise web.HTTPBadRequest
    words = RecordWords(_contact(desk, "state"), desk.field("words", 500), cast("Way", way))
    return await carry_out(desk, words)


def read_draft(desk: Desk) -> Draft:
    """A ready text when one is chosen, else the free one."""
    canned = desk.field("canned", 80)
    return Draft(canned, "" if canned else desk.field("text", 2000))


def check(desk: Desk, found: Found, draft: Draft) -> Preview:
    """What the reporter would get; 400 for a ready text that does not exist."""
    listener, catalog = found.listener, desk.services.catalog
    if draft.canned and draft.canned not in canned_keys(catalog, listener.language):
        raise web.HTTPBadRequest
    return preview(catalog, draft, listener, found.said)


def _contact(desk: Desk, name: str) -> ContactState:
    state = desk.field(name, 20)
    if state not in CONTACTS:
        raise web.HTTPBadRequest
    return cast("ContactState", state)
