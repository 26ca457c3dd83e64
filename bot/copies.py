"""The campaign's share of a sender: what it takes in hand at once, and how each copy leaves."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import msgspec

from bot.pacing import Pacing
from bot.safe_hours import Verdict
from flows.safe_hours import SECOND, Window, safe_from
from storage.campaign_feed import Lane
from storage.parcels import Parcel

AT_ONCE: Final = 48
"""Copies under way side by side; conversations have connections of their own beside them."""
SLICE: Final = 64
"""Copies claimed at once: so many are in doubt after a crash at most, besides those under way."""
SOON: Final = 0.02
"""Seconds; whoever waits longer for the line's rate is asked about once more before the send."""
LOW: Final = 32
"""With fewer in hand the next slice is fetched."""


class Order(msgspec.Struct, frozen=True):
    """What to take from the audience next: `count` recipients of a lane, from `line`."""

    lane: Lane
    count: int
    line: str


class Handling(msgspec.Struct, frozen=True, kw_only=True):
    """How a copy leaves: asked once more whether it may, sent, or put back."""

    window_of: Callable[[str], Window]
    now: Callable[[], int]
    wanted: Callable[[Parcel], Awaitable[bool]]
    send: Callable[[Parcel], Awaitable[None]]
    not_now: Callable[[Parcel, Verdict], None]
    low: Callable[[], None]


class Copies:
    """Copies in hand, and the running campaigns that the next ones come from."""

    def __init__(self, lines: Mapping[str, str], pacing: Pacing, handling: Handling) -> None:
        """`lines`: from which line campaigns leave, by channel."""
        self._lines = lines
        self._pacing = pacing
        self._do = handling
        self._lanes: deque[Lane] = deque()
        self._waiting: deque[Parcel] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._openings: dict[str, tuple[int, int]] = {}

    @property
    def in_hand(self) -> int:
        """Claimed and not yet sent."""
        return len(self._waiting)

    def run(self, lanes: Sequence[Lane]) -> None:
        """These campaigns run now, and no others."""
        self._lanes = deque(lanes)

    def order(self) -> Order | None:
        """What to take next, if anything may leave just now; campaigns take turns."""
        if len(self._waiting) >= LOW:
            return None
        closed = set(self._pacing.closed())
        for _ in range(len(self._lanes)):
            lane = self._lanes[0]
            self._lanes.rotate(-1)
            line = self._lines.get(lane.channel, "")
            if line and line not in closed and not self._opening(lane.municipality):
                return Order(lane, self._pacing.room_of(line, SLICE), line)
        return None

    def ended(self, order: Order) -> None:
        """Nobody was left of it."""
        self._lanes = deque(lane for lane in self._lanes if lane != order.lane)

    def carry(self, parcels: Sequence[Parcel]) -> None:
        """Send these, AT_ONCE side by side."""
        self._waiting.extend(parcels)
        for _ in range(min(len(self._waiting), AT_ONCE - len(self._tasks))):
            task = asyncio.create_task(self._one_after_another())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def put_back(self) -> None:
        """What nobody has begun to send waits in the outbox again: the process stops."""
        while self._waiting:
            self._do.not_now(self._waiting.popleft(), Verdict("postpone", at=self._do.now()))

    async def finish(self, seconds: float) -> None:
        """End what is under way."""
        self.put_back()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=seconds)
        for task in self._tasks:
            task.cancel()

    async def _one_after_another(self) -> None:
        while self._waiting:
            parcel = self._waiting.popleft()
            if len(self._waiting) == LOW - 1:
                self._do.low()
            await self._carry(parcel)
        self._do.low()

    async def _carry(self, parcel: Parcel) -> None:
        closed_for = self._pacing.paused_for(parcel.line)
        if closed_for > 0:
            at = self._do.now() + int(closed_for * 1_000_000)
            self._do.not_now(parcel, Verdict("postpone", at=at))
            return
        wait = self._pacing.reserve(parcel.line, parcel.contact, parcel.segments)
        if wait > SOON:
            await asyncio.sleep(wait)
            if not await self._do.wanted(parcel):
                self._do.not_now(parcel, Verdict("drop", "no_consent"))
                return
        opening = self._opening(parcel.municipality)
        if opening:
            self._do.not_now(parcel, Verdict("postpone", at=opening))
        else:
            await self._do.send(parcel)

    def _opening(self, municipality: str) -> int:
        """When the hours for campaigns begin, 0 = they last; asked once a second."""
        second = self._do.now() // SECOND
        known = self._openings.get(municipality)
        if known is None or known[0] != second:
            now = second * SECOND
            opening = safe_from(now, self._do.window_of(municipality))
            known = self._openings[municipality] = (second, opening if opening > now else 0)
        return known[1]
