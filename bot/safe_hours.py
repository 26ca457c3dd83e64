"""May this leave now? Consent and safe hours, looked at once more right before the send."""

import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from storage.outbox import Parcel

SECOND: Final = 1_000_000
HOUR: Final = 3600 * SECOND
LATE: Final = HOUR
"""An automatic answer later than this after its cause is held (safety S23)."""
ALWAYS: Final = frozenset({"danger", "alert"})
CONTACT: Final = frozenset({"staff", "notice"})
"""Kinds that are contact in the sense of safety S5; a reply answers the person's own message."""


class Window(msgspec.Struct, frozen=True):
    """The safe hours of a place: local "HH:MM" from `start` until before `end` (S5, S23)."""

    start: str = "09:00"
    end: str = "20:00"
    zone: str = "Europe/Tirane"


class Verdict(msgspec.Struct, frozen=True):
    """What to do with a parcel: send, postpone until `at`, hold or drop because of `why`."""

    act: Literal["send", "postpone", "hold", "drop"]
    why: str = ""
    at: int = 0


SEND: Final = Verdict("send")


def verdict(parcel: Parcel, now: int, window: Window) -> Verdict:
    """Decide by kind, age, contact state and the hour; `now` in microseconds UTC."""
    if parcel.kind in ALWAYS:
        return SEND
    if parcel.expires_at and now >= parcel.expires_at:
        return Verdict("drop", "lapsed")
    if parcel.kind not in CONTACT:
        return Verdict("hold", "late") if now - parcel.cause_at > LATE else SEND
    if parcel.contact_state == "never":
        return Verdict("drop", "contact_never")
    ready = safe_from(parcel.cause_at, window)
    if parcel.kind == "notice" and now - ready > LATE:
        return Verdict("hold", "late")
    opening = safe_from(now, window)
    return Verdict("postpone", at=opening) if opening > now else SEND


def safe_from(moment: int, window: Window) -> int:
    """The moment itself when it lies in the safe hours, else their next beginning."""
    zone = ZoneInfo(window.zone)
    here = datetime.datetime.fromtimestamp(moment / SECOND, zone)
    clock = here.strftime("%H:%M")
    if window.start <= clock < window.end:
        return moment
    day = here.date() + datetime.timedelta(days=0 if clock < window.start else 1)
    start = datetime.time.fromisoformat(window.start)
    return int(datetime.datetime.combine(day, start, zone).timestamp()) * SECOND
