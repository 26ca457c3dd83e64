"""Many small writes of one kind share one job: what arrives while the writer is busy."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from storage.database import Database, StorageDown
from storage.unit import Unit

T = TypeVar("T")


class Group(Generic[T]):
    """Items of one job, and whoever waits for its commit."""

    def __init__(self) -> None:
        self.items: list[T] = []
        self.written: asyncio.Future[None] | None = None


class Gathering(Generic[T]):
    """Calls `work` with all items added since its last turn at the writer; a lone one at once."""

    def __init__(self, db: Database, work: Callable[[Unit, Sequence[T]], None]) -> None:
        self._db = db
        self._work = work
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
            if group is not None and group.written is not None:
                group.items.append(item)
                return group.written
            group = self._open = Group()
            group.items.append(item)
        group.written = self._db.write_soon(lambda unit: self._work(unit, self._closed(group)))
        return group.written

    def _closed(self, group: Group[T]) -> Sequence[T]:
        """The items of a group that takes no more, in the writer's thread."""
        with self._lock:
            if self._open is group:
                self._open = None
        return group.items
