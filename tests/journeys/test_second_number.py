"""The number that campaigns leave from: written to, it is the line; stopped, the line goes on answering."""

import asyncio

from sqlalchemy import select

from bot.stubs.twilio import StubTwilio
from storage.schema import contacts, lines
from tests.journeys.service import NUMBER, House, Starter, open_house

PHONE = "+355690000001"
SECOND = "+355690000099"


async def test_stop_at_the_second_number_stops_campaigns_and_nothing_else(
    starter: Starter,
) -> None:
    async with open_house(starter, REFERO_TWILIO_CAMPAIGN_FROM=SECOND) as house:
        await house.open()
        await said(house, "ndihme")
        assert await answers(house.twilio, 1)
        assert known(house) == [False]
        before = len(house.twilio.sent[PHONE])
        await said(house, "NDAL", To=SECOND)
        assert await answers(house.twilio, before + 1)
        assert known(house) == [True]
        before = len(house.twilio.sent[PHONE])
        await said(house, "ndihme", To=SECOND)
        assert await answers(house.twilio, before + 1)
        assert {one["From"] for one in house.twilio.sent[PHONE]} == {NUMBER}
        rows = select(lines.c.name, lines.c.channel, lines.c.address).order_by(lines.c.name)
        found = house.database.read_now(lambda unit: unit.connection.execute(rows).all())
        assert ("campaign-sms", "sms", SECOND) in [tuple(row) for row in found]


async def said(house: House, text: str, **more: str) -> None:
    assert await house.twilio.write(PHONE, text, **more) == 200


async def answers(twilio: StubTwilio, many: int) -> bool:
    """Wait until the phone got so many."""
    async with asyncio.timeout(20):
        while len(twilio.sent[PHONE]) < many:  # noqa: ASYNC110  it is looked at from outside
            await asyncio.sleep(0.05)
    return True


def known(house: House) -> list[bool]:
    """Of each contact, whether they opted out of campaigns."""
    rows = select(contacts.c.opted_out_at)
    found = house.database.read_now(lambda unit: list(unit.connection.scalars(rows)))
    return [one is not None for one in found]
