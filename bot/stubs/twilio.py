"""Twilio's messaging API in miniature (https://www.twilio.com/docs/messaging/api)."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import aiohttp
import msgspec
from aiohttp import web
from twilio.request_validator import RequestValidator

from bot.clock import now
from bot.stubs.server import Bubble, Planned, StubServer, dropped

MAX_BODY: Final = 1600
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
STATES: Final = ("sending", "sent", "delivered")


class StubTwilio(StubServer):
    """Takes the line's SMS and sends people's ones to its webhook, truly signed.

    `number` is the line's, `second` what campaigns leave from. `public_url` is the line's configured
    address. `sent` holds accepted SMS by phone, newest last; `blocked` are pairs of a sender and a phone
    that wrote STOP to it.
    """

    def __init__(
        self, account: str, token: str, number: str, public_url: str = "", second: str = ""
    ) -> None:
        super().__init__()
        self.account = account
        self.token = token
        self.number = number
        self.second = second
        self.blocked: set[tuple[str, str]] = set()
        self.public_url = public_url
        self.call_back = True
        self.sent: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        self.media: dict[str, bytes] = {}
        self._numbers = itertools.count(now())
        self._tasks: set[asyncio.Task[None]] = set()
        base = f"/2010-04-01/Accounts/{account}"
        self.app.router.add_post(f"{base}/Messages.json", self._create)
        self.app.router.add_get(f"{base}/Messages/{{message}}/Media/{{media}}", self._media)

    async def stop(self) -> None:
        """Let no status callback outlive the server."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await super().stop()

    async def write(self, phone: str, text: str, **more: str) -> int:
        """A person sends an SMS; the webhook's HTTP status. `more` are further parameters."""
        given = self.incoming(phone, text, **more)
        status = await self.call_line("/twilio/sms", given)
        return self.remember(phone, text, status, given["To"])

    def incoming(self, phone: str, text: str, **more: str) -> dict[str, str]:
        """The parameters of one incoming SMS (Twilio's messaging webhook)."""
        sid = self.new_sid("SM")
        return {
            "ToCountry": "AL",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "SmsSid": sid,
            "SmsStatus": "received",
            "FromCountry": "AL",
            "Body": text,
            "To": self.number,
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": self.account,
            "From": phone,
            "ApiVersion": "2010-04-01",
            **more,
        }

    async def call_line(self, path: str, given: Mapping[str, str]) -> int:
        """Post a signed form to the line, as Twilio would; the HTTP status."""
        url = self.public_url + path
        sign = RequestValidator(self.token).compute_signature(url, given)
        headers = {"X-Twilio-Signature": sign, "Content-Type": FORM}
        body = urlencode(given).encode()
        async with self.session.post(url, data=body, headers=headers) as answer:
            await answer.read()
            return answer.status

    def new_sid(self, prefix: str) -> str:
        """The next identifier in Twilio's shape: two letters and 32 hex digits."""
        return f"{prefix}{next(self._numbers):032x}"

    async def _create(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != self._authorization():
            return _error(401, 20003)
        given = {name: values[0] for name, values in parse_qs(await request.text()).items()}
        if self.planned:
            return self._planned(request, self.planned.popleft(), given)
        blocked = (_sender(given), given.get("To", "")) in self.blocked
        fault = 21610 if blocked else _fault(given)
        return _error(400, fault) if fault else self._take(given)

    def _planned(self, request: web.Request, end: Planned, given: dict[str, str]) -> web.Response:
        if end.taken:
            self._take(given)
        if end.drop:
            return dropped(request)
        return web.Response(status=end.status, body=end.body, content_type=JSON)

    def _take(self, given: dict[str, str]) -> web.Response:
        sid = self.new_sid("SM")
        self.sent[given["To"]].append({"sid": sid, **given})
        sender = _sender(given)
        self.talks[given["To"]].append(Bubble(mine=False, text=given["Body"], party=sender))
        if self.call_back and given.get("StatusCallback"):
            task = asyncio.create_task(
                self._report(given["StatusCallback"], sid, given["To"], sender)
            )
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        body = {"sid": sid, "status": "queued", "to": given["To"], "error_code": None}
        return web.Response(status=201, body=msgspec.json.encode(body), content_type=JSON)

    async def _report(self, callback: str, sid: str, phone: str, sender: str) -> None:
        """Status callbacks of one SMS, in their order; a line that is gone is no fault of ours."""
        for state in STATES:
            given = {
                "MessageSid": sid,
                "MessageStatus": state,
                "To": phone,
                "From": sender,
                "AccountSid": self.account,
            }
            try:
                await self.call_line(callback.removeprefix(self.public_url), given)
            except aiohttp.ClientError:
                return

    async def _media(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != self._authorization():
            return _error(401, 20003)
        content = self.media.get(request.match_info["media"])
        if content is None:
            return _error(404, 20404)
        return web.Response(body=content, content_type="image/jpeg")

    def _authorization(self) -> str:
        return aiohttp.encode_basic_auth(self.account, self.token)


def _sender(given: Mapping[str, str]) -> str:
    """What an SMS leaves from: a number, letters or a messaging service."""
    return given.get("From", "") or given.get("MessagingServiceSid", "")


def _fault(given: Mapping[str, Any]) -> int:
    """The error code of a message that Twilio would refuse, else 0."""
    if not str(given.get("To", "")).startswith("+"):
        return 21211
    if not given.get("Body"):
        return 21602
    if len(given["Body"]) > MAX_BODY:
        return 21617
    return 0 if _sender(given) else 21603


def _error(status: int, code: int) -> web.Response:
    body = {"code": code, "message": "refused", "status": status}
    return web.Response(status=status, body=msgspec.json.encode(body), content_type=JSON)
