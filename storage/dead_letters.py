"""Messages that could not be read or whose turn failed for good: a person looks at them."""

import msgspec
import sqlalchemy as sa

from flows.events import MessageHeard
from flows.facts import Operator
from storage.audit import Audit
from storage.inbox import decode
from storage.schema import inbox, lines
from storage.table import TableAccess


class DeadLetter(msgspec.Struct, frozen=True):
    """One message without its words; `line` is the line's name, `received_at` microseconds."""

    id: str
    line: str
    channel: str
    received_at: int
    fault: str


class Opened(msgspec.Struct, frozen=True):
    """What a dead letter holds: the body as it came, and the words where they could be heard."""

    raw: str
    words: str = ""

    def __repr__(self) -> str:
        return "Opened(***)"


class DeadLetters(TableAccess):
    """Dead rows of the inbox of a municipality's lines, and of lines that serve all of them."""

    def waiting(self, municipality: str) -> list[DeadLetter]:
        """Those that nobody has put away, oldest first."""
        found = (
            sa.select(inbox.c.id, lines.c.name, lines.c.channel, inbox.c.received_at, inbox.c.fault)
            .join(lines, lines.c.id == inbox.c.line)
            .where(inbox.c.state == "dead", _of(municipality))
            .order_by(inbox.c.seq)
            .limit(200)
        )
        return [DeadLetter(*row) for row in self.connection.execute(found)]

    def read(
        self, letter_id: str, municipality: str, operator: Operator, now: int
    ) -> Opened | None:
        """One letter, decoded leniently and audited; None when it is not of this municipality."""
        found = (
            sa.select(inbox.c.raw_enc, inbox.c.event_enc)
            .join(lines, lines.c.id == inbox.c.line)
            .where(inbox.c.id == letter_id, inbox.c.state == "dead", _of(municipality))
        )
        row = self.connection.execute(found).first()
        if row is None:
            return None
        Audit(self.connection, self.vault).add(
            municipality, operator.id, "read_dead_letter", letter_id, {}, now
        )
        raw = self._open("raw_enc", letter_id, row.raw_enc)
        return Opened(
            raw.decode("utf-8", "replace"),
            words_in(self._open("event_enc", letter_id, row.event_enc)),
        )

    def put_away(self, letter_id: str, municipality: str, operator: Operator, now: int) -> bool:
        """Somebody dealt with it; False when it is not waiting here."""
        ours = sa.select(lines.c.id).where(_of(municipality))
        gone = inbox.update().where(
            inbox.c.id == letter_id, inbox.c.state == "dead", inbox.c.line.in_(ours)
        )
        if self.connection.execute(gone.values(state="put_away", done_at=now)).rowcount != 1:
            return False
        Audit(self.connection, self.vault).add(
            municipality, operator.id, "put_away_dead_letter", letter_id, {}, now
        )
        return True

    def _open(self, column: str, letter_id: str, sealed: bytes | None) -> bytes:
        return self.vault.open("inbox", column, letter_id, sealed) if sealed else b""


def words_in(event: bytes) -> str:
    """The words of an event whose turn failed; "" for any other."""
    what = decode(event).what if event else None
    return what.inbound.text or what.inbound.label if isinstance(what, MessageHeard) else ""


def _of(municipality: str) -> sa.ColumnElement[bool]:
    return lines.c.municipality.is_(None) | (lines.c.municipality == municipality)
