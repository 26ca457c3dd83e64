"""Bodies go after seven days, what replays are known by stays (S16, R29)."""

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.schema import (
    campaign_recipients,
    campaigns,
    code_tries,
    inbox,
    operator_sessions,
    operator_tokens,
    outbox,
    sign_in_tries,
)
from storage.unit import Unit
from tests.storage.crowd import gathered
from tests.storage.desk import hire
from tests.storage.hot import LINE, NOW, SECOND, take_turn, wrote

DAY = 24 * 3600 * SECOND


def bodies(db: Database) -> list[tuple[str, bool]]:
    found = sa.select(inbox.c.state, inbox.c.raw_enc).order_by(inbox.c.seq)
    rows = db.read_now(lambda unit: unit.connection.execute(found).all())
    return [(row.state, bool(row.raw_enc)) for row in rows]


def test_what_was_worked_on_is_emptied_after_seven_days(db: Database) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("help")], NOW))
    db.write_now(take_turn)
    db.write_now(lambda unit: unit.inbox.put([wrote("more", number=2)], NOW))
    db.write_now(lambda unit: unit.inbox.put_dead(LINE, "", b"odd", "odd", NOW))

    def purge(now: int) -> int:
        return db.write_now(lambda unit: unit.retention.purge_raw(now))

    assert purge(NOW + 7 * DAY) == 0
    assert purge(NOW + 7 * DAY + 1) == 1
    assert purge(NOW + 8 * DAY) == 0
    assert bodies(db) == [("done", False), ("waiting", True), ("dead", True)]
    assert db.write_now(lambda unit: unit.inbox.put([wrote("help")], NOW + 8 * DAY)) == []


def test_ended_links_old_tries_and_ended_sessions_go(db: Database) -> None:
    worker = hire(db, "worker", "operator")

    def leave_traces(unit: Unit) -> None:
        unit.tokens.make(worker.id, "sign_in", NOW)
        unit.sign_ins.begin("worker", NOW)
        unit.sign_ins.start(worker.id, NOW)
        unit.connection.execute(code_tries.insert(), {"person": b"p", "at": NOW})

    def left(unit: Unit) -> list[int]:
        tables = (operator_tokens, sign_in_tries, operator_sessions, code_tries)
        count = sa.select(sa.func.count())
        return [unit.connection.scalar(count.select_from(table)) or 0 for table in tables]

    db.write_now(leave_traces)
    db.write_now(lambda unit: unit.retention.purge_tries(NOW + SECOND))
    assert db.read_now(left) == [1, 1, 1, 1]
    db.write_now(lambda unit: unit.retention.purge_tries(NOW + DAY + SECOND))
    assert db.read_now(left) == [0, 0, 0, 0]


def test_who_got_a_campaign_is_forgotten_after_ninety_days_and_its_sums_stay(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.retention.SLICE", 4)
    crowd = gathered(db, [("telegram", str(n)) for n in range(6)])
    other = gathered(db, [("telegram", str(n)) for n in range(20, 22)])

    def end(unit: Unit) -> None:
        for one in (crowd, other):
            unit.campaign_feed.feed(one.number, {"telegram": 100}, NOW)
        unit.connection.execute(sa.text("UPDATE outbox SET state = 'sent'"))
        unit.campaign_tallies.recount(crowd.number, NOW)
        ended = campaigns.c.number == crowd.number
        unit.connection.execute(
            campaigns.update().where(ended).values(state="finished", finished_at=NOW)
        )

    def forget(days: int) -> int:
        return db.write_now(lambda unit: unit.retention.purge_campaigns(NOW + days * DAY + 1))

    db.write_now(end)
    assert forget(89) == 0
    assert [forget(90) for _ in range(3)] == [4, 2, 0]
    left = db.read_now(
        lambda unit: [
            unit.connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (campaign_recipients, outbox)
        ]
    )
    assert left == [2, 2]
    tallies = db.read_now(lambda unit: unit.campaign_tallies.of(crowd.number))
    assert [(one.state, one.count) for one in tallies] == [("sent", 6)]
