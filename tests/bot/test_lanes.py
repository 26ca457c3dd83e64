"""How fast campaigns leave, and what they leave to conversations."""

from bot.lanes import BREATH, Lane, Lanes
from bot.pacing import Pacing


class Loop:
    """A clock that is moved, a line of 20 a second and two lanes."""

    def __init__(self, rate: int = 20, line_rate: int = 20) -> None:
        self.at = 1000.0
        self.pacing = Pacing({"line": line_rate}, lambda: self.at)
        ways = {"telegram": Lane(rate, "line"), "sms": Lane(1)}
        self.lanes = Lanes(ways, self.pacing, lambda: self.at)

    def sent(self, seconds: float, step: float) -> list[float]:
        """When something left, looking every `step` seconds."""
        moments, end = [], self.at + seconds
        while self.at < end:
            for _ in range(self.lanes.room().get("telegram", 0)):
                self.lanes.book("telegram", 1)
                moments.append(self.at)
            self.at += step
        return moments


def test_no_second_holds_more_than_the_rate() -> None:
    for step in (0.001, 0.007, 0.02):
        moments = Loop().sent(10, step)
        most = max(sum(begin <= one < begin + 1 for one in moments) for begin in moments)
        assert most <= 20
        assert len(moments) >= 140


def test_a_fast_lane_catches_up_a_late_look_but_makes_no_burst_of_a_pause() -> None:
    loop = Loop(rate=1000, line_rate=10**6)
    assert len(loop.sent(1, 0.005)) >= 950
    loop.at += 60
    assert loop.lanes.room()["telegram"] == 11


def test_a_line_that_talks_keeps_its_campaigns_waiting() -> None:
    loop = Loop()
    for person in range(3):
        loop.pacing.reserve("line", str(person))
    assert "telegram" not in loop.lanes.room()
    assert loop.lanes.opens_at()["telegram"] > loop.at + 0.14
    assert loop.lanes.room() == {"sms": 1}  # another sender


def test_campaigns_take_the_moments_of_their_line() -> None:
    loop = Loop()
    loop.lanes.book("telegram", 1)
    assert loop.pacing.reserve("line", "somebody") > 0.04


def test_an_sms_counts_its_segments() -> None:
    loop = Loop()
    loop.lanes.book("sms", 3)
    loop.at += 2.9
    assert "sms" not in loop.lanes.room()
    loop.at += 0.2
    assert loop.lanes.room()["sms"] == 1


def test_a_provider_that_says_too_fast_stops_the_line_as_well_and_a_stumble_does_not() -> None:
    loop = Loop()
    loop.lanes.slow_down("telegram")
    assert ("telegram" in loop.lanes.room(), loop.pacing.closed()) == (False, [])
    loop.at += BREATH
    assert loop.lanes.room()["telegram"] == 1
    loop.lanes.pause("telegram", 30)
    assert loop.pacing.closed() == ["line"]
    loop.lanes.pause("sms", 5)
    assert loop.lanes.room() == {}
    loop.at += 30
    assert set(loop.lanes.room()) == {"telegram", "sms"}
