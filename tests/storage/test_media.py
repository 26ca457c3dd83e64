"""Attachments: wanted by a turn, fetched by a worker, kept as encrypted chunks."""

import sqlalchemy as sa

from flows.effects import AddToReport
from flows.messages import Attachment
from storage.database import Database
from storage.lines import Line
from storage.media import CHUNK, Wanted
from storage.schema import media, media_chunks
from tests.storage.desk import report, seed
from tests.storage.hot import NOW, REPORT, SECOND

PHOTO = Attachment("photo", reference="file-1", size=10)
PLACE = Attachment("location", text="41.1,20.0")


def sent(db: Database) -> Wanted:
    """Somebody sent a photo; what the worker finds."""
    seed(db)
    line = db.write_now(
        lambda unit: unit.lines.ensure(Line(id="", name="bot", channel="telegram"), NOW)
    )
    report(db, AddToReport(report_id=REPORT, attachments=(PHOTO, PLACE)))
    db.write_now(lambda unit: unit.connection.execute(media.update().values(line=line.id)))
    (wanted,) = db.read_now(lambda unit: unit.media.wanted(NOW, 10))
    return wanted


def test_a_photo_is_fetched_later_and_a_place_is_told_at_once(db: Database) -> None:
    wanted = sent(db)
    assert (wanted.kind, wanted.reference, wanted.channel) == ("photo", "file-1", "telegram")
    assert "file-1" not in repr(wanted)
    attached = db.read_now(lambda unit: unit.media.of_report(REPORT))
    assert {(one.kind, one.text) for one in attached} == {("photo", ""), ("location", "41.1,20.0")}


def test_bytes_are_kept_in_sealed_chunks_and_come_back_whole(db: Database) -> None:
    wanted = sent(db)
    content = b"marker" + bytes(range(256)) * 700
    pieces = [content[:5], content[5:100_000], content[100_000:]]
    size = db.write_now(lambda unit: unit.media.store(wanted.id, "image/jpeg", pieces))
    assert size == len(content)
    stored = db.read_now(lambda unit: unit.media.read(wanted.id, "kucova"))
    assert stored is not None
    assert (stored.content, stored.content_type) == (content, "image/jpeg")
    chunks = db.read_now(
        lambda unit: list(unit.connection.scalars(sa.select(media_chunks.c.content_enc)))
    )
    assert len(chunks) == -(-len(content) // CHUNK)
    assert not any(b"marker" in chunk for chunk in chunks)
    assert db.read_now(lambda unit: unit.media.wanted(NOW, 10)) == []


def test_another_municipality_finds_no_photo(db: Database) -> None:
    wanted = sent(db)
    db.write_now(lambda unit: unit.media.store(wanted.id, "image/jpeg", [b"x"]))
    assert db.read_now(lambda unit: unit.media.read(wanted.id, "gjilan")) is None
    assert db.read_now(lambda unit: unit.media.case_of(wanted.id, "gjilan")) == ""
    assert db.read_now(lambda unit: unit.media.case_of(wanted.id, "kucova"))


def test_storing_twice_leaves_one_copy(db: Database) -> None:
    wanted = sent(db)
    for content in (b"a" * (CHUNK + 1), b"b"):
        db.write_now(lambda unit, content=content: unit.media.store(wanted.id, "x/y", [content]))  # type: ignore[misc]
    stored = db.read_now(lambda unit: unit.media.read(wanted.id, "kucova"))
    assert stored is not None
    assert stored.content == b"b"


def test_after_five_failures_nobody_tries_again(db: Database) -> None:
    wanted = sent(db)
    later = NOW + SECOND
    again = [db.write_now(lambda unit: unit.media.postpone(wanted.id, later)) for _ in range(5)]
    assert again == [True, True, True, True, False]
    assert db.read_now(lambda unit: unit.media.wanted(later, 10)) == []
    assert db.read_now(lambda unit: unit.media.read(wanted.id, "kucova")) is None


def test_what_is_postponed_waits(db: Database) -> None:
    wanted = sent(db)
    db.write_now(lambda unit: unit.media.postpone(wanted.id, NOW + SECOND))
    assert db.read_now(lambda unit: unit.media.wanted(NOW, 10)) == []
    assert len(db.read_now(lambda unit: unit.media.wanted(NOW + SECOND, 10))) == 1


def test_a_refused_medium_is_shown_as_refused(db: Database) -> None:
    wanted = sent(db)
    db.write_now(lambda unit: unit.media.refuse(wanted.id))
    states = {one.kind: one.state for one in db.read_now(lambda u: u.media.of_report(REPORT))}
    assert states["photo"] == "refused"
