"""What every table's class has."""

from sqlalchemy import Connection

from storage.vault import Vault


class TableAccess:
    """One table inside one transaction; subclasses hold its only SQL."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self.connection = connection
        self.vault = vault

    @property
    def on_sqlite(self) -> bool:
        """True on SQLite, False on PostgreSQL."""
        return self.connection.dialect.name == "sqlite"
