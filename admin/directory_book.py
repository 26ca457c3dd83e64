"""The directory as one operator may see it: what hangs together, and what a search finds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from aiohttp import web

from admin.access import sees_shelters
from admin.desk import Desk
from locales.folding import fold
from storage.entry import Contact, Kept, Location, Organization, Service, ServiceAtLocation
from storage.municipality import Municipality
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for, each "" for anything: coded words, `text` in any name.

    With `retired` only what is no longer valid, else only what is.
    """

    text: str = ""
    kind: str = ""
    category: str = ""
    need: str = ""
    unit: str = ""
    retired: bool = False


@dataclass(frozen=True)
class Book:
    """A municipality's entries by id, those that this operator may see, retired ones included."""

    place: Municipality
    entries: Mapping[str, Kept] = field(default_factory=dict)

    def find(self, search: Search) -> list[Kept]:
        """The entries that answer a search; a link of service and location is no row of its own."""
        return [
            kept
            for kept in self.entries.values()
            if kept.kind != "service_at_location"
            and kept.entry.retired == search.retired
            and self._answers(kept, search)
        ]

    def of(self, kept: Kept) -> Organization | None:
        """The organisation behind an entry."""
        own = self._organization_id(kept)
        found = self.entries.get(own)
        return found.entry if found and isinstance(found.entry, Organization) else None

    def around(self, kept: Kept) -> list[Kept]:
        """What else the same organisation has, links of service and location apart."""
        own = self._organization_id(kept)
        return [
            other
            for other in self.entries.values()
            if other.id != kept.id
            and not isinstance(other.entry, ServiceAtLocation)
            and self._organization_id(other) == own
            and not other.entry.retired
        ]

    def links(self, kept: Kept) -> list[tuple[Kept, Kept]]:
        """Where a service is given, or which services a location gives: (link, the other end)."""
        found = []
        for link in self.entries.values():
            if isinstance(link.entry, ServiceAtLocation) and not link.entry.retired:
                ends = {link.entry.service, link.entry.location}
                others = [self.entries[own] for own in ends - {kept.id} if own in self.entries]
                if kept.id in ends and others:
                    found.append((link, others[0]))
        return found

    def units_of(self, kept: Kept) -> set[str]:
        """The administrative units that an entry says it is for; empty for the whole territory."""
        entry = kept.entry
        if isinstance(entry, Service):
            return set(entry.units)
        if isinstance(entry, Contact | Location):
            return {entry.unit} if entry.unit else set()
        return set()

    def points(self) -> Iterator[tuple[Kept, dict[str, list[Kept]]]]:
        """Each organisation with its contact points by administrative unit ("" for all units)."""
        for kept in self.entries.values():
            if isinstance(kept.entry, Organization) and not kept.entry.retired:
                found: dict[str, list[Kept]] = {}
                for other in self._own[kept.id]:
                    if isinstance(other.entry, Contact) and not other.entry.retired:
                        found.setdefault(other.entry.unit, []).append(other)
                yield kept, found

    def _answers(self, kept: Kept, search: Search) -> bool:
        organization = self.of(kept)
        category = organization.category if organization else ""
        return (
            search.kind in {"", kept.kind}
            and search.category in {"", category}
            and (not search.need or search.need in self._needs(kept))
            and (not search.unit or self._serves(kept, search.unit))
            and (not search.text or plain(search.text) in plain(" ".join(texts(kept))))
        )

    def _needs(self, kept: Kept) -> set[str]:
        if isinstance(kept.entry, Service):
            return set(kept.entry.needs)
        family = self._own.get(self._organization_id(kept), [])
        services = (one.entry for one in family if isinstance(one.entry, Service))
        return {need for service in services for need in service.needs}

    def _serves(self, kept: Kept, unit: str) -> bool:
        """An organisation serves where anything of it does; what names no unit serves all."""
        if not isinstance(kept.entry, Organization):
            units = self.units_of(kept)
            return not units or unit in units
        family = self._own.get(kept.id, [])
        return not family or any(self._serves(other, unit) for other in family)

    def _organization_id(self, kept: Kept) -> str:
        if isinstance(kept.entry, Organization):
            return kept.id
        if isinstance(kept.entry, ServiceAtLocation):
            service = self.entries.get(kept.entry.service)
            return self._organization_id(service) if service else ""
        return kept.entry.organization

    @cached_property
    def _own(self) -> dict[str, list[Kept]]:
        """What each organisation has, by its id; itself apart."""
        found: dict[str, list[Kept]] = {
            own: [] for own, kept in self.entries.items() if isinstance(kept.entry, Organization)
        }
        for kept in self.entries.values():
            owner = self._organization_id(kept)
            if owner != kept.id and owner in found and not kept.entry.retired:
                found[owner].append(kept)
        return found


def plain(text: str) -> str:
    """A text as it is compared: without diacritics, script and case."""
    return fold(text).casefold()


def texts(kept: Kept) -> Iterator[str]:
    """What a search looks through: names in every language, titles, phones."""
    entry = kept.entry
    if isinstance(entry, Organization | Service | Location):
        yield from entry.name.all()
    if isinstance(entry, Contact):
        yield from (entry.name, *entry.title.all())
    yield from getattr(entry, "phones", ())


def open_book(desk: Desk, unit: Unit, place: Municipality) -> Book:
    """The municipality's directory without what this operator may not know."""
    entries = unit.directory.all(place.slug)
    if sees_shelters(desk.staff.roles):
        return Book(place, entries)
    hidden = {
        own
        for own, kept in entries.items()
        if isinstance(kept.entry, Location) and kept.entry.confidential
    }
    return Book(
        place,
        {
            own: kept
            for own, kept in entries.items()
            if own not in hidden and getattr(kept.entry, "location", "") not in hidden
        },
    )


async def read_book(desk: Desk, entry_id: str = "") -> Book:
    """The book that holds an entry, or the one asked for; 404 when the operator has none."""
    asked = desk.request.query.get("municipality", "") or desk.form.get("municipality", "")

    def look(unit: Unit) -> Book | None:
        for place in desk.places:
            if entry_id or asked in {"", place.slug}:
                book = open_book(desk, unit, place)
                if not entry_id or entry_id in book.entries:
                    return book
        return None

    book = await desk.services.database.read(look)
    if book is None:
        raise web.HTTPNotFound
    return book
