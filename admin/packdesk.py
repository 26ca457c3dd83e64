"""One edition of a pack as staff work on it: what is told, what is being written, who may do what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec
from aiohttp import web

from admin.desk import Desk
from locales.languages import Language
from locales.packdraft import (
    EditionDraft,
    FieldFault,
    check_draft,
    draft_of,
    languages_lacking,
    masters,
    read_draft,
)
from locales.packs import Edition, Pack
from locales.serbian import to_latin
from storage.municipality import Municipality
from storage.pack_versions import NEW, PackVersion
from storage.unit import Unit

NEAR: Final = timedelta(days=60)
"""So long before its day a review is announced."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An edition: `pack` for the topic, `versions` of the console newest first."""

    pack: Pack
    place: Municipality
    versions: Sequence[PackVersion] = field(default_factory=tuple)

    @property
    def path(self) -> str:
        """Its page."""
        return f"/desk/packs/{self.place.slug}/{self.pack.topic}"

    @property
    def filed(self) -> Edition | None:
        """The repository's own edition, if there is one."""
        return self.pack.editions.get(self.place.slug)

    @property
    def open(self) -> PackVersion | None:
        """The version that is being written or waits to be published."""
        return next((version for version in self.versions if version.open), None)

    @property
    def told(self) -> PackVersion | None:
        """The version that people get; None where the file speaks, or nothing."""
        return next((one for one in self.versions if one.state == "published"), None)

    @property
    def newest(self) -> PackVersion | None:
        """The version to go on from; None where that is the file."""
        return self.open or self.told

    @property
    def stamp(self) -> str:
        """What a form on this page remembers, against lost updates."""
        return self.versions[0].stamp if self.versions else NEW

    @property
    def draft(self) -> EditionDraft:
        """What the newest version says, as it is typed."""
        return kept(self.newest) if self.newest else draft_of(self.filed)

    @property
    def faults(self) -> tuple[FieldFault, ...]:
        """What keeps the newest version from being reviewed or published."""
        return check_draft(self.draft, sensitive=self.pack.sensitive)

    @property
    def begun(self) -> bool:
        """Whether there is anything to read at all."""
        return self.newest is not None or self.filed is not None

    @property
    def state(self) -> str:
        """Draft | reviewed | published, "file" for the repository's own, "none" for nothing."""
        if self.newest:
            return self.newest.state
        return "file" if self.filed else "none"


def kept(version: PackVersion) -> EditionDraft:
    """What a version says; an empty draft when it was written by other rules."""
    try:
        return read_draft(version.content)
    except msgspec.ValidationError:
        return EditionDraft()


def find_piece(desk: Desk, unit: Unit) -> Piece:
    """The edition that the address names, in one of the operator's municipalities; else 404."""
    slug, topic = desk.request.match_info["place"], desk.request.match_info["topic"]
    place = next((one for one in desk.places if one.slug == slug), None)
    pack = next((one for one in desk.services.pack_files if one.topic == topic), None)
    if place is None or pack is None:
        raise web.HTTPNotFound
    return Piece(pack, place, unit.pack_versions.history(topic, slug))


def all_pieces(desk: Desk, unit: Unit) -> list[Piece]:
    """Every topic in each of the operator's municipalities, in the order of the menu."""
    found: list[Piece] = []
    for place in desk.places:
        standing = unit.pack_versions.standing(place.slug)
        for pack in desk.services.pack_files:
            own = [version for version in standing if version.topic == pack.topic]
            found.append(Piece(pack, place, own))
    return found


def title_of(desk: Desk, piece: Piece) -> str:
    """The topic's title in the operator's language, else in any, else as other places call it."""
    language = desk.services.catalog.languages[desk.language]
    own = in_script(language, piece.draft.told(language.folder, "title"))
    others = (piece.draft.told(folder, "title") for folder in masters())
    elsewhere = (
        edition.texts[language.tag].title
        for edition in piece.pack.editions.values()
        if language.tag in edition.texts
    )
    return own or next((title for title in (*others, *elsewhere) if title), piece.pack.topic)


def in_script(language: Language, words: str) -> str:
    """Words of a language's folder as the language writes them."""
    return words if language.script == language.master else to_latin(words)


def review_day(piece: Piece) -> date | None:
    """The day on which the edition is to be read again; None while none is set."""
    try:
        return date.fromisoformat(piece.draft.facts.review_date)
    except ValueError:
        return None


def nearness(desk: Desk, piece: Piece) -> str:
    """Past | near | "" for the day of the next review."""
    day, today = review_day(piece), datetime.fromtimestamp(desk.now / 1e6, UTC).date()
    if day is None or day > today + NEAR:
        return ""
    return "past" if day <= today else "near"


def lacking(piece: Piece) -> list[str]:
    """What the languages call themselves in which something is missing."""
    return [masters()[folder].name for folder in languages_lacking(piece.draft)]


def may_review(desk: Desk, piece: Piece) -> bool:
    """Whether this operator may read the draft as the second person."""
    draft = piece.open
    waits = draft is not None and draft.state == "draft" and draft.author != desk.staff.id
    return waits and desk.may("packs.review")


def may_publish(desk: Desk, piece: Piece) -> bool:
    """Whether this operator may let people have the reviewed version."""
    return piece.state == "reviewed" and desk.may("packs.publish")


def told_fault(desk: Desk, fault: FieldFault) -> str:
    """A mistake in the operator's language."""
    return desk.text(f"packs.fault.{fault.key}", **fault.words)


def field_name(desk: Desk, name: str) -> str:
    """A field's label: "sq.how" is "Shqip: How to get it"."""
    folder, _, own = name.rpartition(".")
    if not folder:
        return desk.text(f"packs.field.{own}")
    return f"{masters()[folder].name}: {text_label(desk, own)}"


def text_label(desk: Desk, name: str) -> str:
    """The label of a text field: title and short form are the console's, sections the bot's."""
    key = f"packs.field.{name}" if name in ("title", "short") else f"section.{name}"
    return desk.text(key)
