"""From the frozen audience into the outbox: slice by slice, exact whatever stops in between.

A lane (one channel of a campaign) moves its cursor in the same write as the outbox, under the
campaign's own lock; so a slice is in the outbox once or not at all.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec
from sqlalchemy import BigInteger, String, bindparam, insert, text

from flows.messages import Outgoing
from storage.bulk import Bulk
from storage.ids import new_ids
from storage.parcels import PRIORITIES, Parcel, unpack
from storage.prepared import Prepared
from storage.schema import outbox
from storage.table import AnyRow, TableAccess, many
from storage.vault import Vault

NO_CONSENT = "no_consent"
"""Whoever said stop, blocked us, left with an exit word or must not be written to: one word for all,
so that results tell nothing about anybody."""


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """What is under way to one channel: `rate_units` are the segments of its longest words."""

    campaign: int
    channel: str
    municipality: str
    topic: str
    renditions: Mapping[int, Outgoing]
    segments: Mapping[int, int]
    image: bool = False


class Copy(msgspec.Struct, frozen=True):
    """A campaign's words for one row of the outbox; `wanted`: it runs, and the person agrees."""

    outgoing: Outgoing
    campaign: int
    topic: str
    segments: int
    wanted: bool


class Fed(msgspec.Struct, frozen=True):
    """Parcels to carry at once; `looked_at` recipients were taken from the audience."""

    parcels: Sequence[Parcel] = ()
    looked_at: int = 0


class Recipient(Protocol):
    """A row of NEXT; `wanted` and `busy` are 0 or 1."""

    contact: str
    rendition: int
    line: str
    address_enc: bytes
    wanted: int
    busy: int


class Slice(msgspec.Struct, frozen=True):
    """Some recipients on their way into the outbox."""

    lane: Lane
    line: str
    now: int
    lease: int

    def row(self, one: Recipient, row_id: str) -> dict[str, object]:
        """What lies in the outbox: under way, waiting for something else, or never sent."""
        state = "dropped" if not one.wanted else "waiting" if one.busy else "sending"
        sending, gone = state == "sending", state == "dropped"
        return {
            "id": row_id,
            "contact": one.contact,
            "line": self.line or one.line,
            "channel": self.lane.channel,
            "kind": "campaign",
            "priority": PRIORITIES["campaign"],
            "report": None,
            "reply": None,
            "outgoing_enc": b"",
            "message": row_id,
            "part": 0,
            "state": state,
            "due_at": self.now,
            "cause_at": self.now,
            "expires_at": None,
            "lease_until": self.now + self.lease if sending else 0,
            "attempts": 1 if sending else 0,
            "provider_id": None,
            "provider_rank": 0,
            "fault": NO_CONSENT if gone else "",
            "made_at": self.now,
            "done_at": self.now if gone else None,
            "rendition": one.rendition,
        }

    def parcel(self, one: Recipient, row_id: str, seq: int, vault: Vault) -> Parcel:
        """What the sender carries; Unreadable or KeyMistake when the address does not open."""
        return Parcel(
            seq=seq,
            id=row_id,
            line=self.line or one.line,
            channel=self.lane.channel,
            contact=one.contact,
            address=vault.open_text("contacts", "address_enc", one.contact, one.address_enc),
            kind="campaign",
            priority=PRIORITIES["campaign"],
            part=0,
            outgoing=self.lane.renditions[one.rendition],
            municipality=self.lane.municipality,
            cause_at=self.now,
            made_at=self.now,
            attempts=1,
            topic=self.lane.topic,
            campaign=self.lane.campaign,
            segments=self.lane.segments[one.rendition],
        )


