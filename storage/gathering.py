"""Many small writes of one kind share one job: what arrives while the writer is busy."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from storage.database import Database, StorageDown
from storage.unit import Unit

T = TypeVar("T")


class Group(Generic[T]):
    """Items of one job, and the future of its commit."""

    def __init__(self, written: "asyncio.Future[None]") -> None:
        self.items: list[T] = []
        self.written = written


class Gathering(Generic[T]):
    """Calls `work` with all items added since its last turn at the writer; a lone one at once.

    "At once" is the end of the event loop's current round: what is ready in that round comes along,
    and what is asked of the writer in the next one comes behind it.
    """

    def __init__(self, db: Database, work: Callable[[Unit, Sequence[T]], None]) -> None:
        self._db = db
        self._work = work
        self._open: Group[T] | None = None
        self._lock = threading.Lock()

    def join(self, item: T) -> "asyncio.Future[None]":
        """The commit that will hold `item`; wait for it by `kept`."""
        with self._lock:
            group = self._open
            if group is None:
                loop = asyncio.get_running_loop()
                group = self._open = Group(loop.create_future())
                loop.call_soon(self._submit, group)
            group.items.append(item)
        return group.written

    async def kept(self, item: T, joined: "asyncio.Future[None]") -> None:
        """Returns after the commit that holds `item`; StorageDown when nothing was kept."""
        try:
            await asyncio.shield(joined)
        except StorageDown:
            raise
        except Exception:  # noqa: BLE001  one bad item costs only itself
            await self._db.write(lambda unit: self._work(unit, [item]))

    def _submit(self, group: Group[T]) -> None:
        self._db.write_soon(lambda unit: self._work(unit, self._closed(group)), group.written)

    def _closed(self, group: Group[T]) -> Sequence[T]:
        """The items of a group that takes no more, in the writer's thread."""
        with self._lock:
            if self._open is group:
                self._open = None
        return group.items
