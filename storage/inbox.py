"""Whatever enters a turn: kept before it is answered, taken one person at a time, in order."""

import hashlib
from collections.abc import Sequence
from typing import Literal

import msgspec
from sqlalchemy import BigInteger, LargeBinary, String, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from flows.events import OperatorReplied, What
from storage.bulk import Bulk
from storage.ids import new_id, new_ids
from storage.prepared import Prepared
from storage.schema import inbox
from storage.table import SPOILT, AnyRow, TableAccess, many
from storage.vault import Vault

Kind = Literal["message", "channel", "timer", "reply", "moved"]
TRIES = 3


class NewEvent(msgspec.Struct, frozen=True):
    """Something that happened to one person; `external_id` is the provider's own, told once.

    An `external_id` that is a number is also the provider's order (R9). `raw` is the body as it
    came. `address` is an E.164 phone or a chat id.
    """

    line: str
    channel: str
    external_id: str
    address: str
    kind: Kind
    what: What
    raw: bytes | None = None

    def __repr__(self) -> str:
        return f"NewEvent({self.kind}, {self.channel})"


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """An event in our hands until its lease ends.

    `person` is the blind index of line and address; `late`: a later one of this person, by the
    provider's order, was answered before (R9). `received_at` in microseconds.
    """

    seq: int
    id: str
    line: str
    channel: str
    person: bytes
    address: str
    kind: Kind
    what: What
    received_at: int
    attempts: int
    late: bool

    def __repr__(self) -> str:
        return f"Claimed({self.id}, {self.kind})"


class Body(msgspec.Struct, frozen=True, array_like=True):
    """What is sealed of an event."""

    channel: str
    address: str
    what: What


class StaleClaim(Exception):
    """The lease ended and somebody else finished this event."""


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Body).decode


