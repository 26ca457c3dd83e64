"""The directory for whoever refers: search, one entry with all around it, contact points, history."""

from aiohttp import web

from admin.desk import Desk
from admin.directory_book import Search, read_book
from admin.directory_form import CATEGORIES
from admin.directory_view import differences, facts, row, title
from admin.naming import name_of, named
from storage.entry import Kept
from storage.instants import iso

KINDS = ("organization", "service", "location", "contact")


async def show_list(desk: Desk) -> web.Response:
    """What answers the search; 400 for a search longer than a name."""
    book = await read_book(desk)
    asked = desk.request.query
    if any(len(value) > 200 for value in asked.values()):
        raise web.HTTPBadRequest
    fields = ("text", "kind", "category", "need", "unit")
    search = Search(
        **{name: asked.get(name, "").strip() for name in fields},
        retired=asked.get("retired", "") == "yes",
    )
    rows = [row(desk, book, kept) for kept in book.find(search)]
    rows.sort(key=lambda one: (str(one["title"]).casefold(), KINDS.index(one["kind"])))
    return desk.show(
        "directory.html",
        rows=rows,
        chosen=search,
        filtered=search != Search(),
        may_edit=desk.may("directory.edit"),
        kinds=[(kind, desk.text(f"directory.kind.{kind}")) for kind in KINDS],
        categories=[(one, desk.text(f"directory.category.{one}")) for one in CATEGORIES],
        needs=named(desk, book.place.need),
        units=named(desk, book.place.administrative_unit),
        municipality=book.place.slug,
        municipalities=_places(desk),
    )


async def show_points(desk: Desk) -> web.Response:
    """Whom to reach at each institution in each administrative unit, and where nobody is known."""
    book = await read_book(desk)
    units = [*named(desk, book.place.administrative_unit), ("", desk.text("directory.all_units"))]
    rows = []
    for kept, points in book.points():
        cells = [
            (unit, name, [row(desk, book, point) for point in points.get(unit, [])])
            for unit, name in units
        ]
        rows.append({**row(desk, book, kept), "cells": cells})
    rows.sort(key=lambda one: str(one["title"]).casefold())
    gaps = sum(1 for one in rows for unit, _, found in one["cells"] if unit and not found)
    may_edit = desk.may("directory.edit")
    return desk.show(
        "directory_points.html",
        rows=rows,
        units=units,
        gaps=gaps,
        may_edit=may_edit,
        municipality=book.place.slug,
        municipalities=_places(desk),
    )


async def show(desk: Desk) -> web.Response:
    """One entry and what else its organisation has; 404 when it is not here for this operator."""
    book = await read_book(desk, desk.request.match_info["entry"])
    kept = book.entries[desk.request.match_info["entry"]]
    return desk.show(
        "directory_entry.html",
        entry=row(desk, book, kept),
        version=kept.version,
        changed_at=kept.changed_at,
        retired=kept.entry.retired,
        facts=facts(desk, book, kept.entry),
        around=sorted(
            (row(desk, book, other) for other in book.around(kept)),
            key=lambda one: (KINDS.index(one["kind"]), str(one["title"]).casefold()),
        ),
        links=[(link.id, other.id, title(desk, book, other)) for link, other in book.links(kept)],
        may_edit=desk.may("directory.edit"),
    )


async def show_history(desk: Desk) -> web.Response:
    """Every version of an entry with what it changed, newest first."""
    own = desk.request.match_info["entry"]
    book = await read_book(desk, own)
    kept: Kept = book.entries[own]
    versions = await desk.services.database.read(
        lambda unit: unit.directory.history(book.place.slug, own)
    )
    earlier = [*(one.entry for one in versions[1:]), None]
    told = [
        {
            "number": one.number,
            "act": one.act,
            "actor": one.actor,
            "at": one.at,
            "moment": iso(one.at),
            "changes": differences(desk, book, before, one.entry),
        }
        for one, before in zip(versions, earlier, strict=True)
    ]
    return desk.show("directory_history.html", entry=row(desk, book, kept), versions=told)


def _places(desk: Desk) -> list[tuple[str, str]]:
    return [(place.slug, name_of(desk, place.names)) for place in desk.places]
