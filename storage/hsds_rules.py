"""What HSDS 3.0 demands of each object, and which of its properties the directory keeps.

Source: github.com/openreferral/specification, branch 3.0, schema/<object>.json (`required`, `type`,
`format`, `enum`). A property of the standard that is not named here is read past and reported.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from storage.entry import Kind

Check = Callable[[Any], bool]


def is_text(value: object) -> bool:
    """A string."""
    return isinstance(value, str)


def is_uuid(value: object) -> bool:
    """A UUID as the standard's format "uuid" has it: hyphenated."""
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def is_list(value: object) -> bool:
    """An array of objects."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def is_object(value: object) -> bool:
    """An object."""
    return isinstance(value, dict)


def one_of(*words: str) -> Check:
    """One of these words."""
    return lambda value: isinstance(value, str) and value in words


class Rules(NamedTuple):
    """An object's required properties, and what each property that we read must be."""

    required: tuple[str, ...]
    checks: dict[str, Check]


class Broken(NamedTuple):
    """Where an object breaks the standard's rule (a JSON pointer), and which: missing | type."""

    pointer: str
    code: str


Name = str
ATTRIBUTE: Final = Rules(
    ("id",),
    {"id": is_uuid, "taxonomy_term_id": is_uuid, "taxonomy_term": is_object},
)
RULES: Final[Mapping[Name, Rules]] = {
    "organization": Rules(
        ("id", "name", "description"),
        {
            "id": is_uuid, "name": is_text, "description": is_text, "email": is_text,
            "website": is_text, "phones": is_list, "attributes": is_list,
        },
    ),
    "service": Rules(
        ("id", "name", "status"),
        {
            "id": is_uuid, "organization_id": is_uuid, "name": is_text, "description": is_text,
            "url": is_text, "email": is_text,
            "status": one_of("active", "inactive", "defunct", "temporarily closed"),
            "application_process": is_text, "fees_description": is_text,
            "eligibility_description": is_text, "alert": is_text, "phones": is_list,
            "schedules": is_list, "languages": is_list, "service_areas": is_list,
            "attributes": is_list,
        },
    ),
    "location": Rules(
        ("id", "location_type"),
        {
            "id": is_uuid, "location_type": one_of("physical", "postal", "virtual"),
            "organization_id": is_uuid, "name": is_text, "description": is_text, "url": is_text,
            "addresses": is_list, "phones": is_list, "schedules": is_list, "languages": is_list,
            "attributes": is_list,
        },
    ),
    "service_at_location": Rules(
        ("id",),
        {
            "id": is_uuid, "service_id": is_uuid, "location_id": is_uuid, "description": is_text,
            "phones": is_list, "schedules": is_list,
        },
    ),
    "contact": Rules(
        ("id",),
        {
            "id": is_uuid, "organization_id": is_uuid, "location_id": is_uuid, "name": is_text,
            "title": is_text, "email": is_text, "phones": is_list, "attributes": is_list,
        },
    ),
    "phone": Rules(
        ("id", "number"),
        {
            "id": is_uuid, "number": is_text, "type": is_text, "languages": is_list,
            "description": is_text,
        },
    ),
    "address": Rules(
        ("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
        {
            "id": is_uuid, "address_1": is_text, "city": is_text, "state_province": is_text,
            "postal_code": is_text, "country": is_text,
            "address_type": one_of("physical", "postal", "virtual"),
        },
    ),
    "schedule": Rules(
        ("id",),
        {
            "id": is_uuid, "freq": one_of("WEEKLY", "MONTHLY"), "byday": is_text,
            "opens_at": is_text, "closes_at": is_text, "description": is_text,
            "wkst": one_of("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
        },
    ),
    "language": Rules(("id",), {"id": is_uuid, "code": is_text, "name": is_text}),
    "service_area": Rules(("id",), {"id": is_uuid, "name": is_text, "attributes": is_list}),
    "attribute": ATTRIBUTE,
}  # fmt: skip
WITHIN: Final[Mapping[str, Name]] = {
    "phones": "phone",
    "addresses": "address",
    "schedules": "schedule",
    "languages": "language",
    "service_areas": "service_area",
    "attributes": "attribute",
}
"""Which object stands in a list of another."""
COLLECTIONS: Final[Mapping[str, Kind]] = {
    "organizations": "organization",
    "services": "service",
    "locations": "location",
    "service_at_locations": "service_at_location",
    "contacts": "contact",
}
"""Where a package holds the objects of each kind."""
OWNED: Final = frozenset({
    "organization_id", "service_id", "location_id", "service_at_location_id", "contact_id", "phone_id",
    "link_id", "link_type", "link_entity", "last_modified", "metadata",
})  # fmt: skip
"""Says only whose an object is, or when: nothing that would be kept beside it."""
NESTED: Final[Mapping[Name, dict[str, Check]]] = {
    "organization": {"services": is_list, "locations": is_list, "contacts": is_list},
    "service": {
        "organization": is_object, "service_at_locations": is_list, "contacts": is_list,
    },
    "location": {"contacts": is_list},
    "service_at_location": {
        "service": is_object, "location": is_object, "contacts": is_list,
    },
}  # fmt: skip
"""Objects of other kinds that may stand inside one; `storage.hsds_nested` takes them out."""


def broken_rules(name: Name, given: Mapping[str, Any], pointer: str) -> Iterator[Broken]:
    """Every rule of the standard that an object breaks, those of its parts included."""
    rules = RULES[name]
    for needed in rules.required:
        if given.get(needed) is None:
            yield Broken(f"{pointer}/{needed}", "missing")
    for key, check in (rules.checks | NESTED.get(name, {})).items():
        value = given.get(key)
        if value is not None and not check(value):
            yield Broken(f"{pointer}/{key}", "type")
        elif value is not None and key in WITHIN:
            for index, part in enumerate(value):
                yield from broken_rules(WITHIN[key], part, f"{pointer}/{key}/{index}")


def not_kept(name: Name, given: Mapping[str, Any], pointer: str) -> Iterator[str]:
    """Where an object says something that the directory has no place for."""
    checks = RULES[name].checks
    for key, value in given.items():
        if key not in checks and key not in OWNED and key not in NESTED.get(name, {}):
            escaped = key.replace("~", "~0").replace("/", "~1")  # RFC 6901
            yield f"{pointer}/{escaped}"
        elif key in WITHIN and is_list(value):
            for index, part in enumerate(value):
                yield from not_kept(WITHIN[key], part, f"{pointer}/{key}/{index}")
