"""An urgent report that nobody has looked at is told further at 5, 10 and 15 minutes (R11)."""

from flows import commands as c
from flows.effects import RaiseFlag
from storage.database import Database
from storage.escalations import Escalation
from tests.storage.desk import act, hire, join_chat, report, seed
from tests.storage.hot import CODE, NOW, REPORT, SECOND

MINUTE = 60 * SECOND
DANGER = RaiseFlag(report_id=REPORT, reason="danger")


def escalate(db: Database, minutes: float) -> list[Escalation]:
    return db.write_now(lambda unit: unit.cases.escalate(NOW + int(minutes * MINUTE)))


def test_each_step_is_told_once_with_nobody_signed_in(db: Database) -> None:
    seed(db)
    case_id = report(db, DANGER)
    assert escalate(db, 4.9) == []
    (first,) = escalate(db, 5)
    assert (first.case, first.code, first.level, first.municipality) == (
        case_id, CODE, 1, "kucova",
    )  # fmt: skip
    assert escalate(db, 6) == []
    assert [step.level for step in escalate(db, 10)] == [2]
    assert [step.level for step in escalate(db, 15)] == [3]
    assert escalate(db, 60) == []


def test_after_a_standstill_only_the_highest_step_is_told(db: Database) -> None:
    seed(db)
    report(db, DANGER)
    assert [step.level for step in escalate(db, 40)] == [3]
    assert escalate(db, 41) == []


def test_a_look_ends_it(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db, DANGER)
    unseen = [db.read_now(lambda unit: unit.escalations.unseen("kucova"))]
    act(db, case_id, c.Look(), desk)
    unseen.append(db.read_now(lambda unit: unit.escalations.unseen("kucova")))
    assert unseen == [1, 0]
    assert escalate(db, 60) == []


def test_what_can_wait_is_not_escalated(db: Database) -> None:
    seed(db)
    report(db)
    assert escalate(db, 60) == []


def test_a_case_that_staff_made_urgent_counts_from_then(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    act(db, case_id, c.Raise(3), desk, NOW + 20 * MINUTE)
    assert escalate(db, 24) == []
    assert [step.level for step in escalate(db, 25)] == [1]


def test_the_next_person_then_the_supervisor_then_everybody(db: Database) -> None:
    seed(db)
    duty = hire(db, "duty", "operator")
    relief = hire(db, "relief", "operator")
    boss = hire(db, "boss", "supervisor")
    db.write_now(lambda unit: unit.operators.set_duty(duty.id, on_duty=True))
    chats = {
        who.name: join_chat(db, who, number) for number, who in enumerate((duty, relief, boss))
    }
    report(db, DANGER)
    assert db.read_now(lambda unit: unit.operators.duty_contacts("kucova")) == [chats["duty"]]
    told = [set(step.contacts) for minutes in (5, 10, 15) for step in escalate(db, minutes)]
    assert told == [{chats["relief"]}, {chats["boss"]}, set(chats.values())]


def test_a_lone_operator_is_followed_by_the_supervisor(db: Database) -> None:
    seed(db)
    duty, boss = hire(db, "duty", "operator"), hire(db, "boss", "supervisor")
    db.write_now(lambda unit: unit.operators.set_duty(duty.id, on_duty=True))
    chat = join_chat(db, boss)
    report(db, DANGER)
    assert [step.contacts for step in escalate(db, 5)] == [(chat,)]


def test_staff_of_another_municipality_is_not_told(db: Database) -> None:
    seed(db)
    stranger = hire(db, "stranger", "operator", "supervisor", municipality="gjilan")
    join_chat(db, stranger)
    report(db, DANGER)
    assert [step.contacts for step in escalate(db, 15)] == [()]
