"""Information packs: what waits for somebody, and every topic by part of life."""

from collections.abc import Sequence
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
from storage.counts import PackCount
from storage.questions import Question
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
        rated=[(_row(desk, piece), count) for piece, count in rated],
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


def _gather(
    desk: Desk, unit: Unit
) -> tuple[list[Piece], list[tuple[Piece, PackCount]], list[Question]]:
    pieces = all_pieces(desk, unit)
    return pieces, _rated(desk, unit, pieces), _asked(desk, unit)


def _rated(desk: Desk, unit: Unit, pieces: Sequence[Piece]) -> list[tuple[Piece, PackCount]]:
    """What people said of each topic, what helped least first."""
    known = {(piece.place.slug, piece.pack.topic): piece for piece in pieces}
    rated: list[tuple[Piece, PackCount]] = []
    for place in desk.places:
        for count in unit.counts.packs_since(place.slug, desk.now - VOTES_SINCE):
            piece = known.get((place.slug, count.topic))
            rated += [(piece, count)] if piece else []
    return sorted(rated, key=lambda pair: (-pair[1].useless, -pair[1].given))[:RATED]


def _asked(desk: Desk, unit: Unit) -> list[Question]:
    """The newest questions without an answer; none for who may not deal with them."""
    places = desk.places if desk.may("questions.answer") else ()
    found = [one for place in places for one in unit.questions.latest(place.slug, QUESTIONS)]
    return sorted(found, key=lambda one: -one.at)[:QUESTIONS]


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
        "version": piece.newest,
        "lacking": lacking(piece) if piece.begun else [],
        "review": day.isoformat() if day and piece.begun else "",
        "near": nearness(desk, piece) if piece.begun else "",
        "sensitive": piece.pack.sensitive,
    }
