"""Whoever connects and then says nothing, or half a request, does not keep the door (R49)."""

import asyncio

import pytest
from aiohttp import web

from bot import running
from tests.bot.rig import free_port


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n", b"GET"])
async def test_a_silent_connection_is_closed(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SILENT_SECONDS", 0.05)
    port = free_port()
    async with running.listening(web.Application(), f"127.0.0.1:{port}"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(said)
        async with asyncio.timeout(10):
            assert await reader.read() == b""
        writer.close()
