"""The migrations and the schema are the same tables."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text

from flows.messages import Outgoing
from storage.database import Database, StorageDown
from storage.migrations import migrate
from storage.parcels import pack
from storage.schema import metadata
from tests.storage.hot import LINE, REPORT, VAULT

CONTACT = "c" * 32


@pytest.fixture
def empty(database_url: str) -> Database:
    return Database(database_url, VAULT)


def test_migrating_an_empty_database_makes_the_schema(empty: Database) -> None:
    migrate(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    migrated = shape(empty)
    with empty.engine.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    assert migrated == shape(empty)
    empty.close()


def test_migrating_again_changes_nothing(empty: Database) -> None:
    migrate(empty)
    before = shape(empty)
    migrate(empty)
    assert before == shape(empty)
    empty.close()


def test_an_old_talk_reads_as_it_did_when_each_thing_said_lies_once(empty: Database) -> None:
    migrate(empty, "0005")
    with empty.engine.begin() as connection:
        tell_as_before(connection)
    migrate(empty)
    lines = empty.read_now(lambda unit: unit.transcript.of_report(REPORT))
    assert [(line.direction, line.text, line.at, line.state) for line in lines] == [
        ("in", "plaka", 10, ""),
        ("out", "E morem\n\nKodi", 30, "failed"),
        ("in", "s'ka ushqim", 20, ""),
        ("in", "as dritë", 25, ""),
        ("out", "Faleminderit", 40, "sent"),
    ]
    with empty.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM transcript")) == 3
        assert connection.scalar(text("SELECT heard_at FROM sessions")) == 40
    empty.close()


def test_what_we_said_is_never_thrown_away(empty: Database) -> None:
    migrate(empty, "0005")
    with empty.engine.begin() as connection:
        tell_as_before(connection)
        connection.execute(text("DELETE FROM outbox WHERE made_at = 40"))
    with pytest.raises(RuntimeError, match="1 lines of ours"):
        migrate(empty)
    with empty.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM transcript")) == 5
    empty.close()


def tell_as_before(connection: Connection) -> None:
    """Two turns as 0005 kept them; a message without an answer stands between their answers."""
    before = MetaData()
    before.reflect(connection)
    person: dict[str, object] = {
        "id": CONTACT,
        "line": LINE,
        "channel": "sms",
        "address_index": b"1",
    }
    person |= {"address_enc": b"", "language": "sq", "diacritics": False, "made_at": 1}
    connection.execute(before.tables["contacts"].insert(), {**person, "heard_at": 40})
    session = {"contact": CONTACT, "state_enc": b"", "version": 1, "changed_at": 40}
    connection.execute(before.tables["sessions"].insert(), session)
    first = said_before("E morem", "Kodi", at=30, cause_at=10, state="failed")
    second = said_before("Faleminderit", at=40, cause_at=25, state="sent")
    connection.execute(before.tables["outbox"].insert(), [*first, *second])
    lines = [("plaka", 10), ("", 30), ("s'ka ushqim", 20), ("as dritë", 25), ("", 40)]
    carried = {30: first[-1]["id"], 40: second[-1]["id"]}
    for number, (words, at) in enumerate(lines):
        row_id = f"{number:032x}"
        row: dict[str, object] = {"id": row_id, "contact": CONTACT, "report": REPORT, "at": at}
        row |= {"direction": "out" if at in carried else "in", "outbox": carried.get(at)}
        row |= {"late": False, "text_enc": VAULT.seal_text("transcript", "text_enc", row_id, words)}
        connection.execute(before.tables["transcript"].insert(), row)


def said_before(*parts: str, at: int, cause_at: int, state: str) -> list[dict[str, object]]:
    """The rows of one message of ours; the state is that of its last part."""
    rows = []
    for part in range(len(parts)):
        row_id = f"{at:016x}{part:016x}"
        body = VAULT.seal("outbox", "outgoing_enc", row_id, pack(Outgoing(parts=parts)))
        row: dict[str, object] = {"id": row_id, "contact": CONTACT, "line": LINE}
        row |= {"channel": "sms", "kind": "reply"}
        row |= {"priority": 1, "report": REPORT, "outgoing_enc": body, "message": f"{at:032x}"}
        row |= {"part": part, "state": state if part == len(parts) - 1 else "sent", "due_at": at}
        row |= {"cause_at": cause_at, "lease_until": 0, "attempts": 1, "provider_rank": 0}
        rows.append(row | {"fault": "", "made_at": at})
    return rows


def test_a_database_that_is_away_is_named_as_such() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none", VAULT)
    with pytest.raises(StorageDown):
        migrate(away)
    away.close()


def shape(database: Database) -> list[str]:
    """Columns, indexes and constraints as the database itself names them."""
    statement = POSTGRES if database.engine.dialect.name == "postgresql" else SQLITE
    with database.engine.connect() as connection:
        return sorted(" ".join(map(str, row)) for row in connection.execute(text(statement)))


SQLITE = """
    SELECT m.name, m.tbl_name, i.name, i."unique", i.partial, group_concat(c.name) AS columns,
        CASE WHEN instr(m.sql, 'WHERE') > 0 THEN substr(m.sql, instr(m.sql, 'WHERE')) END
    FROM sqlite_master m, pragma_index_list(m.tbl_name) i, pragma_index_info(i.name) c
    WHERE m.type = 'index' AND m.name = i.name GROUP BY 1, 2, 3, 4, 5, 7
    UNION ALL
    SELECT m.name, c.name, c.type, c."notnull", c.pk, c.dflt_value, ''
    FROM sqlite_master m, pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name <> 'alembic_version'
"""
POSTGRES = """
    SELECT tablename, indexname, indexdef, '' FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '' FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'
    UNION ALL
    SELECT table_name, column_name, data_type,
        coalesce(column_default, '') || is_nullable || coalesce(character_maximum_length, 0)::text
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'alembic_version'
"""
