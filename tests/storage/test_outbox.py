"""What leaves: in order, once, and never again when in doubt."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from flows.effects import LeaveTalk
from flows.messages import Outgoing
from storage.database import Database
from storage.inbox import Claimed
from storage.parcels import Kind, Message, Parcel
from storage.unit import Unit
from tests.storage.hot import LEASE, LINE, NOW, REPORT, answer, opened, take_turn, wrote

MINUTE = 60_000_000


def people(unit: Unit, *addresses: str) -> list[str]:
    """Contacts of these addresses."""
    events = [wrote("x", number, address) for number, address in enumerate(addresses, 1)]
    unit.inbox.put(events, NOW)
    claims: list[Claimed] = unit.inbox.claim(50, NOW, LEASE)
    found = unit.contacts.ensure(claims, NOW)
    return [found[claim.person].id for claim in claims]


def queue(db: Database, contact: str, kind: Kind, *parts: str, line: str = LINE) -> None:
    message = Message(
        contact=contact,
        line=line,
        channel="telegram",
        kind=kind,
        outgoing=Outgoing(parts=parts),
        cause_at=NOW,
        reply="r" * 32 if kind == "staff" else "",
    )
    db.write_now(lambda unit: unit.outbox.put([message], NOW))


def claim(db: Database, now: int = NOW, *paused: str) -> list[Parcel]:
    return db.write_now(lambda unit: unit.outbox.claim(50, now, LEASE, paused))


def sent(db: Database, parcels: list[Parcel]) -> None:
    accepted = [(parcel.seq, f"m{parcel.seq}") for parcel in parcels]
    db.write_now(lambda unit: unit.outbox.sent(accepted, NOW))


def states(db: Database) -> list[tuple[str, str]]:
    rows = text("SELECT state, fault FROM outbox ORDER BY seq")
    return db.read_now(lambda unit: [(r.state, r.fault) for r in unit.connection.execute(rows)])


def words(parcels: list[Parcel]) -> list[str]:
    return [parcel.outgoing.parts[parcel.part] for parcel in parcels]


@pytest.fixture
def somebody(db: Database) -> str:
    return db.write_now(lambda unit: people(unit, "+355690000001"))[0]


def test_danger_first_then_replies_then_notices_one_at_a_time(db: Database, somebody: str) -> None:
    queue(db, somebody, "notice", "njoftim")
    queue(db, somebody, "reply", "përgjigje 1", "përgjigje 2")
    queue(db, somebody, "danger", "112 · 129")
    order = []
    while taken := claim(db):
        assert len(taken) == 1
        order += words(taken)
        sent(db, taken)
    assert order == ["112 · 129", "përgjigje 1", "përgjigje 2", "njoftim"]


def test_people_do_not_wait_for_each_other(db: Database) -> None:
    first, second = db.write_now(lambda unit: people(unit, "a", "b"))
    queue(db, first, "reply", "a1")
    queue(db, first, "reply", "a2")
    queue(db, second, "reply", "b1")
    assert words(claim(db)) == ["a1", "b1"]
    assert claim(db) == []


def test_a_retried_part_is_not_overtaken(db: Database, somebody: str) -> None:
    queue(db, somebody, "reply", "një", "dy")
    queue(db, somebody, "reply", "tre")
    (parcel,) = claim(db)
    db.write_now(lambda unit: unit.outbox.retry(parcel.seq, NOW + MINUTE, "busy"))
    assert claim(db) == []
    (again,) = claim(db, NOW + MINUTE)
    assert (words([again]), again.attempts) == (["një"], 2)


def test_what_waits_for_safe_hours_holds_nothing_up(db: Database, somebody: str) -> None:
    queue(db, somebody, "staff", "nga punonjësi", "pjesa dy")
    (parcel,) = claim(db)
    assert parcel.expires_at == NOW + 24 * 60 * MINUTE
    db.write_now(lambda unit: unit.outbox.postpone(parcel.seq, NOW + 60 * MINUTE))
    queue(db, somebody, "reply", "vetë")
    taken = claim(db)
    assert words(taken) == ["vetë"]
    sent(db, taken)
    (later,) = claim(db, NOW + 60 * MINUTE)
    assert (words([later]), later.attempts) == (["nga punonjësi"], 1)


def test_a_paused_line_is_passed_over(db: Database, somebody: str) -> None:
    queue(db, somebody, "reply", "tani")
    assert claim(db, NOW, LINE) == []
    assert words(claim(db)) == ["tani"]


@pytest.mark.parametrize(
    ("fate", "state"), [("failed", "failed"), ("hold", "held"), ("drop", "dropped")]
)
def test_the_rest_of_a_message_shares_its_fate(
    db: Database, somebody: str, fate: str, state: str
) -> None:
    queue(db, somebody, "reply", "një", "dy")
    queue(db, somebody, "reply", "tjetër")
    (parcel,) = claim(db)
    db.write_now(lambda unit: getattr(unit.outbox, fate)(parcel.seq, "blocked", NOW))
    rest = "dropped" if state == "failed" else state
    assert states(db) == [(state, "blocked"), (rest, "blocked"), ("waiting", "")]


def test_in_doubt_is_never_sent_again_but_danger_numbers_once(db: Database) -> None:
    calm, afraid = db.write_now(lambda unit: people(unit, "a", "b"))
    queue(db, calm, "reply", "përgjigje")
    queue(db, afraid, "danger", "112")
    for _ in range(3):
        for parcel in claim(db):
            doubt(db, parcel)
    assert states(db) == [("unknown", "timeout"), ("unknown", "timeout")]


def doubt(db: Database, parcel: Parcel) -> None:
    db.write_now(lambda unit: unit.outbox.unknown(parcel.seq, "timeout", NOW))


def test_a_second_try_of_danger_numbers_stays_the_last_in_doubt(
    db: Database, somebody: str
) -> None:
    queue(db, somebody, "danger", "112")
    doubt(db, claim(db)[0])
    (again,) = claim(db)
    db.write_now(lambda unit: unit.outbox.retry(again.seq, NOW, "busy"))
    doubt(db, claim(db)[0])
    assert states(db) == [("unknown", "timeout")]


def test_a_killed_sender_leaves_doubt_not_doubles(db: Database) -> None:
    calm, afraid = db.write_now(lambda unit: people(unit, "a", "b"))
    queue(db, calm, "reply", "përgjigje")
    queue(db, afraid, "danger", "112")
    claim(db)
    assert db.write_now(lambda unit: unit.outbox.recover(NOW)) == 0
    assert db.write_now(lambda unit: unit.outbox.recover(NOW + LEASE)) == 2
    assert words(claim(db)) == ["112"]
    assert db.write_now(lambda unit: unit.outbox.recover(NOW, restarted=True)) == 1
    assert states(db) == [("unknown", "interrupted"), ("unknown", "interrupted")]


def test_every_order_of_status_reports_ends_in_one_state(db: Database) -> None:
    reports = [
        ("queued", ""),
        ("sending", ""),
        ("sent", ""),
        ("delivered", ""),
        ("undelivered", "30003"),
        ("failed", "30008"),
    ]
    orders = list(itertools.permutations(reports))
    contacts = db.write_now(lambda unit: people(unit, *map(str, range(50))))

    def tell(unit: Unit, order: tuple[tuple[str, str], ...], provider: str) -> None:
        for status, fault in (*order, order[0], order[-1]):
            assert unit.outbox.status(provider, status, fault, NOW)

    def work(unit: Unit) -> list[tuple[str, str, int]]:
        first = Message(
            contact=contacts[0],
            line=LINE,
            channel="sms",
            kind="reply",
            outgoing=Outgoing(parts=("x",)),
            cause_at=NOW,
        )
        ids = unit.outbox.put([first] * len(orders), NOW)
        unit.connection.execute(text("UPDATE outbox SET state = 'sent', provider_id = id"))
        for order, provider in zip(orders, ids, strict=True):
            tell(unit, order, provider)
        rows = text("SELECT DISTINCT state, fault, provider_rank FROM outbox")
        return [tuple(row) for row in unit.connection.execute(rows)]

    assert len(db.write_now(work)) == 1
    assert set(states(db)) == {("delivered", "")}


def test_a_status_of_an_unknown_message_is_told(db: Database) -> None:
    assert not db.write_now(lambda unit: unit.outbox.status("SM0", "sent", "", NOW))


def test_two_senders_never_write_to_one_person_at_once(db: Database) -> None:
    contacts = db.write_now(lambda unit: people(unit, *map(str, range(6))))
    for contact in contacts:
        for number in range(5):
            queue(db, contact, "reply", f"{contact} {number}")
    left: list[str] = []

    def carry() -> None:
        idle = 0
        while idle < 20:
            taken = db.write_now(lambda unit: unit.outbox.claim(3, NOW, LEASE))
            idle = 0 if taken else idle + 1
            left.extend(words(taken))
            sent(db, taken)

    with ThreadPoolExecutor(2) as two:
        for done in [two.submit(carry), two.submit(carry)]:
            done.result()
    assert len(left) == 30
    for contact in contacts:
        theirs = [text for text in left if text.startswith(contact)]
        assert theirs == [f"{contact} {number}" for number in range(5)]


def test_staff_are_pinged_in_their_own_chat(db: Database, somebody: str) -> None:
    ping = "1 e re, KU-…"
    assert db.write_now(lambda unit: unit.outbox.alert(somebody, ping, NOW, NOW)) != ""
    (parcel,) = claim(db)
    assert (parcel.kind, parcel.priority, words([parcel])) == ("alert", 0, [ping])
    assert db.write_now(lambda unit: unit.outbox.alert("0" * 32, ping, NOW, NOW)) == ""


def test_a_parcel_tells_what_must_be_looked_at_before_it_leaves(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("raport")], NOW))
    db.write_now(lambda unit: take_turn(unit, opened(), answer("po", report_id=REPORT)))
    (parcel,) = claim(db)
    assert (parcel.contact_state, parcel.opted_out, parcel.municipality, parcel.report) == (
        "not_asked",
        False,
        "kucova",
        REPORT,
    )


def test_the_queue_tells_its_age(db: Database, somebody: str) -> None:
    assert db.read_now(lambda unit: unit.outbox.waiting(NOW)) == (0, 0)
    queue(db, somebody, "reply", "x")
    assert db.read_now(lambda unit: unit.outbox.waiting(NOW + MINUTE)) == (1, NOW)


def test_leaving_holds_what_waits_and_takes_back_what_was_said(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("mirëdita", 1)], NOW))
    db.write_now(lambda unit: take_turn(unit, answer("Mirë se vini")))
    sent(db, claim(db))
    db.write_now(lambda unit: unit.inbox.put([wrote("dil", 2)], NOW + 1))
    db.write_now(
        lambda unit: take_turn(
            unit, answer("Ende"), LeaveTalk(take_back=True), answer("Ditën e mirë"), now=NOW + 2
        )
    )
    first = claim(db, NOW + 3)
    assert first[0].outgoing.take_back == (f"m{1}",)
    sent(db, first)
    assert words(claim(db, NOW + 4)) == ["Ende"]


def test_leaving_an_old_talk_has_nothing_to_take_back(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("mirëdita", 1)], NOW))
    db.write_now(lambda unit: take_turn(unit, answer("Mirë se vini")))
    sent(db, claim(db))
    later = NOW + 48 * 60 * MINUTE
    db.write_now(lambda unit: unit.inbox.put([wrote("dil", 2)], later))
    db.write_now(
        lambda unit: take_turn(unit, LeaveTalk(take_back=True), answer("Ditën e mirë"), now=later)
    )
    assert words(claim(db, later)) == ["Ditën e mirë"]


def test_leaving_holds_a_reply_of_staff_that_waits(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("mirëdita", 1)], NOW))
    db.write_now(lambda unit: take_turn(unit, answer("Përgjigje", reply_id="r" * 32)))
    db.write_now(lambda unit: unit.inbox.put([wrote("dil", 2)], NOW + 1))
    db.write_now(lambda unit: take_turn(unit, LeaveTalk(take_back=False), answer("Ditën e mirë")))
    assert states(db) == [("held", "left"), ("waiting", "")]
