"""The form of a directory entry: which fields a kind has, filled from an entry, read back into one."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

from aiohttp import web

from admin.desk import Desk
from storage.entry import (
    AnyEntry,
    Contact,
    Kind,
    Location,
    LocationType,
    Organization,
    Service,
    ServiceAtLocation,
    Status,
    Words,
)
from storage.entry_checks import Fault, normal_phone, read_hours
from storage.municipality import Category, Municipality, Opening

Widget = Literal[
    "words", "long_words", "text", "note", "phones", "hours", "languages", "needs", "units", "unit",
    "organization", "service", "location", "category", "status", "location_type", "tick", "year",
]  # fmt: skip


class Field(NamedTuple):
    """A field of an entry and how it is filled in."""

    name: str
    widget: Widget


STRUCTS: Final[Mapping[Kind, type[AnyEntry]]] = {
    "organization": Organization,
    "service": Service,
    "location": Location,
    "service_at_location": ServiceAtLocation,
    "contact": Contact,
}
END: Final = (Field("note", "note"), Field("retired", "tick"))
REACHED: Final = (
    Field("phones", "phones"),
    Field("hours", "hours"),
    Field("languages", "languages"),
)
NAMED: Final = (Field("name", "words"), Field("description", "long_words"))
FIELDS: Final[Mapping[Kind, tuple[Field, ...]]] = {
    "organization": (
        *NAMED, Field("category", "category"), Field("phones", "phones"), Field("email", "text"),
        Field("website", "text"), *END,
    ),
    "service": (
        Field("organization", "organization"), *NAMED, Field("status", "status"),
        Field("planned_year", "year"), Field("needs", "needs"), Field("units", "units"),
        Field("eligibility", "long_words"), Field("application", "long_words"),
        Field("fees", "long_words"), *REACHED, Field("email", "text"), Field("url", "text"), *END,
    ),
    "location": (
        Field("organization", "organization"), *NAMED, Field("location_type", "location_type"),
        Field("confidential", "tick"), Field("unit", "unit"), Field("address", "text"),
        Field("city", "text"), Field("county", "text"), Field("postal_code", "text"), *REACHED,
        Field("url", "text"), *END,
    ),
    "service_at_location": (
        Field("service", "service"), Field("location", "location"),
        Field("description", "long_words"), Field("phones", "phones"), Field("hours", "hours"), *END,
    ),
    "contact": (
        Field("organization", "organization"), Field("unit", "unit"), Field("title", "words"),
        Field("name", "text"), Field("public", "tick"), Field("location", "location"), *REACHED,
        Field("email", "text"), *END,
    ),
}  # fmt: skip
WRITTEN: Final = ("sq", "sr", "en")
WEEKDAYS: Final = tuple(range(7))
TONGUES: Final = ("sq", "sr", "en", "rom", "tr", "bs", "it")
"""Languages of the two countries' communities and the commonest foreign ones; others an import
brought stay."""
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
LOCATION_TYPES: Final[tuple[LocationType, ...]] = get_args(LocationType)
CHOICES: Final[Mapping[Widget, Iterable[str]]] = {
    "category": CATEGORIES, "status": STATUSES, "location_type": LOCATION_TYPES,
}  # fmt: skip


def kind_asked(given: str) -> Kind:
    """The kind of an entry; an organisation when none is named, 400 for a word that is none."""
    for kind in STRUCTS:
        if given in {"", kind}:
            return kind
    raise web.HTTPBadRequest


def filled(entry: AnyEntry) -> dict[str, str]:
    """The form's fields as the entry fills them."""
    values: dict[str, str] = {}
    for field in FIELDS[_kind(entry)]:
        values |= _fill(field, getattr(entry, field.name))
    return values


def read_entry(
    desk: Desk, kind: Kind, place: Municipality, before: AnyEntry | None
) -> tuple[AnyEntry, list[Fault]]:
    """The entry as the form says it, and what could not be read; `before` keeps what has no field."""
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in FIELDS[kind]:
        found[field.name] = _read(desk, field, place, before, faults)
    return STRUCTS[kind](**found), faults


def _kind(entry: AnyEntry) -> Kind:
    return next(kind for kind, struct in STRUCTS.items() if isinstance(entry, struct))


def _fill(field: Field, value: Any) -> dict[str, str]:  # noqa: ANN401 - one value of any widget
    name = field.name
    if isinstance(value, Words):
        return {f"{name}.{tag}": getattr(value, tag) for tag in WRITTEN}
    if field.widget == "phones":
        return {name: "\n".join(value)}
    if field.widget == "hours":
        days = {day: [one for one in value if one.weekday == day] for day in WEEKDAYS}
        return {
            f"{name}.{day}": ", ".join(f"{one.start}-{one.end}" for one in openings)
            for day, openings in days.items()
        }
    if isinstance(value, tuple):
        return {f"{name}.{one}": "yes" for one in value}
    if isinstance(value, bool):
        return {name: "yes" if value else ""}
    return {name: str(value or "")}


def _read(
    desk: Desk, field: Field, place: Municipality, before: AnyEntry | None, faults: list[Fault]
) -> Any:  # noqa: ANN401 - one value of any widget
    name = field.name
    match field.widget:
        case "words" | "long_words":
            return Words(**{tag: desk.field(f"{name}.{tag}") for tag in WRITTEN})
        case "phones":
            typed = (line.strip() for line in desk.field(name).splitlines())
            return tuple(normal_phone(one, place.country) or one for one in typed if one)
        case "hours":
            return _hours(desk, name, faults)
        case "languages" | "needs" | "units":
            return _chosen(desk, field, place, before)
        case "category" | "status" | "location_type":
            given = desk.field(name)
            if given not in CHOICES[field.widget]:
                raise web.HTTPBadRequest
            return given
        case "tick":
            return _ticked(desk, name)
        case "year":
            return _year(desk.field(name), faults, name)
        case _:
            return desk.field(name)


def _chosen(
    desk: Desk, field: Field, place: Municipality, before: AnyEntry | None
) -> tuple[str, ...]:
    """What is ticked of a list; languages that the form does not offer stay."""
    kept: list[str] = []
    if field.widget == "languages":
        offered: Iterable[str] = TONGUES
        kept = [tag for tag in getattr(before, field.name, ()) if tag not in TONGUES]
    else:
        rows = place.need if field.widget == "needs" else place.administrative_unit
        offered = [one.id for one in rows]
    return (*(one for one in offered if _ticked(desk, f"{field.name}.{one}")), *kept)


def _ticked(desk: Desk, name: str) -> bool:
    return desk.field(name) == "yes"


def _hours(desk: Desk, name: str, faults: list[Fault]) -> tuple[Opening, ...]:
    found: list[Opening] = []
    for day in WEEKDAYS:
        openings = read_hours(day, desk.field(f"{name}.{day}"))
        if openings is None:
            faults.append(Fault(name, "hours"))
        found += openings or ()
    return tuple(found)


def _year(typed: str, faults: list[Fault], name: str) -> int:
    if not typed:
        return 0
    if typed.isdecimal() and 2000 <= int(typed[:4]) <= 2100 and len(typed) == 4:
        return int(typed)
    faults.append(Fault(name, "year"))
    return 0
