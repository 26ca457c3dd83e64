"""Keeps the pulse going: takes turns while somebody waits, then sleeps until woken."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.turn import TurnBroken, Turns
from storage.apply import Applied
from storage.database import Database, StorageDown
from storage.parcels import NO_ROOM, Parcel, Room
from storage.signals import Signals
from storage.unit import Unit

log = logging.getLogger(__name__)

BATCH = 64
AHEAD = 2
"""Turns asked of a writer that keeps the order: one runs, one stands behind what came meanwhile."""
IDLE = 1.0
"""Seconds after which an idle worker looks again by itself: wake-ups may be lost with Redis."""


class Carrier(Protocol):
    """The sender of this process, when no other sends for this database."""

    def room(self) -> Room:
        """What it takes at once, just now."""

    def carry(self, parcels: Sequence[Parcel]) -> None:
        """Send these; they are claimed for it."""


class Nobody:
    """No sender here: everything waits in the outbox."""

    def room(self) -> Room:
        return NO_ROOM

    def carry(self, parcels: Sequence[Parcel]) -> None:
        """There are none."""


class Worker:
    """Takes turns in batches; a batch that cannot be written is taken again one by one (R7)."""

    def __init__(
        self,
        database: Database,
        signals: Signals,
        turns: Turns,
        clock: Callable[[], int],
        carrier: Carrier,
    ) -> None:
        self._database = database
        self._signals = signals
        self._turns = turns
        self._clock = clock
        self._carrier = carrier
        self._ahead = AHEAD if database.in_order else 1
        self._asked: set[asyncio.Task[int]] = set()
        self._again = False
        self._singles = 0

    async def run(self) -> None:
        """Until cancelled; then what was asked for is finished: what it claims must be carried."""
        try:
            with self._signals.on_wake("inbox", self._ask):
                while True:
                    self._ask()
                    await asyncio.sleep(IDLE)
        finally:
            self._ahead = 0
            if self._asked:
                await asyncio.wait(tuple(self._asked))

    def _ask(self) -> None:
        """Queue a turn at the writer at once: with the put before it, it is one commit."""
        if len(self._asked) >= self._ahead:
            self._again = True
            return
        self._again = False
        limit, room = 1 if self._singles else BATCH, self._carrier.room()
        taking = self._database.write_soon(
            lambda unit: self._turns.take(unit, limit, self._clock(), room)
        )
        task = asyncio.create_task(self._taken(taking))
        self._asked.add(task)
        task.add_done_callback(self._answered)

    def _answered(self, task: "asyncio.Task[int]") -> None:
        """Ask again while somebody may still wait; after a fault only when somebody wrote since."""
        self._asked.discard(task)
        if task.cancelled():
            return
        fault = task.exception()
        if isinstance(fault, StorageDown):
            log.warning("storage is down, the inbox waits")
        elif fault is not None:
            log.error("taking turns failed", exc_info=_shape(fault))
        done = 0 if fault else task.result()
        if self._again or (done and not self._asked):
            self._ask()

    async def _taken(self, taking: "asyncio.Future[Applied]") -> int:
        """How many events a batch took or set aside; its answers are on their way."""
        try:
            applied = await taking
        except TurnBroken as broken:
            return await self._set_aside(broken)
        self._singles = max(0, self._singles - 1)
        self._tell(applied)
        return applied.taken

    async def _set_aside(self, broken: TurnBroken) -> int:
        if len(broken.seqs) > 1:
            self._singles = len(broken.seqs)
            return len(broken.seqs)
        log.error("turn could not be written", exc_info=_shape(broken))
        seq = broken.seqs[0]
        await self._database.write(lambda unit: _fail(unit, seq, self._clock()))
        return 1

    def _tell(self, applied: Applied) -> None:
        self._carrier.carry(applied.handed)
        if applied.waiting:
            self._signals.wake("outbox")
        for municipality in applied.changed:
            self._signals.publish("queue", municipality)
        if applied.media:
            self._signals.wake("media")


def _fail(unit: Unit, seq: int, now: int) -> None:
    unit.inbox.failed(seq, "turn", now)


def _shape(fault: BaseException) -> Exception:
    """What went wrong without its words: SQL parameters may hold a person's (R41)."""
    cause = fault.__cause__ or fault
    return Exception(type(cause).__name__)
