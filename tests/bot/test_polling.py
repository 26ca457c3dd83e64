"""Telegram without a public address: fetched, durable, then confirmed; nothing gets it stuck."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram import TelegramChannel
from bot.metrics import REGISTRY
from bot.polling import Poller
from bot.stubs import updates
from tests.bot.kit import BY_NAME, payload
from tests.bot.rig import Rig
from tests.bot.test_sender import until


def poller(rig: Rig) -> Poller:
    channel = rig.channels["telegram"]
    assert isinstance(channel, TelegramChannel)
    rig.api.webhook = ""
    return Poller(channel, rig.intake)


@asynccontextmanager
async def polling(rig: Rig) -> AsyncIterator[None]:
    """Fetching goes on inside the block."""
    task = asyncio.create_task(poller(rig).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_updates_are_fetched_kept_once_and_confirmed(rig: Rig) -> None:
    one = poller(rig)
    await rig.api.write(5001, "hello")
    await rig.api.write(5002, "hello")
    assert await one.once() == 2
    assert rig.states() == ["waiting", "waiting"]
    await rig.api.write(5001, "again")
    assert await one.once() == 1


@pytest.mark.parametrize("poison", ["dead.not-utf8", "dead.wrong-type", "dead.unknown-update"])
async def test_a_poisoned_update_holds_up_nobody(rig: Rig, poison: str) -> None:
    body = payload(BY_NAME["telegram"].bodies(poison)[0])
    async with polling(rig):
        await rig.api.write(5001, "good")
        await rig.api.deliver_raw(body, number=700_000_002)
        await rig.api.write(5002, "good")
        await until(lambda: sorted(rig.states()) == ["dead", "waiting", "waiting"])
        await rig.api.write(5003, "good")
        await until(lambda: len(rig.states()) == 4)
        polls = rig.api.polls
        await asyncio.sleep(1)
    assert rig.api.polls - polls < 5


async def test_half_a_character_holds_up_nobody_and_is_kept(rig: Rig) -> None:
    body = payload(BY_NAME["telegram"].bodies("kept.lone-surrogate")[0])
    async with polling(rig):
        await rig.api.write(5001, "good")
        await rig.api.deliver_raw(body, number=700_000_002)
        await rig.api.write(5002, "good")
        await until(lambda: rig.states() == ["waiting"] * 3)


async def test_a_press_is_answered_by_a_call(rig: Rig) -> None:
    one = poller(rig)
    await rig.api.press(5001, "yes")
    await one.once()
    assert rig.api.calls[-1] == ("AnswerCallbackQuery", {"callback_query_id": "1"})


async def test_what_cannot_be_kept_stays_at_telegram(rig: Rig) -> None:
    await rig.api.deliver(updates.text(5001, "hello"))  # by webhook: the bot is known to work
    one = poller(rig)
    await rig.api.write(5001, "kept back")
    rig.break_storage()
    assert await one._pause() > 1
    assert one._offset == 0


async def test_a_second_process_that_fetches_is_seen(rig: Rig) -> None:
    one = poller(rig)
    rig.api.webhook = "https://elsewhere.example/"
    assert await one._pause() >= 60
    assert REGISTRY.get_sample_value("refero_provider_fault", {"channel": "telegram"}) == 1
    rig.api.webhook = ""
    await rig.api.write(5001, "hello")
    await one._pause()
    assert REGISTRY.get_sample_value("refero_provider_fault", {"channel": "telegram"}) == 0
