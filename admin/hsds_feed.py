"""The public directory of all municipalities served here, read anew for each request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from admin.desk import Desk
from admin.directory_book import plain
from admin.directory_speech import speech_of
from storage.entry import Kept, Kind, Organization, Service, ServiceAtLocation, Words
from storage.hsds_out import Json, Writer
from storage.hsds_terms import TABLES, Term, taxonomy_id, term_id
from storage.municipality import Municipality
from storage.publishing import published
from storage.unit import Unit


@dataclass(frozen=True)
class Feed:
    """What may be published, in one language; nothing else is in memory behind it."""

    language: str
    writers: tuple[Writer, ...]

    def all(self, kind: Kind) -> Iterator[tuple[Writer, Kept]]:
        """Every entry of a kind, with who writes it."""
        for writer in self.writers:
            for kept in writer.entries.values():
                if kept.kind == kind:
                    yield writer, kept

    def find(self, kind: Kind, own: str) -> tuple[Writer, Kept] | None:
        """One entry by its id of 32 hex digits."""
        return next((one for one in self.all(kind) if one[1].id == own), None)

    def terms(self) -> Iterator[tuple[Writer, Term]]:
        """Every taxonomy term once; kinds of institutions are the same everywhere."""
        seen: set[str] = set()
        for writer in self.writers:
            for term in writer.terms:
                if term.id not in seen:
                    seen.add(term.id)
                    yield writer, term

    def taxonomies(self) -> Iterator[tuple[str, Json]]:
        """Every taxonomy once: its id, and as the standard writes it."""
        found: dict[str, Json] = {}
        for writer in self.writers:
            for table in TABLES:
                found.setdefault(taxonomy_id(writer.place, table), writer.taxonomy(table))
        yield from found.items()


async def open_feed(desk: Desk) -> Feed:
    """The published entries of every municipality, in the language that was asked for."""
    places = tuple(desk.services.municipalities.values())
    language = chosen_language(desk.request.query.get("lang", ""), places)
    speech = speech_of(desk)(language)

    def read(unit: Unit) -> list[Mapping[str, Kept]]:
        return [published(unit.directory.all(place.slug)) for place in places]

    found = await desk.services.database.read(read)
    writers = zip(places, found, strict=True)
    return Feed(language, tuple(Writer(entries, place, speech) for place, entries in writers))


def chosen_language(asked: str, places: tuple[Municipality, ...]) -> str:
    """The language of ours that a BCP 47 tag means (RFC 4647, 3.4), else the first one here.

    "sr" alone is Latin, as at the desk.
    """
    known = {tag.lower(): tag for place in places for tag in place.languages}
    known |= {"sr": known["sr-latn"]} if "sr-latn" in known else {}
    parts = asked.lower().split("-")[:8]
    for length in range(len(parts), 0, -1):
        if tag := known.get("-".join(parts[:length])):
            return tag
    return places[0].first_language if places else "en"


def term_ids(writer: Writer, kept: Kept) -> set[str]:
    """The terms that an entry answers to: its own, and those of what it offers or belongs to."""
    entry, place = kept.entry, writer.place
    if isinstance(entry, Service):
        return {
            *(term_id(place, "need", code) for code in entry.needs),
            *(term_id(place, "unit", code) for code in entry.units),
        }
    if isinstance(entry, Organization):
        own = {term_id(place, "category", entry.category)}
        return own.union(*(term_ids(writer, one) for one in writer.services.get(kept.id, ())))
    if isinstance(entry, ServiceAtLocation):
        unit = getattr(writer.entries[entry.location].entry, "unit", "")
        own = {term_id(place, "unit", unit)} if unit else set()
        return own | term_ids(writer, writer.entries[entry.service])
    return set()


def organization_of(writer: Writer, kept: Kept) -> str:
    """The organisation behind a service or a service at a location."""
    entry = kept.entry
    if isinstance(entry, ServiceAtLocation):
        return organization_of(writer, writer.entries[entry.service])
    return str(getattr(entry, "organization", kept.id))


def says(writer: Writer, kept: Kept, text: str) -> bool:
    """Tell whether a name or description of an entry or of its service holds a text, in any language."""
    entry = kept.entry
    if isinstance(entry, ServiceAtLocation):
        return says(writer, writer.entries[entry.service], text)
    words = (getattr(entry, name, None) for name in ("name", "description"))
    texts = [one for some in words if isinstance(some, Words) for one in some.all()]
    return plain(text) in plain(" ".join(texts))
