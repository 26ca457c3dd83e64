"""A compiled statement, handed to the driver without SQLAlchemy in between.

For the few statements of every turn: their text is SQLAlchemy's own, their values need no conversion,
and what it does around each call costs more than the database's work. Errors come as it would raise
them, without values (R41).
"""

from collections import namedtuple
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


class Found:
    """Rows by column name, all read; `rowcount` as the driver tells it."""

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self.rowcount = rowcount
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        """Every row."""
        return self._rows


def run_many(connection: Connection, text: str, rows: Sequence[Any]) -> int:
    """Execute for each row of values; how many rows of the table it touched."""
    cursor = _cursor(connection)
    try:
        cursor.executemany(text, rows)
        return int(cursor.rowcount)
    except Exception as fault:
        raise _as_usual(connection, text, fault) from fault
    finally:
        cursor.close()


def run_one(connection: Connection, text: str, values: Any) -> Found:  # noqa: ANN401 a row or a dict
    """Execute once and read what it returns."""
    cursor = _cursor(connection)
    try:
        cursor.execute(text, values)
        if cursor.description is None:
            return Found((), cursor.rowcount)
        row = _row(tuple(column[0] for column in cursor.description))
        return Found(list(map(row._make, cursor.fetchall())), cursor.rowcount)
    except Exception as fault:
        raise _as_usual(connection, text, fault) from fault
    finally:
        cursor.close()


def _cursor(connection: Connection) -> Any:  # noqa: ANN401 any driver's
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.cursor()


def _as_usual(connection: Connection, text: str, fault: Exception) -> Exception:
    driver = connection.dialect.loaded_dbapi
    if not isinstance(fault, driver.Error):
        return fault
    return DBAPIError.instance(
        text, None, fault, driver.Error, hide_parameters=True, dialect=connection.dialect
    )


@lru_cache(maxsize=64)
def _row(columns: tuple[str, ...]) -> Any:  # noqa: ANN401 a class made here
    return namedtuple("Row", columns)  # noqa: PYI024 its columns are known only now
