"""What happens when a role of the process ends by itself."""

import asyncio
import logging

import pytest

from bot.running import Stop, _ended


async def test_a_role_that_ends_stops_the_process_and_names_its_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fails() -> None:
        raise ValueError("plaka fqinje")

    stop = Stop()
    role = asyncio.create_task(fails())
    role.add_done_callback(lambda one: _ended(one, stop))
    with caplog.at_level(logging.CRITICAL):
        await asyncio.wait_for(stop.wait(), 5)
    assert [record.getMessage() for record in caplog.records] == ["a role ended by itself"]
    assert stop.failed


async def test_a_role_that_was_asked_to_end_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop = Stop()
    role = asyncio.create_task(asyncio.sleep(60))
    role.add_done_callback(lambda one: _ended(one, stop))
    role.cancel()
    await asyncio.wait_for(stop.wait(), 5)
    assert caplog.records == []
    assert not stop.failed
