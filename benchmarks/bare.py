"""The least that sending to many can do: the same client, the same requests, nothing else.

A loop that posts sendMessage with the service's own client session, as many at once as the sender has
under way for campaigns; it remembers nothing. Run as a process of its own on the service's core.
"""

import asyncio
import sys
import time
from typing import Final

import msgspec
import uvloop

from benchmarks.crowd import FIRST_CHAT, WORDS
from bot.client_session import open_session

AT_ONCE: Final = 48
HEADERS: Final = {"Content-Type": "application/json"}


async def post_all(url: str, count: int) -> float:
    """Seconds for `count` messages."""
    chats = iter(range(FIRST_CHAT, FIRST_CHAT + count))
    async with open_session() as session:

        async def lane() -> None:
            for chat in chats:
                body = msgspec.json.encode(
                    {
                        "chat_id": chat,
                        "text": WORDS,
                        "link_preview_options": {"is_disabled": True},
                    }
                )
                async with session.post(url, data=body, headers=HEADERS) as answer:
                    msgspec.json.decode(await answer.read())

        began = time.perf_counter()
        async with asyncio.TaskGroup() as lanes:
            for _ in range(AT_ONCE):
                lanes.create_task(lane())
        return time.perf_counter() - began


if __name__ == "__main__":
    print(uvloop.run(post_all(sys.argv[1], int(sys.argv[2]))), flush=True)
