"""Local days and clocks, over the two nights on which clocks are changed."""

import pytest

from admin.days import clock_of, day_before, day_in_words, moment
from storage.instants import iso

ZONE = "Europe/Tirane"


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        ("2030-03-30", "10:00", "2030-03-30T09:00:00Z"),
        ("2030-03-31", "10:00", "2030-03-31T08:00:00Z"),
        ("2030-10-27", "02:30", "2030-10-27T00:30:00Z"),
        ("2030-10-28", "10:00", "2030-10-28T09:00:00Z"),
    ],
)
def test_a_local_time_is_one_moment(day: str, clock: str, utc: str) -> None:
    at = moment(day, clock, ZONE)
    assert at is not None
    assert iso(at) == utc
    assert clock_of(at, ZONE) == clock


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2030-03-31", "02:30"),
        ("2030-02-30", "10:00"),
        ("1900-01-01", "10:00"),
        ("9999-12-31", "23:59"),
        ("tomorrow", "10:00"),
        ("2030-03-30", "25:00"),
        ("2030-03-30", "10:00+05:00"),
        ("", ""),
    ],
)
def test_what_does_not_exist_is_no_moment(day: str, clock: str) -> None:
    assert moment(day, clock, ZONE) is None


@pytest.mark.parametrize(
    ("day", "reminded"),
    [("2030-03-31", "2030-03-30T09:00:00Z"), ("2030-04-01", "2030-03-31T08:00:00Z"),
     ("2030-10-28", "2030-10-27T09:00:00Z"), ("2030-01-01", "2029-12-31T09:00:00Z")],
)  # fmt: skip
def test_the_day_before_keeps_its_local_clock(day: str, reminded: str) -> None:
    at = moment(day, "17:00", ZONE)
    assert at is not None
    assert iso(day_before(at, "10:00", ZONE)) == reminded


def test_a_day_is_said_in_every_language() -> None:
    at = moment("2030-12-14", "17:00", ZONE)
    assert at is not None
    said = [day_in_words(at, ZONE, tag) for tag in ("sq", "sr-Cyrl", "sr-Latn", "en")]
    assert said == [
        "e shtunë, 14 dhjetor",
        "субота, 14. децембар",
        "subota, 14. decembar",
        "Saturday, 14 December",
    ]
