"""One property of the standard at a time: what it says in the fields of an entry."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from storage.entry import AnyEntry, Kind, Service, Words
from storage.entry_checks import is_clock, normal_phone
from storage.hsds_terms import STATUS, WEEKDAYS, Speech, Table, Term, terms
from storage.municipality import Municipality, Opening

Made = tuple[dict[str, Any], list[tuple[str, str]]]
"""Fields with their values, and what could not be read: (JSON pointer from here, code)."""
TIME: Final = re.compile(r"(\d\d:\d\d)(?::\d\d)?")


class Reader(NamedTuple):
    """In which municipality and language a file is read."""

    place: Municipality
    speech: Speech

    @property
    def terms(self) -> Mapping[str, Term]:
        """Our terms by id."""
        return {term.id: term for term in terms(self.place, self.speech)}


Convert = Callable[[Reader, AnyEntry, Any], Made]


def _words(field: str) -> Convert:
    """A text goes into the language of the file; what is written in others stays."""

    def convert(reader: Reader, entry: AnyEntry, value: Any) -> Made:  # noqa: ANN401
        before: Words = getattr(entry, field)
        if reader.speech.language == "sr-Latn":
            return {}, [("", "latin")]
        tag = reader.speech.language.partition("-")[0]
        return {field: replace(before, **{tag: value.strip()})}, []

    return convert


def _text(field: str) -> Convert:
    return lambda _reader, _entry, value: ({field: value.strip()}, [])


def _reference(field: str) -> Convert:
    return lambda _reader, _entry, value: ({field: UUID(value).hex}, [])


def _status(_reader: Reader, entry: AnyEntry, value: Any) -> Made:  # noqa: ANN401
    """What is planned or unconfirmed with us is "inactive" outside, and stays what it is."""
    if isinstance(entry, Service) and STATUS[entry.status] == value:
        return {}, []
    return {"status": value}, []


def _phones(reader: Reader, _entry: AnyEntry, value: Any) -> Made:  # noqa: ANN401
    numbers, wrong = [], []
    for index, phone in enumerate(value):
        number = normal_phone(phone["number"], reader.place.country)
        if number:
            numbers.append(number)
        else:
            wrong.append((f"/{index}/number", "phone"))
    return {"phones": tuple(dict.fromkeys(numbers))}, wrong


def _contact_phones(reader: Reader, entry: AnyEntry, value: Any) -> Made:  # noqa: ANN401
    """A contact's languages stand with its phones."""
    made, wrong = _phones(reader, entry, value)
    spoken = [language for phone in value for language in phone.get("languages") or ()]
    if spoken:
        tags, more = _languages(reader, entry, spoken)
        made |= tags
        wrong += [("", code) for _, code in more]
    return made, wrong


def _schedules(_reader: Reader, _entry: AnyEntry, value: Any) -> Made:  # noqa: ANN401
    """Weekly openings with days and hours; anything finer cannot be kept and is a mistake."""
    found: list[Opening] = []
    wrong = []
    for index, schedule in enumerate(value):
        days = [day.strip() for day in (schedule.get("byday") or "").split(",")]
        ends = [_clock(schedule.get(name) or "") for name in ("opens_at", "closes_at")]
        weekly = schedule.get("freq", "WEEKLY") == "WEEKLY"
        if weekly and all(ends) and set(days) <= set(WEEKDAYS):
            found += [
                Opening(weekday=WEEKDAYS.index(day), start=ends[0], end=ends[1]) for day in days
            ]
        else:
            wrong.append((f"/{index}", "schedule"))
    ordered = sorted(set(found), key=lambda one: (one.weekday, one.start, one.end))
    return {"hours": tuple(ordered)}, wrong


def _clock(text: str) -> str:
    """Local time as HH:MM, seconds cut off; "" for anything else, an offset from UTC included."""
    found = TIME.fullmatch(text)
    return found[1] if found and is_clock(found[1]) else ""


def _languages(_reader: Reader, _entry: AnyEntry, value: Any) -> Made:  # noqa: ANN401
    tags = [str(language.get("code") or "") for language in value]
    wrong = [(f"/{index}/code", "language") for index, tag in enumerate(tags) if not tag]
    return {"languages": tuple(dict.fromkeys(filter(None, tags)))}, wrong


