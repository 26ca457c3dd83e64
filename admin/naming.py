"""Names of places, categories and units in the operator's language, and the coded choices."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from admin.desk import Desk
from locales.serbian import to_latin
from storage.municipality import Municipality, Names

Options = list[tuple[str, str]]
STATES: Final = ("received", "looked_at", "referred", "accepted", "intervened", "closed")
URGENCIES: Final = ("3", "2", "1")
CHANNELS: Final = ("telegram", "sms", "phone")
WHOMS: Final = ("self", "other")
KNOWS: Final = ("yes", "no", "unknown")
SEXES: Final = ("female", "male")
AGES: Final = ("0_6", "7_15", "16_18", "19_64", "65")
"""The bands in which the plan counts people (kucova L223-225)."""
ANONYMITIES: Final = ("disclosed", "confidential", "anonymous")
CONTACTS: Final = ("yes", "not_asked", "never")
WAYS: Final = ("phone", "in_person", "chat")
OUTCOMES: Final = (
    "served",
    "referred_outside",
    "informed",
    "not_reached",
    "refused_help",
    "not_confirmed",
    "duplicate",
    "other",
)
REASONS: Final = ("call_back", "visit", "check_sender", "danger", "law")
"""Why an identity is opened: coded, because the audit trail holds no personal word."""


class Named(Protocol):
    """A row of a municipality's file with an id and names."""

    @property
    def id(self) -> str:
        """Its coded id."""

    @property
    def names(self) -> Names:
        """Its name in each written language."""


def options(desk: Desk, group: str, values: Iterable[str]) -> Options:
    """Coded values with their words, the key being `group`.value."""
    return [(value, desk.text(f"{group}.{value}")) for value in values]


def name_of(desk: Desk, names: Names) -> str:
    """A name in the operator's language."""
    return names.by_language(to_latin).get(desk.language, names.en)


def named(desk: Desk, rows: Sequence[Named]) -> Options:
    """Rows of a municipality's file as choices."""
    return [(row.id, name_of(desk, row.names)) for row in rows]


def place_name(desk: Desk, place: Municipality | None, unit: str) -> str:
    """The administrative unit's name; in words when it is not known yet."""
    rows = place.administrative_unit if place else ()
    return dict(named(desk, rows)).get(unit, unit) or desk.text("queue.no_place")


def category_name(desk: Desk, place: Municipality | None, category: str) -> str:
    """The category's name; in words when it is not known yet."""
    rows = place.group if place else ()
    return dict(named(desk, rows)).get(category, category) or desk.text("queue.no_category")


def work_unit_name(desk: Desk, place: Municipality | None, unit: str) -> str:
    """The name of the unit of the municipality that a case was handed to, "" for none."""
    rows = place.unit if place else ()
    return dict(named(desk, rows)).get(unit, unit)


def tongue(desk: Desk, language: str) -> str:
    """What a language calls itself."""
    known = desk.services.catalog.languages.get(language)
    return known.name if known else language
