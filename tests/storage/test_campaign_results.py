"""Who answers a campaign, what comes of it, and what it brought in all."""

import pytest
from sqlalchemy import select, text

from flows.campaigns import FATES
from flows.effects import (
    DeliverPack,
    Forget,
    LeaveTalk,
    OptOut,
    Remember,
    Unsubscribe,
    Written,
)
from flows.session import Session
from storage.apply import apply
from storage.applying.answering import ANSWERS
from storage.applying.outcome import Outcome
from storage.database import Database
from storage.schema import campaign_recipients, campaign_replies, reports
from storage.unit import Unit
from tests.storage.crowd import Crowd, gathered, rendition, written
from tests.storage.hot import LEASE, NOW, opened, take_turn, wrote

SECOND = 1_000_000
PACK = DeliverPack(topic="food", municipality="kucova", language="sq")
ANNA, BESA = "101", "102"
"""Two chats."""


def sent_to(db: Database, *chats: str) -> Crowd:
    """A campaign that has just left to these chats."""
    crowd = gathered(db, [("telegram", chat) for chat in chats])

    def leave(unit: Unit) -> None:
        unit.campaign_feed.feed(crowd.number, {"telegram": 100}, NOW)
        unit.connection.execute(
            text("UPDATE outbox SET state = 'sent', done_at = :at"), {"at": NOW}
        )
        unit.campaign_tallies.recount(crowd.number, NOW)

    db.write_now(leave)
    return crowd


def sent_again(db: Database, crowd: Crowd) -> int:
    """Another campaign that left to the same people at the same moment; its number."""

    def leave(unit: Unit) -> int:
        number = written(unit, "running", {})
        made = rendition(unit, number, "telegram")
        for who in crowd.people:
            row = {"campaign": number, "contact": who, "rendition": made}
            unit.connection.execute(campaign_recipients.insert(), row)
        unit.campaign_feed.feed(number, {"telegram": 100}, NOW)
        ended = text("UPDATE outbox SET state = 'sent', done_at = :at")
        unit.connection.execute(ended, {"at": NOW})
        return number

    return db.write_now(leave)


def writes(
    db: Database, chat: str, *effects: Written, number: int, now: int = NOW + SECOND
) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("fjalë", number, chat)], now))
    db.write_now(lambda unit: take_turn(unit, *effects, now=now))


def answers(db: Database) -> list[str]:
    found = select(campaign_replies.c.became).order_by(campaign_replies.c.became)
    return db.read_now(lambda unit: list(unit.connection.scalars(found)))


def test_an_answer_is_counted_once_with_the_most_that_came_of_it(db: Database) -> None:
    crowd = sent_to(db, ANNA, BESA)
    writes(db, ANNA, number=1)
    writes(db, ANNA, PACK, number=2)
    writes(db, ANNA, opened(), number=3)
    writes(db, ANNA, PACK, number=4)
    writes(db, BESA, PACK, number=5)
    assert answers(db) == ["pack", "report"]
    got = db.read_now(lambda unit: unit.campaign_results.of(crowd.number, NOW + 2 * SECOND))
    assert (got.replies, got.packs, got.reports) == (2, 1, 1)
    tag = db.read_now(lambda unit: unit.connection.scalar(select(reports.c.campaign)))
    assert tag == crowd.number


def test_a_no_is_an_opt_out_and_no_answer(db: Database) -> None:
    crowd = sent_to(db, ANNA, BESA)
    writes(db, ANNA, Unsubscribe(topics=("services",), way="button"), number=1)
    writes(db, BESA, OptOut(), number=2)
    got = db.read_now(lambda unit: unit.campaign_results.of(crowd.number, NOW + 2 * SECOND))
    assert (got.replies, got.opted_out) == (0, 2)


def test_words_of_much_later_are_no_answer(db: Database) -> None:
    sent_to(db, ANNA)
    writes(db, ANNA, number=1, now=NOW + ANSWERS + SECOND)
    assert answers(db) == []


def test_whoever_only_reports_is_never_counted(db: Database) -> None:
    sent_to(db, ANNA)
    writes(db, "999", Remember(municipality="kucova"), opened(), number=1)
    assert answers(db) == []
    assert db.read_now(lambda unit: unit.connection.scalar(select(reports.c.campaign))) is None


def comes_by_link(db: Database, number: str, *effects: Written, at: int, now: int) -> None:
    """Somebody new, whose talk remembers the link that it began with, writes."""
    talk = Session(shared={"campaign": number})

    def open_link(unit: Unit) -> None:
        unit.inbox.put([wrote("/start", at, "999")], now)
        (claim,) = unit.inbox.claim(1, now, LEASE)
        contact = unit.contacts.ensure([claim], now)[claim.person]
        _, version = unit.sessions.load([contact.id]).get(contact.id, (talk, 0))
        outcome = Outcome(
            claimed=claim, contact=contact, session=talk, session_version=version, effects=effects
        )
        apply(unit, [outcome], now)

    db.write_now(open_link)


