"""What leaves: written before the call, its fate written after it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from flows.messages import Outgoing
from storage import outbox_sql as sql
from storage.bulk import Bulk
from storage.ids import new_id
from storage.parcels import (
    NO_ROOM,
    PRIORITIES,
    Message,
    Parcel,
    Room,
    handed_over,
    may_go,
    pack,
    unpack,
)
from storage.schema import outbox
from storage.table import SPOILT, AnyRow, TableAccess

CODED = 40
"""Longest coded word that a column takes."""
DELETABLE = 47 * 3600 * 1_000_000
"""Microseconds; the Bot API deletes messages younger than 48 hours."""
NO_LINE = ""
"""No line has this id: the list of closed lines is never empty."""
MOST_DELETED = 100
"""In one call (Bot API, deleteMessages)."""
STAFF_LAPSE = 24 * 3600 * 1_000_000  # safety S23, in microseconds

# Providers' words by how final they are; a state only moves forward (R8).
RANKS = {
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "canceled": 5,
    "undelivered": 6,
    "failed": 7,
    "delivered": 8,
    "read": 9,
}
STATES = {
    "canceled": "failed",
    "undelivered": "failed",
    "failed": "failed",
    "delivered": "delivered",
    "read": "delivered",
}


class Outbox(TableAccess):
    """The table `outbox`."""

    def put(self, messages: Sequence[Message], now: int) -> list[str]:
        """Queue messages in their order; for each the id of its last part."""
        return self.put_and_hand_over(messages, now, NO_ROOM)[0]

    def put_and_hand_over(
        self, messages: Sequence[Message], now: int, room: Room
    ) -> tuple[list[str], list[Parcel]]:
        """As `put`; what fits into `room` is claimed in the same breath, without a look at the rest.

        Only answers, only to people to whom nothing is under way or waits: the order of what one
        person gets stays.
        """
        rows = [self._rows(message, now) for message in messages]
        at_once = self._at_once(messages, room)
        for at in at_once:
            rows[at][0] |= {"state": "sending", "lease_until": now + room.lease, "attempts": 1}
        INSERT.run(self.connection, [row for parts in rows for row in parts])
        first = {str(rows[at][0]["id"]): messages[at] for at in at_once}
        written = sql.WRITTEN.run(self.connection, {"ids": list(first)})
        handed = [handed_over(row.seq, row.id, first[row.id], now) for row in written]
        return [str(parts[-1]["id"]) for parts in rows], handed

    def alert(self, contact_id: str, text: str, now: int, cause_at: int) -> str:
        """Ping staff in their own chat; the row's id, "" when the chat is gone."""
        found = self.connection.execute(sql.CHAT, {"contact": contact_id}).one_or_none()
        if found is None:
            return ""
        message = Message(
            contact=contact_id,
            line=found.line,
            channel=found.channel,
            kind="alert",
            outgoing=Outgoing(parts=(text,)),
            cause_at=cause_at,
        )
        return self.put([message], now)[0]

    def claim(
        self, limit: int, now: int, lease: int, lines_paused: Sequence[str] = ()
    ) -> list[Parcel]:
        """What may leave next, by priority, due time and order; one part a contact at most."""
        wanted = {"limit": limit, "now": now, "paused": [*lines_paused, NO_LINE]}
        statement = sql.NEXT if self.on_sqlite else sql.NEXT_SHARED
        found = statement.run(self.connection, wanted).all()
        taken = {"seqs": [row.seq for row in found], "lease": now + lease}
        if not found or not self._take(taken):
            return []
        return self.openable(found, self._parcel, lambda seq: self.failed(seq, SPOILT, now))

    def sent(self, accepted: Sequence[tuple[int, str]], now: int) -> None:
        """The provider took these (seq, provider id)."""
        rows = [{"of": seq, "provider": provider, "now": now} for seq, provider in accepted]
        SENT.run(self.connection, rows)

    def retry(self, seq: int, due_at: int, fault: str) -> None:
        """Surely not accepted: try again from `due_at` (microseconds) on."""
        self._end(seq, "waiting", fault, due_at=due_at)

    def postpone(self, seq: int, due_at: int) -> None:
        """Not now (safe hours): the try is not counted, and later messages may overtake it."""
        for statement in (sql.POSTPONE_REST, sql.POSTPONE):
            self.connection.execute(statement, {"seq": seq, "due_at": due_at})

    def failed(self, seq: int, fault: str, now: int) -> None:
        """Never accepted: what follows of the same message is dropped."""
        self._end(seq, "failed", fault, now=now)
        self._end_rest(seq, "dropped", fault, now)

    def unknown(self, seq: int, fault: str, now: int) -> None:
        """In doubt: never again by itself; danger numbers once more, counted apart (R13)."""
        self.connection.execute(sql.DOUBT, {"seq": seq, "fault": fault[:CODED], "now": now})

    def hold(self, seq: int, fault: str, now: int) -> None:
        """Kept back for staff to see (safety S23), with the rest of its message."""
        self._end(seq, "held", fault, now=now)
        self._end_rest(seq, "held", fault, now)

    def drop(self, seq: int, fault: str, now: int) -> None:
        """Not sent, by consent or because it lapsed; with the rest of its message."""
        self._end(seq, "dropped", fault, now=now)
        self._end_rest(seq, "dropped", fault, now)

    def hold_waiting(self, contact_id: str, fault: str, now: int) -> None:
        """What still waits for a contact does not leave; staff see that it was held.

        A campaign's message is dropped: nobody looks after it.
        """
        held = {"contact": contact_id, "fault": fault, "now": now}
        self.connection.execute(sql.HOLD_WAITING, held)

    def taken_by_provider(self, contact_id: str, now: int) -> tuple[str, ...]:
        """Provider ids of our messages that may still be deleted, newest first."""
        wanted = {"contact": contact_id, "since": now - DELETABLE, "most": MOST_DELETED}
        return tuple(self.connection.execute(sql.TAKEN, wanted).scalars())

    def drop_waiting(self, contact_ids: Sequence[str], fault: str, now: int) -> None:
        """Nothing that still waits goes to these contacts."""
        row = {"contacts": list(contact_ids), "fault": fault, "now": now}
        self.connection.execute(sql.DROP_WAITING, row)

    def drop_campaigns(self, contact_ids: Sequence[str], now: int) -> None:
        """No message of a campaign that still waits goes to these contacts (S14)."""
        if contact_ids:
            self.connection.execute(sql.DROP_CAMPAIGNS, {"contacts": list(contact_ids), "now": now})

    def recover(self, now: int, *, restarted: bool = False) -> int:
        """Sends whose lease ended are in doubt; all of them when the only process `restarted`."""
        found = self.connection.execute(sql.LOST, {"now": now, "all": restarted}).scalars().all()
        for seq in found:
            self.unknown(seq, "interrupted", now)
        return len(found)

    def status(self, provider_id: str, status: str, fault: str, now: int) -> bool:
        """A provider's report about a message; False when the id is not (yet) known.

        Any order and any repetition of reports ends in one state (R8).
        """
        row = {
            "provider": provider_id,
            "rank": RANKS.get(status, 0),
            "state": STATES.get(status, "sent"),
            "fault": fault[:CODED],
            "now": now,
        }
        if self.connection.execute(sql.STATUS, row).rowcount:
            return True
        return self.connection.execute(sql.KNOWN, {"provider": provider_id}).first() is not None

    def waiting(self, now: int) -> tuple[int, int]:
        """How many are due, and since when the oldest (microseconds, 0 = none): for readiness.

        Without campaigns: those may wait as long as a provider says.
        """
        found = self.connection.execute(sql.QUEUE, {"now": now}).one()
        return found.due, found.oldest or 0

    def _at_once(self, messages: Sequence[Message], room: Room) -> list[int]:
        """Places of those that fit into `room`, the most urgent first."""
        if not room.free:
            return []
        first: dict[str, int] = {}
        for at, message in enumerate(messages):
            first.setdefault(message.contact, at)
        fit = {contact: at for contact, at in first.items() if may_go(messages[at], room)}
        for row in sql.BUSY.run(self.connection, {"contacts": list(fit)}):
            del fit[row.contact]
        return sorted(fit.values(), key=lambda at: PRIORITIES[messages[at].kind])[: room.free]

    def _take(self, taken: dict[str, object]) -> bool:
        if self.on_sqlite:
            sql.TAKE.run(self.connection, taken)
            return True
        try:
            with self.connection.begin_nested():
                sql.TAKE.run(self.connection, taken)
        except IntegrityError:  # another process is sending to one of these contacts
            return False
        return True

    def _end(
        self, seq: int, state: str, fault: str, *, now: int | None = None, due_at: int = 0
    ) -> None:
        row = {"seq": seq, "state": state, "fault": fault[:CODED], "now": now, "due_at": due_at}
        self.connection.execute(sql.END, row)

    def _end_rest(self, seq: int, state: str, fault: str, now: int) -> None:
        row = {"seq": seq, "state": state, "fault": fault[:CODED], "now": now}
        self.connection.execute(sql.END_REST, row)

    def _rows(self, message: Message, now: int) -> list[dict[str, object]]:
        body = pack(message.outgoing)
        message_id = new_id(now)
        ids = [message_id, *(new_id(now) for _ in message.outgoing.parts[1:])]
        return [
            {
                "id": row_id,
                "contact": message.contact,
                "line": message.line,
                "channel": message.channel,
                "kind": message.kind,
                "priority": PRIORITIES[message.kind],
                "report": message.report or None,
                "reply": message.reply or None,
                "outgoing_enc": self.vault.seal("outbox", "outgoing_enc", row_id, body),
                "message": message_id,
                "part": part,
                "state": "waiting",
                "due_at": now,
                "cause_at": message.cause_at,
                "expires_at": message.cause_at + STAFF_LAPSE if message.reply else None,
                "lease_until": 0,
                "attempts": 0,
                "provider_rank": 0,
                "fault": "",
                "made_at": now,
            }
            for part, row_id in enumerate(ids)
        ]

    def _parcel(self, row: AnyRow) -> Parcel:
        vault = self.vault
        words = row.contact_words_enc
        return Parcel(
            seq=row.seq,
            id=row.id,
            line=row.line,
            channel=row.channel,
            contact=row.contact,
            address=vault.open_text("contacts", "address_enc", row.contact, row.address_enc),
            kind=row.kind,
            priority=row.priority,
            part=row.part,
            outgoing=unpack(vault.open("outbox", "outgoing_enc", row.id, row.outgoing_enc)),
            report=row.report or "",
            reply=row.reply or "",
            municipality=row.municipality or "",
            cause_at=row.cause_at,
            made_at=row.made_at,
            expires_at=row.expires_at or 0,
            attempts=row.attempts + 1,
            opted_out=row.opted_out_at is not None,
            contact_state=row.contact_state or "",
            contact_words=vault.open_text("reports", "contact_words_enc", row.report, words)
            if words
            else "",
        )


INSERT = Bulk(insert(outbox))
SENT = Bulk(
    update(outbox)
    .where(
        outbox.c.seq == bindparam("of"),
        (outbox.c.state == "sending") | (outbox.c.state == "unknown"),
    )
    .values(state="sent", provider_id=bindparam("provider"), done_at=bindparam("now"), fault="")
)
