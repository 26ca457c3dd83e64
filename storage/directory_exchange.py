"""The directory of a municipality as one HSDS package, out and in."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from storage.directory_entries import Change, DirectoryEntries
from storage.entry import Kept, Kind
from storage.hsds_in import Mistake, Shelf, inside, language_of, read_package
from storage.hsds_out import Writer
from storage.hsds_rules import COLLECTIONS, is_uuid
from storage.hsds_terms import VERSION, Speech
from storage.municipality import Municipality
from storage.publishing import published

SpeechOf = Callable[[str], Speech]
"""Makes a speech for a BCP 47 language."""
LARGEST: Final = 2 * 1024 * 1024
"""Bytes of a package; a municipality's is a tenth of it."""


class Crossed(Exception):
    """Somebody changed an entry while a file was being written in; nothing of it was kept."""


class Import(NamedTuple):
    """Into which municipality, who does it, and which entries do not exist for them."""

    place: Municipality
    change: Change
    speech_of: SpeechOf
    hidden: frozenset[str] = frozenset()


class Imported(NamedTuple):
    """How many entries are new, changed, the same; where the file said what cannot be kept."""

    created: int
    changed: int
    same: int
    left_out: list[str]


def write_package(entries: Mapping[str, Kept], place: Municipality, speech: Speech) -> bytes:
    """What of a directory may leave, as indented JSON; the same entries give the same bytes."""
    writer = Writer(published(entries), place, speech)
    names: dict[Kind, str] = {kind: name for name, kind in COLLECTIONS.items()}
    package: dict[str, Any] = {
        "version": VERSION,
        "municipality": place.slug,
        "language": speech.language,
        **{name: [] for name in COLLECTIONS},
    }
    for kept in writer.entries.values():
        package[names[kept.kind]].append(writer.flat(kept))
    return msgspec.json.format(msgspec.json.encode(package), indent=1)


def import_package(
    directory: DirectoryEntries, body: bytes, wanted: Import
) -> Imported | list[Mistake]:
    """Writes what a package says, or nothing and every mistake; Crossed takes all of it back."""
    place = wanted.place
    if len(body) > LARGEST:
        return [Mistake("", "large")]
    try:
        package = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [Mistake("", "json")]
    known = directory.all(place.slug)
    visible = {own: kept for own, kept in known.items() if own not in wanted.hidden}
    hidden = {own: kept for own, kept in known.items() if own in wanted.hidden}
    foreign = _foreign(directory, package, visible)
    language = language_of(package, place)
    speech = wanted.speech_of(language if language in place.languages else place.first_language)
    try:
        reading = read_package(package, Shelf(place, visible, foreign, hidden), speech)
    except RecursionError:
        return [Mistake("", "deep")]
    if reading.mistakes:
        return reading.mistakes
    created = changed = 0
    for own, entry in reading.entries.items():
        kept = visible.get(own)
        if kept is None:
            directory.add(place.slug, entry, wanted.change, own)
            created += 1
        elif kept.entry != entry:
            if not directory.change(kept, entry, wanted.change):
                raise Crossed
            changed += 1
    same = len(reading.entries) - created - changed
    return Imported(created, changed, same, reading.left_out)


def _foreign(
    directory: DirectoryEntries, package: object, visible: Mapping[str, Kept]
) -> frozenset[str]:
    """Ids in a package that somebody else's entries have already."""
    rows = [
        row
        for name in COLLECTIONS
        if isinstance(package, dict) and isinstance(package.get(name), list)
        for row in package[name]
        if isinstance(row, dict) and is_uuid(row.get("id"))
    ]
    asked = {inside(row["id"]) for row in rows} - visible.keys()
    return frozenset(own for own in asked if directory.owner(own))
