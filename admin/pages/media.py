"""Attachments as downloads: never shown in the page, never run (reliability R51)."""

from typing import Final

from aiohttp import web

from admin.casework import find_case
from admin.desk import Desk
from storage.media import Stored
from storage.unit import Unit

ENDINGS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/amr": "amr",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}


async def download(desk: Desk) -> web.Response:
    """The bytes under a neutral name; 404 unless they belong to this very case."""
    wanted = desk.request.match_info["media"]
    stored = await desk.services.database.read(lambda unit: _find(desk, unit, wanted))
    ending = ENDINGS.get(stored.content_type, "bin")
    return web.Response(
        body=stored.content,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{wanted[:8]}.{ending}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _find(desk: Desk, unit: Unit, wanted: str) -> Stored:
    case = find_case(desk, unit)
    ours = unit.media.case_of(wanted, case.municipality) == case.id
    stored = unit.media.read(wanted, case.municipality) if ours else None
    if stored is None:
        raise web.HTTPNotFound
    return stored
