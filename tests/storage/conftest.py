"""A database with its tables, on both engines."""

from collections.abc import Iterator

import pytest

from storage.database import Database
from storage.schema import metadata
from tests.storage.hot import VAULT


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """Empty tables; the test's own threads are gone at its end."""
    database = Database(database_url, VAULT)
    metadata.create_all(database.engine)
    yield database
    database.close()
