"""What a campaign's sender reads: the very picture it was frozen with, and where an SMS has a price."""

from storage.campaign_supplies import picture_key
from storage.database import Database
from storage.schema import campaign_images, campaigns, metadata, sms_prices
from storage.unit import Unit
from tests.storage.hot import NOW, VAULT

OLD, NEW = b"\xff\xd8\xffold", b"\xff\xd8\xffnew"


def with_picture(unit: Unit, content: bytes) -> str:
    """A campaign with this picture and no other; the key that its messages carry."""
    unit.connection.execute(campaign_images.delete())
    unit.connection.execute(campaigns.delete())
    row = {
        "number": 7, "id": "c" * 32, "municipality": "kucova", "name": "?", "topic": "services",
        "author": "a" * 32, "edited_by": "a" * 32, "made_at": NOW, "changed_at": NOW,
        "details": {}, "audience": {},
    }  # fmt: skip
    unit.connection.execute(campaigns.insert(), row)
    image = {"campaign": 7, "content_type": "image/jpeg", "content": content}
    unit.connection.execute(campaign_images.insert(), image)
    return picture_key(7, content)


def no_picture(unit: Unit) -> None:
    for nonsense in ("", "7", "x-1", "8-0123456789abcdef"):
        assert unit.campaign_supplies.picture(nonsense) is None


def test_a_message_gets_the_picture_it_was_frozen_with_or_none(database_url: str) -> None:
    database = Database(database_url, VAULT)
    metadata.create_all(database.engine)
    old = database.write_now(lambda unit: with_picture(unit, OLD))
    assert database.read_now(lambda unit: unit.campaign_supplies.picture(old)) == OLD
    new = database.write_now(lambda unit: with_picture(unit, NEW))
    assert new != old
    assert database.read_now(lambda unit: unit.campaign_supplies.picture(old)) is None
    database.read_now(no_picture)
    database.close()


def test_a_country_has_a_price_when_a_served_municipality_gave_one(database_url: str) -> None:
    database = Database(database_url, VAULT)
    metadata.create_all(database.engine)

    def work(unit: Unit) -> None:
        for place, provider, country in (
            ("kucova", "twilio", "AL"),
            ("gjilan", "twilio", "AL"),
            ("gjilan", "twilio", "XK"),
            ("kucova", "other", "MK"),
        ):
            row = {
                "municipality": place, "provider": provider, "country": country, "price": 72_500,
                "currency": "EUR", "source": "list", "changed_by": "a", "changed_at": NOW,
            }  # fmt: skip
            unit.connection.execute(sms_prices.insert(), row)

    database.write_now(work)

    def priced(*places: str) -> frozenset[str]:
        return database.read_now(lambda unit: unit.campaign_supplies.priced(places, "twilio"))

    assert priced("kucova") == {"AL"}
    assert priced("kucova", "gjilan") == {"AL", "XK"}
    assert priced("tirana") == priced() == frozenset()
    database.close()
