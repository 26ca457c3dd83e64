"""A publication reaches a running process between two batches, with or without its signal."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from bot.alerts import Alerts
from bot.drawing import Draws
from bot.editions import Editions, Published, read_published
from bot.speaking import Speaker
from bot.turn import Turns
from locales.packs import Pack, load_packs
from storage.database import Database
from storage.signals import LocalSignals
from tests.bot.rig import Rig
from tests.published import WORDS, publish
from tests.world import real_speaker, real_world

FILES = load_packs()
NOTHING = Published((0, 0), ())


def first_section(packs: Sequence[Pack]) -> str:
    food = next(pack for pack in packs if pack.topic == "food")
    return food.editions["kucova"].texts["en"].section("what")


@asynccontextmanager
async def following(rig: Rig, editions: Editions) -> AsyncIterator["asyncio.Queue[str]"]:
    """What a process is told of the food pack while it follows the publications."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.create_task(
        editions.follow(rig.db, rig.signals, lambda packs: heard.put_nowait(first_section(packs)))
    )
    await asyncio.sleep(0.05)
    try:
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_publication_is_heard_at_once(any_rig: Rig) -> None:
    editions = Editions(FILES, NOTHING)
    async with following(any_rig, editions) as heard:
        assert editions.packs() == FILES
        publish(any_rig.db)
        any_rig.signals.publish("packs", "kucova")
        assert await asyncio.wait_for(heard.get(), 3) == WORDS
        assert first_section(editions.packs()) == WORDS


async def test_a_lost_signal_is_made_up_for(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.editions.LOOK_AGAIN", 0.05)
    async with following(rig, Editions(FILES, NOTHING)) as heard:
        publish(rig.db)
        assert await asyncio.wait_for(heard.get(), 3) == WORDS


async def test_what_was_published_before_the_start_is_told_from_the_start(rig: Rig) -> None:
    publish(rig.db)
    editions = Editions(FILES, rig.db.read_now(read_published))
    assert first_section(editions.packs()) == WORDS
    async with following(rig, editions) as heard:
        rig.signals.publish("packs", "kucova")
        await asyncio.sleep(0.1)
        assert heard.empty()


async def test_what_is_told_goes_on_while_the_database_is_away(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.editions.LOOK_AGAIN", 0.05)
    editions = Editions(FILES, NOTHING)
    away = Database("postgresql://nobody@127.0.0.1:1/none", rig.db._vault)
    task = asyncio.create_task(editions.follow(away, LocalSignals(), lambda _: None))
    await asyncio.sleep(0.3)
    assert not task.done()
    assert editions.packs() == FILES
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    away.close()


def test_a_batch_decides_and_speaks_with_the_same_packs(rig: Rig) -> None:
    speaker = real_speaker()
    turns = Turns(real_world(), speaker, Draws({}, {}), Alerts(speaker.catalog))
    before = turns._told
    without = [pack for pack in FILES if pack.topic != "food"]
    turns.tell(without)
    now = turns._told
    assert {view.topic for view in before.world.packs} - {view.topic for view in now.world.packs}
    assert "food" not in now.speaker.packs
    assert now.speaker.packs.keys() >= {view.topic for view in now.world.packs}
    assert before.speaker.packs.keys() >= {view.topic for view in before.world.packs}
    assert isinstance(now.speaker, Speaker)
    assert now.world.asker is before.world.asker
