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
    """Items of one job, and whoever waits for its commit; `until` is the loop's time."""

    def __init__(self, until: float) -> None:
        self.items: list[T] = []
        self.waiting: list[asyncio.Future[None]] = []
        self.until = until

    def tell(self, written: "asyncio.Future[None]") -> None:
        """Everybody who still waits hears what became of the job."""
        fault = written.exception()
        for one in self.waiting:
            if one.done():
                continue
            if fault is None:
                one.set_result(None)
            else:
                one.set_exception(fault)


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

    async def add(self, item: T, patience: float | None = None) -> None:
        """Returns after the commit that holds `item`; StorageDown when nothing was kept.

        TimeoutError after `patience` seconds; the item may be kept all the same.
        """
        loop = asyncio.get_running_loop()
        until = None if patience is None else loop.time() + patience
        joined = self._join(item, loop)
        late = None if until is None else loop.call_at(until, _give_up, joined)
        try:
            await joined
        except (StorageDown, TimeoutError):
            raise
        except Exception:  # noqa: BLE001  one bad item costs only itself
            async with asyncio.timeout_at(until):
                await self._db.write(lambda unit: self._work(unit, [item]))
        finally:
            if late is not None:
                late.cancel()

    def _join(self, item: T, loop: asyncio.AbstractEventLoop) -> "asyncio.Future[None]":
        """A future of one's own: whoever goes away takes nobody with them."""
        joined = loop.create_future()
        with self._lock:
            group = self._open
            if group is None:
                group = self._open = Group(loop.time() + LONGEST)
                loop.call_soon(self._look, group, 1)
            group.items.append(item)
            group.waiting.append(joined)
        return joined

    def _look(self, group: Group[T], seen: int) -> None:
        loop, by_now = asyncio.get_running_loop(), len(group.items)
        if by_now > seen and loop.time() < group.until:
            loop.call_soon(self._look, group, by_now)
            return
        written = self._db.write_soon(lambda unit: self._work(unit, self._closed(group)))
        written.add_done_callback(group.tell)
        self._queued()

    def _closed(self, group: Group[T]) -> Sequence[T]:
        """The items of a group that takes no more, in the writer's thread."""
        with self._lock:
            if self._open is group:
                self._open = None
        return group.items


def _give_up(joined: "asyncio.Future[None]") -> None:
    if not joined.done():
        joined.set_exception(TimeoutError())
