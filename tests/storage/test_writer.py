"""Jobs that wait share a commit; a bad one costs itself, a failed commit is told to all."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from flows.session import Session
from storage.database import Database, StorageDown
from storage.lines import Line
from storage.migrations import migrate
from storage.schema import metadata
from storage.unit import Unit
from tests.storage.hot import NOW, VAULT, wrote


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url, VAULT)
    metadata.create_all(database.engine)
    yield database
    database.close()


def keep(number: int) -> Callable[[Unit], list[str]]:
    return lambda unit: unit.inbox.put([wrote("fjalë", number, f"+3556900{number:05}")], NOW)


def line(name: str) -> Line:
    return Line(id="", name=name, channel="telegram")


@contextmanager
def busy(db: Database) -> Iterator[None]:
    """Keeps the writer at work, so that what the block queues waits together."""
    started, gate = threading.Event(), threading.Event()

    def hold(_: Unit) -> bool:
        started.set()
        return gate.wait(10)

    held = db.write_soon(hold)
    assert started.wait(10)
    yield
    gate.set()
    assert not held.cancelled()


def count(db: Database) -> int:
    found = db.read_now(lambda unit: unit.connection.scalar(text("SELECT count(*) FROM inbox")))
    return int(found or 0)


async def test_a_poisoned_job_costs_only_itself(db: Database) -> None:
    def poisoned(unit: Unit) -> None:
        unit.inbox.put([wrote("helm", 999)], NOW)
        raise ValueError("poison")

    jobs = [keep(1), poisoned, keep(2), poisoned, keep(3)]
    done = await asyncio.gather(*(db.write(job) for job in jobs), return_exceptions=True)
    assert [type(one) for one in done] == [list, ValueError, list, ValueError, list]
    assert count(db) == 3


async def test_a_broken_statement_costs_only_its_job(db: Database) -> None:
    def broken(unit: Unit) -> None:
        unit.inbox.put([wrote("humbur", 999)], NOW)
        unit.connection.execute(text("SELECT nothing FROM nowhere"))

    done = await asyncio.gather(
        db.write(keep(1)), db.write(broken), db.write(keep(2)), return_exceptions=True
    )
    assert [isinstance(one, Exception) for one in done] == [False, True, False]
    assert count(db) == 2


async def test_what_waits_shares_a_commit(sqlite: Database) -> None:
    commits: list[object] = []
    event.listen(sqlite.engine, "commit", commits.append)
    with busy(sqlite):
        jobs = [sqlite.write_soon(keep(number)) for number in range(49)]
    await asyncio.gather(*jobs)
    assert len(commits) <= 2
    assert count(sqlite) == 49


async def test_when_the_commit_fails_everybody_hears_it_and_nothing_stays(sqlite: Database) -> None:
    def owe_a_contact(unit: Unit) -> None:
        unit.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        unit.sessions.save([("nobody", Session(), 0)], NOW)

    with busy(sqlite):
        jobs: list[asyncio.Future[Any]] = [
            sqlite.write_soon(keep(1)),
            sqlite.write_soon(owe_a_contact),
        ]
    done = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(one) for one in done] == [StorageDown, StorageDown]
    assert count(sqlite) == 0
    assert await sqlite.write(keep(1)) != []


async def test_a_full_disk_refuses_and_recovers_without_a_restart(sqlite: Database) -> None:
    pages = "PRAGMA max_page_count = {}"
    sqlite.write_now(lambda unit: unit.connection.exec_driver_sql(pages.format(1)).close())
    long = "fjalë " * 100_000
    with pytest.raises(StorageDown):
        await sqlite.write(lambda unit: unit.inbox.put([wrote(long, 1)], NOW))
    sqlite.write_now(lambda unit: unit.connection.exec_driver_sql(pages.format(10**6)).close())
    assert await sqlite.write(lambda unit: unit.inbox.put([wrote(long, 1)], NOW)) != []


async def test_a_job_that_wraps_a_storage_fault_still_means_storage_down(db: Database) -> None:
    def wrapping(unit: Unit) -> None:
        try:
            raise OperationalError("", None, Exception("disk"))
        except OperationalError as fault:
            raise RuntimeError from fault

    with pytest.raises(StorageDown):
        await db.write(wrapping)
    assert await db.write(keep(1)) != []


async def test_a_lost_connection_is_made_again(postgres_url: str) -> None:
    db = Database(postgres_url, VAULT)
    suicide = text("SELECT pg_terminate_backend(pg_backend_pid())")
    for _ in range(2):
        with pytest.raises(StorageDown):
            await db.write(lambda unit: unit.connection.execute(suicide).scalar())
        with pytest.raises(StorageDown):
            await db.read(lambda unit: unit.connection.execute(suicide).scalar())
    assert await db.write(lambda unit: unit.connection.scalar(text("SELECT 5"))) == 5
    assert await db.read(lambda unit: unit.connection.scalar(text("SELECT 6"))) == 6
    db.close()


async def test_who_loses_a_deadlock_tries_again(postgres_url: str) -> None:
    db = Database(postgres_url, VAULT)
    metadata.create_all(db.engine)
    made = db.write_now(lambda unit: [unit.lines.ensure(line(name), NOW) for name in "ab"])
    meeting = threading.Barrier(2)

    def lock_both(first: str, second: str) -> Callable[[Unit], None]:
        def work(unit: Unit) -> None:
            unit.lines.pause(first, NOW)
            with suppress(threading.BrokenBarrierError):
                meeting.wait(5)
            meeting.abort()
            unit.lines.pause(second, NOW)

        return work

    a, b = (one.id for one in made)
    await asyncio.gather(db.write(lock_both(a, b)), db.write(lock_both(b, a)))
    paused = await db.read(lambda unit: [one.paused_until for one in unit.lines.all()])
    assert paused == [NOW, NOW]
    db.close()


async def test_a_talk_in_the_terminal_needs_no_file() -> None:
    db = Database("sqlite://", VAULT)
    migrate(db)
    assert len(await db.write(keep(1))) == 1
    assert await db.read(lambda unit: len(unit.inbox.claim(9, NOW, NOW))) == 1
    db.close()


async def test_no_fault_carries_a_value_of_a_row(db: Database) -> None:
    def broken(unit: Unit) -> None:
        unit.connection.execute(text("INSERT INTO nowhere VALUES (:word)"), {"word": "sekret"})

    done = await asyncio.gather(db.write(broken), return_exceptions=True)
    fault = done[0]
    assert isinstance(fault, Exception)
    assert "sekret" not in f"{fault} {fault!r} {fault.__cause__}"


def test_closing_finishes_what_waits(database_url: str) -> None:
    others = set(threading.enumerate())
    db = Database(database_url, VAULT)
    assert db.write_now(lambda _: 7) == 7
    db.close()
    ours = set(threading.enumerate()) - others
    assert not any(thread.name == "storage-writer" for thread in ours)
