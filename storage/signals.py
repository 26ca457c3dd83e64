"""Wake-ups and live updates; losing one costs a moment, never a word (reliability R4)."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from typing import Protocol

BACKLOG = 100


class Signals(Protocol):
    """`wake`/`wait` tell workers to look; `publish`/`subscribe` tell pages what changed."""

    def wake(self, topic: str) -> None:
        """Something waits under this topic; on the event loop."""

    async def wait(self, topic: str, timeout: float) -> bool:  # noqa: ASYNC109
        """Until woken or `timeout` seconds are over; True when woken, also just before."""

    def on_wake(self, topic: str, call: Callable[[], None]) -> AbstractContextManager[None]:
        """Inside the block, call at each wake-up, before `wake` returns."""

    def publish(self, topic: str, message: str) -> None:
        """Tell everybody who is subscribed now."""

    def subscribe(self, topic: str) -> AsyncIterator[str]:
        """What is published from now on; a reader that falls behind loses the oldest."""

    async def close(self) -> None:
        """Let go."""


class LocalSignals:
    """Inside one process."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._calls: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self._readers: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)

    def wake(self, topic: str) -> None:
        self._events[topic].set()
        for call in self._calls[topic]:
            call()

    async def wait(self, topic: str, timeout: float) -> bool:  # noqa: ASYNC109
        event = self._events[topic]
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await event.wait()
        woken = event.is_set()
        event.clear()
        return woken

    @contextmanager
    def on_wake(self, topic: str, call: Callable[[], None]) -> Iterator[None]:
        self._calls[topic].append(call)
        try:
            yield
        finally:
            self._calls[topic].remove(call)

    def publish(self, topic: str, message: str) -> None:
        for reader in self._readers[topic]:
            if reader.full():
                reader.get_nowait()
            reader.put_nowait(message)

    async def subscribe(self, topic: str) -> AsyncIterator[str]:
        reader: asyncio.Queue[str] = asyncio.Queue(BACKLOG)
        self._readers[topic].add(reader)
        try:
            while True:
                yield await reader.get()
        finally:
            self._readers[topic].discard(reader)

    async def close(self) -> None:
        """There is nothing to let go of."""


def make_signals(redis_url: str) -> LocalSignals:
    """Between processes when there is a Redis, else inside this one, which is 12 MiB smaller."""
    if not redis_url:
        return LocalSignals()
    between: LocalSignals = import_module("storage.redis_signals").RedisSignals(redis_url)
    return between
