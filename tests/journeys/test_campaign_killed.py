"""A campaign to ten thousand phones is killed twice and still reaches everybody once (R12, R16)."""

import random
import signal
from datetime import UTC, datetime

import msgspec
from sqlalchemy import insert, text

from bot.clock import now
from bot.mailing import MOST
from storage.directory import SEEDS, load_municipality
from storage.lines import Line
from storage.schema import sms_prices
from storage.unit import Unit
from tests.journeys.people import comes_true
from tests.journeys.service import House
from tests.storage.crowd import WORDS, Crowd, gathered

CHATS = [("telegram", str(7_000_000 + number)) for number in range(9_000)]
TEXTERS = [("sms", f"+35569{number:07d}") for number in range(100, 1_100)]
PHONES = len(CHATS) + len(TEXTERS)
SECOND_NUMBER = "+355690000009"
PACE = {
    "REFERO_TELEGRAM_CAMPAIGN_RATE": "2000",
    "REFERO_TWILIO_CAMPAIGN_RATE": "250",
    "REFERO_TWILIO_CAMPAIGN_FROM": SECOND_NUMBER,
}
"""So fast that the story is short, so slow that a kill finds something left on both channels."""
KILLS = (0.1, 0.6)
PATIENCE = 60.0


def at_midday(house: House) -> None:
    """It is noon in town, whenever this runs: campaigns may leave."""
    zone = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"
    place = msgspec.structs.replace(load_municipality(SEEDS / "kucova.toml"), time_zone=zone)
    house.database.write_now(lambda unit: unit.municipalities.seed(place, now()))


def audience(house: House) -> Crowd:
    """A campaign to everybody, which a second person has let leave."""

    def work(unit: Unit) -> dict[str, str]:
        unit.connection.execute(insert(sms_prices), PRICE)
        wanted = (
            Line(id="", name=f"default-{name}", channel=name, municipality="kucova")
            for name in ("telegram", "sms")
        )
        return {one.channel: unit.lines.ensure(one, now()).id for one in wanted}

    people = [*CHATS, *TEXTERS]
    random.Random(4).shuffle(people)
    return gathered(
        house.database,
        people,
        state="approved",
        lines=house.database.write_now(work),
        approved_at=now(),
        started_at=None,
        resumed_at=None,
    )


def arrived(house: House) -> int:
    """How many messages reached a phone."""
    return sum(map(len, house.api.sent.values())) + sum(map(len, house.twilio.sent.values()))


def fates(house: House, crowd: Crowd) -> dict[str, int]:
    """What the worker has counted, by fate."""
    found: dict[str, int] = {}
    for tally in house.database.read_now(lambda unit: unit.campaign_tallies.of(crowd.number)):
        found[tally.fate] = found.get(tally.fate, 0) + tally.count
    return found


def in_doubt(house: House) -> set[str]:
    """The chats and phones of whom nobody knows whether it reached them."""

    def work(unit: Unit) -> set[str]:
        rows = unit.connection.execute(DOUBTED).all()
        return {
            unit.vault.open_text("contacts", "address_enc", row.id, row.address_enc) for row in rows
        }

    return house.database.read_now(work)


async def test_killed_at_a_tenth_and_at_six_tenths_it_is_exact(house: House) -> None:
    at_midday(house)
    house.environment |= PACE
    crowd = audience(house)
    for part in KILLS:
        pid = house.start()
        assert await comes_true(lambda part=part: arrived(house) >= part * PHONES, PATIENCE)  # type: ignore[misc]
        await house.end(pid, signal.SIGKILL)
        assert arrived(house) < PHONES
        assert sum(fates(house, crowd).values()) == PHONES
    pid = house.start()
    assert await comes_true(lambda: "waiting" not in fates(house, crowd), PATIENCE), house.log
    await house.end(pid)
    judge(house, crowd)


def judge(house: House, crowd: Crowd) -> None:
    """Everybody once; whoever was being written to when it died is in doubt, and nobody else."""
    ended = fates(house, crowd)
    print(ended, arrived(house))  # noqa: T201  shown when the test fails, and by -s
    talks = {str(chat): talk for chat, talk in house.api.sent.items()} | house.twilio.sent
    assert {len(talk) for talk in talks.values()} == {1}, "somebody got it twice"
    chats = {str(one["text"]) for talk in house.api.sent.values() for one in talk}
    texts = {(one["Body"], one["From"]) for talk in house.twilio.sent.values() for one in talk}
    assert (chats, texts) == ({WORDS["telegram"]}, {(WORDS["sms"], SECOND_NUMBER)})
    assert sum(ended.values()) == PHONES
    assert ended.keys() <= {"sent", "delivered", "unknown"}
    doubted = in_doubt(house)
    assert len(doubted) == ended.get("unknown", 0) <= len(KILLS) * MOST
    everybody = {address for _, address in (*CHATS, *TEXTERS)}
    assert everybody - doubted <= talks.keys() <= everybody


PRICE = {
    "municipality": "kucova", "provider": "twilio", "country": "AL", "price": 72_500,
    "currency": "EUR", "source": "a made-up price", "changed_by": "a" * 32, "changed_at": 1,
}  # fmt: skip
DOUBTED = text("""
    SELECT c.id, c.address_enc FROM outbox o JOIN contacts c ON c.id = o.contact
    WHERE o.state = 'unknown'
""")
