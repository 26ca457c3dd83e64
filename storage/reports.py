"""What people told the line, as far as a turn may look at it."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import LargeBinary, String, text

from flows.events import Lookup, PublicState
from storage.counts import Counts
from storage.prepared import Prepared
from storage.table import TableAccess, many

# What the reporter may know of a case's life (safety S7).
PUBLIC: dict[str, PublicState] = {
    "received": "received",
    "looked_at": "looked_at",
    "referred": "looked_at",
    "accepted": "taken_up",
    "intervened": "taken_up",
    "closed": "finished",
}


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """To which case a report belongs; `closed` as the case is."""

    report: str
    case: str
    municipality: str
    code: str
    contact: str = ""
    closed: bool = False

    def __repr__(self) -> str:
        return f"Whereabouts({self.report})"


class Reports(TableAccess):
    """The table `reports`."""

    def lookups(self, codes: Iterable[str]) -> dict[str, Lookup]:
        """What is known of each code, under the code; unknown codes are left out."""
        by_index = {index: code for code in codes for index in self.vault.indexes("code", code)}
        rows = self.connection.execute(BY_CODE, {"codes": list(by_index)})
        found = {}
        for row in rows:
            code = by_index[row.code_index]
            found[code] = Lookup(code, row.id, row.municipality, PUBLIC[row.state])
        return found

    def wrong_codes(self, person: bytes, since: int) -> tuple[int, int]:
        """Wrong codes of one person, and how many people typed any, since then (safety S19)."""
        return Counts(self.connection, self.vault).tries_since(person, since)

    def lately(self, contact_ids: Sequence[str], since: int) -> dict[str, int]:
        """How many reports each contact opened since then (R24); none is left out."""
        wanted = {"contacts": list(contact_ids), "since": since}
        return {row.contact: row.opened for row in LATELY.run(self.connection, wanted)}

    def find(self, report_ids: Iterable[str]) -> dict[str, Whereabouts]:
        """The cases of these reports."""
        rows = BY_ID.run(self.connection, {"reports": list(report_ids)})
        return {
            row.id: Whereabouts(
                report=row.id,
                case=row.case,
                municipality=row.municipality,
                code=self.vault.open_text("reports", "code_enc", row.id, row.code_enc),
                contact=row.contact or "",
                closed=row.state == "closed",
            )
            for row in rows
        }


BY_CODE = text("""
    SELECT reports.id, reports.municipality, reports.code_index, cases.state
    FROM reports JOIN cases ON cases.id = reports."case" WHERE reports.code_index IN :codes
""").bindparams(many("codes", LargeBinary()))

_lately = text("""
    SELECT contact, count(*) AS opened FROM reports
    WHERE contact IN :contacts AND opened_at >= :since GROUP BY contact
""")
LATELY = Prepared(_lately.bindparams(many("contacts", String())), "contacts")

_by_id = text("""
    SELECT reports.id, reports."case", reports.municipality, reports.code_enc, reports.contact,
        cases.state
    FROM reports JOIN cases ON cases.id = reports."case" WHERE reports.id IN :reports
""")
BY_ID = Prepared(_by_id.bindparams(many("reports", String())), "reports")