@pytest.mark.parametrize(("payload", "counted"), [("{n}", 1), ("999", 0), ("1x", 0), ("", 0)])
def test_a_link_of_a_campaign_counts_for_whoever_opens_it(
    db: Database, payload: str, counted: int
) -> None:
    crowd = sent_to(db, ANNA)
    comes_by_link(db, payload.format(n=crowd.number), at=1, now=NOW)
    assert len(answers(db)) == counted


def test_a_link_counts_for_three_days_and_never_marks_what_is_told_later(db: Database) -> None:
    crowd = sent_to(db, ANNA)
    comes_by_link(db, str(crowd.number), at=1, now=NOW)
    comes_by_link(db, str(crowd.number), PACK, at=2, now=NOW + ANSWERS - SECOND)
    assert answers(db) == ["pack"]
    comes_by_link(db, str(crowd.number), opened(), at=3, now=NOW + ANSWERS)
    assert answers(db) == ["pack"]
    assert db.read_now(lambda unit: unit.connection.scalar(select(reports.c.campaign))) is None


def test_the_link_of_a_campaign_that_never_began_counts_for_nobody(db: Database) -> None:
    crowd = gathered(db, [("telegram", ANNA)], state="draft", started_at=None)
    comes_by_link(db, str(crowd.number), at=1, now=NOW)
    assert answers(db) == []


@pytest.mark.parametrize("state", ["dropped", "failed", "waiting", "parked"])
def test_whoever_it_never_reached_does_not_answer_it(db: Database, state: str) -> None:
    sent_to(db, ANNA)
    change = text("UPDATE outbox SET state = :state")
    db.write_now(lambda unit: unit.connection.execute(change, {"state": state}).close())
    writes(db, ANNA, number=1)
    assert answers(db) == []


def test_days_count_from_each_message_not_from_the_campaign(db: Database) -> None:
    crowd = sent_to(db, ANNA, BESA)
    late = text("UPDATE outbox SET done_at = :at WHERE contact = :who")
    row = {"at": NOW + ANSWERS, "who": crowd.people[1]}
    db.write_now(lambda unit: unit.connection.execute(late, row).close())
    writes(db, ANNA, number=1, now=NOW + ANSWERS + SECOND)
    assert answers(db) == []
    writes(db, BESA, number=2, now=NOW + ANSWERS + SECOND)
    assert answers(db) == [""]


def test_of_two_campaigns_the_one_that_came_last_is_answered(db: Database) -> None:
    first = sent_to(db, ANNA)
    second = sent_again(db, first)
    late = text("UPDATE outbox SET done_at = :at WHERE id LIKE :mark")
    row = {"at": NOW + SECOND, "mark": f"{first.number:05x}%"}
    db.write_now(lambda unit: unit.connection.execute(late, row).close())
    writes(db, ANNA, number=1, now=NOW + 2 * SECOND)
    found = select(campaign_replies.c.campaign)
    assert db.read_now(lambda unit: unit.connection.scalar(found)) == first.number != second


@pytest.mark.parametrize("farewell", [Forget(), LeaveTalk(take_back=True)])
def test_a_farewell_is_no_answer(db: Database, farewell: Written) -> None:
    sent_to(db, ANNA)
    writes(db, ANNA, farewell, number=1)
    assert answers(db) == []


def test_everything_adds_up_and_costs_what_was_taken(db: Database) -> None:
    crowd = gathered(db, [("sms", f"+35569000000{n}") for n in range(6)])

    def fare(unit: Unit) -> None:
        price = text("UPDATE campaign_renditions SET price = 72500, currency = 'EUR', segments = 2")
        unit.connection.execute(price)
        unit.campaign_feed.feed(crowd.number, {"sms": 4}, NOW)
        ends = {0: "delivered", 1: "unknown", 2: "failed"}
        for at, state in ends.items():
            change = text(
                "UPDATE outbox SET state = :state, fault = :fault, done_at = :at WHERE contact = :who"
            )
            fault = "twilio_30003" if state == "failed" else ""
            row = {"state": state, "fault": fault, "at": NOW, "who": crowd.people[at]}
            unit.connection.execute(change, row)
        unit.campaign_tallies.recount(crowd.number, NOW)

    db.write_now(fare)
    got = db.read_now(lambda unit: unit.campaign_results.of(crowd.number, NOW + SECOND))
    assert got.size == sum(got.fates.values()) == 6
    assert set(got.fates) == set(FATES.values())
    assert (got.fates["waiting"], got.fates["delivered"], got.fates["unknown"]) == (3, 1, 1)
    assert got.faults == {("failed", "twilio_30003"): 1}
    assert (got.cost, got.currency) == (44, "EUR")  # what fails afterwards was taken as well
    assert got.a_minute == 3
    row = db.read_now(lambda unit: unit.campaign_results.row("kucova", 0, NOW + SECOND))
    assert (row.campaigns, row.people, row.reached, row.cost) == (1, 6, 1, 44)
