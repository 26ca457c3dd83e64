"""Objects of the standard that stand inside one another, each as a thing of its own.

A package may hold services with their organisation, locations and contacts nested in them, as APIs
give them. What is nested learns from where it stands whose it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from storage.entry import Kind

Given = Mapping[str, Any]


class Item(NamedTuple):
    """One object of a file; `inner` stood inside another one, maybe not only there."""

    kind: Kind
    pointer: str
    given: Given
    inner: bool = False


class Nest(NamedTuple):
    """Which kind stands under a property, and which of its properties its place answers."""

    kind: Kind
    answers: Mapping[str, str]


NESTS: Final[Mapping[Kind, Mapping[str, Nest]]] = {
    "organization": {
        "services": Nest("service", {"organization_id": "id"}),
        "locations": Nest("location", {"organization_id": "id"}),
        "contacts": Nest("contact", {"organization_id": "id"}),
    },
    "service": {
        "organization": Nest("organization", {}),
        "service_at_locations": Nest("service_at_location", {"service_id": "id"}),
        "contacts": Nest("contact", {"organization_id": "organization_id"}),
    },
    "location": {
        "contacts": Nest("contact", {"location_id": "id", "organization_id": "organization_id"}),
    },
    "service_at_location": {
        "service": Nest("service", {}),
        "location": Nest("location", {}),
        "contacts": Nest("contact", {"location_id": "location_id"}),
    },
    "contact": {},
}
OWNERS: Final[Mapping[str, str]] = {
    "organization_id": "organization",
    "service_id": "service",
    "location_id": "location",
}
"""A reference that is not written may be read from the object that stands in its place."""


def unfold(item: Item) -> Iterator[Item]:
    """An object with its references answered, then whatever stands inside it, without an end to it."""
    given = dict(item.given)
    for reference, owner in OWNERS.items():
        inside = given.get(owner)
        if owner in NESTS[item.kind] and isinstance(inside, Mapping) and reference not in given:
            given[reference] = inside.get("id")
    yield item._replace(given=given)
    for key, nest in NESTS[item.kind].items():
        for pointer, inner in _stands(given.get(key), f"{item.pointer}/{key}"):
            known = {name: given[own] for name, own in nest.answers.items() if given.get(own)}
            yield from unfold(Item(nest.kind, pointer, known | dict(inner), inner=True))


def _stands(value: object, pointer: str) -> Iterator[tuple[str, Given]]:
    """One object, or each of a list; what is neither is told by `storage.hsds_rules`."""
    if isinstance(value, Mapping):
        yield pointer, value
    if isinstance(value, list):
        for index, one in enumerate(value):
            if isinstance(one, Mapping):
                yield f"{pointer}/{index}", one
