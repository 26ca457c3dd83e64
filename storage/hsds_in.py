"""HSDS 3.0 JSON read into entries: all of it or nothing, with every mistake named.

What a file does not say stays as it is, and so does what it says as we ourselves would say it:
an import of our own export changes nothing. Who is public, what is confidential, notes and what is
no longer valid are never changed by an import.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from storage.entry import (
    AnyEntry,
    Contact,
    Kept,
    Kind,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    Words,
)
from storage.entry_checks import faults
from storage.hsds_fields import FIELDS, Reader
from storage.hsds_nested import Item, unfold
from storage.hsds_out import Writer
from storage.hsds_rules import COLLECTIONS, RULES, broken_rules, not_kept
from storage.hsds_terms import VERSION, Speech
from storage.municipality import Municipality
from storage.publishing import published

EMPTY: Final[Mapping[Kind, AnyEntry]] = {
    "organization": Organization(name=Words()),
    "service": Service(organization="", name=Words()),
    "location": Location(organization="", name=Words()),
    "service_at_location": ServiceAtLocation(service="", location=""),
    "contact": Contact(organization=""),
}
ENVELOPE: Final = frozenset({"version", "municipality", "language", *COLLECTIONS})
PROPERTY: Final[Mapping[str, str]] = {
    "organization": "organization_id", "service": "service_id", "location": "location_id",
    "needs": "attributes", "unit": "attributes", "units": "service_areas", "hours": "schedules",
    "address": "addresses", "application": "application_process", "fees": "fees_description",
    "eligibility": "eligibility_description",
}  # fmt: skip
"""Where the standard says what a field of ours says."""


class Mistake(NamedTuple):
    """Where in the file (a JSON pointer, RFC 6901), and what, as a coded word of the catalogues."""

    pointer: str
    code: str


class Reading(NamedTuple):
    """What a file says: entries by id, in its order; mistakes; what the directory cannot keep."""

    entries: Mapping[str, AnyEntry]
    mistakes: list[Mistake]
    left_out: list[str]


class Shelf(NamedTuple):
    """What an import meets: the municipality's entries by id, and ids that are not ours to write.

    `hidden` entries are the municipality's too, but not there for whoever imports.
    """

    place: Municipality
    known: Mapping[str, Kept]
    foreign: frozenset[str] = frozenset()
    hidden: Mapping[str, Kept] = MappingProxyType({})


def language_of(package: object, place: Municipality) -> str:
    """The BCP 47 language in which a package gives its texts, the municipality's first by default."""
    given = package.get("language", "") if isinstance(package, dict) else ""
    return given if isinstance(given, str) and given else place.first_language


def read_package(package: object, shelf: Shelf, speech: Speech) -> Reading:
    """What a package says of a municipality; nothing of it may be used when there are mistakes."""
    if not isinstance(package, dict):
        return Reading({}, [Mistake("", "object")], [])
    wrong = list(_envelope(package, shelf.place))
    items = [
        item
        for name, kind in COLLECTIONS.items()
        for pointer, given in _rows(package, name, wrong)
        for item in unfold(Item(kind, pointer, given))
    ]
    for item in items:
        broken = broken_rules(item.kind, item.given, item.pointer)
        wrong += [Mistake(*one) for one in broken]
    if wrong:
        return Reading({}, wrong, [])
    items = _once(items)
    wrong = list(_ids(items, shelf))
    entries = _convert(items, shelf, speech, wrong)
    left = [one for item in items for one in not_kept(item.kind, item.given, item.pointer)]
    return Reading(entries, wrong, left)


def _envelope(package: Mapping[str, Any], place: Municipality) -> Iterator[Mistake]:
    if package.get("version") != VERSION:
        yield Mistake("/version", "version")
    if package.get("municipality", place.slug) != place.slug:
        yield Mistake("/municipality", "municipality")
    if language_of(package, place) not in place.languages or not isinstance(
        package.get("language", ""), str
    ):
        yield Mistake("/language", "language")
    for name in package:
        if name not in ENVELOPE:
            yield Mistake(f"/{name.replace('~', '~0').replace('/', '~1')}", "property")


