"""What every channel must stand, run over its recorded payloads.

A payload's file name says what must become of it: kept.*, ignored.* or dead.*.
A new channel adds its folder of payloads and one line to PROBES.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from twilio.request_validator import RequestValidator

from bot.channels.twilio_sms.signature import read_form
from tests.bot.rig import AUTH, PAYLOADS, SECRET, Rig

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Probe:
    """How a provider delivers: where to, and how it proves that it is the provider."""

    channel: str
    folder: str
    path: str
    sign: Callable[[str, bytes], Headers]

    def bodies(self, expected: str = "*") -> list[Path]:
        """The recorded payloads of one expectation."""
        return sorted((PAYLOADS / self.folder).glob(f"{expected}.*"))

    async def deliver(self, rig: Rig, body: bytes, headers: Headers | None = None) -> int:
        """Post one delivery, properly signed unless other headers are given; the HTTP status."""
        url = rig.url + self.path
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                url, data=body, headers=self.sign(url, body) if headers is None else headers
            ) as answer,
        ):
            await answer.read()
            return answer.status


def sign_telegram(_url: str, _body: bytes) -> Headers:
    return {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}


def sign_twilio(url: str, body: bytes) -> Headers:
    """Signed by Twilio's own library, not by ours."""
    form = dict(read_form(body, errors="surrogateescape")) if body else {}
    try:
        signature = RequestValidator(AUTH).compute_signature(url, form)
    except UnicodeEncodeError:
        signature = "unsignable"
    content = "application/x-www-form-urlencoded"
    return {"Content-Type": content, "X-Twilio-Signature": signature}


def payload(path: Path) -> bytes:
    """The bytes as they came: a file's own last line end does not belong to them."""
    return path.read_bytes().removesuffix(b"\n")


PROBES = (
    Probe("telegram", "telegram", "/telegram/webhook", sign_telegram),
    Probe("sms", "twilio", "/twilio/sms", sign_twilio),
)
BY_NAME = {probe.channel: probe for probe in PROBES}
EVERY_BODY = [
    (probe, path) for probe in PROBES for path in probe.bodies() if path.stem != "dead.not-utf8"
]
