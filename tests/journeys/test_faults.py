"""Disks, locks and providers fail while people talk; nothing is lost and nobody waits for ever."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import text

from bot.stubs import updates
from bot.stubs.server import Planned
from tests.journeys.ledger import check_sends, check_words, count, read_books, settled, states
from tests.journeys.people import Chatter, Texter, answered, comes_true, converse
from tests.journeys.service import House, full_disk, is_alive

HARD_LIMIT = 10.0
"""Seconds within which a webhook is answered whatever happens (reliability R3, R5)."""
PATIENCE = 30.0
STOP_LIMIT = 20.0
TOLD = "Nje e moshuar jeton vetem dhe nuk ka ushqim"
INTAKE = ("/start kucova", "@welcome.language.sq", "@menu.main.report", TOLD)
DAY = 86_400_000_000
AGED = text(f"""
    UPDATE inbox SET received_at = received_at - {8 * DAY}, done_at = done_at - {8 * DAY}
""")
ANOTHER = {"update_id": 0, "poll": {"id": "1", "question": "?", "options": []}}
POISON = (
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"[]",
    b'{"update_id": "x"}',
    b'{"update_id": 1e400, "message": {}}',
    b'{"update_id": 77, "message": {"chat": {"id": "x"}, "text": 5}}',
    b"[" * 50_000,
    msgspec.json.encode(ANOTHER),
)


@asynccontextmanager
async def open_for(house: House) -> AsyncIterator[int]:
    """The service runs; it is the same process at the end."""
    pid = await house.open()
    yield pid
    assert is_alive(pid), house.log


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process holds the database's write lock."""
    with closing(sqlite3.connect(folder / "refero.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def post(house: House, words: str, chat: int) -> int:
    """One delivery and its HTTP status, within the hard limit."""
    async with asyncio.timeout(HARD_LIMIT):
        return await house.api.deliver(updates.text(chat, words))


async def calm(house: House) -> bool:
    """Everything was answered and sent, or set aside."""
    return await comes_true(lambda: settled(house.database), PATIENCE)


@pytest.mark.parametrize("fault", ["locked", "full"])
async def test_a_delivery_that_cannot_be_kept_is_refused_and_comes_again(
    house: House, fault: str
) -> None:
    person = Chatter(house.api, 1001)
    async with open_for(house) as pid:
        assert await converse(person, INTAKE, PATIENCE) == 0
        with locked(house.folder) if fault == "locked" else full_disk(pid):
            refused = await asyncio.gather(*(post(house, "U prish", 2000 + n) for n in range(5)))
            assert refused == [503] * 5
            told = asyncio.create_task(converse(person, ["Dera eshte e kuqe"], PATIENCE))
            await asyncio.sleep(0.5)
            assert not told.done()
        assert await told == 0
        assert await calm(house)
    check_words([person], read_books(house.database))


async def test_a_gentle_stop_under_load_is_short_and_leaves_nothing_in_doubt(house: House) -> None:
    people = [Chatter(house.api, 3000 + number) for number in range(30)]
    pid = await house.open()
    steps = [*INTAKE, *(f"Edhe nje fjale {number}" for number in range(6))]
    talks = [asyncio.create_task(converse(person, steps, PATIENCE)) for person in people]
    assert await comes_true(lambda: sum(len(person.said) for person in people) > 100, PATIENCE)
    assert await house.end(pid, signal.SIGTERM) < STOP_LIMIT
    assert not all(talk.done() for talk in talks)
    await house.open()
    assert sum(await asyncio.gather(*talks)) == 0
    assert await calm(house)
    books = read_books(house.database)
    check_words(people, books)
    check_sends(people, books)
    assert set(states(house.database, "outbox")) == {"sent"}


async def test_a_provider_that_says_later_gets_it_once_later(house: House) -> None:
    flood = b'{"ok":false,"error_code":429,"parameters":{"retry_after":1}}'
    failed = b'{"ok":false,"error_code":502,"description":"Bad Gateway"}'
    people = [Chatter(house.api, 4000 + number) for number in range(1, 4)]
    house.api.plan([Planned(429, flood), Planned(502, failed), Planned(500, b"<html>")])
    async with open_for(house):
        talks = [converse(person, INTAKE, PATIENCE) for person in people]
        assert sum(await asyncio.gather(*talks)) == 0
        assert await calm(house)
    check_sends(people, read_books(house.database))
    assert set(states(house.database, "outbox")) == {"sent"}


def doubts(house: House) -> int:
    """How many sends nobody knows the end of."""
    return states(house.database, "outbox")["unknown"]


@pytest.mark.parametrize("taken", [True, False])
async def test_a_send_in_doubt_is_not_repeated_and_the_talk_goes_on(
    house: House, taken: bool
) -> None:
    person = Chatter(house.api, 5001)
    texter = Texter(house.twilio, "+355690005001")
    house.api.plan([Planned(drop=True, taken=taken)])
    house.twilio.plan([Planned(drop=True, taken=taken)])
    async with open_for(house):
        await person.tell("/start kucova")
        await texter.tell(TOLD)
        assert await comes_true(lambda: doubts(house) == 2, PATIENCE)
        assert await converse(person, INTAKE[1:], PATIENCE) == 0
        assert await converse(texter, ["Perondi"], PATIENCE) == 0
        assert await calm(house)
    books = read_books(house.database)
    check_words([person, texter], books)
    check_sends([person, texter], books)
    assert doubts(house) == 2


def are_opted_out(house: House) -> int:
    """How many people will get no broadcasts."""
    found = text("SELECT count(*) FROM contacts WHERE opted_out_at IS NOT NULL")
    return int(house.database.read_now(lambda unit: unit.connection.scalar(found)) or 0)


async def test_whoever_blocks_us_is_opted_out_and_heard_again_later(house: House) -> None:
    person = Chatter(house.api, 6001)
    house.api.blocked.add(6001)
    async with open_for(house):
        await person.tell("/start kucova")
        assert await comes_true(lambda: are_opted_out(house) == 1, PATIENCE)
        assert states(house.database, "outbox") == {"failed": 1}
        house.api.blocked.clear()
        assert await converse(person, INTAKE, PATIENCE) == 0


@asynccontextmanager
async def refusing_api() -> AsyncIterator[tuple[str, list[str]]]:
    """A Bot API that knows no token of ours: its address and the calls it refused."""
    calls: list[str] = []

    async def refuse(request: web.Request) -> web.Response:
        calls.append(request.method)
        return web.json_response({"ok": False, "error_code": 401}, status=401)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    async with TestServer(app) as server:
        yield str(server.make_url("")), calls


async def test_a_refused_token_makes_no_hot_loop_and_intake_goes_on(house: House) -> None:
    house.environment["REFERO_TELEGRAM_RATE"] = "20"
    async with refusing_api() as (url, calls):
        house.environment["REFERO_TELEGRAM_API_URL"] = url
        async with open_for(house):
            for number in range(1, 31):
                await Chatter(house.api, 7000 + number).tell("/start kucova")
                await asyncio.sleep(0.1)
            async with house.api.session.get(f"{house.url}/metrics") as answer:
                assert 'refero_provider_fault{channel="telegram"} 1.0' in await answer.text()
    assert 0 < len(calls) <= 5
    assert states(house.database, "inbox") == {"done": 30}
    assert states(house.database, "outbox") == {"waiting": 30}


async def test_poison_between_good_messages_stops_nobody(house: House) -> None:
    first, second = Chatter(house.api, 8001), Chatter(house.api, 8002)
    async with open_for(house):
        assert await converse(first, INTAKE, PATIENCE) == 0
        for body in POISON:
            assert await house.api.deliver_raw(body) == 200
            assert await house.api.deliver_raw(body) == 200
        assert await converse(second, INTAKE, PATIENCE) == 0
    check_words([first, second], read_books(house.database))
    assert states(house.database, "inbox")["dead"] == len(POISON)


async def test_fifty_at_once_of_the_same_are_one_report(house: House) -> None:
    form = house.twilio.incoming("+355690009001", TOLD)
    update = {"update_id": 1, **updates.text(9001, TOLD, 1)}
    body = msgspec.json.encode(update)
    async with open_for(house):
        answers = await asyncio.gather(
            *(house.twilio.call_line("/twilio/sms", form) for _ in range(50)),
            *(house.api.deliver_raw(body) for _ in range(50)),
        )
        assert answers == [200] * 100
        texter = Texter(house.twilio, "+355690009001", said=[TOLD])
        chatter = Chatter(house.api, 9001, said=[TOLD])
        assert await answered(texter, 0, PATIENCE)
        assert await answered(chatter, 0, PATIENCE)
        assert await calm(house)
    books = read_books(house.database)
    check_words([texter, chatter], books)
    check_sends([texter, chatter], books)
    assert books[texter.address].reports == 1
    assert count(house.database, "inbox") == 2


async def test_a_delivery_replayed_days_later_is_nothing_new(house: House) -> None:
    form = house.twilio.incoming("+355690010001", TOLD)
    texter = Texter(house.twilio, "+355690010001", said=[TOLD])
    pid = await house.open()
    assert await house.twilio.call_line("/twilio/sms", form) == 200
    assert await answered(texter, 0, PATIENCE)
    assert await calm(house)
    await house.end(pid)
    house.database.write_now(lambda unit: unit.connection.execute(AGED))
    before = list(texter.heard)
    async with open_for(house):
        assert await house.twilio.call_line("/twilio/sms", form) == 200
        assert await calm(house)
        assert texter.heard == before
        assert await converse(texter, ["MENU"], PATIENCE) == 0
    books = read_books(house.database)
    check_words([texter], books)
    assert books[texter.address].reports == 1


async def test_one_who_floods_us_keeps_nobody_waiting_and_loses_no_word(house: House) -> None:
    flooder = Texter(house.twilio, "+355690011001")
    others = [Chatter(house.api, 11_000 + number) for number in range(1, 21)]
    async with open_for(house):
        talks = [asyncio.create_task(converse(person, INTAKE, PATIENCE)) for person in others]
        for number in range(200):
            await flooder.tell(f"Edhe nje here {number}")
        assert sum(await asyncio.gather(*talks)) == 0
        assert await calm(house)
    check_words([flooder, *others], read_books(house.database))
    assert len(flooder.heard) < 30


async def corrupt(house: House, table: str, column: str) -> None:
    """The oldest row of a table does not open any more."""
    spoil = text(f"UPDATE {table} SET {column} = zeroblob(99) WHERE seq = 1")
    house.database.write_now(lambda unit: unit.connection.execute(spoil))


@pytest.mark.parametrize(
    ("roles", "table", "column", "state"),
    [
        ("web", "inbox", "event_enc", {"dead": 1, "done": 1}),
        ("web,worker", "outbox", "outgoing_enc", {"failed": 1, "sent": 1}),
    ],
)
async def test_a_row_that_does_not_open_costs_only_itself(
    house: House, roles: str, table: str, column: str, state: dict[str, int]
) -> None:
    first, second = Chatter(house.api, 12_001), Chatter(house.api, 12_002)
    pid = await house.open(roles)
    for person in (first, second):
        await person.tell("/start kucova")
    if "worker" in roles:
        assert await comes_true(lambda: count(house.database, "outbox") == 2, PATIENCE)
    await house.end(pid)
    await corrupt(house, table, column)
    async with open_for(house):
        assert await answered(second, 0, PATIENCE)
        assert await calm(house)
    assert states(house.database, table) == state
