"""The whole service is killed again and again while many people talk (reliability R1, R12)."""

import asyncio
import itertools
import random
import signal
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.journeys.ledger import check_sends, check_words, count, read_books, settled, states
from tests.journeys.people import Chatter, Person, Texter, answered, comes_true, converse
from tests.journeys.service import House

CHATTERS = 24
TEXTERS = 8
MOST_TEXTERS = 600
"""Their last answers must stay below what one process sends by SMS in an hour (R25)."""
PATIENCE = 2.0
LAST_PATIENCE = 60.0
LIFETIMES = (0.2, 2.0)
"""Seconds from a start to its kill: some die before they listen, some under full load."""
DANGER = "Ai po me rreh, kam frike"


def chat_steps(number: int) -> tuple[str, ...]:
    """The seven-message intake by Telegram, an addition, and danger from one in ten."""
    told = f"Nje e moshuar jeton vetem dhe nuk ka ushqim, shtepia {number}"
    intake = ("/start kucova", "@welcome.language.sq", "@menu.main.report", told, "Perondi")
    rest = ("@report.contact.skip", "@report.wait.can_wait", f"Ka edhe nje qen, {number}")
    return (*intake, *rest, *([DANGER] if number % 10 == 0 else []))


def text_steps(number: int) -> tuple[str, ...]:
    """A report by SMS with its answers and an addition."""
    told = f"plaka fqinje nuk ka ushqim, jeton vetem, shtepia {number}"
    return (told, "Perondi", "per dike tjeter", "po", f"eshte ne kat te {number}")


class Town:
    """Everybody who ever talked, and whether new ones still begin."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._numbers = itertools.count(1)
        self._texters = 0
        self.people: list[Person] = []
        self.open = True
        self.unanswered = 0

    async def lane(self, *, texting: bool) -> None:
        """One person after the other, each to the end of their talk."""
        while self.open and not (texting and self._texters >= MOST_TEXTERS):
            number = next(self._numbers)
            self._texters += texting
            person = self._newcomer(number, texting=texting)
            self.people.append(person)
            steps = text_steps(number) if texting else chat_steps(number)
            self.unanswered += await converse(person, steps, PATIENCE)

    def _newcomer(self, number: int, *, texting: bool) -> Person:
        if texting:
            return Texter(self._house.twilio, f"+35569{number:07d}")
        return Chatter(self._house.api, 5_000_000 + number)

    def lanes(self) -> Iterator["asyncio.Task[None]"]:
        """Start everybody."""
        for lane in range(CHATTERS + TEXTERS):
            yield asyncio.create_task(self.lane(texting=lane >= CHATTERS))


async def kill_often(house: House, times: int, dice: random.Random) -> None:
    """Start, let live for a moment, kill."""
    for _ in range(times):
        pid = house.start()
        await asyncio.sleep(dice.uniform(*LIFETIMES))
        await house.end(pid, signal.SIGKILL)


async def say_goodbye(person: Person) -> bool:
    """Each one's last message is answered."""
    before = len(person.heard)
    await person.tell("MENU")
    return await answered(person, before, LAST_PATIENCE)


@pytest.mark.parametrize("times", [50, pytest.param(200, marks=[pytest.mark.torture])])
async def test_killed_at_random_under_load(house: House, times: int) -> None:
    seed = random.randrange(1 << 32)
    town = Town(house)
    lanes = list(town.lanes())
    await kill_often(house, times, random.Random(seed))
    pid = await house.open()
    town.open = False
    await asyncio.gather(*lanes)
    gate = asyncio.Semaphore(CHATTERS)

    async def leave(person: Person) -> bool:
        async with gate:
            return await say_goodbye(person)

    stuck = [not fine for fine in await asyncio.gather(*map(leave, town.people))]
    assert await comes_true(lambda: settled(house.database), LAST_PATIENCE)
    await house.end(pid)
    judge(house, town, seed)
    assert sum(stuck) == 0, f"seed {seed}"


def judge(house: House, town: Town, seed: int) -> None:
    """Every word once, one case a person, an outbox that adds up."""
    books = read_books(house.database)
    fates = states(house.database, "outbox")
    figures = {
        "seed": seed,
        "people": len(town.people),
        "taken": sum(len(person.said) for person in town.people),
        "repeats": sum(person.repeats for person in town.people),
        "unanswered": town.unanswered,
        "arrived": sum(len(person.heard) for person in town.people),
        **fates,
    }
    print(figures)  # noqa: T201  shown when the test fails, and by -s
    check_words(town.people, books)
    check_sends(town.people, books)
    assert set(states(house.database, "inbox")) == {"done"}
    assert set(fates) <= {"sent", "delivered", "unknown"}
    assert Counter((book.reports, book.cases) for book in books.values()) == {
        (1, 1): len(town.people)
    }
    assert count(house.database, "cases") == len(town.people)
    assert sum(person.repeats for person in town.people) > 0
