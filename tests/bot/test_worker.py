"""The pulse with a sender at hand: one commit, and nothing claimed is left behind at a stop."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

import pytest

from bot.sender import Sender
from bot.turn import TurnBroken, Turns
from bot.worker import Worker
from storage.apply import Applied
from storage.database import StorageDown
from storage.parcels import NO_ROOM, Room
from storage.unit import Unit
from tests.bot.rig import Rig
from tests.bot.test_sender import CHAT, chat_texts, sender_of, until
from tests.storage.hot import answer, take_turn, wrote


class Echo(Turns):
    """Says one word to everybody who waits; `broken` batches cannot be written."""

    def __init__(self, broken: int = 0) -> None:
        self.rooms: list[Room] = []
        self._broken = broken

    def take(self, unit: Unit, limit: int, now: int, room: Room = NO_ROOM) -> Applied:
        self.rooms.append(room)
        if self._broken and unit.inbox.claim(limit, now, 1):
            self._broken -= 1
            raise TurnBroken([1, 2])
        return take_turn(unit, answer("fjalë"), now=now, room=room)


class Failing(Echo):
    """Fails twice, once with storage and once with a mistake of ours."""

    def __init__(self) -> None:
        super().__init__()
        self._faults: list[Exception] = [StorageDown("full"), ValueError("plaka fqinje")]

    def take(self, unit: Unit, limit: int, now: int, room: Room = NO_ROOM) -> Applied:
        if self._faults:
            raise self._faults.pop(0)
        return super().take(unit, limit, now, room)


@asynccontextmanager
async def pulse(rig: Rig, turns: Turns) -> AsyncIterator[Sender]:
    """A sender and a worker, stopped in the order in which the process stops them."""
    sender = sender_of(rig)
    worker = Worker(rig.db, rig.signals, turns, rig.clock, sender)
    tasks = [asyncio.create_task(sender.run(alone=True)), asyncio.create_task(worker.run())]
    try:
        yield sender
    finally:
        for task in reversed(tasks):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def write(rig: Rig, people: Sequence[int], chat: str = "") -> None:
    events = [wrote("?", number, chat or str(5000 + number)) for number in people]
    await rig.db.write(lambda unit: unit.inbox.put(events, rig.clock.at))
    rig.signals.wake("inbox")


def answered(rig: Rig, times: int) -> bool:
    return len(chat_texts(rig)) == times


async def test_an_answer_goes_out_without_a_claim(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = Echo()
    async with pulse(rig, turns) as sender:
        await until(lambda: sender.room().free > 0)
        monkeypatch.setattr("storage.outbox.Outbox.claim", lambda *_: [])
        await write(rig, [1, 2, 3])
        await until(lambda: rig.fates() == [("sent", "")] * 3)
    assert chat_texts(rig) == ["fjalë"]


async def test_before_the_sender_has_looked_at_what_was_left_it_takes_nothing(rig: Rig) -> None:
    assert sender_of(rig).room() == NO_ROOM


async def test_what_was_claimed_with_a_turn_is_sent_even_while_everything_stops(rig: Rig) -> None:
    async with pulse(rig, Echo()) as sender:
        await until(lambda: sender.room().free > 0)
        await write(rig, range(1, 21))
        await asyncio.sleep(0)
    assert set(rig.fates()) <= {("sent", ""), ("waiting", "")}
    assert len(rig.api.sent) == rig.fates().count(("sent", ""))


async def test_the_next_answer_to_a_person_is_handed_over_too(rig: Rig) -> None:
    turns = Echo()
    async with pulse(rig, turns) as sender:
        await until(lambda: sender.room().free > 0)
        for number in range(1, 6):
            await write(rig, [number], CHAT)
            await until(partial(answered, rig, number))
        await until(lambda: rig.fates() == [("sent", "")] * 5)


async def test_a_batch_that_cannot_be_written_is_taken_again(rig: Rig) -> None:
    turns = Echo(broken=2)
    async with pulse(rig, turns):
        await write(rig, [1, 2])
        await until(lambda: rig.fates() == [("sent", "")] * 2)


async def test_a_storage_that_fails_costs_a_second_and_no_words(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    turns = Failing()
    async with pulse(rig, turns):
        await write(rig, [1])
        await until(lambda: rig.fates() == [("sent", "")])
    said = [record.getMessage() for record in caplog.records]
    assert {"storage is down, the inbox waits", "taking turns failed"} <= set(said)
    assert "plaka" not in caplog.text
