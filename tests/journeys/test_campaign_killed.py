"""A campaign to ten thousand phones is killed twice and still reaches everybody once (R12, R16)."""

import signal
from datetime import UTC, datetime

import msgspec
from sqlalchemy import text

from bot.clock import now
from bot.mailing import MOST
from storage.directory import SEEDS, load_municipality
from storage.lines import Line
from storage.unit import Unit
from tests.journeys.people import comes_true
from tests.journeys.service import House
from tests.storage.crowd import WORDS, Crowd, gathered

PHONES = 10_000
RATE = 2_500
"""So many a second that the story is short, so few that a kill finds something left."""
KILLS = (0.1, 0.6)
PATIENCE = 60.0


def at_midday(house: House) -> None:
    """It is noon in town, whenever this runs: campaigns may leave."""
    zone = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"
    place = msgspec.structs.replace(load_municipality(SEEDS / "kucova.toml"), time_zone=zone)
    house.database.write_now(lambda unit: unit.municipalities.seed(place, now()))


def audience(house: House) -> Crowd:
    """A campaign to everybody, which a second person has let leave."""

    def work(unit: Unit) -> str:
        wanted = Line(id="", name="default-telegram", channel="telegram", municipality="kucova")
        return unit.lines.ensure(wanted, now()).id

    line = house.database.write_now(work)
    return gathered(
        house.database,
        [("telegram", str(7_000_000 + number)) for number in range(PHONES)],
        state="approved",
        lines={"telegram": line},
        approved_at=now(),
        started_at=None,
        resumed_at=None,
    )


def arrived(house: House) -> int:
    """How many messages reached a phone."""
    return sum(map(len, house.api.sent.values()))


def fates(house: House, crowd: Crowd) -> dict[str, int]:
    """What the worker has counted, by fate."""
    found: dict[str, int] = {}
    for tally in house.database.read_now(lambda unit: unit.campaign_tallies.of(crowd.number)):
        found[tally.fate] = found.get(tally.fate, 0) + tally.count
    return found


def in_doubt(house: House) -> set[int]:
    """The chats of whom nobody knows whether it reached them."""

    def work(unit: Unit) -> set[int]:
        rows = unit.connection.execute(DOUBTED).all()
        opened = (
            unit.vault.open_text("contacts", "address_enc", row.id, row.address_enc) for row in rows
        )
        return {int(address) for address in opened}

    return house.database.read_now(work)


async def test_killed_at_a_tenth_and_at_six_tenths_it_is_exact(house: House) -> None:
    at_midday(house)
    house.environment["REFERO_TELEGRAM_CAMPAIGN_RATE"] = str(RATE)
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
    ended, talks = fates(house, crowd), house.api.sent
    print(ended, arrived(house))  # noqa: T201  shown when the test fails, and by -s
    assert {len(talk) for talk in talks.values()} == {1}, "somebody got it twice"
    assert {str(one["text"]) for talk in talks.values() for one in talk} == {WORDS["telegram"]}
    assert sum(ended.values()) == PHONES
    assert ended.keys() <= {"sent", "unknown"}
    doubted = in_doubt(house)
    assert len(doubted) == ended.get("unknown", 0) <= len(KILLS) * MOST
    chats = {7_000_000 + number for number in range(PHONES)}
    assert chats - doubted <= talks.keys() <= chats


DOUBTED = text("""
    SELECT c.id, c.address_enc FROM outbox o JOIN contacts c ON c.id = o.contact
    WHERE o.state = 'unknown'
""")
