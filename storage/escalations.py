"""Urgent cases that nobody has looked at: told further at 5, 10 and 15 minutes (R11).

Works on rows alone: nobody needs to be signed in.
"""

import msgspec
import sqlalchemy as sa

from flows.facts import NOW
from storage.operators import Operators
from storage.schema import cases, reports
from storage.table import TableAccess

MINUTE = 60_000_000


class Escalation(msgspec.Struct, frozen=True, kw_only=True):
    """One step: 1 the line's other operators, 2 its supervisors, 3 everybody who can be reached.

    `contacts` are the chats to tell, without content; empty when nobody has joined one.
    """

    case: str
    municipality: str
    code: str
    level: int
    contacts: tuple[str, ...]


class Escalations(TableAccess):
    """One set-based update per round."""

    def escalate(self, now: int, minutes: tuple[int, ...]) -> list[Escalation]:
        """The cases whose next step is due, each step once."""
        waited = now - sa.func.coalesce(cases.c.urgent_at, cases.c.made_at)
        steps = [
            (waited >= after * MINUTE, level)
            for level, after in reversed(list(enumerate(minutes, start=1)))
        ]
        level = sa.case(*steps, else_=0)
        moved = (
            cases.update()
            .where(UNSEEN, level > cases.c.escalated)
            .values(escalated=level)
            .returning(cases.c.id, cases.c.municipality, cases.c.escalated)
        )
        due = self.connection.execute(moved).all()
        codes = self._codes([row.id for row in due])
        told = {key: self._contacts(*key) for key in {(r.municipality, r.escalated) for r in due}}
        return [
            Escalation(
                case=row.id,
                municipality=row.municipality,
                code=codes[row.id],
                level=row.escalated,
                contacts=told[row.municipality, row.escalated],
            )
            for row in sorted(due, key=lambda row: row.id)
        ]

    def unseen(self, municipality: str) -> int:
        """How many urgent cases of a municipality nobody has looked at."""
        here = cases.c.municipality == municipality
        found = sa.select(sa.func.count()).select_from(cases).where(UNSEEN, here)
        return int(self.connection.scalar(found) or 0)

    def _codes(self, case_ids: list[str]) -> dict[str, str]:
        found = (
            sa.select(reports.c.case, reports.c.id, reports.c.code_enc)
            .where(reports.c.case.in_(case_ids))
            .order_by(reports.c.id.desc())
        )
        return {
            row.case: self.vault.open_text("reports", "code_enc", row.id, row.code_enc)
            for row in self.connection.execute(found)
        }

    def _contacts(self, municipality: str, level: int) -> tuple[str, ...]:
        staff = Operators(self.connection, self.vault)
        if level == 1:
            return tuple(staff.relief(municipality) or staff.supervisors(municipality))
        if level == 2:
            return tuple(staff.supervisors(municipality) or staff.everyone(municipality))
        return tuple(staff.everyone(municipality))


UNSEEN = sa.and_(
    cases.c.state != "closed",
    cases.c.acknowledged_at.is_(None),
    cases.c.danger.is_(True) | (cases.c.urgency >= NOW),
)
