"""The one writer of a case: all of a decision or nothing, on both databases."""

import pytest
import sqlalchemy as sa

from flows import commands as c
from flows.cases import decide
from flows.decision import Decision
from flows.effects import AnswerReport, RaiseFlag
from flows.events import CaseMoved, OperatorReplied
from flows.facts import NOW as URGENT_NOW
from flows.facts import Operator
from storage.database import Database
from storage.decisions import StaleCase, UnknownAssignee
from storage.queue import QueueFilter, QueueRow
from storage.schema import cases, contacts, notes, referrals
from storage.unit import Unit
from tests.storage.desk import act, hire, join_chat, report, seed, visible
from tests.storage.hot import CODE, LEASE, NOW, REPORT, SECOND, take_turn, wrote

MINUTE = 60 * SECOND


def queue(db: Database, operator: Operator, **wanted: object) -> list[QueueRow]:
    wish = QueueFilter(**wanted)  # type: ignore[arg-type]
    return db.read_now(lambda unit: unit.cases.queue("kucova", wish, operator))


def waiting_events(db: Database) -> list[object]:
    claimed = db.write_now(lambda unit: unit.inbox.claim(9, NOW + MINUTE, LEASE))
    return [one.what for one in claimed]


def test_one_step_writes_case_referral_audit_row_and_the_reporters_event(db: Database) -> None:
    seed(db)
    worker = hire(db, "both", "operator", "unit_worker")
    case_id = report(db)
    settled = act(db, case_id, c.TakeAndStart("njvnr"), worker)
    case = visible(db, case_id, worker)
    assert case is not None
    assert (case.state, case.assignee, case.version) == ("accepted", worker.id, settled.version)
    (referral,) = db.read_now(lambda unit: unit.referrals.of_case(case_id))
    assert (referral.unit, referral.state, referral.assignee) == ("njvnr", "accepted", "both")
    (entry,) = db.read_now(lambda unit: unit.audit.of_object("kucova", case_id))
    assert (entry.action, entry.actor, entry.detail["to"]) == ("take", worker.id, "accepted")
    assert waiting_events(db) == [CaseMoved(REPORT, CODE, "taken_up", "yes")]


def test_two_operators_deciding_at_once_cannot_both_win(db: Database) -> None:
    seed(db)
    first, second = (hire(db, name, "operator", "unit_worker") for name in ("one", "two"))
    case_id = report(db)
    seen = visible(db, case_id, second)
    assert seen is not None
    act(db, case_id, c.TakeAndStart("njvnr"), first)
    late = decide(seen, c.TakeAndStart("njvnr"), second, NOW)
    assert isinstance(late, Decision)
    with pytest.raises(StaleCase):
        db.write_now(lambda unit: unit.cases.apply_decision(seen, late, second, NOW))
    acts = db.read_now(lambda unit: unit.audit.of_object("kucova", case_id))
    assert [entry.actor for entry in acts] == [first.id]
    assert len(waiting_events(db)) == 1


