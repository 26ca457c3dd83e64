"""One topic of one municipality in one language, as a page or a leaflet shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, get_args
from zoneinfo import ZoneInfo

from admin.desk import Desk
from locales.packfacts import Area
from locales.packs import Edition, Pack, PackText
from locales.serbian import to_latin
from locales.sources import plain_sources, source_kinds
from storage.municipality import Municipality

AREAS: Final[tuple[str, ...]] = get_args(Area)
PRINTED: Final = frozenset({"what", "who", "how", "bring"})
"""The sections that an A5 leaflet holds."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A pack with the edition of the municipality that is looked at."""

    pack: Pack
    edition: Edition

    @property
    def chat_name(self) -> str:
        """How links and codes name it: a sensitive one only by its neutral id (safety S4)."""
        return self.pack.neutral_id if self.pack.sensitive else self.pack.topic

    def text(self, language: str) -> PackText:
        """Its words."""
        return self.edition.texts[language]


def topics_of(packs: Sequence[Pack], place: Municipality, language: str) -> tuple[Topic, ...]:
    """The topics that `place` has, told in `language`, in their order."""
    found = ((pack, pack.editions.get(place.slug)) for pack in packs)
    return tuple(Topic(pack, own) for pack, own in found if own and language in own.texts)


def by_area(topics: Sequence[Topic]) -> dict[str, list[Topic]]:
    """The same by part of life; a part without topics is left out."""
    parts = {area: [one for one in topics if one.pack.area == area] for area in AREAS}
    return {area: found for area, found in parts.items() if found}


def find_topic(topics: Sequence[Topic], name: str) -> Topic | None:
    """The topic of this neutral id or name; a sensitive one has no name here (safety S4)."""
    return next((one for one in topics if name in {one.pack.neutral_id, one.chat_name}), None)


def status_of(desk: Desk, edition: Edition) -> str:
    """Whether the place has it, in one sentence."""
    if edition.status == "exists":
        return desk.text("public.exists")
    return desk.text(f"pack.{edition.status}", year=str(edition.planned_year or ""))


def sources_of(desk: Desk, edition: Edition) -> list[str]:
    """Where its facts come from, in plain words."""
    kinds = [desk.text(f"source.{kind}") for kind in source_kinds(edition.sources)]
    return [*kinds, *plain_sources(edition.sources, edition.place)]


def review_of(desk: Desk, place: Municipality, edition: Edition) -> str:
    """Until when somebody reads it again, or that this is overdue."""
    zone = ZoneInfo(place.time_zone)
    today = datetime.fromtimestamp(desk.now / 1_000_000, UTC).astimezone(zone).date()
    key = "public.overdue" if edition.due(today) else "public.review"
    return desk.text(key, date=_day(edition.review_date))


def numbers_of(place: Municipality) -> tuple[str, ...]:
    """The bare emergency numbers, general ones first (safety S2, S4)."""
    view = place.view(to_latin)
    return tuple(dict.fromkeys((*view.danger_numbers, *view.child_numbers)))


def _day(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
