"""Photos, voice and places that came with a report: fetched later, kept as encrypted chunks."""

from collections.abc import Iterable, Iterator

import msgspec
import sqlalchemy as sa

from storage.schema import lines, media, media_chunks, reports
from storage.table import TableAccess

CHUNK = 64 * 1024
TRIES = 5


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Something to fetch; `reference` is the provider's file id or address."""

    id: str
    line: str
    channel: str
    kind: str
    reference: str
    attempts: int

    def __repr__(self) -> str:
        return f"Wanted({self.id}, {self.kind})"


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a report's page; `text` is a location's or a contact's own words.

    `state`: wanted | stored | failed | refused; told when its words are all there is. `size` in
    bytes.
    """

    id: str
    kind: str
    text: str
    state: str
    content_type: str
    size: int
    at: int

    def __repr__(self) -> str:
        return f"Attached({self.id}, {self.kind})"


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A fetched medium with its opened bytes."""

    kind: str
    content_type: str
    content: bytes

    def __repr__(self) -> str:
        return f"Stored({self.kind}, {len(self.content)} bytes)"


class Media(TableAccess):
    """Attachments and their bytes."""

    def wanted(self, now: int, limit: int) -> list[Wanted]:
        """What is due to be fetched, oldest first."""
        found = (
            sa.select(media, lines.c.channel)
            .join(lines, lines.c.id == media.c.line)
            .where(media.c.state == "wanted", media.c.due_at <= now)
            .order_by(media.c.due_at, media.c.id)
            .limit(limit)
        )
        return [
            Wanted(
                id=row.id,
                line=row.line,
                channel=row.channel,
                kind=row.kind,
                reference=self._opened(row.id, "reference_enc", row.reference_enc),
                attempts=row.attempts,
            )
            for row in self.connection.execute(found)
        ]

    def store(self, media_id: str, content_type: str, chunks: Iterable[bytes]) -> int:
        """Keeps the bytes in sealed chunks of 64 KiB; their number. A repetition replaces."""
        self.connection.execute(media_chunks.delete().where(media_chunks.c.media == media_id))
        size = 0
        for number, chunk in enumerate(_evenly(chunks)):
            size += len(chunk)
            row = {
                "media": media_id,
                "number": number,
                "content_enc": self._sealed(media_id, number, chunk),
            }
            self.connection.execute(media_chunks.insert(), row)
        self._set(media_id, state="stored", content_type=content_type, size=size)
        return size

    def postpone(self, media_id: str, due_at: int) -> bool:
        """Could not be fetched now; False when that was the last of five tries."""
        tries = sa.select(media.c.attempts).where(media.c.id == media_id)
        attempts = (self.connection.scalar(tries) or 0) + 1
        state = "wanted" if attempts < TRIES else "failed"
        self._set(media_id, state=state, attempts=attempts, due_at=due_at)
        return state == "wanted"

    def refuse(self, media_id: str) -> None:
        """Too large or of a kind that is not kept."""
        self._set(media_id, state="refused")

    def of_report(self, report_id: str) -> list[Attached]:
        """A report's attachments, oldest first."""
        found = media.select().where(media.c.report == report_id).order_by(media.c.id)
        return [
            Attached(
                id=row.id,
                kind=row.kind,
                text=self._opened(row.id, "text_enc", row.text_enc),
                state=row.state,
                content_type=row.content_type,
                size=row.size,
                at=row.made_at,
            )
            for row in self.connection.execute(found)
        ]

    def case_of(self, media_id: str, municipality: str) -> str:
        """The case that a medium belongs to, for the right to see it; "" elsewhere (R38)."""
        found = (
            sa.select(reports.c.case)
            .join(media, media.c.report == reports.c.id)
            .where(media.c.id == media_id, reports.c.municipality == municipality)
        )
        return self.connection.scalar(found) or ""

    def read(self, media_id: str, municipality: str) -> Stored | None:
        """The bytes of a stored medium of this municipality, else None."""
        if not self.case_of(media_id, municipality):
            return None
        kept = media.select().where(media.c.id == media_id, media.c.state == "stored")
        row = self.connection.execute(kept).first()
        if row is None:
            return None
        content = b"".join(self._chunks(media_id))
        return Stored(kind=row.kind, content_type=row.content_type, content=content)

    def _chunks(self, media_id: str) -> Iterator[bytes]:
        mine = media_chunks.c.media == media_id
        for row in self.connection.execute(
            media_chunks.select().where(mine).order_by(media_chunks.c.number)
        ):
            place = f"{media_id}/{row.number}"
            yield self.vault.open("media_chunks", "content_enc", place, row.content_enc)

    def _sealed(self, media_id: str, number: int, chunk: bytes) -> bytes:
        return self.vault.seal("media_chunks", "content_enc", f"{media_id}/{number}", chunk)

    def _opened(self, media_id: str, column: str, sealed: bytes | None) -> str:
        return self.vault.open_text("media", column, media_id, sealed) if sealed else ""

    def _set(self, media_id: str, **values: object) -> None:
        self.connection.execute(media.update().where(media.c.id == media_id).values(**values))


def _evenly(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of 64 KiB."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        while len(kept) >= CHUNK:
            yield bytes(kept[:CHUNK])
            del kept[:CHUNK]
    if kept:
        yield bytes(kept)
