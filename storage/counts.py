"""What is counted without knowing whom: packs given out, wrong codes tried."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import insert, text

from storage.schema import code_tries, pack_deliveries, pack_votes
from storage.table import TableAccess


class PackCount(NamedTuple):
    """How often a topic was given out, and what people said of it."""

    topic: str
    given: int
    useful: int
    useless: int


class Counts(TableAccess):
    """The tables `pack_deliveries`, `pack_votes` and `code_tries`."""

    def packs_given(self, rows: Sequence[dict[str, object]]) -> None:
        """Count packs: topic, municipality, language, channel, at."""
        if rows:
            self.connection.execute(insert(pack_deliveries), rows)

    def packs_rated(self, rows: Sequence[dict[str, object]]) -> None:
        """Count votes: topic, municipality, language, useful, at."""
        if rows:
            self.connection.execute(insert(pack_votes), rows)

    def packs_since(self, municipality: str, since: int) -> list[PackCount]:
        """Deliveries and votes by topic since then (microseconds), most given first."""
        wanted = {"municipality": municipality, "since": since}
        found = self.connection.execute(PACKS, wanted)
        return [PackCount(row.topic, row.given, row.useful, row.useless) for row in found]

    def wrong_codes(self, rows: Sequence[dict[str, object]]) -> None:
        """Count codes that are not ours: person (blind index), at."""
        if rows:
            self.connection.execute(insert(code_tries), rows)

    def tries_since(self, person: bytes, since: int) -> tuple[int, int]:
        """Wrong codes of one person, and how many people typed any, since then (safety S19)."""
        wanted = {"person": person, "since": since}
        own, people = self.connection.execute(TRIES, wanted).one()
        return own or 0, people


PACKS = text("""
    SELECT topic, sum(given) AS given, sum(useful) AS useful, sum(useless) AS useless FROM (
        SELECT topic, 1 AS given, 0 AS useful, 0 AS useless FROM pack_deliveries
        WHERE municipality = :municipality AND at >= :since
        UNION ALL
        SELECT topic, 0, CASE WHEN useful THEN 1 ELSE 0 END, CASE WHEN useful THEN 0 ELSE 1 END
        FROM pack_votes WHERE municipality = :municipality AND at >= :since
    ) AS counted GROUP BY topic ORDER BY given DESC, topic
""")
TRIES = text("""
    SELECT sum(CASE WHEN person = :person THEN 1 ELSE 0 END), count(DISTINCT person)
    FROM code_tries WHERE at >= :since
""")
