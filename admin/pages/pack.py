"""One edition: how people would get it, and the steps from draft to published."""

from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.pack_preview import preview
from admin.packdesk import (
    Piece,
    field_name,
    find_piece,
    may_publish,
    may_review,
    title_of,
    told_fault,
)
from flows.editing import Act, Declined
from storage.unit import Unit

PUBLIC_ACTS: Final = ("publish", "withdraw")
"""Acts that change what people get."""


async def show(desk: Desk) -> web.Response:
    """The newest version beside itself: Telegram, SMS, web page."""
    piece = await desk.services.database.read(lambda unit: find_piece(desk, unit))
    asked = desk.request.query.get("lang", "")
    language = asked if asked in desk.services.catalog.languages else desk.language
    faults = piece.faults if piece.begun else ()
    return desk.show(
        "pack.html",
        piece=piece,
        title=title_of(desk, piece),
        version=piece.newest,
        own=piece.open is not None and piece.open.author == desk.staff.id,
        can_review=may_review(desk, piece),
        can_publish=may_publish(desk, piece),
        faults=[(one.field, field_name(desk, one.field), told_fault(desk, one)) for one in faults],
        **preview(desk, piece, language),
    )


async def review(desk: Desk) -> web.Response:
    """A second person has read it."""
    return await _act(desk, "review")


async def publish(desk: Desk) -> web.Response:
    """People get it from now on."""
    return await _act(desk, "publish")


async def withdraw(desk: Desk) -> web.Response:
    """What was published is taken back: the repository's file speaks again."""
    return await _act(desk, "withdraw")


async def discard(desk: Desk) -> web.Response:
    """The open version is given up."""
    return await _act(desk, "discard")


async def _act(desk: Desk, act: Act) -> web.Response:
    piece, declined = await desk.services.database.write(lambda unit: _carry_out(desk, unit, act))
    if declined is not None:
        return desk.go(piece.path, declined.reason)
    if act in PUBLIC_ACTS:
        desk.services.signals.publish("packs", piece.place.slug)
    return desk.go(piece.path, "saved")


def _carry_out(desk: Desk, unit: Unit, act: Act) -> tuple[Piece, Declined | None]:
    piece = find_piece(desk, unit)
    version = piece.told if act == "withdraw" else piece.open
    if version is None:
        return piece, Declined("pack_state")
    stamp = desk.field("stamp", 24)
    done = unit.pack_versions.act(version, act, stamp, desk.staff, desk.now, sound=not piece.faults)
    return piece, done if isinstance(done, Declined) else None
