"""Wake-ups and live updates between processes; read only where there is a Redis."""

import asyncio
import secrets
from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from storage.signals import LocalSignals

RECONNECT = 1.0
"""Seconds before a lost Redis is tried again."""


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
