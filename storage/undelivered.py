"""What we said and nobody knows to have arrived: seen by a person in the queue's time (R13)."""

import msgspec
import sqlalchemy as sa

from flows.facts import Circles, Operator
from storage.audit import Audit
from storage.municipalities import Municipalities
from storage.schema import audit, cases, outbox, reports
from storage.table import TableAccess
from storage.visibility import visible_to

LONGEST = 200
TROUBLED = ("failed", "unknown", "held")
LAPSED = "lapsed"
"""Why a reply of staff was dropped: it found no safe hour in a day (S23)."""
PUT_AWAY = "put_away_undelivered"


class Undelivered(msgspec.Struct, frozen=True):
    """One message without its words; `at` in microseconds UTC, `state` that of the outbox."""

    id: str
    case: str
    code: str
    channel: str
    state: str
    fault: str
    at: int


class Undeliveries(TableAccess):
    """Outgoing messages about open cases that failed, are in doubt or were held.

    Whoever dealt with one puts it away: the audit row is what takes it off the list.
    """

    def waiting(self, municipality: str, operator: Operator, circles: Circles) -> list[Undelivered]:
        """Those of open cases that this operator may see (S13), newest first, at most 200."""
        found = (
            sa.select(
                outbox.c.id,
                cases.c.id.label("case_id"),
                reports.c.id.label("report_id"),
                reports.c.code_enc,
                outbox.c.channel,
                outbox.c.state,
                outbox.c.fault,
                sa.func.coalesce(outbox.c.done_at, outbox.c.made_at).label("at"),
            )
            .select_from(outbox)
            .join(reports, reports.c.id == outbox.c.report)
            .join(cases, cases.c.id == reports.c.case)
            .where(cases.c.municipality == municipality, visible_to(operator, circles))
            .where(cases.c.state != "closed", _troubled(), ~_put_away())
            .order_by(outbox.c.seq.desc())
            .limit(LONGEST)
        )
        return [
            Undelivered(
                id=row.id,
                case=row.case_id,
                code=self.vault.open_text("reports", "code_enc", row.report_id, row.code_enc),
                channel=row.channel,
                state=row.state,
                fault=row.fault,
                at=row.at,
            )
            for row in self.connection.execute(found)
        ]

    def put_away(self, parcel: str, municipality: str, operator: Operator, now: int) -> bool:
        """Somebody dealt with it; False when it does not wait for this operator."""
        circles = Municipalities(self.connection, self.vault).circles(municipality)
        waiting = (one.id for one in self.waiting(municipality, operator, circles))
        if parcel not in waiting:
            return False
        Audit(self.connection, self.vault).add(municipality, operator.id, PUT_AWAY, parcel, {}, now)
        return True


def _troubled() -> sa.ColumnElement[bool]:
    return outbox.c.state.in_(TROUBLED) | (outbox.c.fault == LAPSED)


def _put_away() -> sa.ColumnElement[bool]:
    return sa.exists().where(audit.c.object == outbox.c.id, audit.c.action == PUT_AWAY)