def _addresses(reader: Reader, _entry: AnyEntry, value: Any) -> Made:  # noqa: ANN401
    if len(value) > 1:
        return {}, [("/1", "one_address")]
    given = value[0] if value else {}
    wrong = []
    if given and given["country"] != reader.place.country:
        wrong.append(("/0/country", "country"))
    names = {"address": "address_1", "city": "city", "county": "state_province",
             "postal_code": "postal_code"}  # fmt: skip
    return {field: given.get(name, "").strip() for field, name in names.items()}, wrong


def _classes(*tables: Table) -> Convert:
    """Attributes classify by our own terms; one that is not ours is a mistake."""

    def convert(reader: Reader, _entry: AnyEntry, value: Any) -> Made:  # noqa: ANN401
        codes, wrong = _codes(reader, value, tables)
        made: dict[str, Any] = {}
        for table in tables:
            chosen = tuple(code for own, code in codes if own == table)
            if table == "need":
                made["needs"] = chosen
            elif len(chosen) > 1:
                wrong.append(("", "one_term"))
            else:
                made[table] = chosen[0] if chosen else ("other" if table == "category" else "")
        return made, wrong

    return convert


def _areas(reader: Reader, _entry: AnyEntry, value: Any) -> Made:  # noqa: ANN401
    units, wrong = [], []
    for index, area in enumerate(value):
        codes, more = _codes(reader, area.get("attributes") or [], ("unit",))
        wrong += [(f"/{index}/attributes{pointer}", code) for pointer, code in more]
        if not codes and not more:
            wrong.append((f"/{index}", "area"))
        units += [code for _, code in codes]
    return {"units": tuple(dict.fromkeys(units))}, wrong


def _codes(
    reader: Reader,
    attributes: list[dict[str, Any]],
    tables: tuple[Table, ...],
) -> tuple[list[tuple[Table, str]], list[tuple[str, str]]]:
    found: list[tuple[Table, str]] = []
    wrong = []
    ours = reader.terms
    for index, attribute in enumerate(attributes):
        given = attribute.get("taxonomy_term_id") or (attribute.get("taxonomy_term") or {}).get(
            "id"
        )
        term = ours.get(str(given or "").replace("-", "").lower())
        if term is None or term.table not in tables:
            wrong.append((f"/{index}/taxonomy_term_id", "term"))
        else:
            found.append((term.table, term.code))
    return found, wrong


FIELDS: Final[Mapping[tuple[Kind, str], Convert]] = {
    ("organization", "name"): _words("name"),
    ("organization", "description"): _words("description"),
    ("organization", "email"): _text("email"),
    ("organization", "website"): _text("website"),
    ("organization", "phones"): _phones,
    ("organization", "attributes"): _classes("category"),
    ("service", "organization_id"): _reference("organization"),
    ("service", "name"): _words("name"),
    ("service", "description"): _words("description"),
    ("service", "status"): _status,
    ("service", "url"): _text("url"),
    ("service", "email"): _text("email"),
    ("service", "application_process"): _words("application"),
    ("service", "fees_description"): _words("fees"),
    ("service", "eligibility_description"): _words("eligibility"),
    ("service", "phones"): _phones,
    ("service", "schedules"): _schedules,
    ("service", "languages"): _languages,
    ("service", "service_areas"): _areas,
    ("service", "attributes"): _classes("need"),
    ("location", "organization_id"): _reference("organization"),
    ("location", "location_type"): _text("location_type"),
    ("location", "name"): _words("name"),
    ("location", "description"): _words("description"),
    ("location", "url"): _text("url"),
    ("location", "addresses"): _addresses,
    ("location", "phones"): _phones,
    ("location", "schedules"): _schedules,
    ("location", "languages"): _languages,
    ("location", "attributes"): _classes("unit"),
    ("service_at_location", "service_id"): _reference("service"),
    ("service_at_location", "location_id"): _reference("location"),
    ("service_at_location", "description"): _words("description"),
    ("service_at_location", "phones"): _phones,
    ("service_at_location", "schedules"): _schedules,
    ("contact", "organization_id"): _reference("organization"),
    ("contact", "location_id"): _reference("location"),
    ("contact", "name"): _text("name"),
    ("contact", "title"): _words("title"),
    ("contact", "email"): _text("email"),
    ("contact", "phones"): _contact_phones,
    ("contact", "attributes"): _classes("unit"),
}
"""Properties that only repeat what we say ourselves (alert, a phone's description) have none."""
