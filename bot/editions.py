"""The packs as they are told now, in every process: a publication reaches each without a restart."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from locales.packedits import Edit, with_edits
from locales.packs import Pack
from storage.database import Database
from storage.signals import Signals
from storage.unit import Unit

log = logging.getLogger(__name__)

TOPIC: Final = "packs"
"""What the desk publishes under when it published or withdrew an edition."""
LOOK_AGAIN: Final = 5.0
"""Seconds after which each process looks by itself: a signal may be lost, or there is no Redis."""


class Published(NamedTuple):
    """What staff have published, and the mark that changes with it."""

    mark: tuple[int, int]
    edits: tuple[Edit, ...]


def read_published(unit: Unit) -> Published:
    """The published editions of all municipalities."""
    found = unit.pack_versions.published()
    edits = tuple(Edit(one.topic, one.place, one.content) for one in found)
    return Published(unit.pack_versions.mark(), edits)


class Editions:
    """`files` are the packs of the repository; `packs()` those that are told."""

    def __init__(self, files: Sequence[Pack], published: Published) -> None:
        self.files = tuple(files)
        self._mark = published.mark
        self._packs = with_edits(self.files, published.edits)

    def packs(self) -> tuple[Pack, ...]:
        """The files, overlaid by what was published last."""
        return self._packs

    async def follow(
        self, database: Database, signals: Signals, tell: Callable[[Sequence[Pack]], None]
    ) -> None:
        """Until cancelled: look at once, at each publication and now and then; `tell` what changed."""
        heard = signals.subscribe(TOPIC)
        told = asyncio.ensure_future(anext(heard))
        try:
            while True:
                try:
                    await self._look(database, tell)
                except Exception as fault:  # noqa: BLE001  what is told now goes on being told
                    log.warning("published packs wait: %s", type(fault).__name__)
                await asyncio.wait({told}, timeout=LOOK_AGAIN)
                told = asyncio.ensure_future(anext(heard)) if told.done() else told
        finally:
            told.cancel()
            with suppress(asyncio.CancelledError):
                await told

    async def _look(self, database: Database, tell: Callable[[Sequence[Pack]], None]) -> None:
        if await database.read(lambda unit: unit.pack_versions.mark()) == self._mark:
            return
        published = await database.read(read_published)
        self._packs = await asyncio.to_thread(with_edits, self.files, published.edits)
        self._mark = published.mark
        tell(self._packs)
