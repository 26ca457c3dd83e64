"""What a turn hands to the sender with its own commit, and what must wait in the outbox."""

import pytest

from flows.messages import Outgoing
from storage.database import Database
from storage.parcels import Kind, Message, Parcel, Room
from storage.unit import Unit
from tests.storage.hot import LEASE, LINE, NOW, answer, opened, take_turn, wrote
from tests.storage.test_outbox import claim, people, sent, states, words

WIDE = Room(free=9, lease=LEASE)


def message(contact: str, *parts: str, kind: Kind = "reply", address: str = "5001") -> Message:
    return Message(
        contact=contact,
        line=LINE,
        channel="telegram",
        kind=kind,
        outgoing=Outgoing(parts=parts),
        cause_at=NOW,
        address=address,
    )


def hand(db: Database, room: Room, *messages: Message) -> list[Parcel]:
    return db.write_now(lambda unit: unit.outbox.put_and_hand_over(messages, NOW, room)[1])


def one(db: Database) -> str:
    return db.write_now(lambda unit: people(unit, "5001"))[0]


def test_an_answer_is_in_the_senders_hands_with_the_turns_own_commit(db: Database) -> None:
    def work(unit: Unit) -> tuple[Parcel, ...]:
        unit.inbox.put([wrote("plaka fqinje")], NOW)
        return take_turn(unit, opened(), answer("Faleminderit"), room=WIDE).handed

    (handed,) = db.write_now(work)
    assert states(db) == [("sending", "")]
    assert claim(db) == []
    sent(db, [handed])
    assert states(db) == [("sent", "")]


def test_what_is_handed_over_is_what_a_claim_would_have_given(db: Database) -> None:
    contact = one(db)
    (handed,) = hand(db, WIDE, message(contact, "1", "2", address="+355690000001"))
    db.write_now(lambda unit: unit.outbox.retry(handed.seq, NOW, "busy"))
    (again,) = claim(db)
    assert (again.id, again.contact, again.outgoing) == (handed.id, contact, handed.outgoing)
    assert (handed.attempts, again.attempts) == (1, 2)


def test_the_next_part_and_the_next_message_wait_for_the_one_before(db: Database) -> None:
    contact = one(db)
    first = hand(db, WIDE, message(contact, "1", "2"), message(contact, "3"))
    assert words(first) == ["1"]
    assert hand(db, WIDE, message(contact, "4")) == []
    for expected in ("2", "3", "4"):
        sent(db, first)
        first = claim(db)
        assert words(first) == [expected]


def test_nothing_overtakes_what_waits_for_a_person(db: Database) -> None:
    contact = one(db)
    hand(db, Room(), message(contact, "1"))
    assert hand(db, WIDE, message(contact, "2", kind="danger")) == []
    assert words(claim(db)) == ["2"]


@pytest.mark.parametrize("kind", ["notice", "staff", "alert"])
def test_what_consent_or_the_hour_may_hold_back_is_looked_at_in_the_outbox(
    db: Database, kind: Kind
) -> None:
    assert hand(db, WIDE, message(one(db), "1", kind=kind)) == []
    assert states(db) == [("waiting", "")]


def test_no_more_than_there_is_room_for_danger_first(db: Database) -> None:
    contacts = db.write_now(lambda unit: people(unit, "1", "2", "3"))
    said = [message(who, who) for who in contacts[:2]]
    danger = message(contacts[2], "112", kind="danger")
    assert words(hand(db, Room(free=1, lease=LEASE), *said, danger)) == ["112"]
    assert len(claim(db)) == 2


def test_a_closed_line_takes_nothing(db: Database) -> None:
    closed = Room(free=9, lease=LEASE, closed=frozenset({LINE}))
    assert hand(db, closed, message(one(db), "1")) == []


def test_a_crash_after_the_commit_leaves_it_in_doubt_and_danger_goes_once_more(
    db: Database,
) -> None:
    reply, danger = db.write_now(lambda unit: people(unit, "1", "2"))
    handed = hand(db, WIDE, message(reply, "1"), message(danger, "112", kind="danger"))
    assert len(handed) == 2
    db.write_now(lambda unit: unit.outbox.recover(NOW, restarted=True))
    assert sorted(states(db)) == [("unknown", "interrupted"), ("waiting", "once_more")]
