"""How fast campaigns may leave: beside a line's conversations, or from a sender of their own."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from bot.pacing import Pacing

CREDIT: Final = 0.01
"""Seconds that a lane may catch up after it was looked at too late; more would be a burst."""

BREATH: Final = 1.0
"""Seconds."""


class Lane(msgspec.Struct, frozen=True):
    """One channel's campaigns: `rate` in messages a second, by SMS in segments.

    `line`: the line whose own rate they share, "" when they leave from a sender of their own.
    """

    rate: int
    line: str = ""


class Lanes:
    """Says how many may leave at this very moment, so that nothing waits once it is claimed.

    `time` is the monotonic clock, in seconds, that `pacing` goes by.
    """

    def __init__(
        self, lanes: Mapping[str, Lane], pacing: Pacing, time: Callable[[], float]
    ) -> None:
        self._lanes = lanes
        self._pacing = pacing
        self._time = time
        self._free_at: dict[str, float] = {}

    def room(self) -> dict[str, int]:
        """By channel; closed ones are left out."""
        now = self._time()
        return {
            channel: 1 + int(min(now - self._free_at.get(channel, 0.0), CREDIT) * lane.rate)
            for channel, lane in self._lanes.items()
            if self._opens_at(channel, lane) <= now
        }

    def book(self, channel: str, units: int) -> None:
        """So many messages or segments leave now."""
        lane = self._lanes[channel]
        began = max(self._time() - CREDIT, self._free_at.get(channel, 0.0))
        self._free_at[channel] = began + units / lane.rate
        if lane.line:
            self._pacing.book(lane.line, units)

    def pause(self, channel: str, seconds: float) -> None:
        """Send nothing there for so long; what shares a line's sender stops that line as well."""
        lane = self._lanes[channel]
        self._close(channel, seconds)
        if lane.line:
            self._pacing.pause(lane.line, seconds)

    def slow_down(self, channel: str) -> None:
        """The provider is not well: a breath before the next one; conversations go on trying."""
        self._close(channel, BREATH)

    def opens_at(self) -> dict[str, float]:
        """By channel the moment from which on something may leave; it may lie behind us."""
        return {channel: self._opens_at(channel, lane) for channel, lane in self._lanes.items()}

    def _close(self, channel: str, seconds: float) -> None:
        self._free_at[channel] = max(self._free_at.get(channel, 0.0), self._time() + seconds)

    def _opens_at(self, channel: str, lane: Lane) -> float:
        own = self._free_at.get(channel, 0.0)
        return max(own, self._pacing.free_at(lane.line)) if lane.line else own
