"""The hours in which words of staff may reach a person (safety S5, S23)."""

import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

SECOND: Final = 1_000_000


class Window(msgspec.Struct, frozen=True):
    """The safe hours of a place: local "HH:MM" from `start` until before `end` (S5, S23)."""

    start: str = "09:00"
    end: str = "20:00"
    zone: str = "Europe/Tirane"


ANY_TIME: Final = Window("00:00", "24:00")


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
