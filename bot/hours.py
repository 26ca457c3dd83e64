"""Local time at the edge: when somebody reads, and when it is night."""

import datetime
from zoneinfo import ZoneInfo

from flows.events import Reading
from storage.municipality import Hole, Municipality

MICROSECONDS = 1_000_000


def local(now: int, zone: str) -> datetime.datetime:
    """UTC microseconds as local wall time of an IANA zone."""
    return datetime.datetime.fromtimestamp(now / MICROSECONDS, ZoneInfo(zone))


def reading(place: Municipality, now: int) -> Reading:
    """Whether the desk reads now, else its next opening; open when no hours are configured.

    A municipality that has not given its hours promises nothing, so nothing is said about them.
    """
    openings = place.hours.working
    if isinstance(openings, Hole):
        return Reading()
    here = local(now, place.time_zone)
    clock = here.strftime("%H:%M")
    if any(one.weekday == here.weekday() and one.start <= clock < one.end for one in openings):
        return Reading()
    for ahead in range(8):
        day = (here.weekday() + ahead) % 7
        coming = sorted(one.start for one in openings if one.weekday == day)
        later = [start for start in coming if ahead or start > clock]
        if later:
            return Reading(open=False, weekday=day, at=later[0])
    return Reading()
