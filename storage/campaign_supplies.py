"""What a campaign's sender needs beside the words: the picture, and where an SMS has a price."""

import hashlib
from collections.abc import Collection
from typing import Final

from sqlalchemy import bindparam, select

from storage.schema import campaign_images, sms_prices
from storage.table import TableAccess

DIGITS: Final = 16
"""Hex digits of a picture's digest: enough to tell one picture of a campaign from the next."""


class CampaignSupplies(TableAccess):
    """The tables `campaign_images` and `sms_prices`, as the sender reads them."""

    def picture(self, key: str) -> bytes | None:
        """The picture that a message was frozen with; None when there is none or another one now."""
        number = key.partition("-")[0]
        wanted = {"number": int(number) if number.isdecimal() else 0}
        content = self.connection.execute(PICTURE, wanted).scalar()
        found = bytes(content) if content is not None else None
        return found if found is not None and picture_key(int(number), found) == key else None

    def priced(self, municipalities: Collection[str], provider: str) -> frozenset[str]:
        """The countries (ISO 3166-1, XK for Kosovo) to which somebody gave an SMS a price."""
        wanted = {"provider": provider, "municipalities": list(municipalities)}
        return frozenset(self.connection.execute(PRICED, wanted).scalars())


def picture_key(number: int, content: bytes) -> str:
    """The name under which a message carries a campaign's picture: another picture, another name."""
    return f"{number}-{hashlib.sha256(content).hexdigest()[:DIGITS]}"


PICTURE = select(campaign_images.c.content).where(campaign_images.c.campaign == bindparam("number"))
PRICED = (
    select(sms_prices.c.country)
    .where(
        sms_prices.c.provider == bindparam("provider"),
        sms_prices.c.municipality.in_(bindparam("municipalities", expanding=True)),
    )
    .distinct()
)
