"""The migrations and the schema are the same tables."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage.database import Database, StorageDown
from storage.migrations import migrate
from storage.schema import metadata
from tests.storage.hot import VAULT


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
