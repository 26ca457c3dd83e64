"""What campaigns leave from, beside a line's own channels, for the tests of this room."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from bot.channels import open_bulk
from bot.channels.base import Channel, Supplies
from storage.settings import Settings
from tests.bot.rig import ACCOUNT, AUTH, NUMBER, SECRET, TOKEN, Rig

SECOND_NUMBER = "+355690000099"
PICTURE = b"\xff\xd8\xff" + bytes(range(200))


@dataclass
class Shelf:
    """Pictures by key and countries with a price; `looks` counts what was asked of it."""

    pictures: dict[str, bytes] = field(default_factory=lambda: {"1-a": PICTURE})
    countries: set[str] = field(default_factory=lambda: {"AL"})
    looks: list[str] = field(default_factory=list)

    async def picture(self, key: str) -> bytes | None:
        self.looks.append(key)
        return self.pictures.get(key)

    async def priced(self, country: str) -> bool:
        self.looks.append(country)
        return country in self.countries

    @property
    def supplies(self) -> Supplies:
        return Supplies(self.picture, self.priced)


def settings_of(rig: Rig, **more: str) -> Settings:
    """The rig's providers, with a second number."""
    settings = Settings(
        env="pilot",
        public_url=rig.url,
        municipalities=("kucova",),
        telegram_token=TOKEN,
        telegram_secrets=(SECRET,),
        telegram_api_url=rig.api.url,
        twilio_account_sid=ACCOUNT,
        twilio_auth_tokens=(AUTH,),
        twilio_from=NUMBER,
        twilio_api_url=rig.twilio.url,
        twilio_campaign_from=SECOND_NUMBER,
    )
    return replace(settings, **more)


def bulk_of(rig: Rig, shelf: Shelf, **more: str) -> dict[str, Channel]:
    """Channels that carry campaigns, over the rig's stand-in providers."""
    return open_bulk(settings_of(rig, **more), rig.session, shelf.supplies)
