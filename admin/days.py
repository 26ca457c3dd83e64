"""Days and clocks of a municipality: what a form's fields say, and how people say it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

SECOND: Final = 1_000_000
YEARS: Final = range(2000, 2100)


def moment(day: str, clock: str, zone: str) -> int | None:
    """A local "2026-12-01" and "10:00" in microseconds UTC; None when there is no such moment.

    An hour that summer time leaves out does not exist; of one that comes twice the first is meant.
    """
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock))
    except ValueError:
        return None
    if local.tzinfo is not None or local.year not in YEARS:
        return None
    at = local.replace(tzinfo=ZoneInfo(zone))
    exists = at.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local
    return int(at.timestamp()) * SECOND if exists else None


def day_before(at: int, clock: str, zone: str) -> int:
    """The same clock of the day before, local time; microseconds UTC."""
    day = local(at, zone).date() - timedelta(days=1)
    before = datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))
    return int(before.timestamp()) * SECOND


def local(at: int, zone: str) -> datetime:
    """Microseconds UTC as local time."""
    return datetime.fromtimestamp(at // SECOND, UTC).astimezone(ZoneInfo(zone))


def clock_of(at: int, zone: str) -> str:
    """The local clock, "17:30"."""
    return f"{local(at, zone):%H:%M}"


def day_of(at: int, zone: str) -> str:
    """The local day as a form's field takes it, "2026-12-01"."""
    return f"{local(at, zone):%Y-%m-%d}"


def day_in_words(at: int, zone: str, language: str) -> str:
    """The local day with its weekday, in a BCP 47 language: "Saturday, 12 December"."""
    pattern = "EEEE, d. MMMM" if language.startswith("sr") else "EEEE, d MMMM"
    locale = language.replace("-", "_")
    return format_date(local(at, zone).date(), pattern, locale=locale)
