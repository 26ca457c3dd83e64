"""One writer at a time where a constraint alone cannot decide."""

import hashlib

import sqlalchemy as sa


def wait_for_turn(connection: sa.Connection, name: str) -> None:
    """Holds `name` until the transaction ends; SQLite has one writer anyhow."""
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
