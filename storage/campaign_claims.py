"""Messages of campaigns that may leave now: below every conversation, and looked at once more."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from sqlalchemy import bindparam, text, update
from sqlalchemy.exc import IntegrityError

from flows.messages import Outgoing
from storage.agreeing import AGREES
from storage.bulk import Bulk
from storage.outbox_sql import END, TAKE
from storage.parcels import Parcel, unpack
from storage.prepared import Prepared
from storage.schema import contacts
from storage.table import SPOILT, AnyRow, TableAccess

FEW = 64
"""Renditions that a process keeps unpacked."""


class CampaignClaims(TableAccess):
    """The table `outbox`, seen by the sender of campaigns."""

    def claim(self, room: Mapping[str, int], most: int, now: int, lease: int) -> list[Parcel]:
        """At most `most` messages to different people, and of each channel as many as `room` says.

        Only of campaigns that run. Whoever does not agree any more is among them, marked
        `opted_out`: that they are passed over is written down like a send.
        """
        statement = NEXT if self.on_sqlite else NEXT_SHARED
        rows: list[AnyRow] = []
        for channel, few in sorted(room.items(), key=itemgetter(1)):  # the slowest first
            limit = min(few, most - len(rows))
            if limit > 0:
                wanted = {"channel": channel, "limit": limit, "now": now}
                rows += statement.run(self.connection, wanted).all()
        if not rows or not self._take([row.seq for row in rows], now + lease):
            return []
        return self.openable(rows, self._parcel, lambda seq: self._spoilt(seq, now))

    def reached(self, people: Sequence[tuple[str, int]], now: int) -> None:
        """These contacts just got these campaigns: what they write next may be an answer."""
        rows = [{"of": of, "number": number, "now": now} for of, number in sorted(people)]
        REACHED.run(self.connection, rows)

    def _take(self, seqs: Sequence[int], lease: int) -> bool:
        taken = {"seqs": seqs, "lease": lease}
        if self.on_sqlite:
            TAKE.run(self.connection, taken)
            return True
        try:
            with self.connection.begin_nested():
                TAKE.run(self.connection, taken)
        except IntegrityError:  # another process is sending to one of these contacts
            return False
        return True

    def _spoilt(self, seq: int, now: int) -> None:
        row = {"seq": seq, "state": "failed", "fault": SPOILT, "now": now, "due_at": 0}
        self.connection.execute(END, row)

    def _parcel(self, row: AnyRow) -> Parcel:
        agrees, sealed = row.agrees, row.address_enc
        return Parcel(
            seq=row.seq,
            id=row.id,
            line=row.line,
            channel=row.channel,
            contact=row.contact,
            address=self.vault.open_text("contacts", "address_enc", row.contact, sealed)
            if agrees
            else "",
            kind="campaign",
            priority=3,
            part=0,
            outgoing=rendition(bytes(row.outgoing)),
            municipality=row.municipality,
            cause_at=row.cause_at,
            made_at=row.made_at,
            attempts=row.attempts + 1,
            opted_out=not agrees,
            campaign=row.campaign,
            segments=max(1, row.segments),
        )


@lru_cache(maxsize=FEW)
def rendition(packed: bytes) -> Outgoing:
    """What everybody of one kind gets, unpacked once."""
    return unpack(packed)


# As for conversations: nobody to whom something is under way, and nobody for whom something waits that
# comes before this. Whoever was forgotten has no address left: they do not agree, and need none.
_NEXT = f"""
    SELECT o.seq, o.id, o.line, o.channel, o.contact, o.cause_at, o.made_at, o.attempts,
        c.address_enc, v.outgoing, v.segments, v.campaign, k.municipality, {AGREES} AS agrees
    FROM outbox o
    JOIN campaign_renditions v ON v.number = o.rendition
    JOIN campaigns k ON k.number = v.campaign
    JOIN contacts c ON c.id = o.contact
    WHERE o.state = 'waiting' AND o.priority = 3 AND o.due_at <= :now
    AND o.channel = :channel AND k.state = 'running'
    AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.contact = o.contact AND s.state = 'sending')
    AND NOT EXISTS (
        SELECT 1 FROM outbox p WHERE p.contact = o.contact AND p.state = 'waiting'
        AND p.due_at <= :now
        AND (+p.priority < o.priority OR +p.priority = o.priority AND +p.seq < o.seq)
    )
    ORDER BY o.due_at, o.seq LIMIT :limit
"""  # noqa: S608  the condition is ours
NEXT = Prepared(text(_NEXT))
NEXT_SHARED = Prepared(text(f"{_NEXT} FOR UPDATE OF o SKIP LOCKED"))

REACHED = Bulk(
    update(contacts)
    .where(contacts.c.id == bindparam("of"))
    .values(campaign=bindparam("number"), campaign_at=bindparam("now"))
)