class Inbox(TableAccess):
    """The table `inbox`."""

    def put(self, events: Sequence[NewEvent], now: int) -> list[str]:
        """Keep what is not yet known by (line, external id); the ids of those really new."""
        ids = new_ids(now, len(events))
        return self._put([self._row(*one, now) for one in zip(ids, events, strict=True)])

    def put_for_report(self, report_id: str, what: What, now: int) -> str:
        """Staff's event for the reporter; its id, or "" when nobody can be reached any more."""
        found = self.connection.execute(REPORTER, {"report": report_id}).one_or_none()
        if found is None:
            return ""
        event_id = new_id(now)
        address = self.vault.open_text("contacts", "address_enc", found.id, found.address_enc)
        kind: Kind = "reply" if isinstance(what, OperatorReplied) else "moved"
        event = NewEvent(found.line, found.channel, event_id, address, kind, what)
        self._put([self._row(event_id, event, now) | {"person": found.address_index}])
        return event_id

    def put_dead(self, line: str, external_id: str, raw: bytes, fault: str, now: int) -> str:
        """Keep a body that cannot be read; its id, "" when it is known already.

        `external_id` may be "": then equal bodies are one. `fault` is a coded word.
        """
        row_id = new_id(now)
        known_as = external_id or f"dead-{hashlib.sha256(raw).hexdigest()}"
        row = empty_row(row_id, line, known_as, now)
        row |= {"state": "dead", "fault": fault[:40], "raw_enc": self._seal_raw(row_id, raw)}
        return row_id if self._put([row]) else ""

    def claim(self, limit: int, now: int, lease: int) -> list[Claimed]:
        """The next event of up to `limit` people whom nobody holds, for `lease` microseconds."""
        END_LEASES.run(self.connection, {"now": now})
        next_ones = NEXT if self.on_sqlite else NEXT_SHARED
        found = next_ones.run(self.connection, {"limit": limit}).all()
        if not found or not self._take([row.seq for row in found], now + lease):
            return []
        return self.openable(found, self._claimed, lambda seq: self.failed(seq, SPOILT, now))

    def take(self, limit: int, now: int, lease: int) -> list[Claimed]:
        """As `claim`, for work that ends in this transaction: with one writer it needs no mark."""
        if not self.on_sqlite:
            return self.claim(limit, now, lease)
        found = NEXT.run(self.connection, {"limit": limit}).all()
        return self.openable(found, self._claimed, lambda seq: self.failed(seq, SPOILT, now))

    def release(self) -> int:
        """Give up every claim, when the only process starts again; how many there were."""
        return self.connection.execute(RELEASE).rowcount

    def done(self, seqs: Sequence[int], now: int) -> None:
        """These are finished; StaleClaim when one is not held any more."""
        done = DONE_HERE if self.on_sqlite else DONE
        if seqs and done.run(self.connection, {"seqs": seqs, "now": now}).rowcount < len(seqs):
            raise StaleClaim

    def failed(self, seq: int, fault: str, now: int) -> bool:
        """This could not be worked on: try again, or True when it is dead after three tries."""
        row = {"seq": seq, "fault": fault[:40], "now": now, "tries": TRIES}
        return self.connection.execute(FAILED, row).scalar() == "dead"

    def lately(self, persons: Sequence[bytes], since: int) -> dict[bytes, int]:
        """How many events of each person came since (microseconds), this one included (R24)."""
        wanted = {"persons": list(persons), "since": since}
        return {row.person: row.heard for row in LATELY.run(self.connection, wanted)}

    def _put(self, rows: list[dict[str, object]]) -> list[str]:
        ids = [str(row["id"]) for row in rows]
        if PUT.run(self.connection, rows) == len(rows):
            return ids
        kept = set(self.connection.execute(KEPT, {"ids": ids}).scalars())
        return [row_id for row_id in ids if row_id in kept]

    def _take(self, seqs: Sequence[int], until: int) -> bool:
        taken = {"seqs": seqs, "lease": until}
        if self.on_sqlite:
            TAKE.run(self.connection, taken)
            return True
        try:
            with self.connection.begin_nested() as attempt:
                complete = TAKE.run(self.connection, taken).rowcount == len(seqs)
                if not complete:
                    attempt.rollback()
        except IntegrityError:  # another process took an older event of one of these people
            return False
        return complete

    def _row(self, row_id: str, event: NewEvent, now: int) -> dict[str, object]:
        row = empty_row(row_id, event.line, event.external_id, now)
        row["person"] = person_of(self.vault, event.line, event.address)
        row["kind"] = event.kind
        body = encode(Body(event.channel, event.address, event.what))
        row["event_enc"] = self.vault.seal("inbox", "event_enc", row_id, body)
        row["place"] = place_of(event.external_id)
        if event.raw is not None:
            row["raw_enc"] = self._seal_raw(row_id, event.raw)
        return row

    def _seal_raw(self, row_id: str, raw: bytes) -> bytes:
        return self.vault.seal("inbox", "raw_enc", row_id, raw)

    def _claimed(self, row: AnyRow) -> Claimed:
        body = decode(self.vault.open("inbox", "event_enc", row.id, row.event_enc))
        return Claimed(
            seq=row.seq,
            id=row.id,
            line=row.line,
            channel=body.channel,
            person=row.person,
            address=body.address,
            kind=row.kind,
            what=body.what,
            received_at=row.received_at,
            attempts=row.attempts,
            late=bool(row.late),
        )


def person_of(vault: Vault, line: str, address: str) -> bytes:
    """The key of order and of claims: equal for one address on one line."""
    return vault.index("person", f"{line}/{address}")


def place_of(external_id: str) -> int:
    """The provider's order, when its ids are numbers; else 0."""
    is_number = len(external_id) <= 18 and external_id.isascii() and external_id.isdecimal()
    return int(external_id) if is_number else 0


