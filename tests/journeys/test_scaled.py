"""Two processes on PostgreSQL and Redis: order holds, and Redis may forget everything."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest
import redis

from tests.journeys.ledger import check_sends, check_words, read_books, settled, states
from tests.journeys.people import Chatter, comes_true
from tests.journeys.service import House, Starter, is_alive, open_house

PEOPLE = 200
MESSAGES = 10
AT_ONCE = 50
PATIENCE = 120.0


@pytest.fixture
async def scaled(starter: Starter, postgres_url: str, redis_url: str) -> AsyncIterator[House]:
    """A database and a Redis that two processes will share."""
    more = {"REFERO_DATABASE_URL": postgres_url, "REFERO_REDIS_URL": redis_url}
    async with open_house(starter, **more) as opened:
        yield opened


async def pour(person: Chatter, gate: asyncio.Semaphore) -> None:
    """Ten messages, each sent when the last was taken, without waiting for any answer."""
    for number in range(MESSAGES):
        async with gate:
            await person.tell("/start kucova" if number == 0 else f"Fjala e {number}-te, vazhdon")


async def test_order_holds_and_a_forgetful_redis_loses_nothing(
    scaled: House, redis_url: str
) -> None:
    web = await scaled.open("web")
    others = scaled.start("worker,sender,scheduler")
    people = [Chatter(scaled.api, 40_000 + number) for number in range(PEOPLE)]
    gate = asyncio.Semaphore(AT_ONCE)
    talks = [asyncio.create_task(pour(person, gate)) for person in people]
    for _ in range(5):
        await asyncio.sleep(0.5)
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
            client.client_kill_filter(_type="pubsub")
    await asyncio.gather(*talks)
    assert await comes_true(lambda: settled(scaled.database), PATIENCE)
    assert is_alive(web)
    assert is_alive(others)
    books = read_books(scaled.database)
    check_words(people, books)
    check_sends(people, books)
    assert states(scaled.database, "inbox") == {"done": PEOPLE * MESSAGES}
    assert set(states(scaled.database, "outbox")) == {"sent"}
    assert all(person.heard for person in people)


async def test_a_worker_is_woken_across_processes_and_replaced_when_killed(scaled: House) -> None:
    await scaled.open("web")
    first, second = (scaled.start("worker,sender,scheduler") for _ in range(2))
    people = [Chatter(scaled.api, 50_000 + number) for number in range(60)]
    gate = asyncio.Semaphore(AT_ONCE)
    talks = [asyncio.create_task(pour(person, gate)) for person in people]
    assert await comes_true(lambda: sum(len(one.said) for one in people) > 200, PATIENCE)
    await scaled.end(first, signal.SIGKILL)
    await asyncio.gather(*talks)
    assert await comes_true(lambda: settled(scaled.database), PATIENCE)
    assert is_alive(second)
    books = read_books(scaled.database)
    check_words(people, books)
    check_sends(people, books)
    assert set(states(scaled.database, "outbox")) <= {"sent", "unknown"}
