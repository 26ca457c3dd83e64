"""A frozen audience is handed to the outbox, a little at a time: exact after a stop at any moment.

What was handed over and how far it went are one transaction, with the campaign's row held and its state
looked at again. The outbox's id of a message is made of campaign and contact: the database itself
refuses a second one to the same person.
"""

from collections.abc import Mapping

import msgspec
from sqlalchemy import BigInteger, String, bindparam, text

from flows.campaigns import State
from storage.agreeing import AGREES, NO_CONSENT
from storage.table import AnyRow, TableAccess

SLICE = 250
"""Most rows of a channel in one transaction: replies wait for a few milliseconds only."""
ALL = "g"
"""Follows every contact's id, which are hex digits: this channel's recipients are all handed over."""
LASTING = 72 * 3_600_000_000
"""Microseconds for which the figures of an ended campaign still change (reports of delivery)."""


class UnderWay(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign that the worker has something to do for; moments in microseconds, 0 = none."""

    number: int
    municipality: str
    state: State
    size: int
    fed: int
    start_at: int
    approved_at: int
    started_at: int
    resumed_at: int
    channels: tuple[str, ...]


class CampaignFeed(TableAccess):
    """The tables `campaigns` and `campaign_recipients`, on their way to the outbox."""

    def due(self, now: int) -> list[UnderWay]:
        """What freezes, waits for its start, runs, is paused, or ended in the last 72 hours."""
        rows = self.connection.execute(DUE, {"since": now - LASTING}).all()
        channels: dict[int, list[str]] = {}
        if rows:
            for campaign, channel in self.connection.execute(CHANNELS, {"since": now - LASTING}):
                channels.setdefault(campaign, []).append(channel)
        return [under_way(row, tuple(channels.get(row.number, ()))) for row in rows]

    def start(self, number: int, now: int) -> bool:
        """An approved campaign begins; False when it is not approved (any more)."""
        return self.connection.execute(START, {"number": number, "now": now}).rowcount > 0

    def stop(self, number: int, why: str, now: int) -> bool:
        """Pause what runs, by itself; `why` is a coded reason. False when it does not run."""
        row = {"number": number, "why": why, "now": now}
        if not self.connection.execute(STOP, row).rowcount:
            return False
        self.park(number)
        return True

    def feed(self, number: int, most: Mapping[str, int], now: int) -> int:
        """Hand recipients over until `most` of a channel wait, SLICE at once; how many.

        Whoever does not agree (any more) gets a row that is dropped from its birth. Nothing happens
        unless the campaign runs.
        """
        lock = "" if self.on_sqlite else " FOR UPDATE"
        held = self.connection.execute(text(f"{HELD}{lock}"), {"number": number}).one_or_none()
        if held is None or held.state != "running":
            return 0
        waiting = dict(self._waiting(number, now))
        return sum(
            self._hand_over(number, channel, min(SLICE, few - waiting.get(channel, 0)), now)
            for channel, few in most.items()
        )

    def acted(self, number: int, action: str, now: int) -> None:
        """Staff acted on a campaign (`flows.campaigns.CampaignDecision.action`), in its transaction."""
        match action:
            case "pause":
                self.park(number)
            case "resume":
                self.unpark(number)
            case "cancel":
                self.drop(number, now)

    def park(self, number: int) -> None:
        """What waits stays where it is, until it is unparked."""
        self._turn(number, "waiting", "parked")

    def unpark(self, number: int) -> None:
        """What was parked waits again."""
        self._turn(number, "parked", "waiting")

    def drop(self, number: int, now: int) -> None:
        """What waits or was parked is never sent."""
        self.connection.execute(DROP, {"number": number, "now": now})

    def _turn(self, number: int, state: str, into: str) -> None:
        self.connection.execute(TURN, {"number": number, "state": state, "into": into})

    def _waiting(self, number: int, now: int) -> list[tuple[str, int]]:
        rows = self.connection.execute(WAITING, {"number": number, "now": now})
        return [(channel, many) for channel, many in rows]

    def _hand_over(self, number: int, channel: str, few: int, now: int) -> int:
        where = {"number": number, "channel": channel}
        after = self.connection.execute(CURSOR, where).scalar()
        if few <= 0 or after is None or after == ALL:
            return 0
        row = where | {"after": after, "limit": few, "now": now, "mark": mark_of(number)}
        fed = self.connection.execute(FEED, row | {"empty": b""}).scalars().all()
        last = max(fed) if len(fed) == few else ALL
        self.connection.execute(MOVE, where | {"last": last})
        self.connection.execute(FED, {"number": number, "fed": len(fed)})
        return len(fed)


def mark_of(number: int) -> str:
    """What the ids of a campaign's messages begin with."""
    return f"{number:05x}"


def message_id(number: int, contact: str) -> str:
    """The outbox's id of what a campaign sends to a contact: there is never a second one."""
    return mark_of(number) + contact[5:]


def under_way(row: AnyRow, channels: tuple[str, ...]) -> UnderWay:
    """A row of DUE, in our words."""
    return UnderWay(
        number=row.number,
        municipality=row.municipality,
        state=row.state,
        size=row.size,
        fed=row.fed,
        start_at=row.start_at or 0,
        approved_at=row.approved_at or 0,
        started_at=row.started_at or 0,
        resumed_at=row.resumed_at or 0,
        channels=channels,
    )


_DUE = """(
    k.state IN ('freezing', 'approved', 'running', 'paused')
    OR k.state IN ('finished', 'cancelled') AND k.finished_at > :since
)"""
DUE = text(f"""
    SELECT k.number, k.municipality, k.state, k.size, k.fed, k.start_at, k.approved_at,
        k.started_at, k.resumed_at
    FROM campaigns k WHERE {_DUE} ORDER BY k.number
""")  # noqa: S608  the condition is ours
CHANNELS = text(f"""
    SELECT DISTINCT v.campaign, v.channel FROM campaign_renditions v
    JOIN campaigns k ON k.number = v.campaign WHERE {_DUE} ORDER BY v.campaign, v.channel
""")  # noqa: S608  the condition is ours

START = text("""
    UPDATE campaigns SET state = 'running', started_at = :now, resumed_at = :now,
        changed_at = :now, version = version + 1
    WHERE number = :number AND state = 'approved'
""").bindparams(bindparam("now", type_=BigInteger()))
STOP = text("""
    UPDATE campaigns SET state = 'paused', why = :why, changed_at = :now, version = version + 1
    WHERE number = :number AND state = 'running'
""")
HELD = "SELECT state FROM campaigns WHERE number = :number"

_of_campaign = "rendition IN (SELECT number FROM campaign_renditions WHERE campaign = :number)"
TURN = text(f"UPDATE outbox SET state = :into WHERE state = :state AND {_of_campaign}")  # noqa: S608
DROP = text(f"""
    UPDATE outbox SET state = 'dropped', fault = 'cancelled', done_at = :now
    WHERE state IN ('waiting', 'parked') AND {_of_campaign}
""")  # noqa: S608  the condition is ours
WAITING = text("""
    SELECT v.channel, count(*)
    FROM campaign_renditions v JOIN outbox o ON o.rendition = v.number
    WHERE v.campaign = :number AND o.state = 'waiting' AND o.due_at <= :now
    GROUP BY v.channel
""")
CURSOR = text("""
    SELECT max(fed_to) FROM campaign_renditions WHERE campaign = :number AND channel = :channel
""")
MOVE = text("""
    UPDATE campaign_renditions SET fed_to = :last WHERE campaign = :number AND channel = :channel
""")
FED = text("UPDATE campaigns SET fed = fed + :fed WHERE number = :number")
FEED = text(f"""
    INSERT INTO outbox (id, contact, line, channel, kind, priority, outgoing_enc, message, part,
        state, fault, due_at, cause_at, lease_until, attempts, provider_rank, made_at, done_at,
        rendition)
    SELECT f.id, f.contact, f.line, f.channel, 'campaign', 3, :empty, f.id, 0,
        CASE WHEN f.agrees THEN 'waiting' ELSE 'dropped' END,
        CASE WHEN f.agrees THEN '' ELSE '{NO_CONSENT}' END,
        :now, :now, 0, 0, 0, :now, CASE WHEN f.agrees THEN NULL ELSE :now END, f.rendition
    FROM (
        SELECT :mark || substr(r.contact, 6) AS id, r.contact, c.line, c.channel, r.rendition,
            {AGREES} AS agrees
        FROM campaign_recipients r
        JOIN contacts c ON c.id = r.contact
        JOIN campaigns k ON k.number = r.campaign
        WHERE r.campaign = :number AND r.contact > :after AND r.rendition IN (
            SELECT number FROM campaign_renditions WHERE campaign = :number AND channel = :channel
        )
        ORDER BY r.contact LIMIT :limit
    ) f
    RETURNING contact
""").bindparams(  # noqa: S608  the condition is ours
    bindparam("now", type_=BigInteger()),
    bindparam("mark", type_=String()),
)
