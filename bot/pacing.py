"""How fast we may send: to a line's provider, and to one person."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

DEFAULT_RATE: Final = 20
AHEAD: Final = 0.25
"""Seconds of a line's sends that may be reserved in advance; more would make danger wait."""
BURST: Final = 20.0
"""Messages to one person that may go at once; then one a second (Bot API FAQ, limits)."""
MANY: Final = 10_000
"""People remembered before those who may be written to again are forgotten."""


class Pacing:
    """Reserves moments to send; `time` is a monotonic clock in seconds."""

    def __init__(self, rates: Mapping[str, int], time: Callable[[], float]) -> None:
        self._rates = rates
        self._time = time
        self._free_at: dict[str, float] = {}
        self._paused: dict[str, float] = {}
        self._people: dict[str, float] = {}
        self._most = MANY

    def reserve(self, line: str, contact: str, units: int = 1) -> float:
        """Take the next free moment of a line for a person; the seconds until then.

        `units`: what the message counts for at the line's rate (segments of an SMS).
        """
        now = self._time()
        moment = max(now, self._free_at.get(line, 0.0))
        self._free_at[line] = moment + units / self._rates.get(line, DEFAULT_RATE)
        return max(moment - now, self._person_wait(contact, now))

    def pause(self, line: str, seconds: float) -> None:
        """Send nothing on a line for so long (the provider said so)."""
        self._paused[line] = max(self._paused.get(line, 0.0), self._time() + seconds)

    def closed(self) -> list[str]:
        """Lines to claim nothing for just now."""
        now = self._time()
        full = [line for line, free in self._free_at.items() if free - now > AHEAD]
        paused = [line for line, until in self._paused.items() if until > now]
        return sorted({*full, *paused})

    def room(self, free: int) -> int:
        """How many to claim at once, at most `free`: about what leaves in AHEAD seconds.

        Never less than none: more may be under way than are wanted, and `free` below zero.
        """
        fastest = max(self._rates.values(), default=DEFAULT_RATE)
        return max(0, min(free, max(1, int(fastest * AHEAD))))

    def room_of(self, line: str, free: int) -> int:
        """As `room`, of one line: at least one message, at most `free`."""
        return min(free, max(1, int(self._rates.get(line, DEFAULT_RATE) * AHEAD)))

    def paused_for(self, line: str) -> float:
        """Seconds for which the provider wants nothing on this line; 0 = it takes."""
        return max(0.0, self._paused.get(line, 0.0) - self._time())

    def next_opening(self) -> float:
        """Seconds until a closed line opens; infinity when none is closed."""
        now = self._time()
        full = (free - AHEAD for free in self._free_at.values())
        return min(self._later(now, (*full, *self._paused.values())), default=float("inf"))

    @staticmethod
    def _later(now: float, moments: Iterable[float]) -> list[float]:
        return [moment - now for moment in moments if moment > now]

    def _person_wait(self, contact: str, now: float) -> float:
        if len(self._people) > self._most:
            self._people = {who: at for who, at in self._people.items() if at > now}
            self._most = max(MANY, 2 * len(self._people))
        busy_until = max(now, self._people.get(contact, 0.0)) + 1.0
        self._people[contact] = busy_until
        return max(0.0, busy_until - now - BURST)
