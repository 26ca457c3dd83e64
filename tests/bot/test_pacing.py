"""How fast we send to a provider and to one person."""

import itertools

from bot.pacing import BURST, Pacing


def test_a_line_keeps_its_rate_and_closes_while_it_is_ahead() -> None:
    time = [100.0]
    pacing = Pacing({"line": 20}, lambda: time[0])
    waits = [pacing.reserve("line", f"person {n}") for n in range(10)]
    assert [round(wait, 2) for wait in waits] == [round(n / 20, 2) for n in range(10)]
    assert pacing.closed() == ["line"]
    time[0] += pacing.next_opening() + 0.001
    assert pacing.closed() == []
    assert pacing.next_opening() == float("inf")


def test_one_person_gets_a_burst_and_then_one_a_second() -> None:
    pacing = Pacing({"line": 10**6}, lambda: 100.0)
    waits = [pacing.reserve("line", "person") for _ in range(int(BURST) + 3)]
    assert max(waits[: int(BURST)]) < 0.01
    assert [round(wait) for wait in waits[int(BURST) :]] == [1, 2, 3]


def test_a_paused_line_stops_and_others_go_on() -> None:
    time = [0.0]
    pacing = Pacing({"one": 20, "two": 20}, lambda: time[0])
    pacing.pause("one", 30)
    pacing.pause("one", 5)
    assert pacing.closed() == ["one"]
    time[0] = 30.1
    assert pacing.closed() == []


def test_a_slow_line_claims_little_at_once_and_a_fast_one_much() -> None:
    assert Pacing({"sms": 1}, float).room(64) == 1
    assert Pacing({"telegram": 20}, float).room(64) == 5
    assert Pacing({"bench": 10**6}, float).room(64) == 64
    assert Pacing({"bench": 10**6}, float).room(0) == 0


def test_people_long_gone_are_not_remembered() -> None:
    ticks = itertools.count()
    pacing = Pacing({"line": 10**6}, lambda: float(next(ticks)))
    for n in range(10_050):
        pacing.reserve("line", f"person {n}")
    assert len(pacing._people) < 100


def test_there_is_never_less_room_than_none() -> None:
    """Two turns may hand over at once: then more is under way than is wanted, and no more comes."""
    pacing = Pacing({"line": 1000}, lambda: 0.0)
    assert [pacing.room(free) for free in (-6, 0, 1, 64)] == [0, 0, 1, 64]
