"""Making and changing entries of the directory; a save that crosses another one is refused."""

from collections.abc import Mapping

from aiohttp import web

from admin.desk import Desk
from admin.directory_book import Book, read_book
from admin.directory_form import (
    CATEGORIES,
    FIELDS,
    LOCATION_TYPES,
    STATUSES,
    TONGUES,
    WEEKDAYS,
    filled,
    kind_asked,
    read_entry,
)
from admin.directory_view import title, tongue
from admin.naming import name_of, named
from storage.directory_entries import Change
from storage.entry import Kept, Kind
from storage.entry_checks import Fault, faults


async def show_new(desk: Desk) -> web.Response:
    """An empty form; the address may name the organisation, service or unit it is for."""
    book = await read_book(desk)
    query = desk.request.query
    kind = kind_asked(query.get("kind", ""))
    given = {name: query.get(name, "") for name in ("organization", "service", "location", "unit")}
    return _form(desk, book, kind, None, given)


async def create(desk: Desk) -> web.Response:
    """A new entry; the form again with every fault named (400) when it may not stand."""
    book = await read_book(desk)
    kind = kind_asked(desk.field("kind", 40))
    entry, found = read_entry(desk, kind, book.place, None)
    found += faults(entry, book.place, book.entries)
    if found:
        return _form(desk, book, kind, None, desk.form, found)
    change = Change(desk.staff.id, "created", desk.now)
    own = await desk.services.database.write(
        lambda unit: unit.directory.add(book.place.slug, entry, change)
    )
    hidden = getattr(entry, "confidential", False)
    return desk.go("/desk/directory" if hidden else f"/desk/directory/{own}", "saved")


async def show_edit(desk: Desk) -> web.Response:
    """The form as the entry fills it."""
    book, kept = await _open(desk)
    return _form(desk, book, kept.kind, kept, filled(kept.entry))


async def save(desk: Desk) -> web.Response:
    """A new version; refused when somebody else saved in between, with what was typed kept."""
    book, kept = await _open(desk)
    entry, found = read_entry(desk, kept.kind, book.place, kept.entry)
    found += faults(entry, book.place, book.entries)
    if desk.field("version", 9) != str(kept.version):
        found.append(Fault("version", "crossed"))
    if found:
        return _form(desk, book, kept.kind, kept, desk.form, found)
    change = Change(desk.staff.id, "changed", desk.now)
    done = await desk.services.database.write(
        lambda unit: unit.directory.change(kept, entry, change)
    )
    if not done:
        return _form(desk, book, kept.kind, kept, desk.form, [Fault("version", "crossed")])
    hidden = getattr(entry, "confidential", False)
    return desk.go("/desk/directory" if hidden else f"/desk/directory/{kept.id}", "saved")


async def _open(desk: Desk) -> tuple[Book, Kept]:
    own = desk.request.match_info["entry"]
    book = await read_book(desk, own)
    return book, book.entries[own]


def _form(  # noqa: PLR0913  a form is these things
    desk: Desk,
    book: Book,
    kind: Kind,
    kept: Kept | None,
    values: Mapping[str, str],
    found: list[Fault] | None = None,
) -> web.Response:
    wrong = {fault.field for fault in found or ()}
    return desk.show(
        "directory_form.html",
        status=400 if found else 200,
        kind=kind,
        entry=kept,
        heading=title(desk, book, kept) if kept else "",
        fields=FIELDS[kind],
        values=values,
        faults=list(dict.fromkeys(found or ())),
        wrong=wrong,
        municipality=book.place.slug,
        municipalities=[(place.slug, name_of(desk, place.names)) for place in desk.places],
        choices=_choices(desk, book),
        weekdays=[(str(day), desk.text(f"directory.day.{day}")) for day in WEEKDAYS],
    )


def _choices(desk: Desk, book: Book) -> dict[str, list[tuple[str, str]]]:
    others: dict[str, list[tuple[str, str]]] = {
        kind: sorted(
            (
                (kept.id, title(desk, book, kept))
                for kept in book.entries.values()
                if kept.kind == kind and not kept.entry.retired
            ),
            key=lambda choice: choice[1].casefold(),
        )
        for kind in ("organization", "service", "location")
    }
    coded = {"category": CATEGORIES, "status": STATUSES, "location_type": LOCATION_TYPES}
    return {
        **others,
        **{
            group: [
                (one, desk.text(f"directory.{group}.{one.replace(' ', '_')}")) for one in values
            ]
            for group, values in coded.items()
        },
        "needs": named(desk, book.place.need),
        "units": named(desk, book.place.administrative_unit),
        "languages": [(tag, tongue(desk, tag)) for tag in TONGUES],
    }
