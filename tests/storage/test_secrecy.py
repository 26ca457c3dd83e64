"""No personal word is plain on disk (R42)."""

from pathlib import Path

from flows.effects import AddToReport, AnswerReport, Remember, SetContact, Written
from flows.messages import Attachment
from storage.database import Database
from storage.schema import metadata
from tests.storage.hot import LEASE, LINE, NOW, REPORT, VAULT, answer, opened, take_turn, wrote

MARK = "shenjaQZX"
NUMBER = "+355699123123"


def test_neither_the_database_nor_its_log_holds_a_persons_word(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/refero.db", VAULT)
    metadata.create_all(db.engine)
    code = f"KU-{MARK}"
    db.write_now(lambda unit: unit.inbox.put([wrote(MARK, 1, NUMBER)], NOW))
    db.write_now(lambda unit: unit.inbox.put_dead(LINE, "x", MARK.encode(), "json", NOW))
    photo = Attachment("photo", reference=MARK, text=MARK)
    effects: tuple[Written, ...] = (
        opened(code=code),
        AddToReport(report_id=REPORT, text=MARK, attachments=(photo,)),
        SetContact(report_id=REPORT, state="yes", words=MARK),
        Remember(language="sq"),
        answer(MARK, report_id=REPORT),
        *(
            AnswerReport(report_id=REPORT, slot=slot, words=MARK)
            for slot in ("where", "seen", "profession", "institution", "wait", "knows")
        ),
    )
    db.write_now(lambda unit: take_turn(unit, *effects))
    parcels = db.write_now(lambda unit: unit.outbox.claim(9, NOW, LEASE))
    assert parcels[0].address == NUMBER

    files = [path for path in tmp_path.iterdir() if path.name.startswith("refero.db")]
    assert {path.name for path in files} >= {"refero.db", "refero.db-wal"}
    on_disk = b"".join(path.read_bytes() for path in files)
    db.close()
    on_disk += (tmp_path / "refero.db").read_bytes()
    assert b"received" in on_disk
    for word in (MARK, NUMBER, NUMBER[1:]):
        assert word.encode() not in on_disk
        assert word.encode("utf-16-le") not in on_disk
