"""The live queue: most urgent first, then who waits longest; places and codes, never a text."""

import asyncio
from asyncio import FIRST_COMPLETED
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from admin.desk import CLOSING, HEADERS, Desk
from admin.marking import attention, level, tags
from admin.naming import (
    CHANNELS,
    STATES,
    URGENCIES,
    Named,
    Options,
    category_name,
    name_of,
    named,
    options,
    place_name,
    tongue,
    work_unit_name,
)
from admin.troubles import find_troubles
from storage.municipality import Municipality
from storage.queue import QueueFilter, QueueRow
from storage.unit import Unit

TEXTS: Final = ("category", "unit", "channel", "language", "state")
SWITCHES: Final = ("unassigned", "mine")
VIEWS: Final[Mapping[str, Mapping[str, str]]] = {
    "all": {},
    "urgent": {"urgency": "3"},
    "unassigned": {"unassigned": "yes"},
    "mine": {"mine": "yes"},
}
LOOK_AGAIN: Final = 2.0
"""Seconds after which the live stream looks by itself: a signal may be lost."""
CHANGED: Final = b"event: queue\ndata: changed\n\n"
STILL_HERE: Final = b": still here\n\n"


async def show(desk: Desk) -> web.Response:
    """The whole page; without JavaScript it refreshes itself."""
    chosen = read_filter(desk)
    rows, failed, on_duty = await desk.services.database.read(
        lambda unit: (*find_rows(desk, unit), is_on_duty(desk, unit))
    )
    query = f"?{urlencode(kept)}" if (kept := _kept(desk)) else ""
    plain = dict(_kept(desk))
    return desk.show(
        "queue.html",
        rows=rows,
        failed=failed,
        on_duty=on_duty,
        chosen=chosen,
        municipality=desk.request.query.get("municipality", ""),
        query=query,
        filtered=plain not in VIEWS.values(),
        trigger="queue-changed from:body, every 20s",
        views=[_view(name, wanted, plain) for name, wanted in VIEWS.items()],
        **_choices(desk),
    )


async def show_rows(desk: Desk) -> web.Response:
    """Only the rows and how many they are, for who already has the page."""
    rows, failed = await desk.services.database.read(lambda unit: find_rows(desk, unit))
    return desk.show("queue_rows.html", rows=rows, failed=failed)


async def follow(desk: Desk) -> web.StreamResponse:
    """Server-sent events: "queue" whenever the rows have changed, until the session ends."""
    response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
    await response.prepare(desk.request)
    closing = asyncio.ensure_future(desk.request.app[CLOSING].wait())
    heard = desk.services.signals.subscribe("queue")
    told = asyncio.ensure_future(anext(heard))
    try:
        before = await _look(desk)
        while before is not None and not closing.done():
            await asyncio.wait({told, closing}, timeout=LOOK_AGAIN, return_when=FIRST_COMPLETED)
            told = asyncio.ensure_future(anext(heard)) if told.done() else told
            after = await _look(desk)
            changed = after is not None and after != before
            await response.write(CHANGED if changed else STILL_HERE)
            before = after
    except ConnectionResetError:
        return response  # the page was closed
    finally:
        told.cancel()
        closing.cancel()
    return response


def read_filter(desk: Desk) -> QueueFilter:
    """The filters of the address; what is not understood does not filter."""
    query = desk.request.query
    urgency = query.get("urgency", "")
    wanted: dict[str, Any] = {name: query.get(name, "")[:40] for name in TEXTS}
    wanted |= {name: query.get(name, "") == "yes" for name in SWITCHES}
    return QueueFilter(urgency=int(urgency) if urgency in URGENCIES else 0, **wanted)


def chosen_places(desk: Desk) -> list[Municipality]:
    """The municipality of the address, or all that the operator serves."""
    wanted = desk.request.query.get("municipality", "")
    return [place for place in desk.places if wanted in ("", place.slug)]


def find_rows(desk: Desk, unit: Unit) -> tuple[list[dict[str, Any]], int]:
    """The rows of the chosen municipalities, and how many messages failed."""
    found = [
        (row, place)
        for place in chosen_places(desk)
        for row in unit.cases.queue(place.slug, read_filter(desk), desk.staff)
    ]
    found.sort(key=lambda pair: _order(pair[0]))
    return [_row(desk, row, place) for row, place in found], find_troubles(desk, unit).count


def is_on_duty(desk: Desk, unit: Unit) -> bool:
    """Whether new reports ping this operator."""
    account = unit.operators.get(desk.staff.id)
    return account is not None and account.on_duty


def _order(row: QueueRow) -> tuple[bool, int, int]:
    return (not row.danger, -row.urgency, row.waiting_since)


def _row(desk: Desk, row: QueueRow, place: Municipality) -> dict[str, Any]:
    unit = work_unit_name(desk, place, row.assigned_unit)
    urgent = level(row.urgency, danger=row.danger)
    unseen = attention(urgent=urgent == 3, acknowledged=row.acknowledged)
    return {
        "id": row.id,
        "code": row.code,
        "level": urgent,
        "danger": row.danger,
        "place": place_name(desk, place, row.place),
        "category": category_name(desk, place, row.category),
        "waiting": desk.views.waiting(row.waiting_since, desk.now, desk.language),
        "state": row.state,
        "channel": row.channel,
        "language": row.language,
        "tongue": tongue(desk, row.language),
        "assigned": " · ".join(part for part in (row.assignee, unit) if part),
        "tags": [*unseen, *tags(row)],
    }


async def _look(desk: Desk) -> tuple[object, ...] | None:
    """What would make the page look different; None once the session has ended."""
    visit, now = desk.visit, desk.services.clock()
    token = visit.token if visit else ""

    def look(unit: Unit) -> tuple[object, ...] | None:
        if unit.sign_ins.find(token, now) is None:
            return None
        rows = (
            row
            for place in chosen_places(desk)
            for row in unit.cases.queue(place.slug, read_filter(desk), desk.staff)
        )
        return find_troubles(desk, unit).count, *rows

    return await desk.services.database.read(look)


def _kept(desk: Desk) -> list[tuple[str, str]]:
    names = ("municipality", "urgency", *TEXTS, *SWITCHES)
    return [(name, value) for name in names if (value := desk.request.query.get(name, ""))]


def _view(name: str, wanted: Mapping[str, str], plain: Mapping[str, str]) -> dict[str, object]:
    path = f"/desk/queue?{urlencode(wanted)}" if wanted else "/desk/queue"
    return {"key": f"queue.view.{name}", "path": path, "current": wanted == plain}


def _choices(desk: Desk) -> dict[str, Any]:
    places = chosen_places(desk)
    tongues = [(tag, one.name) for tag, one in desk.services.catalog.languages.items()]
    return {
        "municipalities": [(one.slug, name_of(desk, one.names)) for one in desk.places],
        "categories": _merged(desk, (place.group for place in places)),
        "units": _merged(desk, (place.administrative_unit for place in places)),
        "urgencies": options(desk, "urgency", URGENCIES),
        "channels": options(desk, "channel", CHANNELS),
        "states": options(desk, "state", STATES),
        "tongues": tongues,
    }


def _merged(desk: Desk, lists: Iterable[Sequence[Named]]) -> Options:
    """The rows of several municipalities as one list of choices; an id that is shared once."""
    return list(
        {value: (value, words) for rows in lists for value, words in named(desk, rows)}.values()
    )
