"""The campaigns' share of a sender: how many it claims, and when it looks for more."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.lanes import Lanes
from storage.parcels import Parcel

MOST: Final = 48
"""Of the sender's 64 under way: some room is always left for conversations."""
HANDFUL: Final = 32
SOON: Final = 0.02
"""Ends of sends are written down when there are so many, or after so many seconds."""
IDLE: Final = 1.0
"""Seconds after which an idle share looks again by itself: a wake-up may be lost."""
LEAST_WAIT: Final = 0.001
TOPIC: Final = "parcels"
"""Whoever hands campaigns to the outbox wakes this."""


class Mailing:
    """`wake` makes the sender take its next round; `time` is its monotonic clock in seconds."""

    def __init__(self, lanes: Lanes, wake: Callable[[], None], time: Callable[[], float]) -> None:
        self.lanes = lanes
        self._wake = wake
        self._time = time
        self._under_way: set[asyncio.Task[None]] = set()
        self._ended = 0
        self._later: asyncio.TimerHandle | None = None
        self._look_at: dict[str, float] = {}

    def fed(self) -> None:
        """Something was handed to the outbox."""
        self._look_at.clear()
        self._wake()

    def room(self) -> tuple[Mapping[str, int], int]:
        """By channel how many may leave at this moment, and how many in all."""
        free, now = MOST - len(self._under_way), self._time()
        if free <= 0:
            return {}, 0
        open_now = self.lanes.room().items()
        return {name: few for name, few in open_now if self._look_at.get(name, 0.0) <= now}, free

    def claimed(self, parcels: Sequence[Parcel], room: Mapping[str, int], free: int) -> None:
        """These were claimed where so many might have been; their moments are taken."""
        for parcel in parcels:
            self.lanes.book(parcel.channel, parcel.segments)
        if len(parcels) < free:
            found = Counter(parcel.channel for parcel in parcels)
            empty = (name for name, few in room.items() if found[name] < few)
            self._look_at |= dict.fromkeys(empty, self._time() + IDLE)

    def carried(self, task: "asyncio.Task[None]") -> None:
        """One of them is on its way."""
        self._under_way.add(task)
        task.add_done_callback(self._end)

    def next_look(self) -> float:
        """Seconds until more might be claimed without anything else happening."""
        if len(self._under_way) >= MOST:
            return float("inf")
        now, openings = self._time(), self.lanes.opens_at().items()
        moments = (max(at, self._look_at.get(name, 0.0)) - now for name, at in openings)
        return max(LEAST_WAIT, min(moments, default=float("inf")))

    def _end(self, task: "asyncio.Task[None]") -> None:
        """A handful is written down in one commit, or whatever there is after a moment."""
        self._under_way.discard(task)
        self._ended += 1
        if self._ended >= HANDFUL:
            self._tell()
        elif self._later is None:
            self._later = asyncio.get_running_loop().call_later(SOON, self._tell)

    def _tell(self) -> None:
        if self._later is not None:
            self._later.cancel()
        self._ended, self._later = 0, None
        self._wake()
