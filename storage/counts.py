"""What is counted without knowing whom: packs given out, wrong codes tried."""

from collections.abc import Sequence

from sqlalchemy import insert, text

from storage.schema import code_tries, pack_deliveries
from storage.table import TableAccess


class Counts(TableAccess):
    """The tables `pack_deliveries` and `code_tries`."""

    def packs_given(self, rows: Sequence[dict[str, object]]) -> None:
        """Count packs: topic, municipality, language, channel, at."""
        if rows:
            self.connection.execute(insert(pack_deliveries), rows)

    def wrong_codes(self, rows: Sequence[dict[str, object]]) -> None:
        """Count codes that are not ours: person (blind index), at."""
        if rows:
            self.connection.execute(insert(code_tries), rows)

    def tries_since(self, person: bytes, since: int) -> tuple[int, int]:
        """Wrong codes of one person, and how many people typed any, since then (safety S19)."""
        wanted = {"person": person, "since": since}
        own, people = self.connection.execute(TRIES, wanted).one()
        return own or 0, people


TRIES = text("""
    SELECT sum(CASE WHEN person = :person THEN 1 ELSE 0 END), count(DISTINCT person)
    FROM code_tries WHERE at >= :since
""")
