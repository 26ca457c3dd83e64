"""Entries as HSDS 3.0 JSON: the standard's objects, flat or fully nested, in one language.

Ids of phones, schedules, languages, addresses, areas and attributes are derived from their owner
and what they say, so that they stay the same in every language. What is empty is left out.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from storage.entry import (
    AnyEntry,
    Contact,
    Kept,
    Location,
    Organization,
    Reachable,
    Service,
    ServiceAtLocation,
    Words,
    derived,
    outside,
)
from storage.hsds_terms import STATUS, WEEKDAYS, Speech, Table, Term, taxonomy_id, terms
from storage.instants import iso
from storage.municipality import Municipality, Opening

Json = dict[str, Any]
KEY: Final = {
    Organization: "organization_id",
    Service: "service_id",
    Location: "location_id",
    ServiceAtLocation: "service_at_location_id",
    Contact: "contact_id",
}


class Writer:
    """Writes the entries of one municipality; only what is handed in is ever named."""

    def __init__(self, entries: Mapping[str, Kept], place: Municipality, speech: Speech) -> None:
        self.entries = entries
        self.place = place
        self.speech = speech

    def basic(self, kept: Kept) -> Json:
        """The object with its own properties only, as in the standard's lists."""
        found = {"id": outside(kept.id), **self._properties(kept.entry)}
        return {name: value for name, value in found.items() if value not in ("", None, [])}

    def flat(self, kept: Kept) -> Json:
        """The object with what belongs to it alone: phones, schedules, attributes, addresses."""
        return {**self.basic(kept), **self._belongings(kept)}

    def listed(self, kept: Kept) -> Json:
        """As the standard's lists give it: with what it has exactly one of."""
        entry, found = kept.entry, self.basic(kept)
        if isinstance(entry, Service):
            found["organization"] = self.basic(self.entries[entry.organization])
        if isinstance(entry, ServiceAtLocation):
            found["service"] = self.basic(self.entries[entry.service])
            found["location"] = self.basic(self.entries[entry.location])
        if isinstance(entry, Organization | Service):
            found["last_modified"] = iso(kept.changed_at)
        return found

    def nested(self, kept: Kept, *, full_service: bool = False) -> Json:
        """Fully nested, as the standard answers a request for one."""
        entry, found = kept.entry, {**self.listed(kept), **self._belongings(kept)}
        contacts = [self.flat(one) for one in self._of(Contact, kept)]
        if isinstance(entry, Organization):
            shape = self.flat if full_service else self.basic
            found["locations"] = [self.flat(one) for one in self._of(Location, kept)]
            found["services"] = [shape(one) for one in self.services.get(kept.id, ())]
        if isinstance(entry, Service):
            found["organization"] = self.flat(self.entries[entry.organization])
            contacts = [
                self.flat(one) for one in self._of(Contact, self.entries[entry.organization])
            ]
            found["service_at_locations"] = [
                {**self.flat(link), "location": self.flat(self.entries[link.entry.location])}
                for link in self.entries.values()
                if isinstance(link.entry, ServiceAtLocation) and link.entry.service == kept.id
            ]
        if isinstance(entry, ServiceAtLocation):
            found["service"] = self.flat(self.entries[entry.service])
            place = self.entries[entry.location]
            found["location"] = self.flat(place)
            contacts = [self.flat(one) for one in self._of(Contact, place)]
        return found | ({"contacts": contacts} if contacts else {})

    def attribute(self, owner: str, entity: str, term: Term) -> Json:
        """A link from an object to a term."""
        return {
            "id": outside(derived(owner, "attribute", term.id)),
            "link_id": outside(owner),
            "link_entity": entity,
            "link_type": term.table,
            "taxonomy_term_id": outside(term.id),
            "taxonomy_term": self.term(term),
        }

    def term(self, term: Term) -> Json:
        """A taxonomy term."""
        return {
            "id": outside(term.id),
            "code": term.code,
            "name": term.name,
            "description": term.name,
            "taxonomy": self._say(f"hsds.taxonomy.{term.table}"),
            "taxonomy_id": outside(taxonomy_id(self.place, term.table)),
            "language": self.speech.language.partition("-")[0],
        }

    def taxonomy(self, table: Table) -> Json:
        """One of our three taxonomies."""
        return {
            "id": outside(taxonomy_id(self.place, table)),
            "name": self._say(f"hsds.taxonomy.{table}"),
            "description": self._say(f"hsds.taxonomy_words.{table}"),
        }

    @cached_property
    def terms(self) -> list[Term]:
        """What entries are classified by."""
        return terms(self.place, self.speech)

    @cached_property
    def services(self) -> Mapping[str, list[Kept]]:
        """Services by the id of their organisation."""
        found: dict[str, list[Kept]] = {}
        for kept in self.entries.values():
            if isinstance(kept.entry, Service):
                found.setdefault(kept.entry.organization, []).append(kept)
        return found

    def _properties(self, entry: AnyEntry) -> Json:
        match entry:
            case Organization():
                name = self._text(entry.name)
                return {
                    "name": name,
                    "description": self._text(entry.description) or name,
                    "email": entry.email,
                    "website": entry.website,
                }
            case Service():
                return {
                    "organization_id": outside(entry.organization),
                    "name": self._text(entry.name),
                    "description": self._text(entry.description),
                    "status": STATUS[entry.status],
                    "alert": self._alert(entry),
                    "url": entry.url,
                    "email": entry.email,
                    "application_process": self._text(entry.application),
                    "fees_description": self._text(entry.fees),
                    "eligibility_description": self._text(entry.eligibility),
                }
            case Location():
                return {
                    "location_type": entry.location_type,
                    "organization_id": outside(entry.organization),
                    "name": self._text(entry.name),
                    "description": self._text(entry.description),
                    "url": entry.url,
                }
            case ServiceAtLocation():
                return {
                    "service_id": outside(entry.service),
                    "location_id": outside(entry.location),
                    "description": self._text(entry.description),
                }
            case Contact():
                return {
                    "organization_id": outside(entry.organization),
                    "location_id": outside(entry.location) if entry.location else "",
                    "name": entry.name,
                    "title": self._text(entry.title),
                    "email": entry.email,
                }

    def _belongings(self, kept: Kept) -> Json:
        entry, own = kept.entry, kept.id
        found: Json = {
            "phones": self._phones(kept),
            "attributes": [self.attribute(own, kept.kind, term) for term in self._classes(entry)],
        }
        if isinstance(entry, Reachable) and not isinstance(entry, Contact):
            found["schedules"] = self._schedules(kept, entry.hours)
            if not isinstance(entry, ServiceAtLocation):
                found["languages"] = self._languages(own, entry.languages, KEY[type(entry)])
        if isinstance(entry, Service):
            found["service_areas"] = [self._area(own, unit) for unit in entry.units]
        if isinstance(entry, Location) and entry.address:
            found["addresses"] = [self._address(own, entry)]
        return {name: value for name, value in found.items() if value}

    def _phones(self, kept: Kept) -> list[Json]:
        entry, key, found = kept.entry, KEY[type(kept.entry)], []
        for number in getattr(entry, "phones", ()):
            own = derived(kept.id, "phone", number)
            phone = {"id": outside(own), key: outside(kept.id), "number": number, "type": "voice"}
            if isinstance(entry, Contact):
                spoken = self._languages(own, entry.languages, "phone_id")
                phone |= {"languages": spoken} if spoken else {}
                hours = self._hours_in_words(entry.hours)
                phone |= {"description": hours} if hours else {}
            found.append(phone)
        return found

    def _schedules(self, kept: Kept, hours: tuple[Opening, ...]) -> list[Json]:
        """One schedule for all days with the same opening."""
        spans = dict.fromkeys((one.start, one.end) for one in hours)
        return [
            {
                "id": outside(derived(kept.id, "schedule", start, end)),
                KEY[type(kept.entry)]: outside(kept.id),
                "freq": "WEEKLY",
                "wkst": "MO",
                "byday": ",".join(
                    WEEKDAYS[day]
                    for day in sorted(
                        {one.weekday for one in hours if (one.start, one.end) == (start, end)}
                    )
                ),
                "opens_at": start,
                "closes_at": end,
                "description": self._say("hsds.local_time", zone=self.place.time_zone),
            }
            for start, end in spans
        ]

    def _languages(self, owner: str, tags: tuple[str, ...], key: str) -> list[Json]:
        return [
            {
                "id": outside(derived(owner, "language", tag)),
                key: outside(owner),
                "code": tag,
                "name": self._say(f"directory.tongue.{tag}") or tag,
            }
            for tag in tags
        ]

    def _area(self, owner: str, unit: str) -> Json:
        term = next(one for one in self.terms if (one.table, one.code) == ("unit", unit))
        own = derived(owner, "area", unit)
        return {
            "id": outside(own),
            "service_id": outside(owner),
            "name": term.name,
            "attributes": [self.attribute(own, "service_area", term)],
        }

    def _address(self, owner: str, entry: Location) -> Json:
        return {
            "id": outside(derived(owner, "address")),
            "location_id": outside(owner),
            "address_1": entry.address,
            "city": entry.city,
            "state_province": entry.county,
            "postal_code": entry.postal_code,
            "country": self.place.country,
            "address_type": entry.location_type,
        }

    def _classes(self, entry: AnyEntry) -> list[Term]:
        unit = getattr(entry, "unit", "")
        codes: dict[Table, set[str]] = {
            "need": set(getattr(entry, "needs", ())),
            "unit": {unit} if unit else set(),
            "category": {entry.category} if isinstance(entry, Organization) else set(),
        }
        return [term for term in self.terms if term.code in codes[term.table]]

    def _of(self, kind: type[Contact | Location], kept: Kept) -> list[Kept]:
        """What of a kind an organisation or a location has."""
        field = "location" if isinstance(kept.entry, Location) else "organization"
        return [
            one
            for one in self.entries.values()
            if isinstance(one.entry, kind) and getattr(one.entry, field, "") == kept.id
        ]

    def _alert(self, entry: Service) -> str:
        if entry.status == "planned" and entry.planned_year:
            return self._say("hsds.planned_for", year=str(entry.planned_year))
        return self._say(f"hsds.{entry.status}") if entry.status != STATUS[entry.status] else ""

    def _hours_in_words(self, hours: tuple[Opening, ...]) -> str:
        return "; ".join(
            f"{self._say(f'directory.day.{one.weekday}')} {one.start}-{one.end}" for one in hours
        )

    def _text(self, words: Words) -> str:
        return self.speech.text(words, self.place)

    def _say(self, key: str, **places: str) -> str:
        return self.speech.say(key, **places)
