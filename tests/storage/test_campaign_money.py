"""What campaigns may cost and what they did: prices, budget, and what is spent or spoken for."""

import datetime

import pytest

from flows.messages import Outgoing
from storage.campaign_audience import Rendition
from storage.campaign_money import Budget, Price
from storage.database import Database
from storage.ids import new_id
from storage.schema import campaign_renditions, campaign_tallies, campaigns
from storage.unit import Unit

YEAR = 2026
SPRING = int(datetime.datetime(YEAR, 4, 1, tzinfo=datetime.UTC).timestamp()) * 1_000_000
WHO = "a" * 32
ALBANIA = Price("twilio", "AL", 72_500, "EUR", "price page, 1 April")


def campaign(db: Database, state: str, size: int, *, approved_at: int | None = SPRING) -> int:
    """To so many people, two segments of 0.0725 each; the number of its rendition."""

    def write(unit: Unit) -> int:
        row = {
            "id": new_id(SPRING), "municipality": "kucova", "name": "x", "topic": "school",
            "details": {}, "audience": {}, "state": state, "author": WHO, "edited_by": WHO,
            "made_at": SPRING, "changed_at": SPRING, "approved_at": approved_at,
        }  # fmt: skip
        made = unit.connection.execute(campaigns.insert().returning(campaigns.c.number), row)
        words = Rendition("sq", "sms", False, "AL", Outgoing(parts=("x",)), 2, 72_500, "EUR")
        number = int(made.scalar_one())
        unit.audiences.freeze(number, [words])
        mine = campaign_renditions.c.campaign == number
        unit.connection.execute(campaign_renditions.update().where(mine).values(size=size))
        found = unit.connection.execute(campaign_renditions.select().where(mine)).one()
        return int(found.number)

    return db.write_now(write)


def became(db: Database, rendition: int, state: str, count: int, fault: str = "") -> None:
    row = {"rendition": rendition, "state": state, "fault": fault, "count": count, "at": SPRING}
    db.write_now(lambda unit: unit.connection.execute(campaign_tallies.insert(), row))


def spent(db: Database, municipality: str = "kucova", year: int = YEAR) -> int:
    return db.read_now(lambda unit: unit.campaign_money.spent(municipality, year))


def test_the_newest_price_of_a_country_counts_and_can_be_taken_away(db: Database) -> None:
    def write(unit: Unit) -> None:
        unit.campaign_money.set_price("kucova", Price("twilio", "AL", 1, "EUR", "guess"), WHO, 1)
        unit.campaign_money.set_price("kucova", ALBANIA, WHO, 2)
        unit.campaign_money.set_price("gjilan", Price("twilio", "XK", 5, "EUR", "x"), WHO, 2)

    db.write_now(write)
    assert db.read_now(lambda unit: unit.campaign_money.prices("kucova")) == [ALBANIA]
    remove = ("kucova", "twilio", "AL")
    assert db.write_now(lambda unit: unit.campaign_money.remove_price(*remove))
    assert not db.write_now(lambda unit: unit.campaign_money.remove_price(*remove))
    assert db.read_now(lambda unit: unit.campaign_money.prices("kucova")) == []


def test_a_year_has_one_budget(db: Database) -> None:
    def write(unit: Unit) -> None:
        unit.campaign_money.set_budget("kucova", YEAR, Budget(1, "ALL"), WHO, 1)
        unit.campaign_money.set_budget("kucova", YEAR, Budget(150_000, "EUR"), WHO, 2)

    db.write_now(write)
    found = db.read_now(lambda unit: unit.campaign_money.budget("kucova", YEAR))
    assert found == Budget(150_000, "EUR")
    assert db.read_now(lambda unit: unit.campaign_money.budget("kucova", YEAR + 1)) is None


def test_what_may_leave_is_spoken_for_before_it_left(db: Database) -> None:
    campaign(db, "approved", 100)
    assert spent(db) == 1450
    assert (spent(db, "gjilan"), spent(db, year=YEAR + 1)) == (0, 0)


@pytest.mark.parametrize("state", ["draft", "frozen"])
def test_what_nobody_approved_costs_nothing(db: Database, state: str) -> None:
    campaign(db, state, 100, approved_at=None)
    assert spent(db) == 0


@pytest.mark.parametrize("state", ["running", "paused", "finished", "cancelled"])
def test_what_was_skipped_or_refused_at_once_is_given_back(db: Database, state: str) -> None:
    rendition = campaign(db, state, 10)
    became(db, rendition, "delivered", 4)
    became(db, rendition, "unknown", 1)
    became(db, rendition, "dropped", 2, "no_consent")
    became(db, rendition, "failed", 1, "twilio_21211")
    became(db, rendition, "failed", 2, "twilio_30005")
    assert spent(db) == -(-7 * 2 * 72_500 // 10_000)


def test_a_part_of_a_cent_is_a_whole_one(db: Database) -> None:
    became(db, campaign(db, "finished", 1), "sent", 1)
    assert spent(db) == 15
