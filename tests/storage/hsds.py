"""The standard's own demands on its objects, as its documentation states them, for the tests.

Source: docs.openreferral.org/en/3.0/hsds/schema_reference.html. `required` and `enum` of each object,
written down here by hand and apart from the code, so that the two can contradict each other.
"""

import re

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REQUIRED: dict[str, set[str]] = {
    "organization": {"id", "name", "description"},
    "service": {"id", "name", "status"},
    "location": {"id", "location_type"},
    "service_at_location": {"id"},
    "contact": {"id"},
    "phone": {"id", "number"},
    "address": {
        "id", "address_1", "city", "state_province", "postal_code", "country", "address_type",
    },
    "schedule": {"id"},
    "language": {"id"},
    "service_area": {"id"},
    "attribute": {"id"},
    "taxonomy_term": {"id", "name", "description"},
    "taxonomy": {"id", "name", "description"},
}  # fmt: skip
ENUMS: dict[tuple[str, str], set[str]] = {
    ("service", "status"): {"active", "inactive", "defunct", "temporarily closed"},
    ("location", "location_type"): {"physical", "postal", "virtual"},
    ("address", "address_type"): {"physical", "postal", "virtual"},
    ("schedule", "freq"): {"WEEKLY", "MONTHLY"},
    ("schedule", "wkst"): {"MO", "TU", "WE", "TH", "FR", "SA", "SU"},
}
LISTS = {
    "phones": "phone", "addresses": "address", "schedules": "schedule", "languages": "language",
    "service_areas": "service_area", "attributes": "attribute", "contacts": "contact",
    "locations": "location", "services": "service", "service_at_locations": "service_at_location",
    "organizations": "organization",
}  # fmt: skip
ONES = {
    "organization": "organization", "location": "location", "service": "service",
    "taxonomy_term": "taxonomy_term",
}  # fmt: skip
KNOWN: dict[str, set[str]] = {
    "organization": {
        "id", "name", "alternate_name", "description", "email", "website", "phones", "contacts",
        "locations", "attributes", "services", "last_modified",
    },
    "service": {
        "id", "organization_id", "name", "description", "url", "email", "status", "alert",
        "application_process", "fees_description", "eligibility_description", "phones",
        "schedules", "service_areas", "service_at_locations", "languages", "organization",
        "contacts", "attributes", "last_modified",
    },
    "location": {
        "id", "location_type", "url", "organization_id", "name", "description", "languages",
        "addresses", "contacts", "phones", "schedules", "attributes",
    },
    "service_at_location": {
        "id", "service_id", "location_id", "description", "contacts", "phones", "schedules",
        "location", "service", "attributes",
    },
    "contact": {
        "id", "organization_id", "location_id", "name", "title", "email", "phones", "attributes",
    },
    "phone": {
        "id", "location_id", "service_id", "organization_id", "contact_id",
        "service_at_location_id", "number", "type", "description", "languages",
    },
    "address": REQUIRED["address"] | {"location_id"},
    "schedule": {
        "id", "service_id", "location_id", "service_at_location_id", "freq", "wkst", "byday",
        "opens_at", "closes_at", "description",
    },
    "language": {"id", "service_id", "location_id", "phone_id", "name", "code"},
    "service_area": {"id", "service_id", "name", "attributes"},
    "attribute": {
        "id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "taxonomy_term",
    },
    "taxonomy_term": {
        "id", "code", "name", "description", "taxonomy", "taxonomy_id", "language",
    },
    "taxonomy": {"id", "name", "description"},
}  # fmt: skip
"""The standard's properties that we use: another one would be a slip of the pen."""


def faults(name: str, given: object, at: str = "") -> list[str]:
    """Where an object is not what the standard demands, its parts included."""
    assert isinstance(given, dict), at
    found = [f"{at}/{key}: missing" for key in REQUIRED[name] - given.keys()]
    found += [f"{at}/{key}: not of the standard" for key in given.keys() - KNOWN[name]]
    for key, value in given.items():
        here = f"{at}/{key}"
        if key == "id" or key.endswith("_id"):
            found += [] if UUID.fullmatch(str(value)) else [f"{here}: no UUID"]
        elif key in LISTS:
            assert isinstance(value, list), here
            found += [one for i, part in enumerate(value)
                      for one in faults(LISTS[key], part, f"{here}/{i}")]  # fmt: skip
        elif key in ONES and isinstance(value, dict):
            found += faults(ONES[key], value, here)
        elif not isinstance(value, str):
            found.append(f"{here}: no text")
        elif value not in ENUMS.get((name, key), {value}):
            found.append(f"{here}: {value} is not one of its words")
    return found
