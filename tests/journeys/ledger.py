"""What the database holds, opened with the real keys, and whether it adds up."""

from collections import Counter
from collections.abc import Iterable

import msgspec
from sqlalchemy import text

from storage.database import Database
from storage.parcels import unpack
from storage.unit import Unit
from tests.journeys.people import Person

LEFT = frozenset({"sent", "delivered"})


class Row(msgspec.Struct, frozen=True):
    """One outbox row: the words of its part and what became of them."""

    words: str
    state: str
    fault: str
    kind: str


class Book(msgspec.Struct, frozen=True):
    """All that was kept about one address; `heard` is the transcript's incoming side, in order."""

    heard: list[str] = []
    rows: list[Row] = []
    reports: int = 0
    cases: int = 0


def read_books(database: Database) -> dict[str, Book]:
    """By address."""
    return database.read_now(_books)


def _books(unit: Unit) -> dict[str, Book]:
    rows = unit.connection.execute(text("SELECT id, address_enc FROM contacts")).all()
    books = {}
    for row in rows:
        address = unit.vault.open_text("contacts", "address_enc", row.id, row.address_enc)
        assert address not in books, "one person, two contacts"
        reports, cases = unit.connection.execute(REPORTS, {"contact": row.id}).one()
        books[address] = Book(_heard(unit, row.id), _rows(unit, row.id), reports, cases)
    return books


def _heard(unit: Unit, contact: str) -> list[str]:
    return [line.text for line in unit.transcript.heard_from(contact, 0, 1 << 62)]


def _rows(unit: Unit, contact: str) -> list[Row]:
    found = []
    for row in unit.connection.execute(ROWS, {"contact": contact}):
        outgoing = unpack(unit.vault.open("outbox", "outgoing_enc", row.id, row.outgoing_enc))
        found.append(Row(outgoing.parts[row.part], row.state, row.fault, row.kind))
    return found


def states(database: Database, table: str) -> Counter[str]:
    """How many rows of `inbox` or `outbox` are in each state."""
    found = database.read_now(
        lambda unit: unit.connection.execute(text(f"SELECT state FROM {table}")).scalars().all()
    )
    return Counter(found)


def settled(database: Database) -> bool:
    """Nothing waits to be answered or sent, and nothing is under way."""
    inbox, outbox = states(database, "inbox"), states(database, "outbox")
    return not inbox.keys() & {"waiting", "claimed"} and not outbox.keys() & {"waiting", "sending"}


def count(database: Database, table: str) -> int:
    """How many rows a table has."""
    found = text(f"SELECT count(*) FROM {table}")
    return int(database.read_now(lambda unit: unit.connection.scalar(found)) or 0)


def check_words(people: Iterable[Person], books: dict[str, Book]) -> None:
    """Whatever was taken stands in the transcript once, in the person's order."""
    for person in people:
        assert books[person.address].heard == person.said, "lost, doubled or out of order"


def check_sends(people: Iterable[Person], books: dict[str, Book]) -> None:
    """What is called sent arrived once; what is in doubt arrived once at most.

    Only danger numbers may have gone once more (reliability R13).
    """
    for person in people:
        rows = books[person.address].rows
        arrived = Counter(person.heard)
        surely = Counter(row.words for row in rows if row.state in LEFT)
        again = Counter(row.words for row in rows if row.kind == "danger")
        most = Counter(row.words for row in rows if row.state in LEFT or row.state == "unknown")
        assert surely <= arrived, "called sent, but never arrived"
        assert arrived <= most + again, "sent again"


REPORTS = text('SELECT count(*), count(DISTINCT "case") FROM reports WHERE contact = :contact')
ROWS = text("""
    SELECT id, part, outgoing_enc, state, fault, kind FROM outbox WHERE contact = :contact
    ORDER BY seq
""")
