"""A frozen audience goes to the outbox exactly once, a little at a time, and adds up at every moment."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from flows.campaigns import CampaignRefused, Cancel, Command, Pause, Resume
from flows.effects import LeaveTalk, OptOut
from flows.facts import Operator
from flows.messages import Outgoing
from storage.campaign_draft import Campaign
from storage.campaign_feed import SLICE
from storage.database import Database
from storage.parcels import Message, Room
from storage.unit import Unit
from tests.storage.crowd import (
    WORDS,
    changed,
    chats,
    claimed,
    fates_of,
    fed,
    gathered,
    staff,
    state_of,
)
from tests.storage.hot import LEASE, LINE, NOW, answer, opened, take_turn, wrote

ROOT = Path(__file__).resolve().parents[2]
DYING = """
import os, signal, sys
from storage.database import Database
from tests.storage.hot import NOW, VAULT

def feed_and_die(unit):
    unit.campaign_feed.feed(int(sys.argv[2]), {"telegram": 7}, NOW)
    os.kill(os.getpid(), signal.SIGKILL)

Database(sys.argv[1], VAULT).write_now(feed_and_die)
"""


def kinds(db: Database) -> list[tuple[str, int, str, str]]:
    rows = text("SELECT kind, priority, state, fault FROM outbox ORDER BY seq")
    return db.read_now(lambda unit: [tuple(row) for row in unit.connection.execute(rows)])


def test_each_channel_is_fed_up_to_its_own_room(db: Database) -> None:
    people = [("sms", f"+35569000{n:04d}") for n in range(6)] + chats(6)
    crowd = gathered(db, people)
    room = {"sms": 1, "telegram": 4}
    feed = lambda unit: unit.campaign_feed.feed(crowd.number, room, NOW)  # noqa: E731
    assert [db.write_now(feed) for _ in range(2)] == [5, 0]
    taken = claimed(db)
    assert sorted(one.channel for one in taken) == ["sms", *["telegram"] * 4]
    assert db.write_now(feed) == 3  # the rest of one, one more of the other
    assert fates_of(db, crowd) == {("waiting", ""): 12}


def test_a_slice_is_short_and_the_cursor_ends_behind_the_last(db: Database) -> None:
    crowd = gathered(db, chats(SLICE + 20))
    assert [fed(db, crowd) for _ in range(3)] == [SLICE, 20, 0]
    assert kinds(db) == [("campaign", 3, "waiting", "")] * (SLICE + 20)


@pytest.mark.parametrize("state", ["approved", "paused", "cancelled", "finished"])
def test_only_what_runs_is_fed(db: Database, state: str) -> None:
    crowd = gathered(db, chats(3), state=state)
    assert fed(db, crowd) == 0


def test_a_kill_between_feeding_and_commit_changes_nothing(db: Database, database_url: str) -> None:
    crowd = gathered(db, chats(20))
    command = [sys.executable, "-c", DYING, database_url, str(crowd.number)]
    killed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=60)
    assert killed.returncode == -9, killed.stderr
    assert kinds(db) == []
    assert fed(db, crowd) == 20
    assert sorted(one.contact for one in claimed(db)) == sorted(crowd.people)


@pytest.mark.parametrize(
    "change",
    [
        {"topics": " school "},
        {"topics": ""},
        {"opted_out_at": NOW},
        {"blocked_at": NOW},
        {"silent": True},
        {"unlinked_at": NOW},
    ],
)
def test_whoever_does_not_agree_is_passed_over_and_nothing_tells_why(
    db: Database, change: dict[str, object]
) -> None:
    crowd = gathered(db, chats(4))
    changed(db, crowd.people[0], **change)
    fed(db, crowd)
    changed(db, crowd.people[1], **change)  # it waits already: seen right before it would leave
    taken = {one.contact: one.opted_out for one in claimed(db)}
    assert taken == {crowd.people[1]: True, crowd.people[2]: False, crowd.people[3]: False}
    assert kinds(db)[0][2:] == ("dropped", "no_consent")


def test_a_report_that_says_never_is_no_consent(db: Database) -> None:
    crowd = gathered(db, [("telegram", "+355690000001")])
    fed(db, crowd)
    db.write_now(lambda unit: unit.inbox.put([wrote("raport")], NOW))
    db.write_now(lambda unit: take_turn(unit, opened()))
    never = text("UPDATE reports SET contact_state = 'never'")
    db.write_now(lambda unit: unit.connection.execute(never))
    assert [one.opted_out for one in claimed(db)] == [True]


def test_a_conversation_never_waits_behind_a_campaign(db: Database) -> None:
    crowd = gathered(db, chats(3))
    fed(db, crowd)
    reply = Message(
        contact=crowd.people[1], line=LINE, channel="telegram", kind="reply",
        outgoing=Outgoing(("Po.",)), cause_at=NOW,
    )  # fmt: skip
    db.write_now(lambda unit: unit.outbox.put([reply], NOW))
    assert [one.contact for one in claimed(db)] == [crowd.people[0], crowd.people[2]]
    said = db.write_now(lambda unit: unit.outbox.claim(9, NOW, LEASE))
    assert [(one.kind, one.contact) for one in said] == [("reply", crowd.people[1])]
    assert claimed(db) == []  # one at a time to a person
    db.write_now(lambda unit: unit.outbox.sent([(said[0].seq, "m1")], NOW))
    (late,) = claimed(db)
    assert late.outgoing.parts == (WORDS["telegram"],)


def test_an_answer_is_handed_over_at_once_though_a_campaign_waits(db: Database) -> None:
    crowd = gathered(db, chats(1))
    fed(db, crowd)
    room = Room(free=4)
    reply = Message(
        contact=crowd.people[0], line=LINE, channel="telegram", kind="reply",
        outgoing=Outgoing(("Po.",)), cause_at=NOW, address="7000",
    )  # fmt: skip
    _, handed = db.write_now(lambda unit: unit.outbox.put_and_hand_over([reply], NOW, room))
    assert [one.kind for one in handed] == ["reply"]


def test_a_stop_word_drops_what_waits_at_once(db: Database) -> None:
    crowd = gathered(db, [("telegram", "+355690000001"), *chats(1)])
    fed(db, crowd)
    db.write_now(lambda unit: unit.inbox.put([wrote("NDAL")], NOW))
    db.write_now(lambda unit: take_turn(unit, OptOut(), answer("U krye.")))
    assert fates_of(db, crowd) == {("waiting", ""): 1, ("skipped", "no_consent"): 1}


def test_an_exit_word_drops_what_waits_and_holds_nothing_of_it(db: Database) -> None:
    crowd = gathered(db, [("telegram", "+355690000001"), *chats(1)])
    fed(db, crowd)
    db.write_now(lambda unit: unit.inbox.put([wrote("dil")], NOW))
    db.write_now(lambda unit: take_turn(unit, LeaveTalk(take_back=False), answer("Ditën e mirë")))
    assert fates_of(db, crowd) == {("waiting", ""): 1, ("skipped", "no_consent"): 1}
    assert ("held", "left") not in [row[2:] for row in kinds(db)]


def test_pause_parks_resume_goes_on_and_cancel_drops(db: Database) -> None:
    crowd = gathered(db, chats(10))
    fed(db, crowd, most=6)
    (under_way,) = claimed(db, most=1)
    staff(db, crowd, "pause")
    assert claimed(db) == []
    assert fed(db, crowd) == 0
    staff(db, crowd, "resume")
    assert len(claimed(db, most=2)) == 2
    staff(db, crowd, "cancel")
    db.write_now(lambda unit: unit.outbox.sent([(under_way.seq, "m1")], NOW))
    assert claimed(db) == []
    assert fates_of(db, crowd) == {
        ("sent", ""): 1, ("waiting", ""): 2, ("skipped", "cancelled"): 7,
    }  # fmt: skip


def test_what_waits_follows_the_acts_of_staff(db: Database) -> None:
    crowd = gathered(db, chats(3))
    fed(db, crowd)
    who = Operator(id="b" * 32, municipality="kucova", roles=frozenset({"campaigns"}))

    def act(unit: Unit, command: Command) -> Campaign | CampaignRefused:
        (found,) = unit.campaigns.list("kucova")
        return unit.campaigns.act(found, found.version, command, who, NOW)

    for command, state in ((Pause(), "parked"), (Resume(), "waiting"), (Cancel(), "dropped")):
        done = db.write_now(lambda unit, command=command: act(unit, command))  # type: ignore[misc]
        assert not isinstance(done, CampaignRefused)
        assert {row[2] for row in kinds(db)} == {state}


def test_a_campaign_stops_by_itself_once_and_says_why(db: Database) -> None:
    crowd = gathered(db, chats(2))
    fed(db, crowd)
    stop = lambda unit: unit.campaign_feed.stop(crowd.number, "failures", NOW)  # noqa: E731
    assert [db.write_now(stop) for _ in range(2)] == [True, False]
    assert [row[2] for row in kinds(db)] == ["parked", "parked"]
    assert state_of(db, crowd) == "paused"


def test_it_begins_once(db: Database) -> None:
    crowd = gathered(db, chats(1), state="approved", started_at=None, resumed_at=None)
    start = lambda unit: unit.campaign_feed.start(crowd.number, NOW)  # noqa: E731
    assert [db.write_now(start) for _ in range(2)] == [True, False]
    (due,) = db.read_now(lambda unit: unit.campaign_feed.due(NOW))
    assert (due.state, due.started_at, due.channels) == ("running", NOW, ("telegram",))


def test_it_is_finished_when_the_last_has_left_and_not_before(db: Database) -> None:
    crowd = gathered(db, chats(2))
    finish = lambda unit: unit.campaign_tallies.finish_if_done(crowd.number, NOW)  # noqa: E731
    assert not db.write_now(finish)
    fed(db, crowd)
    for _ in range(2):
        assert not db.write_now(finish)
        (one,) = claimed(db, most=1)
        assert not db.write_now(finish)
        db.write_now(lambda unit, one=one: unit.outbox.unknown(one.seq, "in_doubt", NOW))  # type: ignore[misc]
    assert db.write_now(finish)
    assert not db.write_now(finish)
    assert fates_of(db, crowd) == {("unknown", "in_doubt"): 2}


def test_one_spoilt_address_costs_only_itself(db: Database) -> None:
    crowd = gathered(db, chats(2))
    changed(db, crowd.people[0], address_enc=b"?")
    fed(db, crowd)
    assert [one.contact for one in claimed(db)] == [crowd.people[1]]
    assert fates_of(db, crowd) == {("failed", "unreadable"): 1, ("waiting", ""): 1}


def test_who_got_one_is_known_for_what_they_write_next(db: Database) -> None:
    crowd = gathered(db, chats(2))
    fed(db, crowd)
    reached = [(crowd.people[1], crowd.number)]
    db.write_now(lambda unit: unit.campaign_claims.reached(reached, NOW + 5))
    found = db.read_now(lambda unit: unit.contacts.several(crowd.people))
    told = {one.id: (one.campaign, one.campaign_at) for one in found}
    assert told == {crowd.people[0]: (0, 0), crowd.people[1]: (crowd.number, NOW + 5)}
