"""What staff did: one hash chain per municipality ("" for the system), append-only.

Rows hold coded words and ids only, so that erasure never breaks a chain (architecture, "Decided
once"). A chain whose tail was cut off is noticed against an anchor kept outside the database.
"""

import hashlib
import json
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa

from storage.locks import wait_for_turn
from storage.schema import audit
from storage.table import TableAccess

SYSTEM = "system"
START = "0" * 64


class Entry(msgspec.Struct, frozen=True):
    """One act: `actor` is an operator's id or "system", `at` microseconds UTC."""

    number: int
    at: int
    actor: str
    action: str
    object: str
    detail: Mapping[str, str]
    digest: str


class Head(msgspec.Struct, frozen=True):
    """The last link of a chain; number 0 is an empty one."""

    number: int
    digest: str


class Broken(msgspec.Struct, frozen=True):
    """The chain is not what it was from this number on."""

    number: int


class Audit(TableAccess):
    """Adds to the chain and verifies it."""

    def add(  # noqa: PLR0913  an act is these facts
        self,
        municipality: str,
        actor: str,
        action: str,
        object_id: str,
        detail: Mapping[str, str],
        now: int,
    ) -> int:
        """Writes an act in the caller's transaction; its number in the municipality's chain."""
        wait_for_turn(self.connection, f"audit {municipality}")
        head = self.head(municipality)
        row = {
            "municipality": municipality,
            "number": head.number + 1,
            "at": now,
            "actor": actor,
            "action": action,
            "object": object_id,
            "detail": dict(detail),
        }
        digest = link(head.digest, row)
        self.connection.execute(audit.insert(), {**row, "previous": head.digest, "digest": digest})
        return head.number + 1

    def head(self, municipality: str) -> Head:
        """The last link: what is anchored outside the database."""
        last = (
            sa.select(audit.c.number, audit.c.digest)
            .where(audit.c.municipality == municipality)
            .order_by(audit.c.number.desc())
            .limit(1)
        )
        row = self.connection.execute(last).first()
        return Head(row.number, row.digest) if row else Head(0, START)

    def verify(self, municipality: str, anchor: Head | None = None) -> Broken | None:
        """None when every link holds (and the anchored one is still there), else the first bad."""
        rows = self.connection.execute(
            audit.select()
            .where(audit.c.municipality == municipality)
            .order_by(audit.c.number)
            .execution_options(yield_per=500)
        )
        last = Head(0, START)
        with rows:
            for row in rows.mappings():
                if not follows(last, row) or contradicts(row, anchor):
                    return Broken(last.number + 1)
                last = Head(row["number"], row["digest"])
        return Broken(last.number + 1) if anchor and anchor.number > last.number else None

    def chains(self) -> list[str]:
        """Every municipality that has a chain."""
        found = sa.select(audit.c.municipality).distinct().order_by(audit.c.municipality)
        return list(self.connection.scalars(found))

    def of_object(self, municipality: str, object_id: str) -> list[Entry]:
        """What happened to one case or account, oldest first."""
        acts = (audit.c.municipality == municipality) & (audit.c.object == object_id)
        return self._entries(audit.select().where(acts).order_by(audit.c.number))

    def newest(self, municipality: str, before: int, limit: int) -> list[Entry]:
        """A page of the chain, newest first; `before` is a number, 0 begins at the end."""
        acts = audit.c.municipality == municipality
        earlier = audit.c.number < before if before else sa.true()
        return self._entries(
            audit.select().where(acts, earlier).order_by(audit.c.number.desc()).limit(limit)
        )

    def lately(self, municipality: str, action: str, since: int) -> list[Entry]:
        """Acts of one kind since a moment, newest first: what a supervisor is shown."""
        acts = (audit.c.municipality == municipality) & (audit.c.action == action)
        return self._entries(
            audit.select().where(acts, audit.c.at >= since).order_by(audit.c.number.desc())
        )

    def _entries(self, query: sa.Select[tuple[object, ...]]) -> list[Entry]:
        names = Entry.__struct_fields__
        rows = self.connection.execute(query).mappings()
        return [Entry(**{name: row[name] for name in names}) for row in rows]


def link(previous: str, row: Mapping[str, object]) -> str:
    """SHA-256 over the previous digest and the row as canonical JSON, in hex."""
    names = ("municipality", "number", "at", "actor", "action", "object", "detail")
    body = json.dumps(
        {name: row[name] for name in names},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def follows(last: Head, row: sa.RowMapping) -> bool:
    """Whether a row is the next link, unchanged."""
    place = (row["number"], row["previous"]) == (last.number + 1, last.digest)
    return place and link(last.digest, dict(row)) == str(row["digest"])


def contradicts(row: sa.RowMapping, anchor: Head | None) -> bool:
    """Whether a row is not the one that was anchored under its number."""
    if anchor is None or row["number"] != anchor.number:
        return False
    return str(row["digest"]) != anchor.digest
