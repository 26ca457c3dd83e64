"""Who reported and how to reach them: hidden until asked for with a reason (R39, safety S20)."""

import msgspec
import sqlalchemy as sa

from flows.facts import CaseFacts, Operator
from storage.audit import Audit
from storage.schema import contacts, reports
from storage.table import TableAccess


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The reporter; `address` is a phone or chat id, `reporter` what a phone caller told."""

    channel: str = ""
    address: str = ""
    reporter: str = ""
    profession: str = ""

    def __repr__(self) -> str:
        return "Identity(***)"


class Identities(TableAccess):
    """Opens an identity and writes down who looked."""

    def view(self, case: CaseFacts, operator: Operator, reason: str, now: int) -> Identity:
        """The identity behind a case's report; the audit row holds the coded reason."""
        Audit(self.connection, self.vault).add(
            case.municipality, operator.id, "view_identity", case.id, {"reason": reason}, now
        )
        found = (
            sa.select(
                reports.c.channel,
                reports.c.reporter_enc,
                contacts.c.id,
                contacts.c.address_enc,
                contacts.c.profession_enc,
            )
            .outerjoin(contacts, contacts.c.id == reports.c.contact)
            .where(reports.c.id == case.report.id, reports.c.municipality == case.municipality)
        )
        row = self.connection.execute(found).one()
        return Identity(
            channel=row.channel,
            address=self._open("contacts", "address_enc", row.id, row.address_enc),
            reporter=self._open("reports", "reporter_enc", case.report.id, row.reporter_enc),
            profession=self._open("contacts", "profession_enc", row.id, row.profession_enc),
        )

    def _open(self, table: str, column: str, row_id: str, sealed: bytes | None) -> str:
        return self.vault.open_text(table, column, row_id, sealed) if sealed else ""
