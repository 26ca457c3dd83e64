"""A municipality's file as entries of the directory: each institution and what it offers."""

import re
from typing import Final

from storage.entry import AnyEntry, Organization, Service, Status, Words, derived
from storage.entry_checks import EMAIL, normal_phone
from storage.municipality import Hole, Institution, Municipality, Names

STATUS: Final[dict[str, Status]] = {
    "exists": "active",
    "planned": "planned",
    "confirm": "unconfirmed",
}
NUMBER: Final = re.compile(r"\+?\d[\d\s()/-]*\d")


def entries_of(place: Municipality) -> dict[str, AnyEntry]:
    """The entries by id; the same file always gives the same ids."""
    found: dict[str, AnyEntry] = {}
    for partner in place.institution:
        own = derived(place.slug, "organization", partner.id)
        found[own] = _organization(partner, place)
        found[derived(place.slug, "service", partner.id)] = _service(partner, own)
    return found


def _organization(partner: Institution, place: Municipality) -> Organization:
    contact = "" if isinstance(partner.contact, Hole) else partner.contact
    emails = [word for word in re.split(r"[\s,;]+", contact) if EMAIL.fullmatch(word)]
    numbers = (normal_phone(found, place.country) for found in NUMBER.findall(contact))
    return Organization(
        name=_words(partner.names),
        category=partner.category,
        phones=tuple(dict.fromkeys(filter(None, numbers))),
        email=emails[0] if emails else "",
        note=partner.contact.what if isinstance(partner.contact, Hole) else contact,
    )


def _service(partner: Institution, organization: str) -> Service:
    return Service(
        organization=organization,
        name=_words(partner.names),
        status=STATUS[partner.status],
        planned_year=partner.planned_year,
        needs=partner.needs,
    )


def _words(names: Names) -> Words:
    return Words(sq=names.sq, sr=names.sr, en=names.en)
