"""From a delivery to what leaves: put, claim, apply, carry."""

import msgspec
import pytest

from flows.events import MessageHeard
from flows.messages import Attachment, Inbound
from storage.database import Database
from tests.storage.hot import CODE, LEASE, NOW, REPORT, answer, opened, said, take_turn, wrote


def test_a_message_becomes_a_report_an_answer_and_a_transcript(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("plaka fqinje s'ka ushqim")], NOW))
    applied = db.write_now(
        lambda unit: take_turn(unit, opened(), answer("Faleminderit", report_id=REPORT))
    )
    assert (applied.taken, applied.waiting, applied.changed) == (1, 1, ("kucova",))
    assert [report.code for report in applied.opened] == [CODE]

    parcel = db.write_now(lambda unit: unit.outbox.claim(10, NOW, LEASE))[0]
    assert (parcel.address, parcel.outgoing.parts) == ("+355690000001", ("Faleminderit",))
    assert (parcel.contact_state, parcel.attempts) == ("not_asked", 1)
    db.write_now(lambda unit: unit.outbox.sent([(parcel.seq, "m1")], NOW))

    lines = db.read_now(lambda unit: unit.transcript.of_report(REPORT))
    assert [(line.direction, line.text, line.state) for line in lines] == [
        ("in", "plaka fqinje s'ka ushqim", ""),
        ("out", "Faleminderit", "sent"),
    ]


def test_what_was_heard_once_is_not_heard_again(db: Database) -> None:
    first = db.write_now(lambda unit: unit.inbox.put([wrote("a"), wrote("a")], NOW))
    again = db.write_now(lambda unit: unit.inbox.put([wrote("a")], NOW))
    assert (len(first), again) == (1, [])


def test_people_are_taken_side_by_side_but_each_in_order(db: Database) -> None:
    events = [wrote("1", 1, "a"), wrote("2", 2, "a"), wrote("3", 3, "b")]
    db.write_now(lambda unit: unit.inbox.put(events, NOW))
    taken = db.write_now(lambda unit: unit.inbox.claim(10, NOW, LEASE))
    assert [said(one) for one in taken] == ["1", "3"]
    assert db.write_now(lambda unit: unit.inbox.claim(10, NOW, LEASE)) == []
    db.write_now(lambda unit: unit.inbox.done([taken[0].seq], NOW))
    assert [said(one) for one in db.write_now(lambda unit: unit.inbox.claim(10, NOW, LEASE))] == [
        "2"
    ]


@pytest.mark.parametrize(
    ("inbound", "shown"),
    [
        (Inbound(button="report.wait.can_wait", label="Mund të presë"), "Mund të presë"),
        (Inbound(button="report.wait.can_wait"), "report.wait.can_wait"),
        (Inbound(text="nesër", button="x", label="y"), "nesër"),
        (Inbound(attachments=(Attachment("photo"), Attachment("voice"))), "[photo], [voice]"),
    ],
)
def test_the_talk_shows_a_pressed_button_by_its_words(
    db: Database, inbound: Inbound, shown: str
) -> None:
    pressed = msgspec.structs.replace(wrote(""), what=MessageHeard(inbound))
    db.write_now(lambda unit: unit.inbox.put([pressed], NOW))
    db.write_now(lambda unit: take_turn(unit, opened()))
    assert [line.text for line in db.read_now(lambda unit: unit.transcript.of_report(REPORT))] == [
        shown
    ]
