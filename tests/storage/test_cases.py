"""What staff find: the queue, a case, its identity, letters nobody could read; both databases."""

from flows import commands as c
from flows.effects import AnswerReport, RaiseFlag, Written
from flows.facts import NOW as URGENT_NOW
from flows.facts import Operator
from storage.database import Database
from storage.dead_letters import Opened
from storage.lines import Line
from storage.queue import QueueFilter, QueueRow
from tests.storage.desk import act, hire, report, seed, visible
from tests.storage.hot import CODE, NOW, REPORT, SECOND

MINUTE = 60 * SECOND
OTHER_REPORT = f"{8:032x}"
OTHER_CODE = "KU-0000-0000"
BOT = Line(id="", name="bot", channel="telegram", municipality="kucova")


def queue(db: Database, operator: Operator, **wanted: object) -> list[QueueRow]:
    wish = QueueFilter(**wanted)  # type: ignore[arg-type]
    return db.read_now(lambda unit: unit.cases.queue("kucova", wish, operator))


def named(db: Database, case_id: str, operator: Operator) -> list[str]:
    case = visible(db, case_id, operator)
    assert case is not None
    return db.read_now(lambda unit: unit.cases.colleagues_named(case))


def test_the_queue_shows_place_category_and_waiting_time_but_never_text(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    where = AnswerReport(report_id=REPORT, slot="where", value="perondi", words="by the school")
    group = AnswerReport(report_id=REPORT, slot="category", value="elderly")
    case_id = report(db, where, group)
    (row,) = queue(db, desk)
    assert (row.id, row.code, row.place, row.category) == (case_id, CODE, "perondi", "elderly")
    assert (row.waiting_since, row.state, row.channel, row.talking) == (
        NOW, "received", "telegram", False,
    )  # fmt: skip
    assert "school" not in repr(row)


def test_danger_comes_first_then_the_most_urgent_then_who_waits_longest(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    told: list[tuple[str, tuple[Written, ...]]] = [
        ("first", ()),
        ("second", ()),
        ("today", (AnswerReport(report_id="today".ljust(32, "0"), slot="wait", value="today"),)),
        ("danger", (RaiseFlag(report_id="danger".ljust(32, "0"), reason="danger"),)),
    ]
    made = {}
    for number, (name, more) in enumerate(told):
        made[name] = report(
            db, *more, report_id=name.ljust(32, "0"), code=f"KU-{number}",
            address=f"+35569000000{number}", now=NOW + number * SECOND,
        )  # fmt: skip
    order = [row.id for row in queue(db, desk)]
    assert order == [made[name] for name in ("danger", "today", "first", "second")]


def test_the_filters_narrow_the_queue(db: Database) -> None:
    seed(db)
    worker = hire(db, "both", "operator", "unit_worker")
    group = AnswerReport(report_id=REPORT, slot="category", value="elderly")
    mine = report(db, group)
    report(db, report_id=OTHER_REPORT, code=OTHER_CODE, address="+355690000002")
    act(db, mine, c.TakeAndStart("njvnr"), worker)
    assert [row.id for row in queue(db, worker, category="elderly")] == [mine]
    assert [row.id for row in queue(db, worker, mine=True)] == [mine]
    assert [row.assignee for row in queue(db, worker, assigned_unit="njvnr")] == ["both"]
    assert len(queue(db, worker, unassigned=True)) == 1
    assert len(queue(db, worker, language="sq")) == 2
    assert queue(db, worker, channel="sms") == []
    assert queue(db, worker, state="closed") == []
    counts = db.read_now(lambda unit: unit.cases.counts("kucova", worker))
    assert counts == {"accepted": 1, "received": 1}


def test_the_case_page_has_the_record_and_its_words(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    act(db, case_id, c.Correct(person="an old woman", category="elderly"), desk)
    case = visible(db, case_id, desk)
    assert case is not None
    assert (case.category, case.version, case.report.contact) == ("elderly", 2, "yes")
    words = db.read_now(lambda unit: unit.cases.words(case))
    assert (words.person, words.seen, words.contact) == (
        "an old woman", "alone, no food", "mornings",
    )  # fmt: skip
    assert "old woman" not in repr(words)


def test_a_case_of_another_municipality_does_not_exist(db: Database) -> None:
    seed(db)
    stranger = hire(db, "stranger", "operator", "supervisor", municipality="gjilan")
    case_id = report(db)
    assert visible(db, case_id, stranger) is None
    assert queue(db, stranger) == []
    assert db.read_now(lambda unit: unit.cases.load(case_id, "gjilan")) is None
    assert visible(db, "0" * 32, stranger) is None


def test_a_case_is_found_by_the_code_that_a_caller_reads_out(db: Database) -> None:
    seed(db)
    case_id = report(db)
    assert db.read_now(lambda unit: unit.cases.with_code(CODE, "kucova")) == case_id
    assert db.read_now(lambda unit: unit.cases.with_code(CODE, "gjilan")) == ""
    assert db.read_now(lambda unit: unit.cases.with_code(OTHER_CODE, "kucova")) == ""


def test_a_unit_worker_sees_what_was_handed_to_their_unit(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    here = hire(db, "here", "unit_worker", unit="njvnr")
    there = hire(db, "there", "unit_worker", unit="directorate")
    case_id = report(db)
    assert queue(db, here) == []
    act(db, case_id, c.Assign("njvnr"), desk)
    assert [row.id for row in queue(db, here)] == [case_id]
    assert queue(db, there) == []


def test_each_look_at_an_identity_is_written_down(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    case_id = report(db)
    case = visible(db, case_id, desk)
    assert case is not None
    identity = db.write_now(lambda unit: unit.cases.identity(case, desk, "call_back", NOW))
    assert (identity.channel, identity.address) == ("telegram", "+355690000001")
    assert "355" not in repr(identity)
    (entry,) = db.read_now(lambda unit: unit.audit.of_object("kucova", case_id))
    assert (entry.action, entry.detail) == ("view_identity", {"reason": "call_back"})


def test_a_report_that_names_a_colleague_is_noticed_in_any_spelling(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    hire(db, "zana.dëborë", "unit_worker")
    hire(db, "ana", "unit_worker")
    hire(db, "zana.elsewhere", "unit_worker", municipality="gjilan")
    case_id = report(db)
    assert named(db, case_id, desk) == []
    act(db, case_id, c.Correct(seen="Ana e pa: ZANA, ajo DEBORE"), desk)
    assert named(db, case_id, desk) == ["zana.dëborë"]
    act(db, case_id, c.Correct(seen="Зана Деборе"), desk)
    assert named(db, case_id, desk) == ["zana.dëborë"]


def test_a_report_taken_by_phone_is_a_case_that_somebody_has_seen(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    taken = c.TakePhone(
        municipality="kucova", language="sq", category="elderly", unit="lumas",
        urgency=URGENT_NOW, seen="fell at home", phone="+355690000009",
    )  # fmt: skip
    made = db.write_now(lambda unit: unit.cases.open_by_phone(taken, desk, NOW))
    (row,) = queue(db, desk)
    assert (row.id, row.code, row.channel, row.state) == (
        made.case,
        made.code,
        "phone",
        "looked_at",
    )
    assert made.code.startswith("KU-")
    case = visible(db, made.case, desk)
    assert case is not None
    assert (case.report.reachable, case.acknowledged_at) == (False, NOW)
    found = db.read_now(lambda unit: unit.reports.lookups([made.code]))
    assert found[made.code].state == "looked_at"
    assert db.write_now(lambda unit: unit.cases.escalate(NOW + 99 * MINUTE)) == []


def test_dead_letters_wait_for_a_person_of_the_line(db: Database) -> None:
    seed(db)
    desk = hire(db, "desk", "operator")
    line = db.write_now(lambda unit: unit.lines.ensure(BOT, NOW))
    letter = db.write_now(
        lambda unit: unit.inbox.put_dead(line.id, "x1", b'{"odd": 1}', "odd", NOW)
    )
    (found,) = db.read_now(lambda unit: unit.cases.dead_letters("kucova"))
    assert (found.id, found.line, found.fault) == (letter, "bot", "odd")
    assert db.read_now(lambda unit: unit.cases.dead_letters("gjilan")) == []
    read = db.write_now(lambda unit: unit.dead_letters.read(letter, "kucova", desk, NOW))
    assert read == Opened('{"odd": 1}')
    assert db.write_now(lambda unit: unit.dead_letters.read(letter, "gjilan", desk, NOW)) is None
    assert db.write_now(lambda unit: unit.dead_letters.put_away(letter, "kucova", desk, NOW))
    assert db.read_now(lambda unit: unit.cases.dead_letters("kucova")) == []
