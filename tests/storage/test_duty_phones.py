"""A work phone gets pings; no other phone does, and never one whose person said never (S5)."""

import pytest

from flows.facts import Operator
from storage.database import Database
from storage.lines import Line
from storage.schema import lines
from storage.unit import Unit
from tests.storage.desk import hire, report, seed
from tests.storage.hot import LINE, NOW

HERS = "+355690000001"
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


def link(db: Database, worker: Operator, phone: str) -> list[str]:
    """The worker names this number as their own; the contacts that get pings then."""
    assert db.write_now(lambda unit: unit.duty_phones.link(worker.id, "kucova", phone, NOW))
    return db.read_now(lambda unit: unit.operators.duty_contacts("kucova"))


def test_a_new_number_takes_the_place_of_the_old_one(db: Database, worker: Operator) -> None:
    (first,) = link(db, worker, FIRST)
    (second,) = link(db, worker, SECOND)
    assert first != second


def test_a_phone_whose_person_said_never_gets_no_ping(db: Database, worker: Operator) -> None:
    """Whoever knows her number cannot make her phone ring by calling it their own."""
    report(db, contact="never", address=HERS)
    assert link(db, worker, HERS) == []
    (ping,) = link(db, worker, FIRST)
    assert ping
