"""A list of phones of people who agreed: tried first, then taken; every refused line with its reason."""

import asyncio
import csv
import datetime
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a list: `tried` is its SHA-256, `fault` a coded reason why nothing was taken."""

    way: str
    tried: str
    accepted: int
    refused: Sequence[RefusedLine]
    fault: str = ""


async def show(desk: Desk) -> web.Response:
    """The form, what a list must hold, and the lists that were brought before."""
    return await _page(desk, asked_place(desk), None)


async def take_in(desk: Desk) -> web.Response:
    """Try a list, take the good lines of one that was tried, or give its refused ones as a file."""
    place, way, fault = asked_place(desk), desk.field("way", 10), ""
    if way not in WAYS:
        raise web.HTTPBadRequest
    tried = await asyncio.to_thread(lambda: hashlib.sha256(desk.upload).hexdigest())
    bringing = await _bringing(desk, place) if way == "take" else None
    if bringing is not None and (fault := _fault(desk, bringing, tried)):
        way, bringing = "try", None
    if bringing is not None:
        await _begin(desk, bringing)
    accepted, refused = await _read(desk, place, bringing)
    if way == "refused":
        return _as_file(desk, place, refused)
    if bringing is not None:
        await _finish(desk, bringing, accepted, len(refused))
    return await _page(desk, place, Outcome(way, tried, accepted, refused, fault))


async def _bringing(desk: Desk, place: Municipality) -> Bringing:
    """Which line these people belong to, "" without an SMS line: nobody could be written to."""

    def find(unit: Unit) -> str:
        own = (line for line in unit.lines.all() if line.channel == "sms")
        return next((one.id for one in own if one.municipality in ("", place.slug)), "")

    return Bringing(
        id=new_id(desk.now),
        municipality=place.slug,
        line=await desk.services.database.read(find),
        operator=desk.staff.id,
        source=desk.field("source", 200),
    )


def _fault(desk: Desk, bringing: Bringing, tried: str) -> str:
    """Why a list cannot be taken: only the very file whose trial staff have seen is."""
    if not bringing.source:
        return "no_source"
    if not bringing.line:
        return "no_line"
    return "" if desk.form.get("tried", "") == tried else "other_file"


async def _read(
    desk: Desk, place: Municipality, bringing: Bringing | None
) -> tuple[int, list[RefusedLine]]:
    """How many lines are good, and the others; the good ones are kept when somebody brings them."""
    zone = ZoneInfo(place.time_zone)
    today = datetime.datetime.fromtimestamp(desk.now / SECOND, zone).date().isoformat()
    accepted, refused = 0, list[RefusedLine]()
    lines = read_list(desk.upload, place, today)
    while chunk := await asyncio.to_thread(lambda: list(islice(lines, CHUNK))):
        good = [one for one in chunk if isinstance(one, Agreed)]
        refused += [one for one in chunk if isinstance(one, RefusedLine)]
        accepted += len(good)
        if bringing is not None and good:
            await _write(desk, bringing, good)
    return accepted, refused


async def _begin(desk: Desk, bringing: Bringing) -> None:
    now, who = desk.now, desk.staff.id

    def write(unit: Unit) -> None:
        unit.contact_imports.begin(bringing, now)
        unit.audit.add(bringing.municipality, who, "import_contacts", bringing.id, {}, now)

    await desk.services.database.write(write)


async def _write(desk: Desk, bringing: Bringing, good: Sequence[Agreed]) -> None:
    now = desk.now
    await desk.services.database.write(lambda unit: unit.contact_imports.take(bringing, good, now))


async def _finish(desk: Desk, bringing: Bringing, accepted: int, refused: int) -> None:
    now, who = desk.now, desk.staff.id
    counts = {"accepted": str(accepted), "refused": str(refused)}

    def write(unit: Unit) -> None:
        unit.contact_imports.finish(bringing, refused)
        unit.audit.add(bringing.municipality, who, "imported_contacts", bringing.id, counts, now)

    await desk.services.database.write(write)


async def _page(desk: Desk, place: Municipality, outcome: Outcome | None) -> web.Response:
    newest = await desk.services.database.read(lambda unit: unit.contact_imports.newest(place.slug))
    refused = outcome.refused if outcome else ()
    languages = desk.services.catalog.languages
    return desk.show(
        "campaign_import.html",
        status=400 if outcome and outcome.fault else 200,
        place=place,
        outcome=outcome,
        refused=refused[:SHOWN],
        more=max(len(refused) - SHOWN, 0),
        newest=newest,
        source=desk.form.get("source", ""),
        columns={name: words[0] for name, words in COLUMNS.items()},
        tongues=[(tag, languages[tag].name) for tag in place.languages if tag in languages],
        topics=[(one, desk.text(f"campaign.topic.{one}")) for one in TOPICS],
        areas=[(one.id, name_of(desk, one.names)) for one in place.administrative_unit],
        points=[(one, desk.text(f"directory.category.{one}")) for one in sorted(POINTS)],
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
