"""What of the directory may leave the house, by whichever way: API, export, public page.

Nothing that would locate a shelter leaves: no confidential location, nothing tied to it, and of the
organisation that keeps it neither places nor people nor units nor hours. No person leaves who is not
marked public. Notes of staff never leave.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import to_builtins
from msgspec.structs import replace

from storage.entry import (
    AnyEntry,
    Contact,
    Kept,
    Location,
    Service,
    ServiceAtLocation,
    references,
)

TELLING: Final = 4
"""Fewer letters of an address tell nothing and stand everywhere."""


def published(entries: Mapping[str, Kept]) -> dict[str, Kept]:
    """The entries that may leave, already without what they may not say."""
    shelters = [one.entry for one in entries.values() if _is_shelter(one.entry)]
    keepers = _keepers(entries)
    secrets = {secret for shelter in shelters for secret in _secrets(shelter)}
    numbers = {number for shelter in shelters for number in getattr(shelter, "phones", ())}
    found: dict[str, Kept] = {}
    for own, kept in entries.items():
        if _may_leave(kept, entries, keepers):
            bare = _bare(kept.entry, kept.id in keepers or _owner(kept.entry) in keepers, numbers)
            if not _tells(bare, secrets):
                found[own] = replace(kept, entry=bare)
    return _whole(found)


def _is_shelter(entry: AnyEntry) -> bool:
    return isinstance(entry, Location) and entry.confidential


def _keepers(entries: Mapping[str, Kept]) -> set[str]:
    """Organisations that keep a confidential location, and the services that are given there."""
    hidden = {own: kept.entry for own, kept in entries.items() if _is_shelter(kept.entry)}
    keepers = {_owner(entry) for entry in hidden.values()}
    for kept in entries.values():
        if isinstance(kept.entry, ServiceAtLocation) and kept.entry.location in hidden:
            keepers.add(kept.entry.service)
            service = entries.get(kept.entry.service)
            keepers |= {_owner(service.entry)} if service else set()
    return keepers


def _owner(entry: AnyEntry) -> str:
    return str(getattr(entry, "organization", ""))


def _may_leave(kept: Kept, entries: Mapping[str, Kept], keepers: set[str]) -> bool:
    entry = kept.entry
    if entry.retired or _is_shelter(entry):
        return False
    kept_by_a_keeper = _owner(entry) in keepers
    if isinstance(entry, Contact):
        return entry.public and not kept_by_a_keeper
    if isinstance(entry, Location):
        return not kept_by_a_keeper
    if isinstance(entry, ServiceAtLocation):
        place = entries.get(entry.location)
        return entry.service not in keepers and place is not None and not _is_shelter(place.entry)
    return True


def _bare(entry: AnyEntry, keeps_a_shelter: bool, numbers: set[str]) -> AnyEntry:  # noqa: FBT001
    """An entry without its note, and without what places a shelter."""
    bare = replace(entry, note="")
    if numbers & set(bare.phones):
        bare = replace(bare, phones=tuple(one for one in bare.phones if one not in numbers))
    if keeps_a_shelter and isinstance(bare, Service):
        bare = replace(bare, units=(), hours=(), phones=())
    return bare


def _secrets(shelter: AnyEntry) -> set[str]:
    if not isinstance(shelter, Location):
        return set()
    return {_flat(line) for line in (shelter.address,) if len(line.strip()) >= TELLING}


def _tells(entry: AnyEntry, secrets: set[str]) -> bool:
    """Whether any text of an entry holds the address of a shelter."""
    if not secrets:
        return False
    said = _flat(" ".join(_texts(to_builtins(entry))))
    return any(secret in said for secret in secrets)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in _texts(one)]
    return []


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _whole(found: dict[str, Kept]) -> dict[str, Kept]:
    """Nothing leaves that names what stays: entries fall until every reference is answered."""
    while True:
        lost = {
            own
            for own, kept in found.items()
            if any(other not in found for _, _, other in references(kept.entry))
        }
        if not lost:
            return found
        found = {own: kept for own, kept in found.items() if own not in lost}
