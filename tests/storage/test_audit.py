"""The chain of acts: whoever edits, deletes or cuts off a row is found out (R40)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from storage.audit import Broken, Head
from storage.database import Database
from storage.schema import audit
from storage.unit import Unit
from tests.storage.hot import NOW


def act_often(db: Database, times: int = 5, municipality: str = "kucova") -> None:
    def work(unit: Unit) -> None:
        for number in range(times):
            unit.audit.add(municipality, "o1", "look", f"case{number}", {"to": "x"}, NOW + number)

    db.write_now(work)


def tamper(db: Database, statement: sa.Executable) -> None:
    db.write_now(lambda unit: unit.connection.execute(statement))


def verify(db: Database, municipality: str = "kucova", anchor: Head | None = None) -> Broken | None:
    return db.read_now(lambda unit: unit.audit.verify(municipality, anchor))


def test_an_untouched_chain_holds_and_each_municipality_has_its_own(db: Database) -> None:
    act_often(db)
    act_often(db, 2, "gjilan")
    assert verify(db) is None
    assert verify(db, "gjilan") is None
    assert verify(db, "nowhere") is None
    assert db.read_now(lambda unit: unit.audit.chains()) == ["gjilan", "kucova"]
    assert db.read_now(lambda unit: unit.audit.head("kucova")).number == 5


@pytest.mark.parametrize(
    "values",
    [
        {"action": "close"},
        {"actor": "o2"},
        {"object": "other"},
        {"at": NOW - 1},
        {"detail": {"to": "y"}},
        {"digest": "0" * 64},
        {"previous": "0" * 64},
        {"number": 33},
    ],
)
def test_an_edited_row_is_named(db: Database, values: dict[str, object]) -> None:
    act_often(db)
    tamper(db, audit.update().where(audit.c.number == 3).values(**values))
    assert verify(db) == Broken(3)


def test_a_deleted_row_is_named(db: Database) -> None:
    act_often(db)
    tamper(db, audit.delete().where(audit.c.number == 2))
    assert verify(db) == Broken(2)


def test_a_chain_that_was_cut_off_contradicts_its_anchor(db: Database) -> None:
    act_often(db)
    anchor = db.read_now(lambda unit: unit.audit.head("kucova"))
    tamper(db, audit.delete().where(audit.c.number > 3))
    assert verify(db) is None
    assert verify(db, anchor=anchor) == Broken(4)


def test_a_chain_that_was_written_anew_contradicts_its_anchor(db: Database) -> None:
    act_often(db)
    anchor = db.read_now(lambda unit: unit.audit.head("kucova"))
    tamper(db, audit.delete())
    db.write_now(lambda unit: [unit.audit.add("kucova", "o9", "x", "", {}, n) for n in range(6)])
    assert verify(db, anchor=anchor) == Broken(5)


def test_writers_side_by_side_take_one_number_each(db: Database) -> None:
    """On PostgreSQL four writers really run at once."""
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda _: act_often(db, 1), range(24)))
    assert verify(db) is None
    assert db.read_now(lambda unit: unit.audit.head("kucova")).number == 24


def test_the_trail_is_read_page_by_page_newest_first(db: Database) -> None:
    act_often(db)
    first = db.read_now(lambda unit: unit.audit.newest("kucova", 0, 3))
    then = db.read_now(lambda unit: unit.audit.newest("kucova", 3, 3))
    assert [entry.number for entry in first + then] == [5, 4, 3, 2, 1]
    assert db.read_now(lambda unit: unit.audit.newest("gjilan", 0, 3)) == []


def test_an_act_that_fails_leaves_no_row(db: Database) -> None:
    def work(unit: Unit) -> None:
        unit.audit.add("kucova", "o1", "look", "case", {}, NOW)
        raise LookupError

    with pytest.raises(LookupError):
        db.write_now(work)
    assert db.read_now(lambda unit: unit.audit.head("kucova")).number == 0
