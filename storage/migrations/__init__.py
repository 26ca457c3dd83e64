"""Bringing a database to the newest schema, step by step."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from storage.database import Database
from storage.writer import as_storage_down, is_storage_fault

# Several processes start at once; one of them migrates. The number is ours alone.
TURN = text("SELECT pg_advisory_xact_lock(7334376)")


def migrate(database: Database, revision: str = "head") -> None:
    """Run what is missing up to `revision`, in one transaction; StorageDown when it is away."""
    try:
        with database.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(TURN)
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            connection.commit()
    except Exception as fault:
        if is_storage_fault(fault):
            raise as_storage_down(fault) from fault
        raise