class CampaignFeed(TableAccess):
    """Recipients become rows of the outbox, claimed by this process's sender at once."""

    def lanes(self) -> list[Lane]:
        """Every lane of every running campaign that is not empty."""
        rows = self.connection.execute(LANES).all()
        kinds = self.connection.execute(KINDS).all() if rows else []
        return [self._lane(row, kinds) for row in rows]

    def feed(self, lane: Lane, limit: int, now: int, lease: int, line: str = "") -> Fed:
        """Take the next `limit` recipients; `lease` as `Outbox.claim` gives, in microseconds.

        Nothing is taken of a campaign that does not run any more. `line`: the one it leaves from,
        where that is not the contact's own. To somebody to whom something else is under way it
        waits its turn in the outbox.
        """
        key = {"campaign": lane.campaign, "channel": lane.channel}
        locked = self.connection.execute(LOCK if self.on_sqlite else LOCK_SHARED, key).first()
        if locked is None:
            return Fed()
        found = NEXT.run(
            self.connection,
            {**key, "after": locked.fed_to, "topic": f"% {lane.topic} %", "limit": limit},
        ).all()
        if not found:
            self.connection.execute(DONE, key)
            return Fed()
        parcels = self._write(Slice(lane, line, now, lease), found)
        self.connection.execute(MOVE, {**key, "to": found[-1].contact})
        return Fed(parcels, len(found))

    def _write(self, slice_: Slice, found: Sequence[Recipient]) -> list[Parcel]:
        ids = new_ids(slice_.now, len(found))
        rows = [slice_.row(one, row_id) for one, row_id in zip(found, ids, strict=True)]
        INSERT.run(self.connection, rows)
        one_of = {
            row_id: one
            for one, row_id, row in zip(found, ids, rows, strict=True)
            if row["state"] == "sending"
        }
        written = WRITTEN.run(self.connection, {"ids": list(one_of)}).all()
        return self.openable(
            written,
            lambda row: slice_.parcel(one_of[row.id], row.id, row.seq, self.vault),
            lambda seq: self.connection.execute(SPOIL, {"seq": seq, "now": slice_.now}),
        )

    def still_wanted(self, seq: int, topic: str) -> bool:
        """Right before the send: the person still agrees, and the campaign still runs."""
        wanted = {"seq": seq, "topic": f"% {topic} %"}
        return self.connection.execute(STILL, wanted).first() is not None

    def park(self, number: int, now: int) -> None:
        """A pause: what waits in the outbox waits on until the campaign is resumed."""
        self._turn(number, "waiting", "parked", "", now)

    def unpark(self, number: int, now: int) -> None:
        """It goes on."""
        self._turn(number, "parked", "waiting", "", now)

    def drop(self, number: int, now: int) -> None:
        """It is cancelled: nothing that waits leaves."""
        for state in ("waiting", "parked"):
            self._turn(number, state, "dropped", "cancelled", now)

    def _turn(self, number: int, old: str, new: str, fault: str, now: int) -> None:
        row = {"campaign": number, "old": old, "new": new, "fault": fault, "now": now}
        self.connection.execute(TURN, row)

    def _lane(self, row: AnyRow, kinds: Sequence[AnyRow]) -> Lane:
        own = [k for k in kinds if (k.campaign, k.channel) == (row.campaign, row.channel)]
        return Lane(
            campaign=row.campaign,
            channel=row.channel,
            municipality=row.municipality,
            topic=row.topic,
            renditions={k.number: unpack(k.outgoing) for k in own},
            segments={k.number: k.segments for k in own},
            image=bool(row.image),
        )


AGREES = """
    c.topics LIKE :topic AND c.opted_out_at IS NULL AND c.blocked_at IS NULL
    AND c.unlinked_at IS NULL AND NOT c.silent
    AND NOT EXISTS (SELECT 1 FROM reports n WHERE n.contact = c.id AND n.contact_state = 'never')
"""
"""Who may be written to by a campaign: they agreed, and nothing they said since stands against it
(safety S5, S9, S14, S15)."""