def short_enough(external_id: str) -> str:
    """Itself, or what stands for one that no provider would send."""
    if len(external_id) <= 128:
        return external_id
    return f"long-{hashlib.sha256(external_id.encode()).hexdigest()}"


def empty_row(row_id: str, line: str, external_id: str, now: int) -> dict[str, object]:
    """A row with every column, so that one statement keeps them all."""
    return {
        "id": row_id,
        "line": line,
        "external_id": short_enough(external_id),
        "person": b"",
        "kind": "message",
        "event_enc": b"",
        "raw_enc": None,
        "state": "waiting",
        "place": 0,
        "attempts": 0,
        "lease_until": 0,
        "received_at": now,
        "fault": "",
    }


PUT = Bulk(insert(inbox).on_conflict_do_nothing(index_elements=["line", "external_id"]))
KEPT = select(inbox.c.id).where(inbox.c.id.in_(many("ids", String())))

REPORTER = text("""
    SELECT contacts.id, contacts.line, contacts.channel, address_index, address_enc
    FROM reports JOIN contacts ON contacts.id = reports.contact
    WHERE reports.id = :report AND contacts.unlinked_at IS NULL
""")

_end_leases = text("""
    UPDATE inbox SET state = 'waiting' WHERE state = 'claimed' AND lease_until <= :now
""")
END_LEASES = Prepared(_end_leases)

# The oldest waiting event of each person whom nobody holds; if the provider numbered another one of
# theirs lower, that one (R9). A plus keeps SQLite from searching by that column.
_NEXT = """
    SELECT t.seq, t.id, t.line, t.person, t.kind, t.event_enc, t.received_at, t.attempts,
        t.place > 0 AND EXISTS (
            SELECT 1 FROM inbox d
            WHERE d.person = t.person AND d.state = 'done' AND d.place > t.place
        ) AS late
    FROM inbox i JOIN inbox t ON t.seq = coalesce((
        SELECT e.seq FROM inbox e
        WHERE e.person = i.person AND e.state = 'waiting' AND e.place > 0 AND e.place < i.place
        ORDER BY e.place LIMIT 1
    ), i.seq)
    WHERE i.state = 'waiting'
    AND NOT EXISTS (SELECT 1 FROM inbox h WHERE h.person = i.person AND h.state = 'claimed')
    AND NOT EXISTS (
        SELECT 1 FROM inbox o WHERE o.person = i.person AND o.state = 'waiting' AND +o.seq < i.seq
    )
    ORDER BY i.seq LIMIT :limit
"""
NEXT = Prepared(text(_NEXT))
NEXT_SHARED = Prepared(text(f"{_NEXT} FOR UPDATE OF i SKIP LOCKED"))
_take = text("""
    UPDATE inbox SET state = 'claimed', lease_until = :lease WHERE state = 'waiting' AND seq IN :seqs
""")
TAKE = Prepared(_take.bindparams(many("seqs", BigInteger())), "seqs")

RELEASE = text("UPDATE inbox SET state = 'waiting' WHERE state = 'claimed'")

_done = "UPDATE inbox SET state = 'done', done_at = :now WHERE seq IN :seqs AND state"
_seqs = many("seqs", BigInteger())
DONE = Prepared(text(f"{_done} = 'claimed'").bindparams(_seqs), "seqs")
DONE_HERE = Prepared(text(f"{_done} IN ('claimed', 'waiting')").bindparams(_seqs), "seqs")

FAILED = text("""
    UPDATE inbox SET attempts = attempts + 1, fault = :fault, done_at = :now,
        state = CASE WHEN attempts + 1 >= :tries THEN 'dead' ELSE 'waiting' END
    WHERE seq = :seq AND state IN ('claimed', 'waiting') RETURNING state
""")

_lately = text("""
    SELECT person, count(*) AS heard FROM inbox
    WHERE person IN :persons AND received_at >= :since GROUP BY person
""")
LATELY = Prepared(_lately.bindparams(many("persons", LargeBinary())), "persons")
