"""Information packs: what waits for somebody, and every topic by part of life."""

from typing import Any, Final

from aiohttp import web

from admin.desk import Desk
from admin.naming import name_of
from admin.packdesk import (
    Piece,
    all_pieces,
    lacking,
    may_publish,
    may_review,
    nearness,
    review_day,
    title_of,
)
from storage.unit import Unit

VOTES_SINCE: Final = 90 * 24 * 3_600_000_000
"""Microseconds for which votes are counted."""
QUESTIONS: Final = 30
RATED: Final = 10


async def show(desk: Desk) -> web.Response:
    """The editors' first page: what has to be done."""
    pieces, rated, asked = await desk.services.database.read(lambda unit: _gather(desk, unit))
    begun = [piece for piece in pieces if piece.begun]
    due = [piece for piece in begun if nearness(desk, piece)]
    due.sort(key=lambda piece: piece.draft.facts.review_date)
    return desk.show(
        "packs.html",
        to_review=_rows(desk, [one for one in begun if may_review(desk, one) and not one.faults]),
        to_publish=_rows(desk, [one for one in begun if may_publish(desk, one)]),
        mine=_rows(desk, [one for one in begun if _is_mine(desk, one)]),
        untranslated=_rows(desk, [one for one in begun if lacking(one)]),
        due=_rows(desk, due),
        rated=rated,
        questions=asked,
        several=len(desk.places) > 1,
    )


async def show_list(desk: Desk) -> web.Response:
    """Every topic under its part of life: state, languages, next review."""
    pieces = await desk.services.database.read(lambda unit: all_pieces(desk, unit))
    areas = dict.fromkeys(piece.pack.area for piece in pieces)
    groups = [
        (f"area.{area}", _rows(desk, [one for one in pieces if one.pack.area == area]))
        for area in areas
    ]
    return desk.show("pack_list.html", groups=groups, several=len(desk.places) > 1)


def _gather(desk: Desk, unit: Unit) -> tuple[list[Piece], list[Any], list[Any]]:
    pieces = all_pieces(desk, unit)
    titles = {(one.place.slug, one.pack.topic): one for one in pieces}
    rated: list[Any] = []
    asked: list[Any] = []
    for place in desk.places:
        counts = unit.counts.packs_since(place.slug, desk.now - VOTES_SINCE)
        known = [(titles[place.slug, one.topic], one) for one in counts
                 if (place.slug, one.topic) in titles]  # fmt: skip
        rated += [(_row(desk, piece), one) for piece, one in known]
        if desk.may("questions.answer"):
            asked += unit.questions.latest(place.slug, QUESTIONS)
    rated.sort(key=lambda pair: (-pair[1].useless, -pair[1].given))
    asked.sort(key=lambda one: -one.at)
    return pieces, rated[:RATED], asked[:QUESTIONS]


def _is_mine(desk: Desk, piece: Piece) -> bool:
    return piece.open is not None and piece.open.author == desk.staff.id


def _rows(desk: Desk, pieces: list[Piece]) -> list[dict[str, Any]]:
    return [_row(desk, piece) for piece in pieces]


def _row(desk: Desk, piece: Piece) -> dict[str, Any]:
    day = review_day(piece)
    return {
        "path": piece.path,
        "title": title_of(desk, piece),
        "place": name_of(desk, piece.place.names),
        "state": piece.state,
        "told": piece.told is not None or piece.filed is not None,
        "version": piece.newest,
        "lacking": lacking(piece) if piece.begun else [],
        "review": day.isoformat() if day and piece.begun else "",
        "near": nearness(desk, piece) if piece.begun else "",
        "sensitive": piece.pack.sensitive,
    }
