"""The talk of a report as staff read it: what was heard and what we said, turn by turn."""

from flows.effects import AddToReport, Spoken
from flows.messages import Outgoing
from storage.database import Database
from storage.transcript import Line
from storage.unit import Unit
from tests.storage.hot import LEASE, NOW, REPORT, SECOND, answer, opened, take_turn, wrote

MINUTE = 60 * SECOND


def talk(db: Database) -> list[Line]:
    return db.read_now(lambda unit: unit.transcript.of_report(REPORT))


def words(db: Database) -> list[tuple[str, str]]:
    return [(line.direction, line.text) for line in talk(db)]


def begin(unit: Unit, now: int = NOW) -> None:
    unit.inbox.put([wrote("plaka fqinje", 5)], now)
    take_turn(unit, opened(), answer("E morem", report_id=REPORT), now=now)


def add(unit: Unit, text: str, number: int, now: int) -> None:
    """Some more words, and the answer of their turn."""
    unit.inbox.put([wrote(text, number)], now)
    added = AddToReport(report_id=REPORT, text=text)
    take_turn(unit, added, answer(f"Po: {text}", report_id=REPORT), now=now)


def test_each_turn_is_told_with_its_answer_though_the_next_message_came_before_it(
    db: Database,
) -> None:
    def work(unit: Unit) -> None:
        unit.inbox.put([wrote("plaka fqinje", 5), wrote("s'ka ushqim", 6)], NOW)
        take_turn(unit, opened(), answer("E morem", report_id=REPORT), now=NOW + MINUTE)
        added = AddToReport(report_id=REPORT, text="s'ka ushqim")
        take_turn(unit, added, answer("Po", report_id=REPORT), now=NOW + 2 * MINUTE)

    db.write_now(work)
    assert words(db) == [
        ("in", "plaka fqinje"),
        ("out", "E morem"),
        ("in", "s'ka ushqim"),
        ("out", "Po"),
    ]


def test_a_late_message_stands_where_it_was_heard_and_says_so(db: Database) -> None:
    db.write_now(begin)
    db.write_now(lambda unit: add(unit, "dje", 4, NOW + MINUTE))
    assert [(line.text, line.late) for line in talk(db)] == [
        ("plaka fqinje", False),
        ("E morem", False),
        ("dje", True),
        ("Po: dje", False),
    ]


def test_a_clock_that_was_set_back_moves_nobodys_words(db: Database) -> None:
    db.write_now(begin)
    db.write_now(lambda unit: add(unit, "një", 6, NOW - MINUTE))
    db.write_now(lambda unit: add(unit, "dy", 7, NOW + MINUTE))
    heard = [text for direction, text in words(db) if direction == "in"]
    said = [text for direction, text in words(db) if direction == "out"]
    assert (heard, said) == (["plaka fqinje", "një", "dy"], ["E morem", "Po: një", "Po: dy"])


def test_a_message_in_parts_is_one_line_with_the_fate_of_its_last_part(db: Database) -> None:
    long = Spoken(outgoing=Outgoing(parts=("E morem", "Kodi")), report_id=REPORT)
    db.write_now(lambda unit: unit.inbox.put([wrote("plaka fqinje")], NOW))
    db.write_now(lambda unit: take_turn(unit, opened(), long))
    (first,) = db.write_now(lambda unit: unit.outbox.claim(9, NOW, LEASE))
    db.write_now(lambda unit: unit.outbox.sent([(first.seq, "m1")], NOW))
    assert [(line.text, line.state) for line in talk(db)][1:] == [("E morem\n\nKodi", "waiting")]
    (last,) = db.write_now(lambda unit: unit.outbox.claim(9, NOW, LEASE))
    db.write_now(lambda unit: unit.outbox.sent([(last.seq, "m2")], NOW))
    assert [line.state for line in talk(db)] == ["", "sent"]


def test_what_one_person_said_is_found_between_two_times(db: Database) -> None:
    db.write_now(begin)
    db.write_now(lambda unit: add(unit, "një", 6, NOW + MINUTE))
    contact = talk(db)[0].contact
    heard = db.read_now(lambda unit: unit.transcript.heard_from(contact, NOW + 1, NOW + MINUTE + 1))
    assert [line.text for line in heard] == ["një"]
