"""Every version of an edition, who and when, and what changed between any two, word by word."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from admin.desk import Desk
from admin.differences import differences
from admin.packdesk import field_name, find_piece, kept, title_of
from locales.packdraft import FIELDS, EditionDraft, draft_of, masters

FILE: Final = 0
"""Stands for the repository's own edition among the versions."""


async def show(desk: Desk) -> web.Response:
    """The versions, and the differences between two of them: what is told and the newest at first."""
    piece = await desk.services.database.read(lambda unit: find_piece(desk, unit))
    drafts: dict[int, EditionDraft] = {version.number: kept(version) for version in piece.versions}
    drafts[FILE] = draft_of(piece.filed)
    newest = piece.versions[0].number if piece.versions else FILE
    told = piece.told.number if piece.told else FILE
    before = _chosen(desk, "from", drafts, told if told != newest else FILE)
    after = _chosen(desk, "to", drafts, newest)
    return desk.show(
        "pack_history.html",
        piece=piece,
        title=title_of(desk, piece),
        before=before,
        after=after,
        choices=[(str(number), _name(desk, number)) for number in sorted(drafts, reverse=True)],
        changes=_changes(desk, drafts[before], drafts[after]),
    )


def _chosen(desk: Desk, name: str, drafts: Mapping[int, EditionDraft], otherwise: int) -> int:
    """A version of the address; anything else is as if nothing was chosen."""
    asked = desk.request.query.get(name, "")[:6]
    number = int(asked) if asked.isascii() and asked.isdigit() else otherwise
    return number if number in drafts else otherwise


def _name(desk: Desk, number: int) -> str:
    return desk.text("packs.version", n=str(number)) if number else desk.text("packs.from_file")


def _changes(desk: Desk, before: EditionDraft, after: EditionDraft) -> list[dict[str, Any]]:
    """Each field that is another one, under its label."""
    names = [f"{folder}.{field}" for field in FIELDS for folder in masters()]
    old, new = _fields(before), _fields(after)
    return [
        {"field": field_name(desk, name), "pieces": differences(old[name], new[name])}
        for name in (*_facts(before), *names)
        if old[name] != new[name]
    ]


def _fields(draft: EditionDraft) -> dict[str, str]:
    texts = {
        f"{folder}.{field}": draft.told(folder, field) for folder in masters() for field in FIELDS
    }
    return {**_facts(draft), **texts}


def _facts(draft: EditionDraft) -> dict[str, str]:
    facts = draft.facts
    return {
        "status": facts.status,
        "planned_year": facts.planned_year,
        "sources": "\n".join(facts.sources),
        "review_date": facts.review_date,
    }
