"""Questions without an answer: seen by their own municipality, sealed, gone after 90 days."""

import pytest

from flows.effects import AskedInVain
from storage.database import Database
from storage.retention import DAY
from storage.schema import questions
from storage.unit import Unit

NOW = 1_800_000_000_000_000


def asked(words: str, municipality: str = "kucova") -> AskedInVain:
    return AskedInVain(masked=words, municipality=municipality, language="en")


def keep(unit: Unit) -> None:
    unit.questions.add([asked("where is the zoo"), asked("elsewhere", "gjilan")], NOW)
    unit.questions.add([asked("who repairs bells")], NOW + 1)


def test_a_municipality_sees_its_own_newest_first(db: Database) -> None:
    db.write_now(keep)
    found = db.read_now(lambda unit: unit.questions.latest("kucova", 10))
    assert [one.words for one in found] == ["who repairs bells", "where is the zoo"]
    assert len(db.read_now(lambda unit: unit.questions.latest("kucova", 1))) == 1


def test_the_words_do_not_lie_open_on_disk(db: Database) -> None:
    db.write_now(keep)
    rows = db.read_now(lambda unit: unit.connection.execute(questions.select()).all())
    assert all(b"zoo" not in bytes(row.words_enc) for row in rows)


def test_what_staff_dealt_with_goes_for_them_alone(db: Database) -> None:
    db.write_now(keep)
    first = db.read_now(lambda unit: unit.questions.latest("kucova", 1))[0]
    assert not db.write_now(lambda unit: unit.questions.remove("gjilan", first.id))
    assert db.write_now(lambda unit: unit.questions.remove("kucova", first.id))
    left = db.read_now(lambda unit: unit.questions.latest("kucova", 10))
    assert [one.words for one in left] == ["where is the zoo"]


@pytest.mark.parametrize(("days", "left"), [(89, 2), (91, 0)])
def test_questions_are_kept_for_90_days(db: Database, days: int, left: int) -> None:
    db.write_now(keep)
    db.write_now(lambda unit: unit.retention.purge_tries(NOW + days * DAY))
    found = db.read_now(lambda unit: unit.questions.latest("kucova", 10))
    assert len(found) == left


def test_packs_are_counted_with_the_votes_on_them(db: Database) -> None:
    given = {"municipality": "kucova", "language": "sq", "channel": "sms", "at": NOW}
    vote = {"municipality": "kucova", "language": "sq", "at": NOW}
    db.write_now(
        lambda unit: unit.counts.packs_given(
            [{**given, "topic": "work"}, {**given, "topic": "work"}, {**given, "topic": "food"}]
        )
    )
    db.write_now(
        lambda unit: unit.counts.packs_rated(
            [{**vote, "topic": "work", "useful": True}, {**vote, "topic": "food", "useful": False}]
        )
    )
    counted = db.read_now(lambda unit: unit.counts.packs_since("kucova", NOW))
    assert counted == [("work", 2, 1, 0), ("food", 1, 0, 1)]
    assert db.read_now(lambda unit: unit.counts.packs_since("kucova", NOW + 1)) == []
    assert db.read_now(lambda unit: unit.counts.packs_since("gjilan", 0)) == []
