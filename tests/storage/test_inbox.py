"""What enters is kept once, taken in order, and never lost between two hands."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.events import CaseMoved
from storage.database import Database
from storage.inbox import Claimed, StaleClaim
from tests.storage.hot import CODE, LEASE, LINE, NOW, REPORT, opened, said, take_turn, wrote


def claim(db: Database, now: int = NOW) -> list[Claimed]:
    return db.write_now(lambda unit: unit.inbox.claim(50, now, LEASE))


def finish(db: Database, taken: list[Claimed]) -> None:
    seqs = [one.seq for one in taken]
    db.write_now(lambda unit: unit.inbox.done(seqs, NOW))


def fail(db: Database, taken: list[Claimed]) -> bool:
    return db.write_now(lambda unit: unit.inbox.failed(taken[0].seq, "turn", NOW))


async def test_fifty_identical_deliveries_at_once_are_one_event(db: Database) -> None:
    puts = [db.write(lambda unit: unit.inbox.put([wrote("ndihmë")], NOW)) for _ in range(50)]
    kept = await asyncio.gather(*puts)
    assert sorted(map(len, kept)) == [0] * 49 + [1]
    assert len(claim(db)) == 1


def test_a_replay_after_a_day_is_still_the_same_event(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("ndihmë")], NOW))
    db.write_now(take_turn)
    late = NOW + 24 * 3600 * 1_000_000
    assert db.write_now(lambda unit: unit.inbox.put([wrote("ndihmë")], late)) == []
    assert claim(db, late) == []


def test_two_claimers_never_hold_one_person_and_never_swap_their_words(db: Database) -> None:
    people = [f"+35569{number:07}" for number in range(12)]
    events = [
        wrote(f"{person} {turn}", 100 * turn + number, person)
        for turn in range(5)
        for number, person in enumerate(people)
    ]
    db.write_now(lambda unit: unit.inbox.put(events, NOW))
    heard: list[str] = []

    def work() -> None:
        idle = 0
        while idle < 20:
            taken = db.write_now(lambda unit: unit.inbox.claim(4, NOW, LEASE))
            idle = 0 if taken else idle + 1
            assert len({one.person for one in taken}) == len(taken)
            heard.extend(said(one) for one in taken)
            finish(db, taken)

    with ThreadPoolExecutor(2) as two:
        for done in [two.submit(work), two.submit(work)]:
            done.result()
    assert len(heard) == len(events)
    for person in people:
        theirs = [words for words in heard if words.startswith(person)]
        assert theirs == [f"{person} {turn}" for turn in range(5)]


def test_what_a_killed_worker_held_is_taken_again_when_its_lease_ends(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("e para", 1), wrote("e dyta", 2)], NOW))
    held = claim(db)
    assert claim(db, NOW + LEASE - 1) == []
    again = claim(db, NOW + LEASE)
    assert [said(one) for one in again] == ["e para"] == [said(one) for one in held]
    finish(db, again)
    with pytest.raises(StaleClaim):
        finish(db, held)


def test_a_restarted_process_gives_its_claims_up_at_once(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("ndihmë")], NOW))
    claim(db)
    assert db.write_now(lambda unit: unit.inbox.release()) == 1
    assert len(claim(db)) == 1


def test_waiting_words_are_taken_in_the_providers_order(db: Database) -> None:
    events = [wrote("tri", 1003), wrote("një", 1001), wrote("dy", 1002)]
    db.write_now(lambda unit: unit.inbox.put(events, NOW))
    heard = []
    for _ in events:
        taken = claim(db)
        heard += [(said(one), one.late) for one in taken]
        finish(db, taken)
    assert heard == [("një", False), ("dy", False), ("tri", False)]


def test_words_that_come_after_later_ones_were_answered_are_marked(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("e dyta", 1002)], NOW))
    db.write_now(take_turn)
    db.write_now(lambda unit: unit.inbox.put([wrote("e para", 1001)], NOW))
    assert [(said(one), one.late) for one in claim(db)] == [("e para", True)]


def test_an_event_that_cannot_be_worked_on_dies_after_three_tries(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("helm", 1), wrote("pas", 2)], NOW))
    for is_dead in (False, False, True):
        assert fail(db, claim(db)) is is_dead
    assert [said(one) for one in claim(db)] == ["pas"]


def test_an_unreadable_body_is_kept_once_and_blocks_nobody(db: Database) -> None:
    def keep(body: bytes) -> str:
        return db.write_now(lambda unit: unit.inbox.put_dead(LINE, "", body, "json", NOW))

    assert keep(b"{broken") != ""
    assert keep(b"{broken") == ""
    assert keep(b"{other") != ""
    db.write_now(lambda unit: unit.inbox.put([wrote("mirë")], NOW))
    assert [said(one) for one in claim(db)] == ["mirë"]


def test_staff_reach_the_reporter_through_the_same_pipe(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("raport")], NOW))
    db.write_now(lambda unit: take_turn(unit, opened()))
    moved = CaseMoved(REPORT, CODE, "taken_up", "yes")
    assert db.write_now(lambda unit: unit.inbox.put_for_report(REPORT, moved, NOW)) != ""
    assert db.write_now(lambda unit: unit.inbox.put_for_report("0" * 32, moved, NOW)) == ""
    (one,) = claim(db)
    assert (one.kind, one.what, one.address) == ("moved", moved, "+355690000001")


def test_recent_messages_are_counted_by_person(db: Database) -> None:
    minute = 60_000_000
    db.write_now(lambda unit: unit.inbox.put([wrote("a", 1)], NOW - 2 * minute))
    db.write_now(lambda unit: unit.inbox.put([wrote("b", 2), wrote("c", 3)], NOW))
    person = claim(db)[0].person
    counted = db.read_now(lambda unit: unit.inbox.lately([person], NOW - minute))
    assert counted == {person: 2}
