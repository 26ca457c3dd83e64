"""The two databases behind one door; the only file that knows a driver."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url

from storage.unit import Unit
from storage.vault import Vault
from storage.writer import Job, StorageDown, Writer, as_storage_down, is_storage_fault, with_causes

__all__ = ["Database", "StorageDown"]

T = TypeVar("T")
READERS = 4
BUSY_SECONDS = 10
DEADLOCKS = {"40P01", "40001"}
WAL_PAGES = 4000
"""Pages of 4 KiB after which the log is copied back: a page that changes in every turn is copied
once in 4,000, not four times (SQLite's own choice is 1,000). The log is durable all the same.
"""

# For bytes, truth values and None the driver looks for an adapter first, and looks long when there is
# none: that cost more than the value itself. These leave each value as it is.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(type(None), lambda nothing: nothing)


class SqliteDoor:
    """One writer; WAL with synchronous=FULL, so that a commit survives a power cut (R1)."""

    group = 50
    writers = 1

    def __init__(self, url: URL) -> None:
        self.in_memory = url.database in {None, "", ":memory:"}
        if not self.in_memory:
            make_private(Path(str(url.database)))
        options: dict[str, Any] = {"poolclass": StaticPool} if self.in_memory else {}
        arguments = {"check_same_thread": False, "isolation_level": None, "timeout": BUSY_SECONDS}
        self.engine = create_engine(url, connect_args=arguments, hide_parameters=True, **options)
        event.listen(self.engine, "connect", set_pragmas)

    def connect(self) -> Connection:
        return self.engine.connect()

    def begin(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def begin_reading(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    def savepoint(self, connection: Connection, command: str) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 tells mypy what the engine made
        driver.execute(command)

    def is_loser(self, fault: Exception) -> bool:  # noqa: ARG002 SQLite has one writer
        return False


def make_private(file: Path) -> None:
    """Nobody else on this machine reads the database; WAL and shm take its mode (sqlite.org/wal)."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)


def set_pragmas(driver: sqlite3.Connection, _record: object) -> None:
    """Durable, shared with readers, foreign keys held, deleted words overwritten."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
        f"wal_autocheckpoint={WAL_PAGES}",
    ):
        driver.execute(f"PRAGMA {pragma}")


class PostgresDoor:
    """A few writers side by side, each job its own commit; the server groups commits itself."""

    group = 1
    writers = 4
    in_memory = False

    def __init__(self, url: URL) -> None:
        url = url.set(drivername="postgresql+psycopg")
        self.engine = create_engine(url, hide_parameters=True, pool_size=READERS + self.writers)

    def connect(self) -> Connection:
        return self.engine.connect()

    def begin(self, connection: Connection) -> None:
        """The driver begins by itself."""

    def begin_reading(self, connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def savepoint(self, connection: Connection, command: str) -> None:
        connection.exec_driver_sql(command)

    def is_loser(self, fault: Exception) -> bool:
        found = (met for met in with_causes(fault) if isinstance(met, psycopg.Error))
        return any(met.sqlstate in DEADLOCKS for met in found)


class Database:
    """`write` and `read` run a function on a Unit in one transaction, off the event loop."""

    def __init__(self, url: str, vault: Vault) -> None:
        parsed = make_url(url)
        on_sqlite = parsed.get_backend_name() == "sqlite"
        self._door = SqliteDoor(parsed) if on_sqlite else PostgresDoor(parsed)
        self._vault = vault
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._writers = [Writer(self._door, vault, self._jobs) for _ in range(self._door.writers)]
        for writer in self._writers:
            writer.start()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="storage-reader")
        self._local = threading.local()

    @property
    def engine(self) -> Engine:
        """For migrations and backups only."""
        return self._door.engine

    @property
    def in_order(self) -> bool:
        """True when each job sees whatever was handed in before it, committed or not yet."""
        return self._door.writers == 1

    async def write(self, work: Callable[[Unit], T]) -> T:
        """What `work` returned, after the commit; StorageDown when nothing was kept."""
        return await self.write_soon(work)

    def write_soon(self, work: Callable[[Unit], T]) -> "asyncio.Future[T]":
        """`write` without waiting; called on the event loop that will await the future."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(Job(work, future, loop))
        return future

    def write_now(self, work: Callable[[Unit], T]) -> T:
        """`write` for commands and threads."""
        future: Future[T] = Future()
        self._jobs.put(Job(work, future, None))
        return future.result()

    async def read(self, work: Callable[[Unit], T]) -> T:
        """What `work` found in one unchanging view; StorageDown when the database is away."""
        if self._door.in_memory:
            return await self.write(work)
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def read_now(self, work: Callable[[Unit], T]) -> T:
        """`read` for commands and threads."""
        if self._door.in_memory:
            return self.write_now(work)
        return self._readers.submit(self._read, work).result()

    def close(self) -> None:
        """Finish what waits, then let go of every connection."""
        for _ in self._writers:
            self._jobs.put(None)
        for writer in self._writers:
            writer.join()
        self._readers.shutdown()
        self.engine.dispose()

    def _read(self, work: Callable[[Unit], T]) -> T:
        try:
            with self._door.connect() as connection:
                self._door.begin_reading(connection)
                return work(Unit(connection, self._vault))
        except Exception as fault:
            if is_storage_fault(fault):
                raise as_storage_down(fault) from fault
            raise
