"""Wake-ups and live updates, in one process and between two."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from storage.redis_signals import RedisSignals
from storage.signals import LocalSignals, make_signals


@pytest.fixture(params=["local", "redis"])
def place(request: pytest.FixtureRequest) -> str:
    """Where signals go: a Redis, or "" for inside one process."""
    return str(request.getfixturevalue("redis_url")) if request.param == "redis" else ""


@pytest_asyncio.fixture
async def pair(place: str) -> AsyncIterator[tuple[LocalSignals, LocalSignals]]:
    """Two processes' signals; the same one twice where there is only one process."""
    first = make_signals(place)
    second = make_signals(place) if place else first
    for one in (first, second):
        if isinstance(one, RedisSignals):
            await asyncio.wait_for(one.listening.wait(), 5)
    yield first, second
    await first.close()
    await second.close()


async def test_a_wake_up_reaches_who_waits(pair: tuple[LocalSignals, LocalSignals]) -> None:
    waiting = asyncio.create_task(pair[1].wait("inbox", 5))
    await asyncio.sleep(0)
    pair[0].wake("inbox")
    assert await waiting


async def test_a_wake_up_before_the_wait_is_not_lost(
    pair: tuple[LocalSignals, LocalSignals],
) -> None:
    pair[0].wake("inbox")
    assert await pair[0].wait("inbox", 5)
    assert not await pair[0].wait("inbox", 0.01)


async def test_topics_do_not_wake_each_other(pair: tuple[LocalSignals, LocalSignals]) -> None:
    pair[0].wake("outbox")
    assert not await pair[0].wait("inbox", 0.01)


async def test_what_is_published_reaches_every_reader_once(
    pair: tuple[LocalSignals, LocalSignals],
) -> None:
    readers = [pair[0].subscribe("queue"), pair[1].subscribe("queue")]
    reading = [asyncio.ensure_future(anext(reader)) for reader in readers]
    await asyncio.sleep(0)
    pair[0].publish("queue", "kucova")
    async with asyncio.timeout(5):
        assert await asyncio.gather(*reading) == ["kucova", "kucova"]
    rest = [asyncio.ensure_future(anext(reader)) for reader in readers]
    assert await asyncio.wait(rest, timeout=0.05) == (set(), set(rest))
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


async def test_without_redis_each_process_still_wakes_itself() -> None:
    signals = make_signals("redis://127.0.0.1:1/0")
    signals.wake("inbox")
    assert await signals.wait("inbox", 1)
    await signals.close()


async def test_a_reader_that_falls_behind_loses_the_oldest() -> None:
    signals = LocalSignals()
    reader = signals.subscribe("queue")
    first = asyncio.ensure_future(anext(reader))
    await asyncio.sleep(0)
    for number in range(150):
        signals.publish("queue", str(number))
    assert await first == "50"