def _rows(
    package: Mapping[str, Any], name: str, wrong: list[Mistake]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    rows = package.get(name, [])
    if not isinstance(rows, list):
        wrong.append(Mistake(f"/{name}", "type"))
        return
    for index, row in enumerate(rows):
        if isinstance(row, dict):
            yield f"/{name}/{index}", row
        else:
            wrong.append(Mistake(f"/{name}/{index}", "type"))


def _once(items: list[Item]) -> list[Item]:
    """Without nested objects that stand elsewhere too: once in a list, or where they came first."""
    seen = {inside(item.given["id"]) for item in items if not item.inner}
    found = []
    for item in items:
        own = inside(item.given["id"])
        if not item.inner or own not in seen:
            found.append(item)
        seen.add(own)
    return found


def _ids(items: list[Item], shelf: Shelf) -> Iterator[Mistake]:
    seen: set[str] = set()
    for item in items:
        own = inside(item.given["id"])
        kept = shelf.known.get(own)
        if own in seen:
            yield Mistake(f"{item.pointer}/id", "twice")
        elif own in shelf.foreign or (kept is not None and kept.kind != item.kind):
            yield Mistake(f"{item.pointer}/id", "foreign")
        seen.add(own)


def inside(given: str) -> str:
    """An id as we keep it: 32 hex digits."""
    return UUID(given).hex


def _convert(
    items: list[Item], shelf: Shelf, speech: Speech, wrong: list[Mistake]
) -> dict[str, AnyEntry]:
    before = Writer(shelf.known, shelf.place, speech)
    outside = Writer(published({**shelf.known, **shelf.hidden}), shelf.place, speech)
    reader = Reader(shelf.place, speech)
    found: dict[str, AnyEntry] = {}
    for item in items:
        own = inside(item.given["id"])
        kept = shelf.known.get(own)
        said = [writer.flat(writer.entries[own]) for writer in (before, outside)
                if own in writer.entries]  # fmt: skip
        start = kept.entry if kept and kept.kind == item.kind else EMPTY[item.kind]
        changed, codes = _changed(start, item, said, reader)
        wrong += [Mistake(f"{item.pointer}{pointer}", code) for pointer, code in codes]
        found[own] = changed
    merged = {**shelf.known} | {own: _as_kept(own, entry, shelf) for own, entry in found.items()}
    pointers = {inside(item.given["id"]): item.pointer for item in items}
    told = {mistake.pointer for mistake in wrong}
    for own, entry in found.items():
        for field, code in faults(entry, shelf.place, merged):
            pointer = f"{pointers[own]}/{PROPERTY.get(field, field)}"
            if not any(one.startswith(pointer) for one in told):
                wrong.append(Mistake(pointer, code))
    return found


def _as_kept(own: str, entry: AnyEntry, shelf: Shelf) -> Kept:
    kept = shelf.known.get(own)
    if kept is not None:
        return replace(kept, entry=entry)
    return Kept(own, shelf.place.slug, 0, 0, entry)


def _changed(
    entry: AnyEntry, item: Item, said: list[dict[str, Any]], reader: Reader
) -> tuple[AnyEntry, list[tuple[str, str]]]:
    """The entry with every property that differs from what we ourselves would say."""
    changes: dict[str, Any] = {}
    codes: list[tuple[str, str]] = []
    for key in RULES[item.kind].checks:
        value = item.given.get(key)
        if value is None or any(one.get(key) == value for one in said):
            continue
        fields = FIELDS.get((item.kind, key))
        if fields is None:
            continue
        made, wrong = fields(reader, entry, value)
        changes |= made
        codes += [(f"/{key}{pointer}", code) for pointer, code in wrong]
    return replace(entry, **changes), codes
