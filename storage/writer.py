"""The threads through which everything is written; waiting jobs share one commit."""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from storage.unit import Unit
from storage.vault import Vault

TRIES_OF_A_LOSER = 3


class StorageDown(Exception):
    """The database did not take it: locked, full, gone or broken. Nothing of the job remains."""


class Job(NamedTuple):
    """One unit of work and whoever waits for it; `loop` is None for a waiting thread."""

    work: Callable[[Unit], Any]
    future: "asyncio.Future[Any] | Future[Any]"
    loop: asyncio.AbstractEventLoop | None


class Outcome(NamedTuple):
    """What a job returned, or why it did not."""

    value: Any = None
    fault: Exception | None = None


class Door(Protocol):
    """How a database is opened for writing; `group` jobs at most share a commit."""

    group: int

    def connect(self) -> Connection:
        """A connection whose transactions are begun by `begin`."""

    def begin(self, connection: Connection) -> None:
        """Start a transaction that may write."""

    def savepoint(self, connection: Connection, command: str) -> None:
        """Run SAVEPOINT, RELEASE or ROLLBACK TO for the current job."""

    def is_loser(self, fault: Exception) -> bool:
        """True when the database chose this transaction to end a deadlock."""


class Writer(threading.Thread):
    """Takes jobs off a queue: what waits by then goes into one commit, a lone job at once."""

    def __init__(self, door: Door, vault: Vault, jobs: "queue.SimpleQueue[Job | None]") -> None:
        super().__init__(name="storage-writer", daemon=True)
        self._door = door
        self._vault = vault
        self._jobs = jobs
        self._connection: Connection | None = None

    def run(self) -> None:
        while (job := self._jobs.get()) is not None:
            settle(self._write([job, *self._waiting()]))
        self._disconnect()

    def _waiting(self) -> list[Job]:
        found: list[Job] = []
        while len(found) < self._door.group - 1:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            found.append(job)
        return found

    def _write(self, jobs: list[Job]) -> list[tuple[Job, Outcome]]:
        down = StorageDown()
        for _ in range(TRIES_OF_A_LOSER):
            try:
                return self._commit(jobs)
            except Exception as fault:  # noqa: BLE001 a broken commit must not end the thread
                self._disconnect()
                down = as_storage_down(fault)
                if not self._door.is_loser(fault):
                    break
        return [(job, Outcome(fault=down)) for job in jobs]

    def _commit(self, jobs: list[Job]) -> list[tuple[Job, Outcome]]:
        if self._connection is None:
            self._connection = self._door.connect()
        connection = self._connection
        self._door.begin(connection)
        if len(jobs) == 1:
            outcomes = [self._attempt(connection, jobs[0])]
        else:
            outcomes = [self._attempt_apart(connection, job) for job in jobs]
        connection.commit()
        return list(zip(jobs, outcomes, strict=True))

    def _attempt(self, connection: Connection, job: Job) -> Outcome:
        try:
            return Outcome(job.work(Unit(connection, self._vault)))
        except Exception as fault:
            if is_storage_fault(fault):
                raise
            connection.rollback()
            return Outcome(fault=fault)

    def _attempt_apart(self, connection: Connection, job: Job) -> Outcome:
        self._door.savepoint(connection, "SAVEPOINT job")
        try:
            outcome = Outcome(job.work(Unit(connection, self._vault)))
        except Exception as fault:  # noqa: BLE001 one bad job costs only itself
            self._door.savepoint(connection, "ROLLBACK TO job")
            outcome = Outcome(fault=as_storage_down(fault) if is_storage_fault(fault) else fault)
        self._door.savepoint(connection, "RELEASE job")
        return outcome

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(Exception):
                self._connection.invalidate()
            with suppress(Exception):
                self._connection.close()
        self._connection = None


def is_storage_fault(fault: Exception) -> bool:
    """True when the database failed, not the job; a job may have wrapped what it met."""
    storage = (OperationalError, InterfaceError, InternalError)
    return any(isinstance(met, storage) for met in with_causes(fault))


def with_causes(fault: BaseException) -> Iterator[BaseException]:
    """A fault, what it was raised from, and so on."""
    met: BaseException | None = fault
    while met is not None:
        yield met
        met = met.__cause__


def as_storage_down(fault: Exception) -> StorageDown:
    """The same fault without its text: an exception must not carry a row's values."""
    down = StorageDown(type(getattr(fault, "orig", None) or fault).__name__)
    down.__cause__ = fault
    return down


def settle(done: list[tuple[Job, Outcome]]) -> None:
    """Tell everybody who waits; one wake-up per event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Job, Outcome]]] = {}
    for job, outcome in done:
        if job.loop is None:
            tell((job, outcome))
        else:
            by_loop.setdefault(job.loop, []).append((job, outcome))
    for loop, settled in by_loop.items():
        with suppress(RuntimeError):  # the loop was closed: nobody waits any more
            loop.call_soon_threadsafe(tell, *settled)


def tell(*settled: tuple[Job, Outcome]) -> None:
    """Resolve futures, in the thread that owns them."""
    for job, outcome in settled:
        if job.future.done():
            continue
        if outcome.fault is None:
            job.future.set_result(outcome.value)
        else:
            job.future.set_exception(outcome.fault)
