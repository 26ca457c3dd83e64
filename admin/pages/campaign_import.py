"""A list of phones of people who agreed: tried first, then taken; every refused line with its reason."""

import asyncio
import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from aiohttp import web

from admin.campaigning import asked_place
from admin.desk import Desk
from admin.naming import name_of
from flows.campaigns import TOPICS
from storage.contact_imports import CHUNK, Bringing
from storage.contact_list import COLUMNS, POINTS, Agreed, RefusedLine, read_list
from storage.ids import new_id
from storage.municipality import Municipality
from storage.unit import Unit

SHOWN: Final = 1000
"""Refused lines on the page; all of them are in the file that can be taken along."""
SECOND: Final = 1_000_000
WAYS: Final = ("try", "take", "refused")


async def show(desk: Desk) -> web.Response:
    """The form, what a list must hold, and the lists that were brought before."""
    return await _page(desk, asked_place(desk), None)


async def take_in(desk: Desk) -> web.Response:
    """Try a list, take its good lines, or give the refused ones as a file."""
    place, way = asked_place(desk), desk.field("way", 10)
    if way not in WAYS:
        raise web.HTTPBadRequest
    today = datetime.datetime.fromtimestamp(desk.now / SECOND, datetime.UTC).date().isoformat()
    body = desk.form.get("file", "").encode("utf-8", "surrogateescape")
    accepted, refused = 0, list[RefusedLine]()
    bringing = await _bringing(desk, place) if way == "take" else None
    lines = read_list(body, place, today)
    while chunk := await asyncio.to_thread(lambda: list(islice(lines, CHUNK))):
        good = [one for one in chunk if isinstance(one, Agreed)]
        refused += [one for one in chunk if isinstance(one, RefusedLine)]
        accepted += len(good)
        if bringing is not None:
            await _write(desk, bringing, good)
    if way == "refused":
        return _as_file(desk, place, refused)
    if bringing is not None:
        await _finish(desk, bringing, accepted, len(refused))
    return await _page(desk, place, (way, accepted, refused))


async def _bringing(desk: Desk, place: Municipality) -> Bringing:
    """Which line these people belong to; without an SMS line nobody can be written to (400)."""

    def find(unit: Unit) -> str:
        own = (line for line in unit.lines.all() if line.channel == "sms")
        return next((one.id for one in own if one.municipality in ("", place.slug)), "")

    line = await desk.services.database.read(find)
    source = desk.field("source", 200)
    if not line or not source:
        raise web.HTTPBadRequest
    return Bringing(
        id=new_id(desk.now),
        municipality=place.slug,
        line=line,
        operator=desk.staff.id,
        source=source,
    )


async def _write(desk: Desk, bringing: Bringing, good: Sequence[Agreed]) -> None:
    now = desk.now
    await desk.services.database.write(lambda unit: unit.contact_imports.take(bringing, good, now))


async def _finish(desk: Desk, bringing: Bringing, accepted: int, refused: int) -> None:
    now, who = desk.now, desk.staff.id

    def write(unit: Unit) -> None:
        unit.contact_imports.finish(bringing, accepted, refused, now)
        counts = {"accepted": str(accepted), "refused": str(refused)}
        unit.audit.add(bringing.municipality, who, "import_contacts", bringing.id, counts, now)

    await desk.services.database.write(write)


async def _page(
    desk: Desk, place: Municipality, result: tuple[str, int, list[RefusedLine]] | None
) -> web.Response:
    way, accepted, refused = result or ("", 0, [])
    newest = await desk.services.database.read(lambda unit: unit.contact_imports.newest(place.slug))
    return desk.show(
        "campaign_import.html",
        place=place,
        way=way,
        accepted=accepted,
        count=len(refused),
        refused=refused[:SHOWN],
        reasons=sorted({one.code for one in refused}),
        more=max(len(refused) - SHOWN, 0),
        newest=newest,
        source=desk.form.get("source", ""),
        columns={name: words[0] for name, words in COLUMNS.items()},
        topics=TOPICS,
        areas=[unit.id for unit in place.administrative_unit],
        points=sorted(POINTS),
        municipalities=[(one.slug, name_of(desk, one.names)) for one in desk.places],
    )


def _as_file(desk: Desk, place: Municipality, refused: Sequence[RefusedLine]) -> web.Response:
    """Line and reason; no phone, and nothing that a sheet would compute (R31)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((desk.text("contacts.line"), desk.text("contacts.reason")))
    writer.writerows(_told(desk, refused))
    name = f"{place.slug}-refused.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=text.getvalue(), content_type="text/csv", headers=headers)


def _told(desk: Desk, refused: Sequence[RefusedLine]) -> Iterator[tuple[int, str]]:
    for one in refused:
        yield one.line, desk.text(f"contacts.refused.{one.code}")
