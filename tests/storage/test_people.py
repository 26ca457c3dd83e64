"""What is kept about people, and how they are forgotten."""

import pytest
from sqlalchemy import text

from flows.effects import CancelTimer, Forget, LinkDuty, OptIn, OptOut, Remember, SetTimer, Written
from flows.events import ChannelChanged, TimerFired
from flows.session import Session
from storage.contacts import Contact
from storage.database import Database
from storage.inbox import Claimed, NewEvent
from storage.sessions import StaleSession
from storage.unit import Unit
from storage.vault import Key, Vault
from tests.storage.hot import (
    KEYS,
    LEASE,
    LINE,
    NOW,
    REPORT,
    SECOND,
    answer,
    opened,
    take_turn,
    wrote,
)


def turn(db: Database, *effects: Written, number: int, now: int = NOW) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("fjalë", number)], now))
    db.write_now(lambda unit: take_turn(unit, *effects, now=now))


def meet(unit: Unit, number: int = 99, address: str = "+355690000001") -> Contact:
    """Whoever writes now, as the next turn would know them."""
    unit.inbox.put([wrote("fjalë", number, address)], NOW)
    (claim,) = unit.inbox.claim(1, NOW, LEASE)
    unit.inbox.done([claim.seq], NOW)
    return unit.contacts.ensure([claim], NOW)[claim.person]


def fire(db: Database, now: int) -> int:
    return db.write_now(lambda unit: unit.timers.fire(now, 10))


def test_language_place_and_spelling_are_remembered_apart(db: Database) -> None:
    turn(db, Remember(language="sq"), number=1)
    turn(db, Remember(municipality="kucova", diacritics=True), number=2)
    contact = db.write_now(meet)
    assert (contact.language, contact.municipality, contact.diacritics) == ("sq", "kucova", True)


def test_opting_out_lasts_until_opting_in(db: Database) -> None:
    turn(db, OptOut(), number=1)
    assert db.write_now(lambda unit: meet(unit, 2)).opted_out
    turn(db, OptIn(), number=3)
    assert not db.write_now(lambda unit: meet(unit, 4)).opted_out


def test_a_block_at_the_provider_is_noted(db: Database) -> None:
    blocked = NewEvent(LINE, "telegram", "b1", "7", "channel", ChannelChanged(blocked=True))
    db.write_now(lambda unit: unit.inbox.put([blocked], NOW))
    db.write_now(take_turn)
    when = text("SELECT blocked_at FROM contacts")
    assert db.read_now(lambda unit: unit.connection.scalar(when)) == NOW


def test_whoever_opts_in_by_sms_blocks_us_no_more(db: Database) -> None:
    blocked = NewEvent(
        LINE, "sms", "blocked-1", "+355690000001", "channel", ChannelChanged(blocked=True)
    )
    db.write_now(lambda unit: unit.inbox.put([blocked], NOW))
    db.write_now(lambda unit: take_turn(unit, OptOut(), now=NOW))
    assert blocks(db) == [NOW]
    turn(db, OptIn(), number=2)
    assert blocks(db) == [None]


def blocks(db: Database) -> list[int | None]:
    of = text("SELECT blocked_at FROM contacts")
    return db.read_now(lambda unit: list(unit.connection.scalars(of)))


def test_a_timer_is_moved_cancelled_and_fires_once(db: Database) -> None:
    set_timer = SetTimer(kind="report_timeout", after=1800)
    turn(db, set_timer, number=1)
    turn(db, set_timer, number=2, now=NOW + 60 * SECOND)
    assert fire(db, NOW + 1859 * SECOND) == 0
    assert fire(db, NOW + 1860 * SECOND) == 1
    assert fire(db, NOW + 48 * 3600 * SECOND) == 0
    claimed = db.write_now(lambda unit: unit.inbox.claim(9, NOW, LEASE))
    assert [(one.kind, one.what, one.address) for one in claimed] == [
        ("timer", TimerFired("report_timeout"), "+355690000001")
    ]
    db.write_now(lambda unit: unit.inbox.release())
    turn(db, set_timer, CancelTimer(kind="report_timeout"), number=3)
    assert fire(db, NOW + 48 * 3600 * SECOND) == 0


