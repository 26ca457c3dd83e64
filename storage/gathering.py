"""Many small writes of one kind share one job: what arrives while the writer is busy."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from storage.database import Database, StorageDown
from storage.unit import Unit

T = TypeVar("T")


LONGEST = 0.005
"""Seconds that a group waits for company while each round of the event loop brings some."""


class Group(Generic[T]):
    """Items of one job, and the future of its commit; `until` is the loop's time."""

    def __init__(self, written: "asyncio.Future[None]", until: float) -> None:
        self.items: list[T] = []
        self.written = written
        self.until = until


class Gathering(Generic[T]):
    """Calls `work` with all items that came together; a lone one goes in the loop's next round.

    While every round of the event loop brings more, it waits for them, 5 ms at most: a commit costs
    the same for one and for fifty. A group that stands in the writer's queue still takes items until
    its turn comes; `queued` is called when it gets there.
    """

    def __init__(
        self,
        db: Database,
        work: Callable[[Unit, Sequence[T]], None],
        queued: Callable[[], None] = lambda: None,
    ) -> None:
        self._db = db
        self._work = work
        self._queued = queued
        self._open: Group[T] | None = None
        self._lock = threading.Lock()

    async def add(self, item: T) -> None:
        """Returns after the commit that holds `item`; StorageDown when nothing was kept."""
        try:
            await asyncio.shield(self._join(item))
        except StorageDown:
            raise
        except Exception:  # noqa: BLE001  one bad item costs only itself
            await self._db.write(lambda unit: self._work(unit, [item]))

    def _join(self, item: T) -> "asyncio.Future[None]":
        with self._lock:
            group = self._open
            if group is None:
                loop = asyncio.get_running_loop()
                group = self._open = Group(loop.create_future(), loop.time() + LONGEST)
                loop.call_soon(self._look, group, 1)
            group.items.append(item)
        return group.written

    def _look(self, group: Group[T], seen: int) -> None:
        loop, by_now = asyncio.get_running_loop(), len(group.items)
        if by_now > seen and loop.time() < group.until:
            loop.call_soon(self._look, group, by_now)
            return
        self._db.write_soon(lambda unit: self._work(unit, self._closed(group)), group.written)
        self._queued()

    def _closed(self, group: Group[T]) -> Sequence[T]:
        """The items of a group that takes no more, in the writer's thread."""
        with self._lock:
            if self._open is group:
                self._open = None
        return group.items
