"""A whole campaign over the channels that the settings open: pictures, second number, prices, STOP."""

import pytest
from sqlalchemy import insert, update

from bot.channels import open_bulk
from bot.channels.base import Channel
from bot.lanes import Lane
from bot.stubs.server import Planned
from bot.supplies import make_supplies
from flows.events import ChannelChanged
from flows.messages import Button, Outgoing
from storage.campaign_supplies import picture_key
from storage.parcels import pack
from storage.schema import campaign_images, campaign_renditions, sms_prices
from storage.unit import Unit
from tests.bot import mailed
from tests.bot.bulk import PICTURE, SECOND_NUMBER, settings_of
from tests.bot.mailed import audience, mailing, row_of, until
from tests.bot.rig import NOON, SECOND, Rig
from tests.storage.crowd import WORDS, Crowd, chats, fates_of

PHONES = [("sms", f"+35569100{n:04d}") for n in range(6)]
BUTTON = Button("news.stop.services", "Mos më dërgoni më")
PRICE = {
    "municipality": "kucova", "provider": "twilio", "country": "AL", "price": 72_500,
    "currency": "EUR", "source": "list", "changed_by": "a", "changed_at": NOON,
}  # fmt: skip


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Campaigns leave by what the settings open, supplied from the database."""

    def ways(rig: Rig, rate: int) -> tuple[dict[str, Channel], dict[str, Lane]]:
        settings = settings_of(rig)
        bulk = open_bulk(settings, rig.session, make_supplies(rig.db, settings.municipalities))
        return bulk, {"telegram": Lane(rate, rig.lines["telegram"]), "sms": Lane(rate)}

    monkeypatch.setattr(mailed, "ways", ways)


def with_picture(unit: Unit, crowd: Crowd) -> None:
    row = {"campaign": crowd.number, "content_type": "image/jpeg", "content": PICTURE}
    unit.connection.execute(insert(campaign_images), row)
    key = picture_key(crowd.number, PICTURE)
    news = Outgoing(parts=(WORDS["telegram"],), buttons=(BUTTON,), image=key)
    of = campaign_renditions.c.channel == "telegram"
    unit.connection.execute(update(campaign_renditions).where(of).values(outgoing=pack(news)))


def later(rig: Rig) -> bool:
    """A second passes: whoever came during the upload is tried again."""
    rig.clock.at += SECOND
    return True


async def test_a_picture_reaches_everybody_once_and_is_uploaded_once(any_rig: Rig) -> None:
    rig = any_rig
    crowd = audience(rig, chats(40))
    rig.db.write_now(lambda unit: with_picture(unit, crowd))
    async with mailing(rig):
        await until(lambda: later(rig) and row_of(rig, crowd) == ("finished", ""))
    assert fates_of(rig.db, crowd) == {("sent", ""): 40}
    assert rig.api.uploads == 1
    talks = list(rig.api.sent.values())
    assert [len(talk) for talk in talks] == [1] * 40
    assert {talk[0]["caption"] for talk in talks} == {WORDS["telegram"]}
    assert all(talk[0]["reply_markup"]["inline_keyboard"] for talk in talks)


async def test_sms_leave_from_the_second_number_and_stop_there_opts_out(rig: Rig) -> None:
    crowd = audience(rig, PHONES)
    rig.db.write_now(lambda unit: unit.connection.execute(insert(sms_prices), PRICE))
    rig.twilio.blocked.add((SECOND_NUMBER, PHONES[2][1]))
    async with mailing(rig):
        await until(lambda: row_of(rig, crowd) == ("finished", ""))
        await until(lambda: fates_of(rig.db, crowd)["delivered", ""] == len(PHONES) - 1)
    assert fates_of(rig.db, crowd) == {("delivered", ""): 5, ("failed", "twilio_21610"): 1}
    assert {one["From"] for talk in rig.twilio.sent.values() for one in talk} == {SECOND_NUMBER}
    (event,) = rig.db.write_now(lambda unit: unit.inbox.claim(9, rig.clock.at, SECOND))
    assert event.what == ChannelChanged(blocked=True)
    known = rig.db.write_now(lambda unit: unit.contacts.ensure([event], rig.clock.at))
    assert [one.id for one in known.values()] == [crowd.people[2]]


async def test_a_country_without_a_price_gets_nothing(rig: Rig) -> None:
    crowd = audience(rig, PHONES)
    async with mailing(rig):
        await until(lambda: row_of(rig, crowd) == ("finished", ""))
    assert fates_of(rig.db, crowd) == {("failed", "no_price"): 6}
    assert rig.twilio.sent == {}


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, 20003), (403, 20005), (404, 20404), (403, 30002), (401, 0), (403, 0)],
)
async def test_an_account_that_twilio_refuses_pauses_the_campaign(
    rig: Rig, status: int, code: int
) -> None:
    crowd = audience(rig, PHONES)
    rig.db.write_now(lambda unit: unit.connection.execute(insert(sms_prices), PRICE))
    body = b'{"code":%d}' % code if code else b""
    rig.twilio.plan([Planned(status, body)] * len(PHONES))
    async with mailing(rig):
        await until(lambda: row_of(rig, crowd) == ("paused", "provider"))
    assert rig.twilio.sent == {}
