"""What goes into a prepared statement lies in the database as it was, whatever the driver needs."""

from sqlalchemy import text

from storage.database import Database
from storage.prepared import Prepared
from tests.storage.hot import VAULT

KINDS = Prepared(
    text("SELECT typeof(:sealed) AS sealed, typeof(:yes) AS yes, typeof(:none) AS none")
)
BACK = Prepared(text("SELECT :sealed AS sealed, :yes AS yes, :none AS none"))
GIVEN = {"sealed": b"\x00\xffk1", "yes": True, "none": None}


def test_sqlite_keeps_bytes_as_bytes_truth_as_a_number_and_none_as_null(sqlite_url: str) -> None:
    db = Database(sqlite_url, VAULT)
    kinds = db.read_now(lambda unit: KINDS.run(unit.connection, GIVEN).all())
    back = db.read_now(lambda unit: BACK.run(unit.connection, GIVEN).all())
    db.close()
    assert [tuple(row) for row in kinds] == [("blob", "integer", "null")]
    assert [tuple(row) for row in back] == [(b"\x00\xffk1", 1, None)]
