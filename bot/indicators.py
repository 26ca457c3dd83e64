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

SECOND: Final = 1_000_000
FEW: Final = range(1, 5)
PEOPLE: Final = ("people", "reached", "opted_out", "replies", "packs", "reports")
"""Columns that count people (safety: small cells are suppressed, reliability R57)."""

Line = Mapping[str, str | int]


def since(day: datetime.date | None, zone: str) -> int:
    """The beginning of a day there in microseconds UTC; without one, of everything."""
    if day is None:
        return 0
    midnight = datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))
    return int(midnight.timestamp()) * SECOND


def campaign_line(place: Municipality, row: CampaignRow, begins: int, ends: int) -> Line:
    """The campaigns' row: how many, whom they reached, what came of them, in minor units what they cost.

    `begins` and `ends` in microseconds UTC, told as days of the place.
    """
    told = msgspec.structs.asdict(row)
    few = {name: "1-4" for name in PEOPLE if told[name] in FEW}
    return {
        "indicator": "campaigns",
        "municipality": place.slug,
        "since": _day(begins, place.time_zone) if begins else "",
        "until": _day(ends, place.time_zone),
        **told,
        **few,
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


def _day(at: int, zone: str) -> str:
    return datetime.datetime.fromtimestamp(at / SECOND, ZoneInfo(zone)).date().isoformat()
