"""The directory as a file, in and out; an import is written whole or refused with every mistake."""

from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.directory_book import Book, read_book
from admin.directory_speech import speech_of
from admin.naming import name_of
from storage.directory_entries import Change
from storage.directory_exchange import Crossed, Import, Imported, import_package, write_package
from storage.hsds_in import Mistake
from storage.unit import Unit

SHOWN: Final = 500
"""Mistakes on one page; whoever has more begins with these."""


async def show(desk: Desk) -> web.Response:
    """The form, and the way to take the directory along."""
    return _page(desk, await read_book(desk), None)


async def take_in(desk: Desk) -> web.Response:
    """What became of a file: counted when it was written, else every mistake (400)."""
    book = await read_book(desk)
    body = desk.upload
    change = Change(desk.staff.id, "imported", desk.now)

    def write(unit: Unit) -> Imported | list[Mistake]:
        hidden = frozenset(unit.directory.all(book.place.slug).keys() - book.entries.keys())
        wanted = Import(book.place, change, speech_of(desk), hidden)
        return import_package(unit.directory, body, wanted)

    try:
        result = await desk.services.database.write(write)
    except Crossed:
        result = [Mistake("", "crossed")]
    return _page(desk, book, result)


async def take_out(desk: Desk) -> web.Response:
    """What of the directory may be published, as a file; who took it stands in the trail."""
    book = await read_book(desk)
    slug, who, now = book.place.slug, desk.staff.id, desk.now

    def write(unit: Unit) -> bytes:
        unit.audit.add(slug, who, "exported", "", {"what": "directory"}, now)
        speech = speech_of(desk)(desk.language)
        return write_package(unit.directory.all(slug), book.place, speech)

    body = await desk.services.database.write(write)
    name = f"{slug}-hsds-{desk.language}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type="application/json", headers=headers)


def _page(desk: Desk, book: Book, result: Imported | list[Mistake] | None) -> web.Response:
    mistakes = result if isinstance(result, list) else []
    return desk.show(
        "directory_exchange.html",
        status=400 if mistakes else 200,
        mistakes=mistakes[:SHOWN],
        more=max(len(mistakes) - SHOWN, 0),
        imported=result if isinstance(result, Imported) else None,
        municipality=book.place.slug,
        municipalities=[(place.slug, name_of(desk, place.names)) for place in desk.places],
    )
