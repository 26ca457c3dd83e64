"""How fast we may send: to a line's provider, and to one person."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

DEFAULT_RATE: Final = 20
AHEAD: Final = 0.25
"""Seconds of a line's sends that may be reserved in advance; more would make danger wait."""
BURST: Final = 20.0
"""Messages to one person that may go at once; then one a second (Bot API FAQ, limits)."""
MANY: Final = 10_000


class Pacing:
    """Reserves moments to send; `time` is a monotonic clock in seconds."""

    def __init__(self, rates: Mapping[str, int], time: Callable[[], float]) -> None:
        self._rates = rates
        self._time = time
        self._free_at: dict[str, float] = {}
        self._paused: dict[str, float] = {}
        self._people: dict[str, float] = {}

    def reserve(self, line: str, contact: str) -> float:
        """Take the next free moment of a line for a person; the seconds until then."""
        now = self._time()
        moment = max(now, self._free_at.get(line, 0.0))
        self._free_at[line] = moment + 1 / self._rates.get(line, DEFAULT_RATE)
        return max(moment - now, self._person_wait(contact, now))

    def book(self, line: str, units: int) -> None:
        """So many messages of campaigns leave on a line just now: its next moments are taken."""
        now = self._time()
        ahead = units / self._rates.get(line, DEFAULT_RATE)
        self._free_at[line] = max(now, self._free_at.get(line, 0.0)) + ahead

    def free_at(self, line: str) -> float:
        """When a line has nothing more to do, on the clock of `time`; it may lie behind us."""
        return max(self._free_at.get(line, 0.0), self._paused.get(line, 0.0))

    def first_this_second(self, contact: str) -> bool:
        """Take a moment of this person's for a campaign; False when they got something just now."""
        now = self._time()
        if self._people.get(contact, 0.0) > now:
            return False
        self._person_wait(contact, now)
        return True

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

    def next_opening(self) -> float:
        """Seconds until a closed line opens; infinity when none is closed."""
        now = self._time()
        full = (free - AHEAD for free in self._free_at.values())
        return min(self._later(now, (*full, *self._paused.values())), default=float("inf"))

    @staticmethod
    def _later(now: float, moments: Iterable[float]) -> list[float]:
        return [moment - now for moment in moments if moment > now]

    def _person_wait(self, contact: str, now: float) -> float:
        if len(self._people) > MANY:
            self._people = {who: at for who, at in self._people.items() if at > now}
        busy_until = max(now, self._people.get(contact, 0.0)) + 1.0
        self._people[contact] = busy_until
        return max(0.0, busy_until - now - BURST)