def test_sessions_come_back_and_are_never_overwritten_by_the_slower_one(db: Database) -> None:
    contact = db.write_now(meet).id
    old, new = Session(language="sq"), Session(language="sr-Cyrl")
    db.write_now(lambda unit: unit.sessions.save([(contact, old, 0)], NOW))
    assert db.read_now(lambda unit: unit.sessions.load([contact])) == {contact: (old, 1)}
    db.write_now(lambda unit: unit.sessions.save([(contact, new, 1)], NOW))
    with pytest.raises(StaleSession):
        db.write_now(lambda unit: unit.sessions.save([(contact, old, 1)], NOW))
    assert db.read_now(lambda unit: unit.sessions.load([contact])) == {contact: (new, 2)}


def test_forget_me_unlinks_the_person_but_keeps_the_open_report(db: Database) -> None:
    turn(db, opened(), Remember(language="sq"), answer("një"), number=1)
    before = db.write_now(lambda unit: meet(unit, 2))
    turn(db, Forget(), answer("U bë."), number=3)
    after = db.write_now(lambda unit: meet(unit, 4))
    assert after.id != before.id
    assert (after.language, after.opted_out) == ("", True)
    assert db.read_now(lambda unit: unit.sessions.load([before.id, after.id])) == {}

    report = text("SELECT contact, erase_asked_at FROM reports")
    rows = db.read_now(lambda unit: [tuple(row) for row in unit.connection.execute(report)])
    assert rows == [(None, NOW)]
    left = db.write_now(lambda unit: unit.outbox.claim(9, NOW, LEASE))
    assert [(parcel.outgoing.parts, parcel.contact) for parcel in left] == [(("U bë.",), after.id)]
    old = text("SELECT address_enc, unlinked_at, language FROM contacts WHERE id = :id")
    row = db.read_now(lambda unit: unit.connection.execute(old, {"id": before.id}).one())
    assert (bytes(row.address_enc), row.unlinked_at, row.language) == (b"", NOW, "")


def test_after_forget_me_staff_reach_nobody_and_no_timer_fires(db: Database) -> None:
    turn(db, opened(), SetTimer(kind="report_timeout", after=1), number=1)
    turn(db, Forget(), number=2)
    what = TimerFired("report_timeout")
    assert db.write_now(lambda unit: unit.inbox.put_for_report(REPORT, what, NOW)) == ""
    assert fire(db, NOW + 9 * SECOND) == 0


def test_a_duty_token_joins_a_chat_once(db: Database) -> None:
    operator = "0" * 32
    account = text(
        "INSERT INTO operators (id, name, language, password_hash, totp_step, on_duty, made_at,"
        " unit) VALUES (:id, 'roje', 'sq', '', 0, :on, 1, '')"
    )
    db.write_now(
        lambda unit: unit.connection.execute(account, {"id": operator, "on": True}).close()
    )
    token = db.write_now(lambda unit: unit.tokens.make(operator, "duty", NOW))
    turn(db, LinkDuty(token="wrong"), number=1)
    assert db.write_now(lambda unit: meet(unit, 2)).operator == ""
    turn(db, LinkDuty(token=token), number=3)
    assert db.write_now(lambda unit: meet(unit, 4)).operator == operator


def test_a_key_rotation_finds_the_same_people(database_url: str, db: Database) -> None:
    turn(db, Remember(language="sq"), opened(), number=1)
    known = db.write_now(lambda unit: meet(unit, 2))
    rotated = Database(database_url, Vault((Key("k2", b"2" * 32), *KEYS)))
    again = rotated.write_now(lambda unit: meet(unit, 3))
    assert again == known
    (newest,) = rotated.write_now(
        lambda unit: unit.contacts.ensure([claim_of(unit, 4)], NOW)
    ).values()
    assert newest.id == known.id
    rotated.close()


def claim_of(unit: Unit, number: int) -> Claimed:
    unit.inbox.put([wrote("fjalë", number)], NOW)
    return unit.inbox.claim(1, NOW, LEASE)[0]
