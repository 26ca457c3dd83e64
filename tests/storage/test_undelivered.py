"""What did not arrive and what could not be read wait for a person."""

from collections.abc import Callable, Mapping

import msgspec
import pytest

from flows.facts import Operator
from storage.database import Database
from storage.lines import Line
from storage.undelivered import Undelivered
from storage.unit import Unit
from tests.storage.desk import hire, report, seed
from tests.storage.hot import CODE, LEASE, NOW, REPORT, answer, take_turn, wrote

TROUBLES: Mapping[str, Callable[[Unit, int], None]] = {
    "failed": lambda unit, seq: unit.outbox.failed(seq, "30003", NOW),
    "unknown": lambda unit, seq: unit.outbox.unknown(seq, "timeout", NOW),
    "held": lambda unit, seq: unit.outbox.hold(seq, "late", NOW),
    "dropped": lambda unit, seq: unit.outbox.drop(seq, "lapsed", NOW),
}


def waiting(db: Database, operator: Operator) -> list[Undelivered]:
    def look(unit: Unit) -> list[Undelivered]:
        circles = unit.municipalities.circles("kucova")
        return unit.undeliveries.waiting("kucova", operator, circles)

    return db.read_now(look)


def end_badly(db: Database, state: str) -> str:
    """Our answer to the report ends like this; the case's id."""
    case = report(db)

    def say(unit: Unit) -> None:
        unit.inbox.put([wrote("?", number=9, address="+355690000001")], NOW)
        take_turn(unit, answer("Faleminderit", report_id=REPORT))
        for parcel in unit.outbox.claim(10, NOW, LEASE):
            TROUBLES[state](unit, parcel.seq)

    db.write_now(say)
    return case


@pytest.mark.parametrize("state", TROUBLES)
def test_what_did_not_arrive_waits_until_somebody_put_it_away(db: Database, state: str) -> None:
    seed(db)
    desk, case = hire(db, "desk", "operator"), end_badly(db, state)
    (found,) = waiting(db, desk)
    assert (found.case, found.code, found.state) == (case, CODE, state)

    def put(place: str) -> bool:
        return db.write_now(lambda unit: unit.undeliveries.put_away(found.id, place, desk, NOW))

    assert not put("gjilan")
    assert put("kucova")
    assert waiting(db, desk) == []
    assert not put("kucova")
    acts = db.read_now(lambda unit: unit.audit.of_object("kucova", found.id))
    assert [(one.actor, one.action) for one in acts] == [(desk.id, "put_away_undelivered")]


def test_only_who_sees_the_case_sees_its_undelivered_message(db: Database) -> None:
    seed(db)
    end_badly(db, "failed")
    assert len(waiting(db, hire(db, "desk", "operator"))) == 1
    assert waiting(db, hire(db, "unit", "unit_worker", unit="njmf")) == []
    assert waiting(db, hire(db, "away", "operator", municipality="gjilan")) == []


def test_the_words_of_a_turn_that_failed_can_be_read(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    line = db.write_now(lambda unit: unit.lines.ensure(Line(id="", name="s", channel="sms"), NOW))
    heard = msgspec.structs.replace(wrote("s'ka buke"), line=line.id)
    (letter,) = db.write_now(lambda unit: unit.inbox.put([heard], NOW))

    def fail(unit: Unit) -> bool:
        (one,) = unit.inbox.claim(1, NOW, LEASE)
        return unit.inbox.failed(one.seq, "turn", NOW)

    assert [db.write_now(fail) for _ in range(3)] == [False, False, True]
    read = db.write_now(lambda unit: unit.dead_letters.read(letter, "kucova", desk, NOW))
    assert read is not None
    assert (read.words, read.raw) == ("s'ka buke", "raw s'ka buke")
    assert "buke" not in repr(read)
