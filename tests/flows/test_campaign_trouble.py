"""When a campaign stops by itself."""

import pytest

from flows.campaign_trouble import AWAY, ENOUGH, Fared, fared, trouble

START = Fared(1)


def after(*counted: tuple[str, str, int]) -> Fared:
    return fared(counted, 1)


@pytest.mark.parametrize(
    ("counted", "why"),
    [
        ([("sent", "", 1000), ("failed", "blocked", 200)], ""),
        ([("sent", "", 700), ("delivered", "", 100), ("failed", "blocked", 201)], "failures"),
        ([("sent", "", 10), ("unknown", "in_doubt", 40)], "failures"),
        ([("failed", "blocked", ENOUGH - 1)], ""),
        ([("failed", "blocked", ENOUGH)], "failures"),
        ([("dropped", "no_consent", 900), ("sent", "", 60)], ""),
        ([("waiting", "provider_down", AWAY)], "provider"),
        ([("waiting", "twilio_503", AWAY)], "provider"),
        ([("waiting", "provider_down", AWAY - 1)], ""),
        ([("waiting", "flood", 500)], ""),
        ([("waiting", "twilio_20429", 500)], ""),
        ([("waiting", "provider_down", 500), ("sent", "", 1)], ""),
    ],
)
def test_failures_and_an_absent_provider_stop_it(
    counted: list[tuple[str, str, int]], why: str
) -> None:
    assert trouble(START, START, after(*counted)) == why


def test_whoever_resumes_knows_of_the_failures_until_then() -> None:
    before = after(("failed", "blocked", 60), ("sent", "", 40))
    worse = after(("failed", "blocked", 80), ("sent", "", 110))
    assert trouble(START, START, before) == "failures"
    assert trouble(before, before, before) == ""
    assert trouble(before, before, worse) == "failures"
    assert trouble(before, before, after(("failed", "blocked", 65), ("sent", "", 140))) == ""


def test_a_provider_that_takes_some_is_not_away() -> None:
    last = after(("sent", "", 5), ("waiting", "no_connection", 30))
    assert trouble(START, last, after(("sent", "", 6), ("waiting", "no_connection", 30))) == ""
    assert trouble(START, last, last) == "provider"
