"""Indicators as files: one line each; counts of one to four people are never told exactly."""

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from storage.campaign_results import CampaignRow
from storage.municipality import Municipality
from storage.unit import Unit

SECOND: Final = 1_000_000
DAY: Final = datetime.timedelta(days=1)
FEW: Final = range(1, 5)
PEOPLE: Final = ("people", "reached", "delivered", "opted_out", "replies", "packs", "reports")
"""Columns that count people (safety: small cells are suppressed, reliability R57)."""
HIDDEN: Final = "1-4"

Line = Mapping[str, str | int]


class Period(msgspec.Struct, frozen=True):
    """From the first day's beginning until the last day's end, in microseconds UTC; `begins` 0 = ever."""

    begins: int
    ends: int


def period_of(
    first: datetime.date | None, last: datetime.date | None, zone: str, now: int
) -> Period:
    """Whole days as they are there; without a last one until now."""
    begins = _midnight(first, zone) if first else 0
    return Period(begins, _midnight(last + DAY, zone) if last else now)


def indicator_lines(unit: Unit, place: Municipality, period: Period) -> list[Line]:
    """The rows of the plan's indicators that are counted by now: campaigns."""
    row = unit.campaign_results.row(place.slug, period.begins, period.ends)
    return [campaign_line(place, row, period)]


def campaign_line(place: Municipality, row: CampaignRow, period: Period) -> Line:
    """How many campaigns began, whom they reached, what came of them, what they cost in minor units.

    What a few messages cost would tell how few they were.
    """
    told = msgspec.structs.asdict(row)
    few = {name: HIDDEN for name in PEOPLE if told[name] in FEW}
    cost = {"cost": ""} if few.keys() & {"people", "reached"} else {}
    return {
        "indicator": "campaigns",
        "municipality": place.slug,
        "since": _day(period.begins, place.time_zone) if period.begins else "",
        "until": _day(period.ends - SECOND, place.time_zone),
        **told,
        **few,
        **cost,
    }


def write_lines(lines: Sequence[Line], form: str) -> str:
    """Lines as JSON Lines or CSV; nothing in them is typed by people, so nothing computes (R31)."""
    if form == "jsonl":
        return "\n".join(msgspec.json.encode(line).decode() for line in lines)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().rstrip()


def _midnight(day: datetime.date, zone: str) -> int:
    midnight = datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))
    return int(midnight.timestamp()) * SECOND


def _day(at: int, zone: str) -> str:
    return datetime.datetime.fromtimestamp(at / SECOND, ZoneInfo(zone)).date().isoformat()
