"""The demo's providers: both stand-ins, with credentials that are made up at every start."""

import secrets
from typing import Final, Self

from msgspec.structs import replace

from bot.stubs.bot_api import StubBotApi
from bot.stubs.twilio import StubTwilio
from storage.settings import Settings

NUMBER: Final = "+355690000000"
CAMPAIGN_NUMBER: Final = "+355690000099"
"""What campaigns leave from: another number than the line's."""
PHOTO: Final = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300030202020202030202020303030304060404040404"
    "080606050609080a0a090809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010ffc9"
    "000b080001000101011100ffcc000600101005ffda0008010100003f00d2cf20ffd9"
)
"""The smallest grey photo."""


class DemoProviders:
    """A Bot API and a Twilio on loopback ports; nothing leaves the machine."""

    def __init__(self, public_url: str) -> None:
        token = f"{secrets.randbelow(10**9)}:{secrets.token_urlsafe(24)}"
        secret = secrets.token_urlsafe(24)
        webhook = f"{public_url}/telegram/webhook"
        self.public_url = public_url
        self.telegram = StubBotApi(token, secret, webhook)
        self.telegram.files |= {"photo": PHOTO, "voice": b"OggS" + bytes(32)}
        account = f"AC{secrets.token_hex(16)}"
        token = secrets.token_hex(16)
        self.twilio = StubTwilio(account, token, NUMBER, public_url, CAMPAIGN_NUMBER)

    async def start(self) -> Self:
        """Listen on free loopback ports."""
        await self.telegram.start()
        await self.twilio.start()
        return self

    async def stop(self) -> None:
        """Close both."""
        await self.telegram.stop()
        await self.twilio.stop()

    def settings(self, settings: Settings) -> Settings:
        """The same settings with both channels leading here."""
        return replace(
            settings,
            public_url=self.public_url,
            telegram_token=self.telegram.token,
            telegram_secrets=(self.telegram.secret,),
            telegram_api_url=self.telegram.url,
            twilio_account_sid=self.twilio.account,
            twilio_auth_tokens=(self.twilio.token,),
            twilio_from=self.twilio.number,
            twilio_messaging_service="",
            twilio_campaign_from=self.twilio.second,
            twilio_api_url=self.twilio.url,
        )