LANES = text("""
    SELECT k.number AS campaign, l.channel, k.municipality, k.topic,
        EXISTS (SELECT 1 FROM campaign_images i WHERE i.campaign = k.number) AS image
    FROM campaigns k JOIN campaign_lanes l ON l.campaign = k.number
    WHERE k.state = 'running' AND NOT l.done ORDER BY k.started_at, k.number, l.channel
""")
KINDS = text("""
    SELECT r.number, r.campaign, r.channel, r.outgoing, r.segments
    FROM campaign_renditions r JOIN campaigns k ON k.number = r.campaign
    WHERE k.state = 'running'
""")
_lock = """
    SELECT l.fed_to FROM campaigns k JOIN campaign_lanes l ON l.campaign = k.number
    WHERE k.number = :campaign AND l.channel = :channel AND k.state = 'running' AND NOT l.done
"""
LOCK = text(_lock)
LOCK_SHARED = text(f"{_lock} FOR UPDATE")
NEXT = Prepared(
    text(f"""
    SELECT p.contact, p.rendition, c.line, c.address_enc,
        CASE WHEN {AGREES} THEN 1 ELSE 0 END AS wanted,
        CASE WHEN EXISTS (SELECT 1 FROM outbox w WHERE w.contact = c.id AND w.state = 'waiting')
            OR EXISTS (SELECT 1 FROM outbox s WHERE s.contact = c.id AND s.state = 'sending')
            THEN 1 ELSE 0 END AS busy
    FROM campaign_recipients p
    JOIN campaign_renditions r ON r.number = p.rendition AND r.channel = :channel
    JOIN contacts c ON c.id = p.contact
    WHERE p.campaign = :campaign AND p.contact > :after
    ORDER BY p.contact LIMIT :limit
""").bindparams(bindparam("limit", type_=BigInteger()))  # noqa: S608 our own words
)
_written = text("SELECT seq, id FROM outbox WHERE id IN :ids ORDER BY seq")
WRITTEN = Prepared(_written.bindparams(many("ids", String())), "ids")
INSERT = Bulk(insert(outbox))
MOVE = text("""
    UPDATE campaign_lanes SET fed_to = :to WHERE campaign = :campaign AND channel = :channel
""")
DONE = text("""
    UPDATE campaign_lanes SET done = true WHERE campaign = :campaign AND channel = :channel
""")
STILL = text(f"""
    SELECT 1 FROM outbox o JOIN contacts c ON c.id = o.contact
    JOIN campaign_renditions r ON r.number = o.rendition
    JOIN campaigns k ON k.number = r.campaign
    WHERE o.seq = :seq AND k.state = 'running' AND {AGREES}
""")  # noqa: S608 our own words
COPIES = text(f"""
    SELECT o.seq, o.rendition, r.outgoing, r.segments, k.number AS campaign, k.topic,
        CASE WHEN k.state = 'running' AND {AGREES.replace(":topic", "'% ' || k.topic || ' %'")}
            THEN 1 ELSE 0 END AS wanted
    FROM outbox o JOIN contacts c ON c.id = o.contact
    JOIN campaign_renditions r ON r.number = o.rendition
    JOIN campaigns k ON k.number = r.campaign WHERE o.seq IN :seqs
""").bindparams(many("seqs", BigInteger()))  # noqa: S608 our own words
TURN = text("""
    UPDATE outbox SET state = :new, fault = CASE WHEN :fault = '' THEN fault ELSE :fault END,
        done_at = CASE WHEN :new = 'dropped' THEN :now ELSE done_at END
    WHERE state = :old AND rendition IN (
        SELECT number FROM campaign_renditions WHERE campaign = :campaign
    )
""").bindparams(
    *(bindparam(name, type_=String()) for name in ("new", "old", "fault")),
    bindparam("now", type_=BigInteger()),
)
SPOIL = text("""
    UPDATE outbox SET state = 'failed', fault = 'unreadable', done_at = :now WHERE seq = :seq
""")
