"""The phone that sends the token gets the pings, and never one whose person said never (S5)."""

import itertools

import msgspec
import pytest

from flows.effects import LinkDuty
from flows.facts import Operator
from storage.database import Database
from storage.lines import Line
from storage.schema import lines
from storage.unit import Unit
from tests.storage.desk import hire, report, seed
from tests.storage.hot import LINE, NOW, take_turn, wrote

HERS = "+355690000001"
NUMBERS = itertools.count(1)
FIRST, SECOND = "+355690000008", "+355690000009"


@pytest.fixture
def worker(db: Database) -> Operator:
    """On duty, without a phone, at a line that sends SMS."""
    seed(db)

    def open_line(unit: Unit) -> None:
        unit.lines.ensure(Line(id="", name="sms", channel="sms"), NOW)
        unit.connection.execute(lines.update().values(id=LINE))

    db.write_now(open_line)
    hired = hire(db, "worker", "operator")
    db.write_now(lambda unit: unit.operators.set_duty(hired.id, on_duty=True))
    return hired


def token(db: Database, worker: Operator) -> str:
    """What the desk shows the worker."""
    return db.write_now(lambda unit: unit.tokens.make(worker.id, "duty", NOW))


def send(db: Database, phone: str, typed: str) -> list[str]:
    """A phone sends a token to the line; the contacts that get pings then."""

    def arrive(unit: Unit) -> None:
        event = msgspec.structs.replace(wrote(typed, next(NUMBERS), phone), channel="sms")
        unit.inbox.put([event], NOW)
        take_turn(unit, LinkDuty(token=typed))

    db.write_now(arrive)
    return db.read_now(lambda unit: unit.operators.duty_contacts("kucova"))


def link(db: Database, worker: Operator, phone: str) -> list[str]:
    """The worker sends the token from this phone."""
    return send(db, phone, token(db, worker))


def test_a_token_may_be_typed_as_people_type(db: Database, worker: Operator) -> None:
    made = token(db, worker)
    assert len(send(db, FIRST, made.lower().replace("0", "o").replace("1", "l"))) == 1


def test_a_wrong_or_used_token_joins_nobody(db: Database, worker: Operator) -> None:
    made = token(db, worker)
    assert send(db, FIRST, "AAAAAAAAAAAA") == []
    (mine,) = send(db, FIRST, made)
    assert send(db, SECOND, made) == [mine]


def test_a_new_number_takes_the_place_of_the_old_one(db: Database, worker: Operator) -> None:
    (first,) = link(db, worker, FIRST)
    (second,) = link(db, worker, SECOND)
    assert first != second


def test_a_phone_whose_person_said_never_gets_no_ping(db: Database, worker: Operator) -> None:
    """Not even when her phone was used to send the token."""
    report(db, contact="never", address=HERS)
    assert link(db, worker, HERS) == []
    (ping,) = link(db, worker, FIRST)
    assert ping
