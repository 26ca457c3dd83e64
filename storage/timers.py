"""What shall happen to a person later: one timer of a kind each."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from flows.events import TimerFired
from storage.bulk import Bulk
from storage.inbox import Inbox, NewEvent
from storage.schema import contacts, timers
from storage.table import AnyRow, TableAccess

TimerRow = dict[str, object]


class Timers(TableAccess):
    """The table `timers`."""

    def fire(self, now: int, limit: int) -> int:
        """Put every due timer into the inbox and remove it, in this transaction; how many.

        A timer that fires late, after a stop or a jump of the clock, fires once (R23).
        """
        statement = DUE if self.on_sqlite else DUE.with_for_update(of=timers, skip_locked=True)
        due = self.connection.execute(statement, {"now": now, "limit": limit}).all()
        if due:
            Inbox(self.connection, self.vault).put([self._event(row) for row in due], now)
            REMOVE.run(self.connection, [{"of": row.contact, "kind_of": row.kind} for row in due])
        return len(due)

    def set(self, rows: Sequence[TimerRow]) -> None:
        """Set or move timers: contact, kind, due_at (microseconds), person, line."""
        SET.run(self.connection, rows)

    def cancel(self, which: Sequence[tuple[str, str]]) -> None:
        """Forget the timers of these (contact, kind)."""
        rows = [{"of": contact, "kind_of": kind} for contact, kind in which]
        REMOVE.run(self.connection, rows)

    def _event(self, row: AnyRow) -> NewEvent:
        address = self.vault.open_text("contacts", "address_enc", row.contact, row.address_enc)
        external_id = f"timer-{row.contact}-{row.due_at}-{row.kind}"
        what = TimerFired(kind=row.kind)
        return NewEvent(row.line, row.channel, external_id, address, "timer", what)


DUE = (
    select(
        timers.c.contact,
        timers.c.kind,
        timers.c.due_at,
        timers.c.line,
        contacts.c.channel,
        contacts.c.address_enc,
    )
    .join(contacts, contacts.c.id == timers.c.contact)
    .where(timers.c.due_at <= bindparam("now"))
    .order_by(timers.c.due_at)
    .limit(bindparam("limit"))
)

_new = insert(timers)
SET = Bulk(
    _new.on_conflict_do_update(
        index_elements=["contact", "kind"], set_={"due_at": _new.excluded.due_at}
    )
)

REMOVE = Bulk(
    delete(timers).where(timers.c.contact == bindparam("of"), timers.c.kind == bindparam("kind_of"))
)
