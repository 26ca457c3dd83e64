"""What became of how many of a campaign's recipients: counted beside the sending, never by a page."""

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import insert, text

from flows.campaigns import FATES, Fate
from storage.bulk import Bulk
from storage.schema import campaign_tallies
from storage.table import TableAccess

Counted = Sequence[tuple[int, str, str, int]]
"""(rendition, state, fault, how many) of the outbox."""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """So many recipients of one rendition are in one state of the outbox, for one coded reason.

    `price` is millionths of `currency` a segment, None = not known. Who was not yet handed to the
    outbox is "waiting"; of a cancelled campaign "dropped" because of "cancelled".
    """

    rendition: int
    language: str
    channel: str
    country: str
    segments: int
    price: int | None
    currency: str
    state: str
    fault: str
    count: int

    @property
    def fate(self) -> Fate:
        """What became of them, in the words of results."""
        return FATES[self.state]


class CampaignTallies(TableAccess):
    """The table `campaign_tallies`."""

    def count(self, number: int) -> Counted:
        """Look into the outbox; takes a moment where there are many, so let readers do it."""
        return [tuple(row) for row in self.connection.execute(COUNT, {"number": number})]

    def keep(self, number: int, counted: Counted, now: int) -> None:
        """Write down what was counted."""
        self.connection.execute(FORGET, {"number": number})
        rows = [
            {"rendition": rendition, "state": state, "fault": fault, "count": count, "at": now}
            for rendition, state, fault, count in counted
        ]
        INSERT.run(self.connection, rows)

    def recount(self, number: int, now: int) -> None:
        """Count and keep, in one transaction."""
        self.keep(number, self.count(number), now)

    def of(self, number: int) -> list[Tally]:
        """All of a campaign's recipients; they add up to the frozen audience at every moment."""
        rows = self.connection.execute(RENDITIONS, {"number": number}).all()
        kept: dict[int, list[tuple[str, str, int]]] = {row.number: [] for row in rows}
        for rendition, *counted in self.connection.execute(KEPT, {"number": number}):
            kept[rendition].append(tuple(counted))
        return [
            Tally(
                rendition=row.number,
                language=row.language,
                channel=row.channel,
                country=row.country,
                segments=row.segments,
                price=row.price,
                currency=row.currency,
                state=state,
                fault=fault,
                count=count,
            )
            for row in rows
            for state, fault, count in with_rest(kept[row.number], row.size, row.state)
        ]

    def finish_if_done(self, number: int, now: int) -> bool:
        """A running campaign whose last message has left is finished; True when it just was."""
        row = {"number": number, "now": now}
        return self.connection.execute(FINISH, row).rowcount > 0


def with_rest(
    kept: Sequence[tuple[str, str, int]], size: int, campaign: str
) -> Iterator[tuple[str, str, int]]:
    """What was counted, and those of whom the outbox knows nothing yet (or never will)."""
    yield from kept
    rest = size - sum(count for _, _, count in kept)
    if rest:
        yield ("dropped", "cancelled", rest) if campaign == "cancelled" else ("waiting", "", rest)


COUNT = text("""
    SELECT rendition, state, fault, count(*) FROM outbox
    WHERE rendition IN (SELECT number FROM campaign_renditions WHERE campaign = :number)
    GROUP BY rendition, state, fault
""")
FORGET = text("""
    DELETE FROM campaign_tallies
    WHERE rendition IN (SELECT number FROM campaign_renditions WHERE campaign = :number)
""")
INSERT = Bulk(insert(campaign_tallies))
RENDITIONS = text("""
    SELECT v.number, v.language, v.channel, v.country, v.segments, v.price, v.currency, v.size,
        k.state
    FROM campaign_renditions v JOIN campaigns k ON k.number = v.campaign
    WHERE v.campaign = :number ORDER BY v.number
""")
KEPT = text("""
    SELECT t.rendition, t.state, t.fault, t.count
    FROM campaign_tallies t JOIN campaign_renditions v ON v.number = t.rendition
    WHERE v.campaign = :number ORDER BY t.rendition, t.state, t.fault
""")
FINISH = text("""
    UPDATE campaigns SET state = 'finished', finished_at = :now, changed_at = :now,
        version = version + 1
    WHERE number = :number AND state = 'running' AND fed >= size AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE state IN ('waiting', 'parked', 'sending')
        AND rendition IN (SELECT number FROM campaign_renditions WHERE campaign = :number)
    )
""")
