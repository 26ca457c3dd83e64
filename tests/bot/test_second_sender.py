"""SMS campaigns leave from a sender of their own, only to phones and countries that may cost money."""

import asyncio

import pytest
from phonenumbers import PhoneNumberFormat as Format
from phonenumbers import PhoneNumberType, example_number_for_type, format_number
from sqlalchemy import select

from bot.channels import open_channels
from bot.channels.base import SendFailed
from bot.fates import after_failure
from bot.supplies import Priced
from flows.events import ChannelChanged
from flows.messages import Outgoing
from storage.database import StorageDown
from storage.parcels import Parcel
from storage.schema import contacts, inbox, sms_prices
from storage.unit import Unit
from tests.bot.bulk import SECOND_NUMBER, Shelf, bulk_of, settings_of
from tests.bot.rig import NOON, NUMBER, SECOND, Rig
from tests.bot.test_sender import said

PHONE = "+355690000001"
NEWS = Outgoing(parts=("Qendra hapet me 3 mars. Ndal: NDAL",))
SERVICE = "MG" + "0a" * 16


@pytest.mark.parametrize("sender", [SECOND_NUMBER, "Kucova", SERVICE])
async def test_a_campaign_leaves_from_the_second_sender_and_answers_from_the_line(
    rig: Rig, sender: str
) -> None:
    rig.twilio.call_back = False
    bulk = bulk_of(rig, Shelf(), twilio_campaign_from=sender)
    await bulk["sms"].send(PHONE, NEWS, 0)
    await rig.channels["sms"].send(PHONE, NEWS, 0)
    news, answer = rig.twilio.sent[PHONE]
    assert news.get("From", news.get("MessagingServiceSid")) == sender
    assert ("From" in news) is (sender != SERVICE)
    assert news["StatusCallback"] == f"{rig.url}/twilio/status"
    assert answer["From"] == NUMBER


async def test_without_a_second_sender_no_sms_of_a_campaign_can_leave(rig: Rig) -> None:
    assert set(bulk_of(rig, Shelf(), twilio_campaign_from="")) == {"telegram"}
    assert set(bulk_of(rig, Shelf(), twilio_account_sid="", telegram_token="")) == set()


async def test_what_is_written_to_the_second_number_is_the_same_persons(rig: Rig) -> None:
    assert await rig.twilio.write(PHONE, "ndihme") == 200
    assert await rig.twilio.write(PHONE, "NDAL", To=SECOND_NUMBER) == 200
    rows = select(inbox.c.person, inbox.c.line)
    people = rig.db.read_now(lambda unit: {tuple(row) for row in unit.connection.execute(rows)})
    assert len(people) == 1


async def test_whoever_wrote_stop_to_it_is_opted_out_and_still_gets_answers(rig: Rig) -> None:
    rig.twilio.call_back = False
    bulk = bulk_of(rig, Shelf())
    said(rig, NEWS.parts[0], to=PHONE, kind="notice")
    rig.twilio.blocked.add((SECOND_NUMBER, PHONE))
    with pytest.raises(SendFailed) as failed:
        await bulk["sms"].send(PHONE, NEWS, 0)
    assert failed.value.code == "twilio_21610"
    assert failed.value.opted_out
    rig.db.write_now(lambda unit: after_failure(claimed(unit), failed.value)(unit, NOON))
    assert rig.fates() == [("failed", "twilio_21610")]
    (event,) = rig.db.write_now(lambda unit: unit.inbox.claim(9, NOON, SECOND))
    assert event.what == ChannelChanged(blocked=True)
    known = rig.db.write_now(lambda unit: unit.contacts.ensure([event], NOON))
    everybody = select(contacts.c.id)
    all_of_them = rig.db.read_now(lambda unit: list(unit.connection.scalars(everybody)))
    assert [one.id for one in known.values()] == all_of_them  # nobody new on another line
    await rig.channels["sms"].send(PHONE, Outgoing(parts=("Pergjigja",)), 0)
    assert [one["From"] for one in rig.twilio.sent[PHONE]] == [NUMBER]


def claimed(unit: Unit) -> Parcel:
    """The one message that waits."""
    (parcel,) = unit.outbox.claim(9, NOON, SECOND)
    return parcel


def example(region: str, kind: int) -> str:
    number = example_number_for_type(region, kind)
    assert number is not None
    return format_number(number, Format.E164)


