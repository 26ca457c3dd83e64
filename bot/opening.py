"""Storage as every command opens it: the right keys, the right schema."""

from storage.database import Database
from storage.migrations import migrate
from storage.settings import Settings
from storage.vault import Vault, kept_keys, parse_keys


def open_vault(settings: Settings) -> Vault:
    """The vault of the configured keys; a demo without any makes and keeps its own (mode 0600)."""
    return Vault(parse_keys(settings.secret_keys or kept_keys(settings.data_dir)))


def open_database(settings: Settings) -> Database:
    """The database, brought to the newest schema; StorageDown when it is away."""
    database = Database(settings.database_url, open_vault(settings))
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database
