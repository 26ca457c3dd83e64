"""What an SMS segment costs, what a municipality may spend on campaigns in a year, and what it spent."""

import datetime
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from storage.schema import campaign_budgets, sms_prices
from storage.table import TableAccess

MICROSECONDS = 1_000_000
MILLIONTHS_A_CENT = 10_000


TAKEN = frozenset({"sent", "delivered", "unknown"})
AFTERWARDS = "twilio_3"
"""How the faults of Twilio's reports of delivery begin: the message was taken, and is paid."""


def is_paid(state: str, fault: str) -> bool:
    """Tell whether what the outbox says of a message costs money."""
    return state in TAKEN or (state == "failed" and fault.startswith(AFTERWARDS))


class Price(msgspec.Struct, frozen=True):
    """Millionths of the currency a segment; `source` is where staff read it."""

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
        """Every price that is known, by country."""
        names = Price.__struct_fields__
        found = sa.select(*(sms_prices.c[name] for name in names))
        mine = found.where(sms_prices.c.municipality == municipality)
        rows = self.connection.execute(mine.order_by(sms_prices.c.country, sms_prices.c.provider))
        return [Price(*row) for row in rows]

    def set_price(self, municipality: str, price: Price, operator: str, now: int) -> None:
        """Keep what staff read: the newest word counts, for campaigns frozen from now on."""
        key = {
            "municipality": municipality,
            "provider": price.provider,
            "country": price.country,
        }
        self._keep(sms_prices, key, {
            "price": price.price, "currency": price.currency, "source": price.source,
        }, operator, now)  # fmt: skip

    def remove_price(self, municipality: str, provider: str, country: str) -> bool:
        """Nothing goes to this country any more; False when there was no price."""
        mine = sms_prices.delete().where(
            sms_prices.c.municipality == municipality,
            sms_prices.c.provider == provider,
            sms_prices.c.country == country,
        )
        return self.connection.execute(mine).rowcount > 0

    def budget(self, municipality: str, year: int) -> Budget | None:
        """What may be spent in a year; None while nobody said."""
        found = sa.select(campaign_budgets.c.amount, campaign_budgets.c.currency).where(
            campaign_budgets.c.municipality == municipality, campaign_budgets.c.year == year
        )
        row = self.connection.execute(found).first()
        return Budget(row.amount, row.currency) if row else None

    def set_budget(
        self, municipality: str, year: int, budget: Budget, operator: str, now: int
    ) -> None:
        """Keep what may be spent in a year."""
        key = {"municipality": municipality, "year": year}
        values = {"amount": budget.amount, "currency": budget.currency}
        self._keep(campaign_budgets, key, values, operator, now)

    def spent(self, municipality: str, year: int) -> int:
        """What the campaigns of a year cost, in minor units rounded up: what left, and of those that
        still run what is yet to leave; a campaign that is let go reserves its whole cost.
        """
        begins = datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
        ends = datetime.datetime(year + 1, 1, 1, tzinfo=datetime.UTC)
        wanted = {
            "municipality": municipality,
            "begins": int(begins.timestamp()) * MICROSECONDS,
            "ends": int(ends.timestamp()) * MICROSECONDS,
        }
        millionths = self.connection.scalar(SPENT, wanted) or 0
        return -(-int(millionths) // MILLIONTHS_A_CENT)

    def _keep(
        self,
        table: sa.Table,
        key: Mapping[str, object],
        values: Mapping[str, object],
        operator: str,
        now: int,
    ) -> None:
        row = {**values, "changed_by": operator, "changed_at": now}
        statement = insert(table).values(**key, **row)
        self.connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=row))


_PAID = f"""(
    t.state IN ('sent', 'delivered', 'unknown')
    OR t.state = 'failed' AND t.fault LIKE '{AFTERWARDS}%'
)"""  # as `is_paid`
SPENT = sa.text(f"""
    SELECT sum(r.price * r.segments * (
        CASE WHEN k.state IN ('approved', 'running', 'paused') THEN r.size ELSE 0 END
        + coalesce((
            SELECT sum(CASE
                WHEN {_PAID}
                    THEN CASE WHEN k.state IN ('finished', 'cancelled') THEN t.count ELSE 0 END
                WHEN t.state IN ('dropped', 'failed', 'held')
                    THEN CASE WHEN k.state IN ('finished', 'cancelled') THEN 0 ELSE -t.count END
                ELSE 0 END)
            FROM campaign_tallies t WHERE t.rendition = r.number), 0)
    ))
    FROM campaigns k JOIN campaign_renditions r ON r.campaign = k.number
    WHERE k.municipality = :municipality AND r.price IS NOT NULL
    AND k.approved_at >= :begins AND k.approved_at < :ends
""")  # noqa: S608  the condition is ours
