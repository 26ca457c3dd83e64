"""What a talk tells becomes the structured record, and urgency only grows."""

import pytest
from sqlalchemy import text

from flows.effects import (
    AddToReport,
    AnswerReport,
    CompleteReport,
    DeliverPack,
    Flagged,
    RaiseFlag,
    SetContact,
    Written,
    WrongCode,
)
from flows.facts import NOW as NOW_URGENT
from flows.facts import TODAY
from flows.messages import Attachment
from storage.apply import Applied
from storage.database import Database
from tests.storage.hot import CODE, NOW, REPORT, opened, take_turn, wrote

CASE = text('SELECT cases.* FROM cases JOIN reports ON reports."case" = cases.id')


class Talk:
    """One person writing; each turn has the effects of a test."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.number = 0

    def turn(self, *effects: Written, says: str = "fjalë") -> Applied:
        self.number += 1
        number = self.number
        self.db.write_now(lambda unit: unit.inbox.put([wrote(says, number)], NOW))
        return self.db.write_now(lambda unit: take_turn(unit, *effects, now=NOW + number))

    def case(self) -> dict[str, object]:
        rows = self.db.read_now(lambda unit: unit.connection.execute(CASE).mappings().all())
        return dict(rows[0])

    def report(self) -> dict[str, object]:
        rows = text("SELECT * FROM reports")
        found = self.db.read_now(lambda unit: unit.connection.execute(rows).mappings().all())
        return dict(found[0])

    def opened_text(self, table: str, column: str) -> str:
        row = self.case() if table == "cases" else self.report()
        sealed = row[column]
        assert isinstance(sealed, bytes)
        return self.db._vault.open_text(table, column, str(row["id"]), sealed)


@pytest.fixture
def talk(db: Database) -> Talk:
    talk = Talk(db)
    talk.turn(opened())
    return talk


def answer(slot: str, value: str = "", words: str = "") -> AnswerReport:
    return AnswerReport(report_id=REPORT, slot=slot, value=value, words=words)


def test_a_new_report_is_visible_at_once(talk: Talk) -> None:
    case, report = talk.case(), talk.report()
    assert (case["state"], case["municipality"], case["channel"]) == (
        "received",
        "kucova",
        "telegram",
    )
    assert (case["urgency"], bool(case["talking"]), case["anonymity"]) == (1, True, "confidential")
    assert (report["intake"], report["kind"], report["contact_state"]) == (
        "talking",
        "someone",
        "not_asked",
    )
    assert talk.opened_text("reports", "code_enc") == CODE


def test_each_answer_has_its_column(talk: Talk) -> None:
    talk.turn(answer("where", "perondi", "afër shkollës"), answer("whom", "other"))
    talk.turn(answer("category", "elderly"), answer("seen", words="s'ka ushqim"))
    talk.turn(answer("knows", "yes"), answer("anonymous", "yes"))
    talk.turn(answer("profession", words="mësuese"), answer("institution", words="shkolla"))
    case = talk.case()
    coded = [case[name] for name in ("unit", "whom", "category", "knows", "anonymity")]
    assert coded == ["perondi", "other", "elderly", "yes", "anonymous"]
    assert talk.opened_text("cases", "place_enc") == "afër shkollës"
    assert talk.opened_text("cases", "seen_enc") == "s'ka ushqim"
    assert talk.opened_text("reports", "profession_enc") == "mësuese"
    assert talk.opened_text("reports", "institution_enc") == "shkolla"


def test_an_answer_leaves_the_others_as_they_were(talk: Talk) -> None:
    talk.turn(answer("where", "perondi", "afër shkollës"))
    talk.turn(answer("where", words="jo, te ura"), answer("anonymous", "no"))
    assert (talk.case()["unit"], talk.case()["anonymity"]) == ("perondi", "confidential")
    assert talk.opened_text("cases", "place_enc") == "jo, te ura"


@pytest.mark.parametrize(
    ("waits", "urgency"),
    [
        (["can_wait"], 1),
        (["today"], 2),
        (["now"], 3),
        (["now", "can_wait"], 3),
        (["today", "now"], 3),
    ],
)
def test_urgency_follows_the_answer_and_never_falls(
    talk: Talk, waits: list[str], urgency: int
) -> None:
    for wait in waits:
        talk.turn(answer("wait", wait))
    assert talk.case()["urgency"] == urgency


def test_danger_is_as_urgent_as_can_be_and_says_since_when(talk: Talk) -> None:
    applied = talk.turn(RaiseFlag(report_id=REPORT, reason="violence", child=True))
    assert [report.code for report in applied.urgent] == [CODE]
    since = talk.case()["urgent_at"]
    talk.turn(RaiseFlag(report_id=REPORT, reason="violence"), answer("wait", "can_wait"))
    case = talk.case()
    assert (case["urgency"], bool(case["danger"]), bool(case["child"])) == (3, True, True)
    assert case["urgent_at"] == since == NOW + 2


@pytest.mark.parametrize(("complete", "intake"), [(True, "complete"), (False, "incomplete")])
def test_intake_ends_either_way_in_the_queue(talk: Talk, complete: bool, intake: str) -> None:
    applied = talk.turn(CompleteReport(report_id=REPORT, complete=complete))
    assert [report.report for report in applied.completed] == [REPORT]
    assert applied.changed == ("kucova",)
    assert talk.report()["intake"] == intake
    assert (bool(talk.case()["talking"]), bool(talk.case()["incomplete"])) == (False, not complete)


def test_the_persons_word_about_writing_back_is_kept(talk: Talk) -> None:
    talk.turn(SetContact(report_id=REPORT, state="yes", words="pas orës 17"))
    assert talk.report()["contact_state"] == "yes"
    assert talk.opened_text("reports", "contact_words_enc") == "pas orës 17"


def test_attachments_wait_to_be_fetched_and_late_words_are_marked(db: Database, talk: Talk) -> None:
    photo = Attachment("photo", reference="file-1", size=7)
    place = Attachment("location", text="40.8,19.9")
    added = AddToReport(report_id=REPORT, text="edhe kjo", attachments=(photo, place), late=True)
    assert talk.turn(added, says="edhe kjo").media == 1
    states = text("SELECT kind, state FROM media ORDER BY id, kind")
    rows = db.read_now(lambda unit: [tuple(row) for row in unit.connection.execute(states)])
    assert sorted(rows) == [("location", "told"), ("photo", "wanted")]
    last = db.read_now(lambda unit: unit.transcript.of_report(REPORT))[-1]
    assert (last.text, last.late) == ("edhe kjo", True)


def test_flags_packs_and_wrong_codes_are_counted(db: Database, talk: Talk) -> None:
    pack = DeliverPack(topic="health", municipality="kucova", language="sq")
    talk.turn(Flagged(reason="flood", report_id=REPORT), Flagged(reason="x"), pack, WrongCode())
    assert talk.case()["fault"] == "flood"
    given = text("SELECT topic, municipality, language, channel FROM pack_deliveries")
    rows = db.read_now(lambda unit: [tuple(row) for row in unit.connection.execute(given)])
    assert rows == [("health", "kucova", "sq", "telegram")]
    persons = text("SELECT person FROM code_tries")
    person = bytes(db.read_now(lambda unit: unit.connection.scalar(persons)) or b"")
    assert db.read_now(lambda unit: unit.reports.wrong_codes(person, NOW)) == (1, 1)
    assert db.read_now(lambda unit: unit.reports.wrong_codes(b"x", NOW)) == (0, 1)
    assert db.read_now(lambda unit: unit.reports.wrong_codes(person, NOW + 99)) == (0, 0)


def test_words_about_a_report_that_is_gone_change_nothing(talk: Talk) -> None:
    gone = "f" * 32
    applied = talk.turn(
        AnswerReport(report_id=gone, slot="where", value="perondi"),
        RaiseFlag(report_id=gone, reason="x"),
        CompleteReport(report_id=gone, complete=True),
        SetContact(report_id=gone, state="never"),
        AddToReport(report_id=gone, text="x"),
    )
    assert (applied.taken, applied.changed) == (1, ())


def test_a_code_finds_its_report_and_no_other(db: Database, talk: Talk) -> None:
    found = db.read_now(lambda unit: unit.reports.lookups([CODE, "KU-0000-0000"]))
    assert list(found) == [CODE]
    assert (found[CODE].report_id, found[CODE].state) == (REPORT, "received")


def test_reports_of_the_last_hour_are_counted_by_contact(db: Database, talk: Talk) -> None:
    contact = str(talk.report()["contact"])
    assert db.read_now(lambda unit: unit.reports.lately([contact], NOW)) == {contact: 1}
    assert db.read_now(lambda unit: unit.reports.lately([contact], NOW + 99)) == {}


def seen_by_staff(talk: Talk, **corrected: str) -> None:
    changes = ", ".join(f"{name} = '{value}'" for name, value in corrected.items())
    words = text(f"UPDATE cases SET acknowledged_at = 5, escalated = 2, {changes}")
    talk.db.write_now(lambda unit: unit.connection.execute(words))


def test_new_danger_on_a_seen_case_escalates_from_the_beginning(talk: Talk) -> None:
    seen_by_staff(talk, unit="lumas")
    talk.turn(RaiseFlag(report_id=REPORT, reason="weapon"))
    case = talk.case()
    assert (case["acknowledged_at"], case["escalated"]) == (None, 0)
    assert case["urgent_at"] == NOW + talk.number


def test_danger_heard_again_does_not_unsee_the_case(talk: Talk) -> None:
    talk.turn(RaiseFlag(report_id=REPORT, reason="weapon"))
    seen_by_staff(talk, unit="lumas")
    talk.turn(RaiseFlag(report_id=REPORT, reason="weapon"))
    assert talk.case()["acknowledged_at"] == 5


def test_a_late_answer_fills_what_is_empty_and_keeps_what_staff_corrected(talk: Talk) -> None:
    seen_by_staff(talk, unit="lumas")
    talk.turn(
        AnswerReport(report_id=REPORT, slot="where", value="perondi"),
        AnswerReport(report_id=REPORT, slot="whom", value="other"),
    )
    case = talk.case()
    assert (case["unit"], case["whom"]) == ("lumas", "other")


def test_a_report_is_moved_to_the_municipality_that_the_person_named(talk: Talk) -> None:
    talk.turn(AnswerReport(report_id=REPORT, slot="municipality", value="elsewhere"))
    assert talk.case()["municipality"] == talk.report()["municipality"] == "elsewhere"


def test_the_word_that_answers_is_part_of_the_talk_on_the_desk(talk: Talk) -> None:
    talk.turn(SetContact(report_id=REPORT, state="yes"), says="po")
    talk.turn(CompleteReport(report_id=REPORT, complete=True), says="jo")
    lines = talk.db.read_now(lambda unit: unit.transcript.of_report(REPORT))
    assert [line.text for line in lines][-2:] == ["po", "jo"]


def test_one_batch_changes_each_report_in_its_own_way(db: Database, talk: Talk) -> None:
    second, third = f"{8:032x}", f"{9:032x}"
    talk.turn(opened(second, "KU-1111-2222"), opened(third, "KU-3333-4444"))
    talk.turn(
        answer("where", "perondi"),
        RaiseFlag(report_id=second, reason="violence", child=True),
        AnswerReport(report_id=third, slot="wait", value="today"),
        CompleteReport(report_id=third, complete=True),
    )
    wanted = text("""
        SELECT cases.unit, cases.urgency, cases.danger, cases.child, cases.talking, reports.intake
        FROM cases JOIN reports ON reports."case" = cases.id ORDER BY reports.id
    """)
    rows = db.read_now(lambda unit: unit.connection.execute(wanted).all())
    assert [tuple(row) for row in rows] == [
        ("perondi", 1, False, False, True, "talking"),
        ("", NOW_URGENT, True, True, True, "talking"),
        ("", TODAY, False, False, False, "complete"),
    ]
