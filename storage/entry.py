"""What the directory keeps, in the words of HSDS 3.0: frozen Structs, one for each kind.

The standard is Open Referral's Human Services Data Specification. An entry's `municipality` and id
stand in its row; ids of other entries are 32 hex digits here and hyphenated UUIDs outside.
"""

from collections.abc import Callable, Iterator
from typing import Final, Literal
from uuid import UUID, uuid5

import msgspec

from storage.ids import new_id
from storage.municipality import Category, Opening, Row

Kind = Literal["organization", "service", "location", "service_at_location", "contact"]
Status = Literal[
    "active", "inactive", "defunct", "temporarily closed", "planned", "unconfirmed"
]  # fmt: skip
"""The standard's four, and two that leave the house as "inactive" (see `storage.hsds_terms`)."""
LocationType = Literal["physical", "postal", "virtual"]

KINDS: Final[tuple[Kind, ...]] = (
    "organization", "service", "location", "service_at_location", "contact",
)  # fmt: skip
NAMESPACE: Final = UUID("6f1d6c1e-53d1-4a86-9d0a-6d1c5e0f7a31")
"""Ours alone: whatever is derived from names (seeds, taxonomy terms, phones) stays the same."""


class Words(Row, frozen=True, kw_only=True):
    """A text in each written language, "" where nobody wrote it; `sr` is Cyrillic."""

    sq: str = ""
    sr: str = ""
    en: str = ""

    def find(self, language: str, first: str, latin: Callable[[str], str]) -> str:
        """The text in a BCP 47 language, else in the `first`, else in any; "" without one."""
        for tag in (language, first, "sq", "en", "sr-Cyrl"):
            if text := self.exactly(tag, latin):
                return text
        return ""

    def exactly(self, language: str, latin: Callable[[str], str]) -> str:
        """The text in this language alone; `latin` makes Serbian Latin from Cyrillic."""
        if language == "sr-Latn":
            return latin(self.sr)
        return str(getattr(self, language.partition("-")[0], ""))

    def all(self) -> tuple[str, ...]:
        """What is written, in any language."""
        return tuple(text for text in (self.sq, self.sr, self.en) if text)


class Entry(Row, frozen=True, kw_only=True):
    """What every kind has: `note` is for staff and never leaves, `retired` hides it everywhere."""

    note: str = ""
    retired: bool = False


class Reachable(Entry, frozen=True, kw_only=True):
    """Phones in E.164 or as short numbers; languages by ISO 639; hours in local time."""

    phones: tuple[str, ...] = ()
    hours: tuple[Opening, ...] = ()
    languages: tuple[str, ...] = ()


class Organization(Entry, frozen=True, kw_only=True, tag="organization"):
    """An institution, an office, a civil-society organisation."""

    name: Words
    description: Words = Words()
    category: Category = "other"
    phones: tuple[str, ...] = ()
    email: str = ""
    website: str = ""


class Service(Reachable, frozen=True, kw_only=True, tag="service"):
    """What an organisation does for people; `units` are the administrative units it serves."""

    organization: str
    name: Words
    description: Words = Words()
    status: Status = "active"
    planned_year: int = 0
    needs: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    application: Words = Words()
    fees: Words = Words()
    eligibility: Words = Words()
    email: str = ""
    url: str = ""


class Location(Reachable, frozen=True, kw_only=True, tag="location"):
    """Where; a `confidential` one (a shelter) never leaves the house in any form."""

    organization: str
    name: Words
    description: Words = Words()
    location_type: LocationType = "physical"
    unit: str = ""
    address: str = ""
    city: str = ""
    county: str = ""
    postal_code: str = ""
    url: str = ""
    confidential: bool = False


class ServiceAtLocation(Reachable, frozen=True, kw_only=True, tag="service_at_location"):
    """A service is given at a location."""

    service: str
    location: str
    description: Words = Words()


class Contact(Reachable, frozen=True, kw_only=True, tag="contact"):
    """Whom staff reach at an institution for one administrative unit ("" for all of them).

    `name` is a person's; only a `public` contact leaves the house.
    """

    organization: str
    location: str = ""
    unit: str = ""
    name: str = ""
    title: Words = Words()
    email: str = ""
    public: bool = False


AnyEntry = Organization | Service | Location | ServiceAtLocation | Contact
KIND_OF: Final[dict[type, Kind]] = {
    Organization: "organization",
    Service: "service",
    Location: "location",
    ServiceAtLocation: "service_at_location",
    Contact: "contact",
}


_DECODER: Final[msgspec.json.Decoder[AnyEntry]] = msgspec.json.Decoder(AnyEntry)


class Kept(msgspec.Struct, frozen=True):
    """An entry with its row: `id` 32 hex digits, `changed_at` microseconds UTC."""

    id: str
    municipality: str
    version: int
    changed_at: int
    entry: AnyEntry

    @property
    def kind(self) -> Kind:
        """What it is, in the standard's word."""
        return KIND_OF[type(self.entry)]

    def __repr__(self) -> str:
        return f"Kept({self.kind} {self.id})"


def encode(entry: AnyEntry) -> bytes:
    """The entry as it is sealed."""
    return msgspec.json.encode(entry)


def decode(document: bytes) -> AnyEntry:
    """The entry that was sealed."""
    return _DECODER.decode(document)


def fresh_uuid(now: int) -> str:
    """The 32 hex digits of a well-formed UUID (version 4), nearly in order of time."""
    return UUID(hex=new_id(now), version=4).hex


def derived(*names: str) -> str:
    """The 32 hex digits of the UUID (version 5) that these names always have."""
    return uuid5(NAMESPACE, "/".join(names)).hex


def outside(own: str) -> str:
    """An id as the standard writes it: a UUID with its hyphens."""
    return str(UUID(hex=own))


def references(entry: AnyEntry) -> Iterator[tuple[str, Kind, str]]:
    """The other entries that this one names: field, kind, id."""
    kinds: tuple[Kind, ...] = ("organization", "service", "location")
    for kind in kinds:
        own = getattr(entry, kind, "")
        if own:
            yield kind, kind, own
