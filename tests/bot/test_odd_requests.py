"""Requests that no provider and no browser sends: refused, never a 5xx, and no address in a log."""

import asyncio
import json
import logging
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.health import Health
from bot.logs import JsonLines
from tests.bot.rig import Rig

SECRET = b"X-Telegram-Bot-Api-Secret-Token: "
SIGNED = b"X-Twilio-Signature: x"


async def knock(rig: Rig, path: bytes, header: bytes) -> bytes:
    """The status line's number for a raw request."""
    host = urlsplit(rig.url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    head = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n" + header
    writer.write(head + b"\r\n\r\na=b")
    status = (await reader.readline()).split()[1]
    writer.close()
    return status


@pytest.mark.parametrize(
    ("path", "header", "status"),
    [
        (b"/telegram/webhook", SECRET + b"\xe9", b"403"),
        (b"/telegram/webhook", SECRET, b"403"),
        (b"/telegram/webhook", b"Content-Encoding: gzip", b"400"),
        (b"/twilio/sms", SIGNED + b"\xe9", b"403"),
        (b"http://elsewhere/twilio/sms", SIGNED, b"403"),
        (b"/twilio/sms?a=%00&[", SIGNED, b"403"),
    ],
)
async def test_it_is_refused(rig: Rig, path: bytes, header: bytes, status: bytes) -> None:
    assert await knock(rig, path, header) == status


def test_what_a_library_fills_into_its_messages_stays_out_of_the_log() -> None:
    """The server names the caller's address; nobody keeps those (safety S10)."""
    told = ("Error handling request from %s", ("203.0.113.7",))
    record = logging.LogRecord("aiohttp.server", logging.ERROR, "x", 1, *told, None)
    assert json.loads(JsonLines().format(record))["what"] == "Error handling request from %s"
    ours = logging.LogRecord("bot.sender", logging.INFO, "x", 1, "sent %s", ("sms",), None)
    assert json.loads(JsonLines().format(ours))["what"] == "sent sms"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_the_counters_are_not_for_those_outside(
    rig: Rig, tmp_path: Path, header: str
) -> None:
    app = web.Application()
    app.add_routes(Health(rig.db, tmp_path, rig.clock).routes())
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/metrics")).status == 200
        assert (await client.get("/metrics", headers={header: "203.0.113.7"})).status == 404