@pytest.mark.parametrize(
    ("phone", "why"),
    [
        (example("AL", PhoneNumberType.PREMIUM_RATE), "dear_number"),
        (example("XK", PhoneNumberType.TOLL_FREE), "dear_number"),
        ("+355112", "short_number"),
        ("+112", "foreign_prefix"),
        ("+12025550123", "foreign_prefix"),
        ("OPERATOR", "not_a_phone"),
        (NUMBER, "own_number"),
        (SECOND_NUMBER, "own_number"),
        (example("XK", PhoneNumberType.MOBILE), "no_price"),
        (example("MK", PhoneNumberType.MOBILE), "no_price"),
    ],
)
async def test_a_phone_that_must_cost_nothing_gets_nothing_and_is_not_tried_again(
    rig: Rig, phone: str, why: str
) -> None:
    with pytest.raises(SendFailed) as failed:
        await bulk_of(rig, Shelf())["sms"].send(phone, NEWS, 0)
    assert (failed.value.code, failed.value.retry, failed.value.doubt) == (why, False, False)
    assert rig.twilio.sent == {}


async def test_a_country_with_a_price_is_written_to(rig: Rig) -> None:
    rig.twilio.call_back = False
    shelf = Shelf(countries={"XK"})
    phone = example("XK", PhoneNumberType.MOBILE)
    await bulk_of(rig, shelf)["sms"].send(phone, NEWS, 0)
    assert len(rig.twilio.sent[phone]) == 1
    assert shelf.looks == ["XK"]


async def test_conversations_need_no_price(rig: Rig) -> None:
    rig.twilio.call_back = False
    channels = open_channels(settings_of(rig), rig.session)
    phone = example("MK", PhoneNumberType.MOBILE)
    await channels["sms"].send(phone, Outgoing(parts=("Pergjigja",)), 0)
    assert [one["From"] for one in rig.twilio.sent[phone]] == [NUMBER]
    with pytest.raises(SendFailed, match="own_number"):
        await channels["sms"].send(SECOND_NUMBER, NEWS, 0)


async def test_one_phone_gets_no_flood_of_campaigns(rig: Rig) -> None:
    rig.twilio.call_back = False
    channel = bulk_of(rig, Shelf())["sms"]
    for _ in range(12):
        await channel.send(PHONE, NEWS, 0)
    with pytest.raises(SendFailed, match="hourly_phone_limit"):
        await channel.send(PHONE, NEWS, 0)


async def test_the_rate_can_be_kept_up_for_an_hour_and_not_exceeded(rig: Rig) -> None:
    channel = bulk_of(rig, Shelf())["sms"]
    limit = channel._limit  # type: ignore[attr-defined]
    for number in range(3600):
        limit.take(f"+3556{number:08}")
    with pytest.raises(SendFailed, match="hourly_limit"):
        limit.take(PHONE)


async def test_a_price_counts_from_the_moment_it_is_written_down(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.supplies.MISSED", 0.05)
    priced = Priced(rig.db, ("kucova",))
    assert not await priced.has("AL")
    row = {
        "municipality": "kucova", "provider": "twilio", "country": "AL", "price": 72_500,
        "currency": "EUR", "source": "list", "changed_by": "a", "changed_at": NOON,
    }  # fmt: skip
    rig.db.write_now(lambda unit: unit.connection.execute(sms_prices.insert(), row))
    await asyncio.sleep(0.1)
    assert await priced.has("AL")
    assert not await priced.has("MK")


async def test_prices_are_not_looked_up_for_each_sms(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []

    def look(*given: object) -> frozenset[str]:
        looked.append(given)
        return frozenset({"AL"})

    monkeypatch.setattr("storage.campaign_supplies.CampaignSupplies.priced", look)
    priced = Priced(rig.db, ("kucova",))
    assert all([await priced.has("AL") for _ in range(50)])
    assert len(looked) == 1


async def test_while_storage_is_away_the_message_waits(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_work: object) -> None:
        raise StorageDown("full")

    monkeypatch.setattr(rig.db, "read", away)
    with pytest.raises(SendFailed) as failed:
        await Priced(rig.db, ("kucova",)).has("AL")
    assert (failed.value.retry, failed.value.doubt, failed.value.alone) == (True, False, True)
