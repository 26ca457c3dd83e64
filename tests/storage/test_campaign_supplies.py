"""What a campaign's sender reads: the picture above the text, and where an SMS has a price."""

from storage.campaign_supplies import picture_key
from storage.database import Database
from storage.schema import campaign_images, campaigns, metadata, sms_prices
from storage.unit import Unit
from tests.storage.hot import NOW, VAULT

PICTURE = b"\xff\xd8\xffold"


def with_picture(unit: Unit) -> None:
    """Campaign 7, with a picture."""
    row = {
        "number": 7, "id": "c" * 32, "municipality": "kucova", "name": "?", "topic": "services",
        "author": "a" * 32, "edited_by": "a" * 32, "made_at": NOW, "changed_at": NOW,
        "details": {}, "audience": {},
    }  # fmt: skip
    unit.connection.execute(campaigns.insert(), row)
    image = {"campaign": 7, "content_type": "image/jpeg", "content": PICTURE}
    unit.connection.execute(campaign_images.insert(), image)


def test_a_message_finds_the_picture_of_its_campaign(database_url: str) -> None:
    database = Database(database_url, VAULT)
    metadata.create_all(database.engine)
    database.write_now(with_picture)

    def pictures(*keys: str) -> list[bytes | None]:
        return database.read_now(lambda unit: [unit.campaign_supplies.picture(key) for key in keys])

    assert pictures(picture_key(7, 3), "7") == [PICTURE, PICTURE]
    assert pictures(picture_key(8, 3), "", "x-1", "-7") == [None] * 4
    database.close()


def test_each_version_has_a_key_of_its_own() -> None:
    keys = {picture_key(number, version) for number in (1, 11, 111) for version in (1, 11, 111)}
    assert len(keys) == 9


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
