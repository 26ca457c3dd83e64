"""May this leave now? Consent and safe hours, looked at once more right before the send."""

from collections.abc import Callable, Mapping
from typing import Final, Literal

import msgspec

from flows.safe_hours import ANY_TIME, SECOND, Window, safe_from
from storage.municipality import Municipality
from storage.parcels import Parcel

HOUR: Final = 3600 * SECOND
LATE: Final = HOUR
"""An automatic answer later than this after its cause is held (safety S23)."""
ALWAYS: Final = frozenset({"danger", "alert", "test"})
"""A test of a campaign goes to the phone of whoever asked for it."""
NO_CONSENT: Final = "no_consent"
CONTACT: Final = frozenset({"staff", "notice"})
"""Kinds that are contact in the sense of safety S5; a reply answers the person's own message."""


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
    if parcel.kind == "campaign":
        return _to_many(parcel, now, window)
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


def _to_many(parcel: Parcel, now: int, window: Window) -> Verdict:
    """Only to whoever still agrees, and in the safe hours only (S14, S15)."""
    if parcel.opted_out:
        return Verdict("drop", NO_CONSENT)
    opening = safe_from(now, window)
    return Verdict("postpone", at=opening) if opening > now else SEND


def windows_of(places: Mapping[str, Municipality], *, demo: bool) -> Callable[[str], Window]:
    """The safe hours by municipality's slug, of an unknown one as well.

    The demo's simulated phones are read by nobody else: an evening's reply need not wait.
    """
    known = {
        slug: Window(place.sms_window.start, place.sms_window.end, place.time_zone)
        for slug, place in places.items()
    }
    return lambda slug: ANY_TIME if demo else known.get(slug, Window())
