"""An entry of the directory in words: rows of the list, the facts of its page, what a change changed."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from admin.desk import Desk
from admin.directory_book import Book
from admin.directory_form import FIELDS, WEEKDAYS, Field
from admin.naming import name_of, named
from locales.serbian import to_latin
from storage.entry import AnyEntry, Contact, Kept, Service, ServiceAtLocation, Words
from storage.municipality import Municipality

FIRST: Final = "sq"


class Fact(NamedTuple):
    """A field's name as a text key, and its value in words."""

    key: str
    value: str


class Difference(NamedTuple):
    """What a version changed: the field's text key, before, after."""

    key: str
    before: str
    after: str


def words_of(desk: Desk, words: Words) -> str:
    """A text in the operator's language, else in whichever there is."""
    return words.find(desk.language, FIRST, to_latin)


def title(desk: Desk, book: Book, kept: Kept) -> str:
    """What an entry is called: a contact by title and person, a link by both its ends."""
    entry = kept.entry
    if isinstance(entry, Contact):
        return " · ".join(filter(None, (words_of(desk, entry.title), entry.name)))
    if isinstance(entry, ServiceAtLocation):
        ends = (book.entries.get(entry.service), book.entries.get(entry.location))
        return " · ".join(title(desk, book, end) for end in ends if end)
    return words_of(desk, entry.name)


def row(desk: Desk, book: Book, kept: Kept) -> dict[str, Any]:
    """A line of a list."""
    organization = book.of(kept)
    units = dict(named(desk, book.place.administrative_unit))
    entry = kept.entry
    status = entry.status if isinstance(entry, Service) else ""
    return {
        "id": kept.id,
        "kind": kept.kind,
        "title": title(desk, book, kept) or desk.text("directory.unnamed"),
        "of": words_of(desk, organization.name)
        if organization and kept.kind != "organization"
        else "",
        "of_id": getattr(entry, "organization", ""),
        "category": organization.category if organization else "",
        "units": [units.get(unit, unit) for unit in sorted(book.units_of(kept))],
        "phones": getattr(entry, "phones", ()),
        "status": status if status != "active" else "",
        "confidential": getattr(entry, "confidential", False),
        "public": getattr(entry, "public", False),
    }


def facts(desk: Desk, book: Book, entry: AnyEntry) -> list[Fact]:
    """Everything that an entry says, in the order of its form; what is empty is left out."""
    found = _values(desk, book, entry)
    return [Fact(key, value) for key, value in found if value]


def differences(
    desk: Desk, book: Book, before: AnyEntry | None, after: AnyEntry
) -> list[Difference]:
    """What one version changed in words; everything, for the first."""
    old = dict(_values(desk, book, before)) if before else {}
    new = _values(desk, book, after)
    return [
        Difference(key, old.get(key, ""), value) for key, value in new if old.get(key, "") != value
    ]


def _values(desk: Desk, book: Book, entry: AnyEntry) -> list[tuple[str, str]]:
    kind = next(kind for kind in FIELDS if kind == type(entry).__struct_config__.tag)
    return [
        (f"directory.field.{field.name}", "\n".join(_value(desk, book, field, entry)))
        for field in FIELDS[kind]
    ]


def _value(desk: Desk, book: Book, field: Field, entry: AnyEntry) -> Iterator[str]:
    value = getattr(entry, field.name)
    match field.widget:
        case "words" | "long_words":
            for tag in ("sq", "sr", "en"):
                if text := getattr(value, tag):
                    yield f"{tag}: {text}"
        case "hours":
            yield from _hours(desk, value)
        case "category" | "status" | "location_type":
            yield desk.text(f"directory.{field.widget}.{value.replace(' ', '_')}")
        case "tick":
            yield desk.text("directory.yes") if value else ""
        case "phones":
            yield from value
        case "text" | "note" | "year":
            yield str(value or "")
        case _:
            several = value if isinstance(value, tuple) else (value,)
            yield ", ".join(_name(desk, book, field, own) for own in several)


def _name(desk: Desk, book: Book, field: Field, own: str) -> str:
    """A language, need, unit or other entry by its name."""
    match field.widget:
        case "languages":
            return tongue(desk, own)
        case "needs":
            return _named(desk, book.place, "need", own)
        case "units" | "unit":
            return _named(desk, book.place, "administrative_unit", own)
        case _:
            other = book.entries.get(own)
            return title(desk, book, other) if other else ""


def _hours(desk: Desk, value: Any) -> Iterator[str]:  # noqa: ANN401 - the openings of an entry
    for day in WEEKDAYS:
        spans = [f"{one.start}-{one.end}" for one in value if one.weekday == day]
        if spans:
            yield f"{desk.text(f'directory.day.{day}')}: {', '.join(spans)}"


def tongue(desk: Desk, tag: str) -> str:
    """A language's name in the operator's language, its code when nobody named it."""
    key = f"directory.tongue.{tag}"
    return desk.text(key) if desk.services.catalog.has(key, desk.language) else tag


def _named(desk: Desk, place: Municipality, table: str, own: str) -> str:
    names = {one.id: name_of(desk, one.names) for one in getattr(place, table)}
    return names.get(own, own)
