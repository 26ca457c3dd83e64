"""What was said, both ways, word for word."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import bindparam, insert, select

from storage.bulk import Bulk
from storage.ids import new_id
from storage.schema import outbox, transcript
from storage.table import AnyRow, TableAccess


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said: `direction` in | out, `at` in microseconds.

    `state` is the outbox state of what we said, "" for what was heard, `due_at` when it may leave;
    `late`: heard after a later message had been answered.
    """

    direction: str
    text: str
    at: int
    state: str = ""
    late: bool = False
    contact: str = ""
    due_at: int = 0

    def __repr__(self) -> str:
        return f"Line({self.direction}, {self.at})"


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """A line to be written; `outbox` is the id of the row that carries it, "" when heard."""

    contact: str
    direction: str
    text: str
    at: int
    report: str = ""
    outbox: str = ""
    late: bool = False


class Transcript(TableAccess):
    """The table `transcript`."""

    def add(self, said: Iterable[Spoken]) -> None:
        """Write lines down, in their order."""
        INSERT.run(self.connection, [self._row(line) for line in said])

    def of_report(self, report_id: str) -> list[Line]:
        """All that was said about a report, oldest first."""
        rows = self.connection.execute(OF_REPORT, {"report": report_id})
        return self._opened(rows.all())

    def of_contact(self, contact_id: str, since: int, until: int) -> list[Line]:
        """What one person and we said from `since` to before `until` (microseconds)."""
        wanted = {"contact": contact_id, "since": since, "until": until}
        return self._opened(self.connection.execute(OF_CONTACT, wanted).all())

    def _row(self, line: Spoken) -> dict[str, object]:
        row_id = new_id(line.at)
        return {
            "id": row_id,
            "contact": line.contact,
            "report": line.report or None,
            "direction": line.direction,
            "text_enc": self.vault.seal_text("transcript", "text_enc", row_id, line.text),
            "outbox": line.outbox or None,
            "late": line.late,
            "at": line.at,
        }

    def _opened(self, rows: Sequence[AnyRow]) -> list[Line]:
        return [
            Line(
                direction=row.direction,
                text=self.vault.open_text("transcript", "text_enc", row.id, row.text_enc),
                at=row.at,
                state=row.state or "",
                late=row.late,
                contact=row.contact,
                due_at=row.due_at or 0,
            )
            for row in rows
        ]


INSERT = Bulk(insert(transcript))
_with_state = (
    select(transcript, outbox.c.state, outbox.c.due_at)
    .join(outbox, outbox.c.id == transcript.c.outbox, isouter=True)
    .order_by(transcript.c.seq)
)
OF_REPORT = _with_state.where(transcript.c.report == bindparam("report"))
OF_CONTACT = _with_state.where(
    transcript.c.contact == bindparam("contact"),
    transcript.c.at >= bindparam("since"),
    transcript.c.at < bindparam("until"),
)
