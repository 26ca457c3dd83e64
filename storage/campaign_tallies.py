"""What became of everybody: counted beside the sending, read by the pages."""

import msgspec
from sqlalchemy import text

from storage.table import TableAccess


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many of one kind ended in one way; `state` and `fault` are words of the outbox.

    `price` is millionths of the currency a segment, None when nobody gave one.
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


class CampaignTallies(TableAccess):
    """The table `campaign_tallies`; with those not yet in the outbox it adds up to the audience."""

    def recount(self, number: int, now: int) -> None:
        """Count the outbox anew; in one write, so that a page never sees half of it."""
        self.connection.execute(FORGET, {"campaign": number})
        self.connection.execute(COUNT, {"campaign": number, "now": now})

    def of(self, number: int) -> list[Tally]:
        """The last count, and whoever the outbox does not hold yet.

        Those of a cancelled campaign were skipped.
        """
        rows = self.connection.execute(TALLIES, {"campaign": number}).mappings()
        return [Tally(**row) for row in rows if row["count"]]

    def finish(self, number: int, now: int) -> bool:
        """End a running campaign of which nothing waits or is under way; True when it ended now."""
        return self.connection.execute(FINISH, {"campaign": number, "now": now}).rowcount > 0


_ours = "SELECT number FROM campaign_renditions WHERE campaign = :campaign"
FORGET = text(f"DELETE FROM campaign_tallies WHERE rendition IN ({_ours})")  # noqa: S608 our own words
COUNT = text(f"""
    INSERT INTO campaign_tallies (rendition, state, fault, count, at)
    SELECT rendition, state, CASE WHEN state IN ('failed', 'dropped') THEN fault ELSE '' END AS why,
        count(*), :now
    FROM outbox WHERE rendition IN ({_ours}) GROUP BY rendition, state, why
""")  # noqa: S608 our own words
TALLIES = text("""
    SELECT r.number AS rendition, r.language, r.channel, r.country, r.segments, r.price, r.currency,
        t.state, t.fault, t.count
    FROM campaign_renditions r JOIN campaign_tallies t ON t.rendition = r.number
    WHERE r.campaign = :campaign
    UNION ALL
    SELECT r.number, r.language, r.channel, r.country, r.segments, r.price, r.currency,
        CASE WHEN k.state = 'cancelled' THEN 'dropped' ELSE 'waiting' END,
        CASE WHEN k.state = 'cancelled' THEN 'cancelled' ELSE '' END,
        r.size - coalesce(
            (SELECT sum(t.count) FROM campaign_tallies t WHERE t.rendition = r.number), 0)
    FROM campaign_renditions r JOIN campaigns k ON k.number = r.campaign
    WHERE r.campaign = :campaign
    ORDER BY 1, 8, 9
""")
FINISH = text(f"""
    UPDATE campaigns SET state = 'finished', finished_at = :now, version = version + 1
    WHERE number = :campaign AND state = 'running'
    AND NOT EXISTS (SELECT 1 FROM campaign_lanes l WHERE l.campaign = :campaign AND NOT l.done)
    AND NOT EXISTS (
        SELECT 1 FROM outbox o WHERE o.rendition IN ({_ours})
        AND o.state IN ('waiting', 'sending', 'parked')
    )
""")  # noqa: S608 our own words