def test_danger_heard_meanwhile_stops_a_decision(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    seen = visible(db, case_id, desk)
    assert seen is not None
    decision = decide(seen, c.Close("informed"), desk, NOW)
    assert isinstance(decision, Decision)
    flag = cases.update().where(cases.c.id == case_id).values(danger=True)
    db.write_now(lambda unit: unit.connection.execute(flag))
    with pytest.raises(StaleCase):
        db.write_now(lambda unit: unit.cases.apply_decision(seen, decision, desk, NOW))


def test_a_case_is_handed_only_to_active_staff_of_its_municipality(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    stranger = hire(db, "stranger", "unit_worker", municipality="gjilan")
    left = hire(db, "left", "unit_worker")
    db.write_now(lambda unit: unit.operators.disable(left.id, NOW))
    case_id = report(db)
    for nobody in (stranger.id, left.id, "0" * 32):
        with pytest.raises(UnknownAssignee):
            act(db, case_id, c.Assign("njvnr", nobody), desk)
    case = visible(db, case_id, desk)
    assert case is not None
    assert case.state == "received"


def test_a_rejection_goes_back_with_its_sealed_reason(db: Database) -> None:
    seed(db)
    desk, worker = hire(db, "desk", "operator"), hire(db, "worker", "unit_worker")
    case_id = report(db)
    act(db, case_id, c.Assign("njvnr", worker.id), desk)
    act(db, case_id, c.Reject("the family moved away"), worker)
    (referral,) = db.read_now(lambda unit: unit.referrals.of_case(case_id))
    assert (referral.state, referral.reason) == ("rejected", "the family moved away")
    assert referral.answered_by == "worker"
    (row,) = queue(db, desk)
    assert (row.state, row.assigned_unit, row.assignee) == ("looked_at", "", "")
    assert visible(db, case_id, worker) is None
    raw = db.read_now(lambda unit: unit.connection.scalar(sa.select(referrals.c.reason_enc)))
    assert raw is not None
    assert b"moved" not in raw


def test_handing_over_again_cancels_the_first_referral(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    act(db, case_id, c.Assign("njvnr"), desk)
    act(db, case_id, c.Assign("directorate"), desk, NOW + SECOND)
    made = db.read_now(lambda unit: unit.referrals.of_case(case_id))
    assert [(one.unit, one.state) for one in made] == [
        ("njvnr", "cancelled"),
        ("directorate", "requested"),
    ]


def test_a_child_case_closes_to_its_role_after_the_first_intervention(db: Database) -> None:
    seed(db)
    duty = hire(db, "duty", "operator", "unit_worker")
    child_worker = hire(db, "child", "child_protection")
    coordinator = hire(db, "dv", "dv_coordinator")
    supervisor = hire(db, "boss", "supervisor")
    case_id = report(db, AnswerReport(report_id=REPORT, slot="category", value="child"))
    act(db, case_id, c.TakeAndStart("njvnr"), duty)
    act(db, case_id, c.Intervene(), duty)
    found = [visible(db, case_id, who) for who in (duty, coordinator)]
    assert found == [None, None]
    assert [len(queue(db, who)) for who in (child_worker, supervisor, duty)] == [1, 1, 0]
    assert [event.quiet for event in waiting_events(db) if isinstance(event, CaseMoved)] == [True]


def test_breaking_the_glass_opens_an_urgent_case_for_an_hour_and_tells_the_supervisor(
    db: Database,
) -> None:
    seed(db)
    duty = hire(db, "duty", "operator", "unit_worker")
    supervisor = hire(db, "boss", "supervisor")
    chat = join_chat(db, supervisor)
    danger = RaiseFlag(report_id=REPORT, reason="danger", child=True)
    case_id = report(db, danger)
    act(db, case_id, c.TakeAndStart("njvnr"), duty)
    act(db, case_id, c.Intervene(), duty)
    assert visible(db, case_id, duty) is None
    settled = act(db, case_id, c.BreakGlass("the child worker is ill"), duty)
    assert settled.alert == (chat,)
    case = visible(db, case_id, duty, NOW + 59 * MINUTE)
    assert case is not None
    assert case.broken_by == (duty.id,)
    assert visible(db, case_id, duty, NOW + 61 * MINUTE) is None
    (entry,) = db.read_now(lambda unit: unit.audit.lately("kucova", "break_glass", NOW))
    assert (entry.actor, entry.object, entry.detail) == (duty.id, case_id, {})
    (note,) = db.read_now(lambda unit: unit.notes.of_case(case_id))
    assert (note.author, note.text) == ("duty", "the child worker is ill")


def test_a_reply_reaches_the_reporters_inbox_with_an_id_of_its_own(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    act(db, case_id, c.Reply(text="Vijmë nesër."), desk)
    (event,) = waiting_events(db)
    assert isinstance(event, OperatorReplied)
    assert (event.text, event.report_id, event.contact) == ("Vijmë nesër.", REPORT, "yes")
    assert len(event.reply_id) == 32
    (entry,) = db.read_now(lambda unit: unit.audit.of_object("kucova", case_id))
    assert "nesër" not in str(entry.detail)


def test_an_invitation_goes_out_once_even_when_two_ask_at_once(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db, contact="not_asked")
    seen = visible(db, case_id, desk)
    assert seen is not None
    decision = decide(seen, c.Invite("a place is free"), desk, NOW)
    assert isinstance(decision, Decision)
    db.write_now(lambda unit: unit.cases.apply_decision(seen, decision, desk, NOW))
    with pytest.raises(StaleCase):
        db.write_now(lambda unit: unit.cases.apply_decision(seen, decision, desk, NOW))
    (event,) = waiting_events(db)
    assert isinstance(event, OperatorReplied)
    assert event.invitation


def test_who_wrote_again_after_the_invitation_gets_the_answer(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db, contact="not_asked")
    act(db, case_id, c.Invite("a place is free"), desk, NOW + SECOND)

    def come_back(unit: Unit) -> None:
        take_turn(unit, now=NOW + SECOND)
        unit.inbox.put([wrote("1", number=999_999)], NOW + MINUTE)
        take_turn(unit, now=NOW + MINUTE)

    db.write_now(come_back)
    act(db, case_id, c.Reply(text="Po, nesër."), desk, NOW + 2 * MINUTE)
    events = waiting_events(db)
    assert [one.text for one in events if isinstance(one, OperatorReplied)] == ["Po, nesër."]


def test_the_contact_state_is_narrowed_and_the_words_recorded(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    act(db, case_id, c.Stricter("never"), desk)
    act(db, case_id, c.RecordWords("yes", "after the market", "in_person"), desk)
    case = visible(db, case_id, desk)
    assert case is not None
    assert case.report.contact == "yes"
    assert db.read_now(lambda unit: unit.cases.words(case)).contact == "after the market"
    acts = db.read_now(lambda unit: unit.audit.of_object("kucova", case_id))
    assert acts[-1].detail == {"contact": "yes", "way": "in_person"}


def test_a_verified_sender_stays_verified(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    act(db, case_id, c.Verify(), desk)
    verified = db.read_now(
        lambda unit: unit.connection.execute(
            sa.select(contacts.c.verified_at, contacts.c.verified_by)
        ).one()
    )
    assert tuple(verified) == (NOW, desk.id)
    case = visible(db, case_id, desk)
    assert case is not None
    assert (case.report.verified, case.report.professional) == (True, "verified")


def test_words_of_staff_are_not_readable_on_disk(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    act(db, case_id, c.AddNote("the neighbour has a key"), desk)
    act(db, case_id, c.Close("informed", "the neighbour helps"), desk)
    note = db.read_now(lambda unit: unit.connection.scalar(sa.select(notes.c.text_enc)))
    words = db.read_now(lambda unit: unit.connection.scalar(sa.select(cases.c.outcome_enc)))
    assert note is not None
    assert words is not None
    assert b"neighbour" not in note + words
    case = visible(db, case_id, desk)
    assert case is not None
    assert db.read_now(lambda unit: unit.cases.words(case)).outcome == "the neighbour helps"


def test_a_later_word_of_the_person_raises_the_flag_and_leaves_the_state(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    act(db, case_id, c.Look(), desk)
    flag = RaiseFlag(report_id=REPORT, reason="danger")

    def add(unit: Unit) -> None:
        take_turn(unit, now=NOW + SECOND)
        unit.inbox.put([wrote("he is here", number=999_999)], NOW + MINUTE)
        take_turn(unit, flag, now=NOW + MINUTE)

    db.write_now(add)
    case = visible(db, case_id, desk)
    assert case is not None
    assert (case.state, case.danger, case.urgency) == ("looked_at", True, URGENT_NOW)
