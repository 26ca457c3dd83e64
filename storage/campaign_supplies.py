"""What a campaign's sender needs beside the words: the picture, and where an SMS has a price."""

from collections.abc import Collection

from sqlalchemy import bindparam, select

from storage.schema import campaign_images, sms_prices
from storage.table import TableAccess


class CampaignSupplies(TableAccess):
    """The tables `campaign_images` and `sms_prices`, as the sender reads them."""

    def picture(self, key: str) -> bytes | None:
        """The picture of the campaign that a key names; None when there is none."""
        number = key.partition("-")[0]
        wanted = {"number": int(number) if number.isdecimal() else 0}
        content = self.connection.execute(PICTURE, wanted).scalar()
        return None if content is None else bytes(content)

    def priced(self, municipalities: Collection[str], provider: str) -> frozenset[str]:
        """The countries (ISO 3166-1, XK for Kosovo) to which somebody gave an SMS a price."""
        wanted = {"provider": provider, "municipalities": list(municipalities)}
        return frozenset(self.connection.execute(PRICED, wanted).scalars())


def picture_key(number: int, version: int) -> str:
    """What a message carries for its campaign's picture (`Outgoing.image`).

    Another picture is an edit and so another version: whoever keeps pictures by key never mixes them up,
    and what is frozen or sent cannot be edited.
    """
    return f"{number}-{version}"


PICTURE = select(campaign_images.c.content).where(campaign_images.c.campaign == bindparam("number"))
PRICED = (
    select(sms_prices.c.country)
    .where(
        sms_prices.c.provider == bindparam("provider"),
        sms_prices.c.municipality.in_(bindparam("municipalities", expanding=True)),
    )
    .distinct()
)
