"""Whether an entry may stand in the directory: every fault, coded, with the field it is in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from typing import Final, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberFormat

from storage.entry import AnyEntry, Contact, Kept, Organization, Words, references
from storage.municipality import Municipality, Opening

SHORT: Final = re.compile(r"[1-9]\d{2,5}")
"""112, 129, 116111: national short numbers, which E.164 cannot express."""
EMAIL: Final = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"']+\.[^@\s<>\"'.]{2,}")
ADDRESS: Final = re.compile(r"https?://[^\s<>\"']{3,}")
TONGUE: Final = re.compile(r"[a-z]{2,3}")
"""ISO 639-1 or 639-3, as the standard's language.code."""
LONGEST: Final = 2000


class Fault(NamedTuple):
    """A field, and what is wrong with it as a coded word that the catalogues explain."""

    field: str
    code: str


def faults(entry: AnyEntry, place: Municipality, known: Mapping[str, Kept]) -> list[Fault]:
    """Everything wrong with an entry of a municipality whose entries are `known` by id."""
    checks = (_names, _reaching, _coded, _hours)
    own = [fault for check in checks for fault in check(entry, place)]
    return [*own, *_references(entry, known), *_lengths(entry)]


def normal_phone(typed: str, country: str) -> str:
    """The number in E.164, or as the short number it is; "" when it is neither.

    `country` (ISO 3166) says what a number without + means.
    """
    digits = re.sub(r"[\s()./-]", "", typed)
    if SHORT.fullmatch(digits):
        return digits
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def read_hours(weekday: int, typed: str) -> tuple[Opening, ...] | None:
    """The openings of a day from "08:00-12:00, 13:00-16:00"; None when it is written otherwise."""
    found = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;]", typed))):
        ends = [end.strip() for end in re.split(r"[-–]", part)]
        if len(ends) != 2 or not all(map(is_clock, ends)):
            return None
        found.append(Opening(weekday=weekday, start=ends[0], end=ends[1]))
    return tuple(found)


def is_clock(text: str) -> bool:
    """Tell whether a text is a time of day as HH:MM."""
    if not re.fullmatch(r"\d\d:\d\d", text):
        return False
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return True


def _names(entry: AnyEntry, _place: Municipality) -> Iterator[Fault]:
    name = entry.title if isinstance(entry, Contact) else getattr(entry, "name", None)
    if isinstance(name, Words) and not name.all() and not _named_person(entry):
        yield Fault("title" if isinstance(entry, Contact) else "name", "missing")
    for field in entry.__struct_fields__:
        words = getattr(entry, field)
        if isinstance(words, Words) and words.sr and words.sr != words.sq and _is_latin(words.sr):
            yield Fault(field, "cyrillic")


def _named_person(entry: AnyEntry) -> bool:
    return isinstance(entry, Contact) and bool(entry.name)


def _is_latin(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and not any(
        "\u0400" <= letter <= "\u04ff" for letter in text
    )


def _reaching(entry: AnyEntry, place: Municipality) -> Iterator[Fault]:
    phones: tuple[str, ...] = getattr(entry, "phones", ())
    if any(normal_phone(number, place.country) != number for number in phones):
        yield Fault("phones", "phone")
    email = getattr(entry, "email", "")
    if email and not EMAIL.fullmatch(email):
        yield Fault("email", "email")
    for field in ("url", "website"):
        if (given := getattr(entry, field, "")) and not ADDRESS.fullmatch(given):
            yield Fault(field, "address")
    if isinstance(entry, Contact) and not (phones or email):
        yield Fault("phones", "unreachable")


def _coded(entry: AnyEntry, place: Municipality) -> Iterator[Fault]:
    units = {unit.id for unit in place.administrative_unit}
    needs = {need.id for need in place.need}
    named: Iterable[str] = (*getattr(entry, "units", ()), *filter(None, [_unit(entry)]))
    if set(named) - units:
        yield Fault("unit" if _unit(entry) else "units", "unit")
    if set(getattr(entry, "needs", ())) - needs:
        yield Fault("needs", "need")
    if any(not TONGUE.fullmatch(tag) for tag in getattr(entry, "languages", ())):
        yield Fault("languages", "language")


def _unit(entry: AnyEntry) -> str:
    return str(getattr(entry, "unit", ""))


def _hours(entry: AnyEntry, _place: Municipality) -> Iterator[Fault]:
    openings: tuple[Opening, ...] = getattr(entry, "hours", ())
    if any(one.start >= one.end for one in openings):
        yield Fault("hours", "hours")


def _references(entry: AnyEntry, known: Mapping[str, Kept]) -> Iterator[Fault]:
    if not isinstance(entry, Organization):
        given = {field for field, _, _ in references(entry)}
        wanted = {"organization", "service", "location"} & set(entry.__struct_fields__)
        optional = {"location"} if isinstance(entry, Contact) else set()
        yield from (Fault(field, "missing") for field in sorted(wanted - given - optional))
    for field, kind, own in references(entry):
        other = known.get(own)
        if other is None or other.kind != kind:
            yield Fault(field, "unknown")


def _lengths(entry: AnyEntry) -> Iterator[Fault]:
    for field in entry.__struct_fields__:
        value = getattr(entry, field)
        texts = value.all() if isinstance(value, Words) else (value,)
        if any(isinstance(text, str) and len(text) > LONGEST for text in texts):
            yield Fault(field, "long")
