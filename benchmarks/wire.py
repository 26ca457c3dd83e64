"""A lean HTTP client and a lean stub Bot API on one event loop, so that they are not the limit."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import cast

LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
CHUNK_END = b"0\r\n\r\n"
CHAT = re.compile(rb'"?chat_id"?\s*[:=]\s*"?(\d+)')


class Answers(asyncio.Protocol):
    """Client side: one request at a time on one connection; `status` of the answer."""

    def __init__(self) -> None:
        self._buffer = b""
        self._waiting: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Resolve the waiting request when its whole answer is here."""
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = LENGTH.search(head)
        if length and len(body) < int(length[1]):
            return
        status = int(head[9:12])
        self._buffer = b""
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(status)

    def connection_lost(self, exc: Exception | None) -> None:
        """A closed connection fails the waiting request."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError())

    async def request(self, raw: bytes) -> int:
        """Send raw request bytes, wait for the answer's status."""
        self._waiting = asyncio.get_running_loop().create_future()
        assert self._transport is not None
        self._transport.write(raw)
        return await self._waiting


class StubApi(asyncio.Protocol):
    """Server side: answers every Bot API call with ok and tells `heard(chat_id)` of sendMessage."""

    def __init__(self, heard: Callable[[int], None]) -> None:
        self._heard = heard
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._number = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer on."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answer each complete request in the buffer."""
        self._buffer += data
        while self._take_one():
            pass

    def _take_one(self) -> bool:
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        size = self._body_size(head, rest)
        if size is None:
            return False
        body, self._buffer = rest[:size], rest[size:]
        self._answer(head, body)
        return True

    @staticmethod
    def _body_size(head: bytes, rest: bytes) -> int | None:
        length = LENGTH.search(head)
        if length:
            size = int(length[1])
            return size if len(rest) >= size else None
        if b"chunked" in head.lower():
            end = rest.find(CHUNK_END)
            return None if end < 0 else end + len(CHUNK_END)
        return 0

    def _answer(self, head: bytes, body: bytes) -> None:
        self._number += 1
        send = b"/sendmessage " in head.partition(b"\r\n")[0].lower()
        chat = int(found[1]) if (found := CHAT.search(body)) else 0
        result: object = True
        if send:
            result = {
                "message_id": self._number,
                "date": 1,
                "chat": {"id": chat, "type": "private"},
                "text": "x",
            }
        payload = json.dumps({"ok": True, "result": result}).encode()
        assert self._transport is not None
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (len(payload), payload)
        )
        if send and chat:
            self._heard(chat)


def post(path: str, body: bytes, secret: str) -> bytes:
    """Raw bytes of a webhook delivery as Telegram sends it."""
    return (
        b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"X-Telegram-Bot-Api-Secret-Token: %b\r\nContent-Length: %d\r\n\r\n%b"
        % (path.encode(), secret.encode(), len(body), body)
    )
