"""What was said, both ways, word for word: what was heard lies here, what we said in the outbox."""

from collections.abc import Iterable, Sequence
from heapq import merge
from operator import itemgetter

import msgspec
from sqlalchemy import bindparam, insert, select

from storage.bulk import Bulk
from storage.ids import new_ids
from storage.parcels import unpack
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


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said, to be written; `at` when it came, in microseconds."""

    contact: str
    text: str
    at: int
    report: str = ""
    late: bool = False

    def __repr__(self) -> str:
        return f"Heard({self.at})"


Placed = tuple[int, Line]
"""A line and when the turn was taken that it belongs to, in microseconds."""


class Transcript(TableAccess):
    """The table `transcript`, and what the outbox holds of the same talk."""

    def add(self, heard: Sequence[Heard], now: int) -> None:
        """Write down what was heard, in its order, in the turn that is taken `now`."""
        ids = new_ids(now, len(heard))
        rows = [self._row(*one, now) for one in zip(ids, heard, strict=True)]
        INSERT.run(self.connection, rows)

    def of_report(self, report_id: str) -> list[Line]:
        """All that was said about a report, turn by turn; in a turn first what was heard.

        Each side keeps the order in which it was written: a late message stands where its turn was
        taken, and a clock that was set back moves nobody's words.
        """
        wanted = {"report": report_id}
        heard = map(self._heard, self.connection.execute(HEARD_OF_REPORT, wanted).all())
        said = map(self._said, whole(self.connection.execute(SAID_OF_REPORT, wanted).all()))
        return [line for _, line in merge(heard, said, key=itemgetter(0))]

    def heard_from(self, contact_id: str, since: int, until: int) -> list[Line]:
        """What one person said from `since` to before `until` (microseconds), in their order."""
        wanted = {"contact": contact_id, "since": since, "until": until}
        rows = self.connection.execute(HEARD_FROM, wanted).all()
        return [line for _, line in map(self._heard, rows)]

    def _row(self, row_id: str, heard: Heard, now: int) -> dict[str, object]:
        return {
            "id": row_id,
            "contact": heard.contact,
            "report": heard.report or None,
            "text_enc": self.vault.seal_text("transcript", "text_enc", row_id, heard.text),
            "late": heard.late,
            "at": heard.at,
            "turn_at": now,
        }

    def _heard(self, row: AnyRow) -> Placed:
        text = self.vault.open_text("transcript", "text_enc", row.id, row.text_enc)
        line = Line(direction="in", text=text, at=row.at, late=row.late, contact=row.contact)
        return row.turn_at, line

    def _said(self, row: AnyRow) -> Placed:
        outgoing = unpack(self.vault.open("outbox", "outgoing_enc", row.id, row.outgoing_enc))
        line = Line(
            direction="out",
            text="\n\n".join(outgoing.parts),
            at=row.made_at,
            state=row.state,
            contact=row.contact,
            due_at=row.due_at,
        )
        return row.made_at, line


def whole(parts: Iterable[AnyRow]) -> list[AnyRow]:
    """One row a message: that of its last part, whose fate is that of the whole."""
    return list({part.message: part for part in parts}.values())


INSERT = Bulk(insert(transcript))
_heard = select(transcript).order_by(transcript.c.seq)
HEARD_OF_REPORT = _heard.where(transcript.c.report == bindparam("report"))
HEARD_FROM = _heard.where(
    transcript.c.contact == bindparam("contact"),
    transcript.c.at >= bindparam("since"),
    transcript.c.at < bindparam("until"),
)
SAID_OF_REPORT = select(outbox).where(outbox.c.report == bindparam("report")).order_by(outbox.c.seq)
