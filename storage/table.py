"""What every table's class has."""

from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam
from sqlalchemy.types import TypeEngine

from storage.vault import Vault

AnyRow = Row[*tuple[Any, ...]]


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
