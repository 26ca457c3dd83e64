"""What a campaign costs and when it is over, told before anything leaves."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from flows.campaign_cost import Cost, Share, cost, duration, expected_end
from flows.safe_hours import ANY_TIME, Window

SECOND = 1_000_000
MORNING = int(datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC).timestamp()) * SECOND


def sms(count: int, language: str = "sq", segments: int = 1, price: int | None = 72_500) -> Share:
    return Share(language, "sms", count, segments, price, "EUR")


def test_a_segment_is_paid_for_each_person_and_the_sum_is_rounded_up() -> None:
    chat = Share("en", "telegram", 900, 0, None, "")
    told = cost([sms(100, segments=2), sms(1, "sr-Latn"), chat])
    assert told == Cost({"sq": 1450, "sr-Latn": 8}, 1458, "EUR", 201, ())


def test_what_has_no_price_is_named() -> None:
    assert cost([sms(5, "en", price=None), sms(5)]).unpriced == ("en",)


def test_channels_go_side_by_side_and_segments_count_at_the_rate() -> None:
    shares = [sms(100, segments=3), Share("sq", "telegram", 600, 0, None, "")]
    assert duration(shares, {"sms": 2, "telegram": 20}) == 150
    assert duration([], {}) == 0


def test_nights_lie_between_the_beginning_and_the_end() -> None:
    window = Window("09:00", "20:00", "Europe/Tirane")
    hours = 3600
    same_day = expected_end(MORNING, 5 * hours, window)
    assert same_day == MORNING + 5 * hours * SECOND
    next_day = expected_end(MORNING, 12 * hours, window)
    assert next_day == MORNING + 25 * hours * SECOND
    assert expected_end(MORNING, 100 * hours, ANY_TIME) == MORNING + 100 * hours * SECOND


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 3), st.integers(0, 10**6))))
def test_the_parts_never_cost_less_than_the_whole(parts: list[tuple[int, int, int]]) -> None:
    shares = [
        sms(count, str(at), segments, price) for at, (count, segments, price) in enumerate(parts)
    ]
    told = cost(shares)
    assert told.total <= sum(told.by_language.values()) <= told.total + len(parts)
