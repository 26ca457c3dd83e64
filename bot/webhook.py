"""Where providers deliver: checked, made durable, and only then answered (reliability R1)."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from aiohttp import web

from bot.channels.base import Arrival, Channel, Delivery, Refused
from bot.channels.twilio_sms import TwilioSms
from bot.floods import RefusalLimit
from bot.intake import Intake
from bot.metrics import received
from bot.peers import Peers
from storage.database import Database, StorageDown

log = logging.getLogger(__name__)

Bytes = TypeVar("Bytes", bytes, bytearray)

DIRECT: Final = Peers(())

MAX_BODY: Final = 1_048_576
BODY_SECONDS: Final = 30
KEEP_SECONDS: Final = 8.0
"""Then the provider is told to repeat, since it waits 10 to 15 s at most (R3, R5)."""
STATUS_WAITS: Final = (0.0, 0.5, 2.0)
"""Seconds before each look for the message that a status report is about."""
NO_WORDS: Final = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Webhooks:
    """The handlers of POST /telegram/webhook, /twilio/sms and /twilio/status."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        intake: Intake,
        db: Database,
        now: Callable[[], int],
        peers: Peers = DIRECT,
    ) -> None:
        self._channels = channels
        self._intake = intake
        self._db = db
        self._now = now
        self._peers = peers
        self._refusals = RefusalLimit(now)

    def routes(self) -> list[web.RouteDef]:
        """What to add to an application's router."""
        return [
            web.post("/telegram/webhook", self.telegram),
            web.post("/twilio/sms", self.sms),
            web.post("/twilio/status", self.status),
        ]

    async def telegram(self, request: web.Request) -> web.Response:
        """One update; the answer may carry a call for Telegram to perform (Bot API)."""
        channel = self._channel("telegram")
        body = await self._verified(channel, request)
        arrival = (await self._stored(channel, body))[0]
        if arrival.answer:
            return web.Response(body=arrival.answer, content_type="application/json")
        return web.Response()

    async def sms(self, request: web.Request) -> web.Response:
        """One SMS; answered with an empty TwiML document, ours goes out by the sender."""
        channel = self._channel("sms")
        await self._stored(channel, await self._verified(channel, request))
        return web.Response(body=NO_WORDS, content_type="text/xml")

    async def status(self, request: web.Request) -> web.Response:
        """What became of an SMS of ours; it only moves forward (R8)."""
        channel = self._channel("sms")
        body = await self._verified(channel, request)
        delivery = channel.delivery(body) if isinstance(channel, TwilioSms) else None
        if delivery is not None:
            await self._note(delivery)
        return web.Response(status=204)

    def _channel(self, name: str) -> Channel:
        """The channel, or 403: what has no secret accepts nothing (fail closed, R28)."""
        channel = self._channels.get(name)
        if channel is None:
            raise web.HTTPForbidden
        return channel

    async def _verified(self, channel: Channel, request: web.Request) -> bytes:
        peer = self._peers.of(request)
        if self._refusals.too_many(peer):
            raise web.HTTPTooManyRequests
        body = await read_body(request)
        try:
            channel.verify(request.headers, request.raw_path, body)
        except Refused:
            self._refusals.count(peer)
            received(channel.name, "refused").inc()
            raise web.HTTPForbidden from None
        return body

    async def _stored(self, channel: Channel, body: bytes) -> list[Arrival]:
        """Kept, or 503; what is kept after all, the repetition finds known (R2)."""
        try:
            return await self._intake.store(channel, [body], KEEP_SECONDS)
        except (StorageDown, TimeoutError):
            received(channel.name, "storage_down").inc()
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"}) from None

    async def _note(self, delivery: Delivery) -> None:
        """A report may be faster than our own note of the send: then look again a little later."""
        told = (delivery.provider_id, delivery.status, delivery.fault, self._now())
        try:
            async with asyncio.timeout(KEEP_SECONDS):
                for wait in STATUS_WAITS:
                    await asyncio.sleep(wait)
                    if await self._db.write(lambda unit: unit.outbox.status(*told)):
                        return
        except (StorageDown, TimeoutError):
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"}) from None


async def read_body(request: web.Request) -> bytes:
    """The whole body, at most 1 MB (413) and within half a minute (408) (R26, R49)."""
    if (request.content_length or 0) > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY, request.content_length or 0)
    try:
        if request.content.is_eof():  # a short body is here with its head
            return small_enough(request.content.read_nowait())
        async with asyncio.timeout(BODY_SECONDS):
            return await _read_on(request)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except web.RequestPayloadError:  # not what its own headers say
        raise web.HTTPBadRequest from None


async def _read_on(request: web.Request) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        small_enough(body)
    return bytes(body)


def small_enough(body: Bytes) -> Bytes:
    """The body itself, or 413."""
    if len(body) > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY, len(body))
    return body
