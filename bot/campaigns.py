"""What campaigns do by themselves: write the audience down, begin, go on, stop when it goes wrong, end."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.lanes import Lane
from bot.mailing import TOPIC
from flows.campaign_trouble import Fared, fared, trouble
from flows.campaigns import LATE
from flows.safe_hours import Window, safe_from
from storage.campaign_feed import SLICE, UnderWay
from storage.campaign_tallies import Counted
from storage.database import Database
from storage.signals import Signals
from storage.unit import Unit

log = logging.getLogger(__name__)

BUSY: Final = 0.25
IDLE: Final = 1.0
"""Seconds between two looks while something runs, and while nothing does."""
AHEAD: Final = 2.0
"""Seconds of a channel's sends that wait in the outbox at most."""
MOST_WAITING: Final = 4000
COUNT_SHARE: Final = 10.0
"""Counting takes a tenth of the time at most."""
COUNT_RUNNING: Final = 1.0
COUNT_ENDED: Final = 60.0
"""Seconds between two counts at least."""
LEFT: Final = frozenset({"waiting", "parked"})
MOVING: Final = LEFT | {"sending"}


class Campaigner:
    """One a process with the scheduler's role; several may run, each row is held while it is fed."""

    def __init__(
        self,
        db: Database,
        signals: Signals,
        lanes: Mapping[str, Lane],
        window_of: Callable[[str], Window],
        now: Callable[[], int],
    ) -> None:
        self._db = db
        self._signals = signals
        self._lanes = lanes
        self._window_of = window_of
        self._now = now
        self._count_at: dict[int, tuple[str, float]] = {}
        self._counted: dict[int, Counted] = {}
        self._before: dict[int, Fared] = {}
        self._last: dict[int, Fared] = {}

    async def run(self) -> None:
        """Until cancelled; a look that fails is taken again."""
        while True:
            pause = IDLE
            try:
                pause = await self.look()
            except Exception as fault:  # noqa: BLE001  one bad look must not end the role
                log.warning("campaigns wait: %s", type(fault).__name__)
            await self._signals.wait("campaigns", pause)

    async def look(self) -> float:
        """Do what is due for each campaign; seconds until the next look."""
        now = self._now()
        found = await self._db.read(lambda unit: unit.campaign_feed.due(now))
        running = [one for one in found if one.state == "running" and self._may_leave(one)]
        pauses = [await self._one(one, running) for one in found]
        self._forget(found)
        return min(pauses, default=IDLE)

    async def _one(self, one: UnderWay, running: Sequence[UnderWay]) -> float:
        match one.state:
            case "freezing":
                return await self._freeze(one)
            case "approved":
                return await self._start(one)
            case "running":
                if one in running:
                    await self._feed(one, running)
                await self._weigh(one)
                await self._finish(one)
                return BUSY
            case _:
                await self._count(one)
                return IDLE

    async def _freeze(self, one: UnderWay) -> float:
        """One slice of contacts, so that what runs is not kept waiting by what begins."""
        now = self._now()
        done = await self._db.write(lambda unit: unit.audiences.freeze_slice(one.number, now))
        if done:
            self._tell(one)
        return 0.0

    async def _start(self, one: UnderWay) -> float:
        now = self._now()
        wanted = max(one.start_at, one.approved_at)
        if wanted > now or not self._may_leave(one):
            return IDLE
        late = now - wanted > LATE  # nothing ran then: somebody must say whether it is still meant

        def begin(unit: Unit) -> bool:
            began = unit.campaign_feed.start(one.number, now)
            return began and not (late and unit.campaign_feed.stop(one.number, "late", now))

        await self._db.write(begin)
        self._tell(one)
        return 0.0

    async def _feed(self, one: UnderWay, running: Sequence[UnderWay]) -> None:
        """Keep about two seconds of sends waiting; campaigns that run together share them."""
        if closed := [name for name in one.channels if name not in self._lanes]:
            log.error("campaigns have no sender on %s", ", ".join(closed))
            await self._stop(one, "no_sender")
            return
        together = Counter(name for other in running for name in other.channels)
        most = {name: share(self._lanes[name].rate, together[name]) for name in one.channels}
        fed = SLICE
        while fed >= SLICE:
            fed = await self._db.write(
                lambda unit: unit.campaign_feed.feed(one.number, most, self._now())
            )
            if fed:
                self._signals.wake(TOPIC)

    async def _weigh(self, one: UnderWay) -> None:
        """Stop by itself when too much fails since it was last resumed."""
        counted = await self._count(one)
        if counted is None:
            return
        after = fared((row[1:] for row in counted), one.resumed_at)
        before = self._before.get(one.number)
        if before is None or before.since != one.resumed_at:
            never_paused = one.resumed_at == one.started_at
            before = Fared(one.resumed_at) if never_paused else after
            self._before[one.number] = before
        last = self._last.get(one.number, before)
        self._last[one.number] = after
        if why := trouble(before, last, after):
            await self._stop(one, why)

    async def _stop(self, one: UnderWay, why: str) -> None:
        now = self._now()
        if await self._db.write(lambda unit: unit.campaign_feed.stop(one.number, why, now)):
            log.warning("campaign %d pauses: %s", one.number, why)
            self._tell(one)

    async def _finish(self, one: UnderWay) -> None:
        now = self._now()
        if one.fed < one.size:
            return
        done = await self._db.write(
            lambda unit: unit.campaign_tallies.finish_if_done(one.number, now)
        )
        if done:
            self._tell(one)

    async def _count(self, one: UnderWay) -> Counted | None:
        """What became of how many, when it is time to count again; None when it is not."""
        time = asyncio.get_running_loop().time
        state, due = self._count_at.get(one.number, ("", 0.0))
        if state == one.state and time() < due:
            return None
        began, now = time(), self._now()
        counted = await self._db.read(lambda unit: unit.campaign_tallies.count(one.number))
        if counted != self._counted.get(one.number):
            await self._db.write(lambda unit: unit.campaign_tallies.keep(one.number, counted, now))
            self._counted[one.number] = counted
            self._tell(one)
        if one.state == "cancelled" and any(state in LEFT for _, state, _, _ in counted):
            await self._db.write(lambda unit: unit.campaign_feed.drop(one.number, now))
        moves = one.state == "running" or any(state in MOVING for _, state, _, _ in counted)
        least = COUNT_RUNNING if moves else COUNT_ENDED
        self._count_at[one.number] = (
            one.state,
            time() + max(least, (time() - began) * COUNT_SHARE),
        )
        return counted

    def _may_leave(self, one: UnderWay) -> bool:
        now = self._now()
        return safe_from(now, self._window_of(one.municipality)) == now

    def _tell(self, one: UnderWay) -> None:
        self._signals.publish("campaigns", one.municipality)

    def _forget(self, found: Sequence[UnderWay]) -> None:
        """Nothing is remembered of those that are over."""
        numbers = {one.number for one in found}
        for known in (self._count_at, self._counted, self._before, self._last):
            for number in known.keys() - numbers:
                del known[number]


def share(rate: int, together: int) -> int:
    """How many may wait on a channel of so many a second, for one of so many campaigns."""
    return max(1, min(MOST_WAITING, int(rate * AHEAD)) // together)
