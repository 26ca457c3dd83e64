"""Keeps the pulse going: takes turns while somebody waits, then sleeps until woken."""

import asyncio
import logging
from collections.abc import Callable

from bot.turn import TurnBroken, Turns
from storage.apply import Applied
from storage.database import Database, StorageDown
from storage.signals import Signals
from storage.unit import Unit

log = logging.getLogger(__name__)

BATCH = 64
IDLE = 1.0
"""Seconds after which an idle worker looks again by itself: wake-ups may be lost with Redis."""
PAUSE = 0.5
"""Seconds to wait while storage is down."""


class Worker:
    """Takes turns in batches; a batch that cannot be written is taken again one by one (R7)."""

    def __init__(
        self, database: Database, signals: Signals, turns: Turns, clock: Callable[[], int]
    ) -> None:
        self._database = database
        self._signals = signals
        self._turns = turns
        self._clock = clock
        self._singles = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                if not await self.once():
                    await self._signals.wait("inbox", IDLE)
            except StorageDown:
                log.warning("storage is down, the inbox waits")
                await asyncio.sleep(PAUSE)
            except Exception as fault:
                log.error("taking turns failed", exc_info=_shape(fault))
                await asyncio.sleep(PAUSE)

    async def once(self) -> int:
        """One batch; how many events were taken or set aside."""
        limit = 1 if self._singles else BATCH
        try:
            applied = await self._database.write(
                lambda unit: self._turns.take(unit, limit, self._clock())
            )
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
        if applied.spoken:
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
