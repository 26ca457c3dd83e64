"""Wake-ups and live updates; losing one costs a moment, never a word (reliability R4)."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

BACKLOG = 100
RECONNECT = 1.0
"""Seconds before a lost Redis is tried again."""


class Signals(Protocol):
    """`wake`/`wait` tell workers to look; `publish`/`subscribe` tell pages what changed."""

    def wake(self, topic: str) -> None:
        """Something waits under this topic; on the event loop."""

    async def wait(self, topic: str, timeout: float) -> bool:  # noqa: ASYNC109
        """Until woken or `timeout` seconds are over; True when woken, also just before."""

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
        self._readers: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)

    def wake(self, topic: str) -> None:
        self._events[topic].set()

    async def wait(self, topic: str, timeout: float) -> bool:  # noqa: ASYNC109
        event = self._events[topic]
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await event.wait()
        woken = event.is_set()
        event.clear()
        return woken

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


class RedisSignals(LocalSignals):
    """Between processes as well; while Redis is away, each process still wakes itself."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = Redis.from_url(url, socket_connect_timeout=RECONNECT)
        self._sending: set[asyncio.Future[None]] = set()
        self._ours = secrets.token_hex(8)
        self.listening = asyncio.Event()
        self._listener = asyncio.ensure_future(self._listen())

    def wake(self, topic: str) -> None:
        super().wake(topic)
        self._send(f"wake/{topic}", "")

    def publish(self, topic: str, message: str) -> None:
        super().publish(topic, message)
        self._send(f"tell/{topic}", message)

    async def close(self) -> None:
        for task in (self._listener, *self._sending):
            task.cancel()
        await asyncio.gather(self._listener, *self._sending, return_exceptions=True)
        await self._redis.aclose()

    def _send(self, channel: str, message: str) -> None:
        sending = asyncio.ensure_future(self._publish(channel, message))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)

    async def _publish(self, channel: str, message: str) -> None:
        with suppress(RedisError, OSError):
            await self._redis.publish(f"refero/{channel}", f"{self._ours}/{message}")

    async def _listen(self) -> None:
        while True:
            with suppress(RedisError, OSError):
                async with self._redis.pubsub() as heard:
                    await heard.psubscribe("refero/*")
                    async for one in heard.listen():
                        self.listening.set()
                        if one["type"] == "pmessage":
                            self._hear(one["channel"].decode(), one["data"].decode())
            await asyncio.sleep(RECONNECT)

    def _hear(self, channel: str, data: str) -> None:
        _, kind, topic = channel.split("/", 2)
        sender, _, message = data.partition("/")
        if sender == self._ours:
            return
        if kind == "wake":
            super().wake(topic)
        else:
            super().publish(topic, message)


def make_signals(redis_url: str) -> LocalSignals:
    """Between processes when there is a Redis, else inside this one."""
    return RedisSignals(redis_url) if redis_url else LocalSignals()
