"""Deliveries that come together share one write; a bad one costs itself; long lists unfold."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from storage.database import Database
from storage.gathering import Gathering
from storage.inbox import NewEvent
from storage.unit import Unit
from tests.storage.hot import NOW, wrote


class Sizes:
    """Keeps events, remembers how many came at once, and trips over one of them."""

    def __init__(self, bad: str = "") -> None:
        self.seen: list[int] = []
        self._bad = bad

    def keep(self, unit: Unit, events: Sequence[NewEvent]) -> None:
        self.seen.append(len(events))
        unit.inbox.put(events, NOW)
        if any(event.external_id == self._bad for event in events):
            raise ValueError("bad")


def event(number: int) -> NewEvent:
    return wrote("fjalë", number, f"+3556900{number:05}")


def kept(db: Database) -> int:
    """All that waits, taken in one claim: every list of the turn is that long."""
    return len(db.write_now(lambda unit: unit.inbox.claim(500, NOW, 60)))


async def test_what_comes_together_is_written_together(db: Database) -> None:
    sizes = Sizes()
    gathering = Gathering(db, sizes.keep)
    await asyncio.gather(*(gathering.add(event(number)) for number in range(200)))
    assert sum(sizes.seen) == 200
    assert len(sizes.seen) < 200
    assert kept(db) == 200


async def test_a_bad_one_costs_only_itself(db: Database) -> None:
    bad = event(7)
    gathering = Gathering(db, Sizes(bad.external_id).keep)
    added = (gathering.add(event(number)) for number in range(20))
    ends = await asyncio.gather(*added, return_exceptions=True)
    assert [type(end) for end in ends if end is not None] == [ValueError]
    assert kept(db) == 19


async def test_one_who_goes_away_takes_nobody_with_them(db: Database) -> None:
    gathering = Gathering(db, Sizes().keep)
    leaving, staying = (asyncio.create_task(gathering.add(event(n))) for n in (1, 2))
    await asyncio.sleep(0)
    leaving.cancel()
    await staying
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert kept(db) == 2


async def test_nobody_waits_longer_than_they_want_and_what_came_is_kept_all_the_same(
    db: Database,
) -> None:
    gathering, gate = Gathering(db, Sizes().keep), threading.Event()
    held = [db.write_soon(lambda _: gate.wait(10)) for _ in range(4)]
    with pytest.raises(TimeoutError):
        await gathering.add(event(1), patience=0.05)
    gate.set()
    await asyncio.gather(*held)
    await gathering.add(event(2), patience=5)
    found = 0
    async with asyncio.timeout(10):
        while found < 2:  # several writers keep no order between the two
            found += kept(db)
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("many", [1, 2, 3, 5, 64, 65])
async def test_lists_of_any_length_find_the_same(db: Database, many: int) -> None:
    await db.write(lambda unit: unit.inbox.put([event(n) for n in range(many)], NOW))
    claimed = await db.write(lambda unit: unit.inbox.claim(500, NOW, 60))
    people = [one.person for one in claimed]
    heard = await db.read(lambda unit: unit.inbox.lately(people, 0))
    assert heard == dict.fromkeys(people, 1)
    await db.write(lambda unit: unit.inbox.done([one.seq for one in claimed], NOW))
    assert kept(db) == 0
