"""Writing an edition: all languages in one form, kept with its mistakes until they are mended."""

from aiohttp import web

from admin.desk import Desk
from admin.pack_form import form_values, read_edition
from admin.packdesk import Piece, find_piece, kept, title_of
from flows.editing import Declined
from locales.packdraft import EditionDraft, check_draft, draft_of, write_draft
from storage.pack_versions import PackVersion
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """The form, filled with the newest version, or with that of `from` in the address."""
    piece = await desk.services.database.read(lambda unit: find_piece(desk, unit))
    return _form(desk, piece, _chosen(desk, piece), stale=False)


async def save(desk: Desk) -> web.Response:
    """Keep what was typed, whatever is wrong with it; nothing typed is ever lost.

    Where somebody else saved meanwhile the form comes back with what was typed, and with the new
    state to decide on.
    """
    typed = read_edition(desk)
    piece, saved = await desk.services.database.write(lambda unit: _save(desk, unit, typed))
    if isinstance(saved, Declined):
        return _form(desk, piece, typed, stale=True)
    if saved is None:
        return desk.go(piece.path, "pack_same")
    wrong = check_draft(typed, sensitive=piece.pack.sensitive)
    return desk.go(f"{piece.path}/edit" if wrong else piece.path, "saved")


def _chosen(desk: Desk, piece: Piece) -> EditionDraft:
    """An earlier version to go on from: nothing that was given up or replaced is gone."""
    asked = desk.request.query.get("from", "")
    if asked == "0":
        return draft_of(piece.filed)
    earlier = (kept(one) for one in piece.versions if str(one.number) == asked)
    return next(earlier, piece.draft)


def _save(
    desk: Desk, unit: Unit, typed: EditionDraft
) -> tuple[Piece, PackVersion | Declined | None]:
    """None when nothing differs from what is there."""
    piece = find_piece(desk, unit)
    content, stamp = write_draft(typed), desk.field("stamp", 24)
    if stamp == piece.stamp and content == write_draft(piece.draft):
        return piece, None
    topic, place = piece.pack.topic, piece.place.slug
    saved = unit.pack_versions.save(topic, place, content, stamp, desk.staff, desk.now)
    return piece, saved


def _form(desk: Desk, piece: Piece, draft: EditionDraft, *, stale: bool) -> web.Response:
    shown = stale or piece.open is not None
    faults = check_draft(draft, sensitive=piece.pack.sensitive) if shown else ()
    return desk.show(
        "pack_edit.html",
        status=409 if stale else 200,
        piece=piece,
        title=title_of(desk, piece),
        stale=stale,
        **form_values(desk, draft, faults),
    )
