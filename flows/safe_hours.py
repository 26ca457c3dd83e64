"""The hours in which words of staff may reach a person (safety S5, S23)."""

import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND


class Window(msgspec.Struct, frozen=True):
    """The safe hours of a place: local "HH:MM" from `start` until before `end` (S5, S23)."""

    start: str = "09:00"
    end: str = "20:00"
    zone: str = "Europe/Tirane"


ANY_TIME: Final = Window("00:00", "24:00")


def safe_from(moment: int, window: Window) -> int:
    """The moment itself when it lies in the safe hours, else their next beginning."""
    return _next_beginning(moment // MINUTE, window) or moment


@lru_cache(maxsize=64)
def _next_beginning(minute: int, window: Window) -> int:
    """When they begin next, 0 within them: one answer for a whole minute, as the hours are."""
    zone = ZoneInfo(window.zone)
    here = datetime.datetime.fromtimestamp(minute * 60, zone)
    clock = here.strftime("%H:%M")
    if window.start <= clock < window.end:
        return 0
    day = here.date() + datetime.timedelta(days=0 if clock < window.start else 1)
    start = datetime.time.fromisoformat(window.start)
    return int(datetime.datetime.combine(day, start, zone).timestamp()) * SECOND
