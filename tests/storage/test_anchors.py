"""A chain that was cut or rewritten whole is found by the file outside the database."""

from pathlib import Path

from sqlalchemy import text

from bot.commands.audit import verify_all
from storage.anchors import DAY, FILE, Anchors
from storage.audit import Broken
from storage.database import Database
from tests.storage.hot import NOW


def act(db: Database, times: int = 1) -> None:
    for _ in range(times):
        db.write_now(lambda unit: unit.audit.add("kucova", "a" * 32, "look", "b" * 32, {}, NOW))


def anchored(db: Database, anchors: Anchors) -> None:
    heads = {"kucova": db.read_now(lambda unit: unit.audit.head("kucova"))}
    anchors.add(heads, NOW)


def verified(db: Database, anchors: Anchors) -> tuple[int, Broken | None]:
    return db.read_now(lambda unit: verify_all(unit, anchors.last()))["kucova"]


def test_a_chain_that_grew_since_its_anchor_is_whole(db: Database, tmp_path: Path) -> None:
    anchors = Anchors(tmp_path)
    act(db, 2)
    anchored(db, anchors)
    act(db)
    assert verified(db, anchors) == (3, None)


def test_a_chain_whose_tail_was_cut_off_is_broken(db: Database, tmp_path: Path) -> None:
    anchors = Anchors(tmp_path)
    act(db, 3)
    anchored(db, anchors)
    cut = text("DELETE FROM audit WHERE number = 3")
    db.write_now(lambda unit: unit.connection.execute(cut))
    assert verified(db, anchors) == (2, Broken(3))


def test_a_chain_that_was_removed_whole_is_broken(db: Database, tmp_path: Path) -> None:
    anchors = Anchors(tmp_path)
    act(db)
    anchored(db, anchors)
    db.write_now(lambda unit: unit.connection.execute(text("DELETE FROM audit")))
    assert verified(db, anchors) == (0, Broken(1))


def test_an_anchor_is_due_once_a_day(db: Database, tmp_path: Path) -> None:
    anchors = Anchors(tmp_path)
    assert anchors.due(NOW)
    act(db)
    anchored(db, anchors)
    assert not anchors.due(NOW + DAY - 1)
    assert anchors.due(NOW + DAY)


def test_a_torn_last_line_does_not_hide_the_others(db: Database, tmp_path: Path) -> None:
    anchors = Anchors(tmp_path)
    act(db)
    anchored(db, anchors)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"at": 19')
    assert list(anchors.last()) == ["kucova"]
