"""Proof of each yes and each no to campaigns; append-only."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import bindparam, insert, select

from storage.bulk import Bulk
from storage.schema import consents
from storage.table import TableAccess


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """One act: `what` given | withdrawn; `way` word | button | link | import | blocked | forgotten.

    `text` is the key of what the person was told before, `digest` its SHA-256 in their language; both
    "" for a no. An import has the day of the yes in `text`, and in `words` where it was given (sealed).
    `campaign`: the one it
    was an answer to. `at` in microseconds.
    """

    contact: str
    line: str
    municipality: str
    what: str
    topics: tuple[str, ...]
    way: str
    at: int
    text: str = ""
    digest: str = ""
    import_id: str = ""
    words: str = ""
    campaign: int | None = None

    def __repr__(self) -> str:
        return f"Consent({self.what}, {self.topics})"


class Consents(TableAccess):
    """The table `consents`."""

    def add(self, acts: Sequence[Consent]) -> None:
        """Write acts down; nothing ever changes or removes them."""
        rows = [
            {
                "contact": one.contact,
                "line": one.line,
                "municipality": one.municipality,
                "what": one.what,
                "topics": kept(one.topics),
                "way": one.way,
                "text": one.text,
                "text_digest": one.digest,
                "import_id": one.import_id or None,
                "words_enc": self._sealed(one),
                "campaign": one.campaign,
                "at": one.at,
            }
            for one in acts
        ]
        INSERT.run(self.connection, rows)

    def of_contact(self, contact_id: str) -> list[Consent]:
        """What one person said yes and no to, oldest first."""
        rows = self.connection.execute(OF_CONTACT, {"contact": contact_id})
        return [
            Consent(
                contact=row.contact,
                line=row.line,
                municipality=row.municipality,
                what=row.what,
                topics=tuple(row.topics.split()),
                way=row.way,
                at=row.at,
                text=row.text,
                digest=row.text_digest,
                import_id=row.import_id or "",
                campaign=row.campaign,
                words=self._opened(row.contact, row.words_enc),
            )
            for row in rows
        ]

    def _sealed(self, act: Consent) -> bytes | None:
        """Bound to the person: a row has no id of its own."""
        if not act.words:
            return None
        return self.vault.seal_text("consents", "words_enc", act.contact, act.words)

    def _opened(self, contact: str, sealed: bytes | None) -> str:
        return self.vault.open_text("consents", "words_enc", contact, sealed) if sealed else ""


def kept(topics: Sequence[str]) -> str:
    """Topics as a column holds them, each between blanks; "" for none."""
    return f" {' '.join(sorted(topics))} " if topics else ""


INSERT = Bulk(insert(consents))
OF_CONTACT = (
    select(consents).where(consents.c.contact == bindparam("contact")).order_by(consents.c.seq)
)
