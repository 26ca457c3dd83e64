"""A calendar as RFC 5545 writes it: lines of 75 octets at most, ended by CR LF."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

LINE: Final = 75
"""Octets of a content line without its end (3.1)."""
PRODUCT: Final = "-//Refero//Calendar//EN"
TYPE: Final = "text/calendar; charset=utf-8; method=PUBLISH"


class Entry(NamedTuple):
    """One event; moments in microseconds UTC, `revision` grows with each change from 1."""

    uid: str
    revision: int
    changed_at: int
    starts_at: int
    ends_at: int
    title: str
    place: str
    description: str
    cancelled: bool


def write_calendar(name: str, language: str, entries: Sequence[Entry]) -> bytes:
    """The whole calendar in UTF-8; `language` is BCP 47."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
        *(line for one in entries for line in _event(one, language)),
        "END:VCALENDAR",
    ]
    return b"".join(fold(line) for line in lines)


def _event(one: Entry, language: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.uid}@refero"
    yield f"SEQUENCE:{one.revision - 1}"
    yield f"DTSTAMP:{instant(one.changed_at)}"
    yield f"LAST-MODIFIED:{instant(one.changed_at)}"
    yield f"DTSTART:{instant(one.starts_at)}"
    yield f"DTEND:{instant(one.ends_at)}"
    yield f"SUMMARY;LANGUAGE={language}:{escape(one.title)}"
    yield f"LOCATION;LANGUAGE={language}:{escape(one.place)}"
    if one.description:
        yield f"DESCRIPTION;LANGUAGE={language}:{escape(one.description)}"
    yield f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def instant(at: int) -> str:
    """A moment in UTC (3.3.5, form 2)."""
    return f"{datetime.fromtimestamp(at // 1_000_000, UTC):%Y%m%dT%H%M%SZ}"


def escape(words: str) -> str:
    """A text value (3.3.11); control signs are in no calendar."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"}
    )
    for sign in ("\\", ";", ","):
        kept = kept.replace(sign, f"\\{sign}")
    return kept.replace("\n", "\\n")


def fold(line: str) -> bytes:
    """A content line in octets, broken between signs and never inside one (3.1)."""
    folded, room = bytearray(), LINE
    for sign in line:
        octets = sign.encode()
        if len(octets) > room:
            folded += b"\r\n "
            room = LINE - 1
        folded += octets
        room -= len(octets)
    return bytes(folded + b"\r\n")
