"""Guessing codes is limited for whoever guesses, and shuts the line for nobody else (S7, S19)."""

import itertools
import re
from collections.abc import Iterator

import pytest

from bot.alerts import Alerts
from bot.drawing import GUESSING_PEOPLE, OWN_TRIES, Draws
from bot.speaking import Speaker
from bot.turn import Turns
from bot.world import build_world
from flows.codes import find_code, make_code
from flows.events import MessageHeard
from flows.messages import Inbound
from locales.catalog import load_catalog
from locales.packs import load_packs
from locales.serbian import to_latin
from storage.database import Database
from storage.directory import SEEDS, load_municipality
from storage.inbox import NewEvent, person_of
from storage.lines import Line
from storage.parcels import Parcel
from storage.schema import metadata
from storage.unit import Unit
from tests.bot.rig import NOON, SECOND, VAULT

HOUR = 3600 * SECOND
NUMBERS = itertools.count(1)
CODE = re.compile(r"KU-\w{4}-\w{4}")
MISTYPED = "KU-7F3K-9QTA"


class Talks:
    """The line with anybody's phone."""

    def __init__(self, db: Database) -> None:
        place = load_municipality(SEEDS / "kucova.toml")
        catalog, packs = load_catalog(), load_packs()
        world = build_world([place.view(to_latin)], catalog, packs)
        self.db = db
        self.now = NOON
        line = Line(id="", name="sms", channel="sms", municipality="kucova", rate=1000)
        self.line = db.write_now(lambda unit: unit.lines.ensure(line, NOON)).id
        draws = Draws({"kucova": place}, {self.line: "kucova"})
        self.turns = Turns(world, Speaker(catalog, packs), draws, Alerts(catalog))

    def say(self, phone: str, words: str) -> str:
        """What comes back to this phone."""
        self.now += 4 * SECOND
        event = NewEvent(
            line=self.line,
            channel="sms",
            external_id=f"SM{next(NUMBERS)}",
            address=phone,
            kind="message",
            what=MessageHeard(Inbound(text=words)),
        )

        self.db.write_now(lambda unit: unit.inbox.put([event], self.now))
        return " ".join(self.answers())

    def wait(self) -> None:
        """Two hours go by."""
        self.now += 2 * HOUR
        self.db.write_now(lambda unit: unit.timers.fire(self.now, 20))
        list(self.answers())

    def answers(self) -> Iterator[str]:
        """Everything that the line says now, part by part."""
        self.db.write_now(lambda unit: self.turns.take(unit, 20, self.now))
        while parcels := self.db.write_now(self._carry):
            yield from (parcel.outgoing.parts[parcel.part] for parcel in parcels)

    def _carry(self, unit: Unit) -> list[Parcel]:
        parcels = unit.outbox.claim(20, self.now, HOUR, [])
        unit.outbox.sent([(parcel.seq, "x") for parcel in parcels], self.now)
        return parcels

    def guessed(self, people: int) -> None:
        """So many other phones typed a wrong code just now."""
        persons = [person_of(VAULT, self.line, f"+35568{n:07d}") for n in range(people)]
        rows: list[dict[str, object]] = [{"person": one, "at": self.now} for one in persons]
        self.db.write_now(lambda unit: unit.counts.wrong_codes(rows))


@pytest.fixture
def talks() -> Iterator[Talks]:
    """A line for Kuçovë, with nobody on it."""
    db = Database("sqlite://", VAULT)
    metadata.create_all(db.engine)
    yield Talks(db)
    db.close()


def reported(talks: Talks, phone: str) -> str:
    """The code that this phone got, its talk long over."""
    code = find_code(talks.say(phone, "komshiu i moshuar nuk ka buke"), ["KU"])
    talks.wait()
    return code


def test_one_phone_that_mistypes_all_the_time_stops_nobody_else(talks: Talks) -> None:
    code = reported(talks, "+355691000001")
    known = talks.say("+355691000002", code)
    for _ in range(GUESSING_PEOPLE + 1):
        talks.say("+355691000003", MISTYPED)
    assert talks.say("+355691000004", code) == known


def test_a_crowd_of_guessers_is_heard_once_each_and_stops_nobody_else(talks: Talks) -> None:
    code = reported(talks, "+355691000001")
    known = talks.say("+355691000002", code)
    talks.guessed(GUESSING_PEOPLE)
    assert talks.say("+355691000004", code) == known
    talks.say("+355691000005", make_code("KU", 12345))
    assert talks.say("+355691000005", code) != known


def test_whoever_guessed_five_times_hears_the_same_for_a_right_and_a_wrong_code(
    talks: Talks,
) -> None:
    code = reported(talks, "+355691000001")
    for drawn in range(OWN_TRIES):
        talks.say("+355691000003", make_code("KU", drawn))
    assert talks.say("+355691000003", code) == talks.say("+355691000003", make_code("KU", 99))


@pytest.mark.parametrize("word", ["GJENDJA", "HARROMË", "MENU", "DIL", "1", "kush jeni ju"])
def test_after_the_talk_her_phone_answers_like_one_that_never_reported(
    talks: Talks, word: str
) -> None:
    """Whoever takes the phone an hour later learns nothing from it (S7)."""
    reported(talks, "+355691000001")
    hers, other = talks.say("+355691000001", word), talks.say("+355691000002", word)
    assert CODE.sub("", hers) == CODE.sub("", other)
