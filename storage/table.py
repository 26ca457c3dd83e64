"""What every table's class has."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Row, bindparam
from sqlalchemy.types import TypeEngine

from storage.vault import Vault

AnyRow = Row[*tuple[Any, ...]]
T = TypeVar("T")
SPOILT = "unreadable"
"""The fault of a row that was changed on disk or whose key is gone."""


def many(name: str, kind: TypeEngine[Any]) -> BindParameter[Any]:
    """A list for `IN :name`, empty or not."""
    return bindparam(name, expanding=True, type_=kind)


class TableAccess:
    """One table inside one transaction; subclasses hold its only SQL."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self.connection = connection
        self.vault = vault

    @property
    def on_sqlite(self) -> bool:
        """True on SQLite, False on PostgreSQL."""
        return self.connection.dialect.name == "sqlite"

    def openable(
        self, rows: Sequence[AnyRow], read: Callable[[AnyRow], T], spoilt: Callable[[int], object]
    ) -> list[T]:
        """What `read` makes of each row; one that does not open costs only itself (R7)."""
        found = []
        for row in rows:
            try:
                found.append(read(row))
            except Exception:  # noqa: BLE001  nothing is read from the database in here
                spoilt(row.seq)
        return found
