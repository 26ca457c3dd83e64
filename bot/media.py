"""Fetches what came with a report, only from the provider's own hosts (reliability R26, R32)."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.channels.base import Channel, SendFailed, Source
from bot.sniffing import HEAD, sniff
from storage.database import Database, StorageDown
from storage.media import Wanted
from storage.signals import Signals
from storage.unit import Unit

log = logging.getLogger(__name__)

MAX_BYTES: Final = 20 * 1024 * 1024
FETCH_SECONDS: Final = 60.0
MAX_HOPS: Final = 2
BATCH: Final = 4
IDLE: Final = 5.0
PAUSE: Final = 60_000_000
"""Microseconds until a fetch is tried again, times the tries so far."""


class Unwanted(Exception):
    """The file is too large, of a kind that is not kept, or elsewhere than it may be."""


class MediaFetcher:
    """One loop: a few files at a time, oldest first, each kept whole or not at all."""

    def __init__(
        self,
        db: Database,
        channels: Mapping[str, Channel],
        session: aiohttp.ClientSession,
        now: Callable[[], int],
    ) -> None:
        self._db = db
        self._channels = channels
        self._session = session
        self._now = now

    async def run(self, signals: Signals) -> None:
        """Until cancelled."""
        while True:
            try:
                if not await self.once():
                    await signals.wait("media", IDLE)
            except StorageDown:
                await asyncio.sleep(IDLE)

    async def once(self) -> int:
        """Fetch what is due; how many were tried."""
        now = self._now()
        wanted = await self._db.read(lambda unit: unit.media.wanted(now, BATCH))
        await asyncio.gather(*(self._keep(one) for one in wanted))
        return len(wanted)

    async def _keep(self, wanted: Wanted) -> None:
        later = self._now() + PAUSE * (wanted.attempts + 1)
        try:
            content = await self._fetch(wanted)
        except Unwanted:
            await self._db.write(lambda unit: unit.media.refuse(wanted.id))
        except (SendFailed, aiohttp.ClientError, TimeoutError) as fault:
            log.warning("a file could not be fetched: %s", type(fault).__name__)
            await self._db.write(lambda unit: _postpone(unit, wanted, later))
        else:
            kind = sniff(content[:HEAD])
            await self._db.write(lambda unit: _store(unit, wanted, kind, content))

    async def _fetch(self, wanted: Wanted) -> bytes:
        channel = self._channels.get(wanted.channel)
        if channel is None or not wanted.reference:
            raise Unwanted
        try:
            source = await channel.locate(wanted.reference)
        except SendFailed as fault:
            if fault.retry or fault.doubt:
                raise
            raise Unwanted from None
        async with asyncio.timeout(FETCH_SECONDS):
            content = await self._download(source)
        if not sniff(content[:HEAD]):
            raise Unwanted
        return content

    async def _download(self, source: Source) -> bytes:
        """Follow a redirect only to the provider's named file hosts, without our login."""
        url = source.url
        login = _login(source)
        for _ in range(MAX_HOPS + 1):
            async with self._session.get(url, headers=login, allow_redirects=False) as answer:
                if answer.status not in (301, 302, 303, 307, 308):
                    answer.raise_for_status()
                    return await _bounded(answer)
                url, login = answer.headers.get("Location", ""), {}
            target = urlsplit(url)
            if target.scheme != "https" or target.netloc not in source.hosts:
                raise Unwanted
        raise Unwanted


def _login(source: Source) -> dict[str, str]:
    if source.login is None:
        return {}
    return {"Authorization": aiohttp.encode_basic_auth(*source.login)}


async def _bounded(answer: aiohttp.ClientResponse) -> bytes:
    if (answer.content_length or 0) > MAX_BYTES:
        raise Unwanted
    content = bytearray()
    async for chunk in answer.content.iter_any():
        content += chunk
        if len(content) > MAX_BYTES:
            raise Unwanted
    return bytes(content)


def _store(unit: Unit, wanted: Wanted, kind: str, content: bytes) -> None:
    unit.media.store(wanted.id, kind, [content])


def _postpone(unit: Unit, wanted: Wanted, later: int) -> None:
    unit.media.postpone(wanted.id, later)
