"""The seven-message intake as Telegram would deliver it, and who waits for what."""

import asyncio
import json
import time
from collections.abc import Sequence

from benchmarks.wire import Answers, post


def update(number: int, chat: int, step: str) -> bytes:
    """One update: "/start", a typed text, or "@id" for a pressed button."""
    person = {"id": chat, "is_bot": False, "first_name": "Bench", "language_code": "sq"}
    where = {"id": chat, "type": "private", "first_name": "Bench"}
    if step.startswith("@"):
        message = {"message_id": number, "date": 1, "chat": where, "text": "?"}
        query = {
            "id": str(number),
            "from": person,
            "message": message,
            "chat_instance": "1",
            "data": step[1:],
        }
        return json.dumps({"update_id": number, "callback_query": query}).encode()
    message = {"message_id": number, "date": 1, "chat": where, "from": person, "text": step}
    if step.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(step)}]
    return json.dumps({"update_id": number, "message": message}).encode()


class Talks:
    """Runs strictly sequential talks and keeps the seconds from each post to its reply."""

    def __init__(self, port: int, secret: str, steps: Sequence[str], replies: int = 1) -> None:
        self._port = port
        self._secret = secret
        self._steps = steps
        self._replies = replies
        self._awaited: dict[int, tuple[asyncio.Event, int]] = {}
        self._numbers = iter(range(1, 1 << 60))
        self.latencies: list[float] = []

    def heard(self, chat: int) -> None:
        """A reply for this chat reached the stub."""
        event, left = self._awaited.get(chat, (None, 0))
        if event is None:
            return
        self._awaited[chat] = (event, left - 1)
        if left <= 1:
            event.set()

    async def one(self, chat: int) -> None:
        """One whole talk on its own connection."""
        loop = asyncio.get_running_loop()
        transport, wire = await loop.create_connection(Answers, "127.0.0.1", self._port)
        for step in self._steps:
            replied = asyncio.Event()
            self._awaited[chat] = (replied, self._replies)
            body = update(next(self._numbers), chat, step)
            began = time.perf_counter()
            status = await wire.request(post("/telegram/webhook", body, self._secret))
            if status != 200:
                raise RuntimeError(f"webhook answered {status} to {step!r}")
            async with asyncio.timeout(30):
                await replied.wait()
            self.latencies.append(time.perf_counter() - began)
        del self._awaited[chat]
        transport.close()

    async def many(self, total: int, at_once: int, first_chat: int) -> float:
        """Run `total` talks with `at_once` side by side; messages per second."""
        chats = iter(range(first_chat, first_chat + total))

        async def lane() -> None:
            for chat in chats:
                await self.one(chat)

        began = time.perf_counter()
        async with asyncio.TaskGroup() as lanes:
            for _ in range(at_once):
                lanes.create_task(lane())
        return total * len(self._steps) / (time.perf_counter() - began)
