"""The operators' queue: where, what, how urgent and since when; never a word of a report."""

import msgspec
import sqlalchemy as sa

from flows.facts import Circles, Operator
from storage.schema import cases, operators, reports
from storage.table import TableAccess
from storage.visibility import visible_to

PAGE = 200


class QueueFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What to show; an empty field does not filter, an empty `state` means every open case.

    `unit` is the administrative unit, `assigned_unit` the one that a case was handed to.
    """

    unit: str = ""
    category: str = ""
    urgency: int = 0
    channel: str = ""
    language: str = ""
    state: str = ""
    assigned_unit: str = ""
    unassigned: bool = False
    mine: bool = False
    danger: bool = False
    incomplete: bool = False


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """One case of the queue; times in microseconds UTC, `place` an administrative unit's id."""

    id: str
    code: str
    place: str
    category: str
    urgency: int
    danger: bool
    waiting_since: int
    state: str
    version: int
    assigned_unit: str
    assignee: str
    channel: str
    language: str
    talking: bool
    incomplete: bool
    professional: bool
    fault: str
    acknowledged: bool
    escalated: int
    closed_circle: str
    erase: bool


class Queue(TableAccess):
    """Finds the rows; the one place where a list of cases is made."""

    def rows(
        self, municipality: str, wanted: QueueFilter, operator: Operator, circles: Circles
    ) -> list[QueueRow]:
        """The most urgent and longest waiting first, at most 200, only what they may see (S13)."""
        found = (
            sa.select(
                cases,
                reports.c.id.label("report_id"),
                reports.c.code_enc,
                reports.c.erase_asked_at,
                operators.c.name.label("assignee_name"),
            )
            .select_from(cases)
            .join(reports, reports.c.id == first_report())
            .outerjoin(operators, operators.c.id == cases.c.assignee)
            .where(cases.c.municipality == municipality, visible_to(operator, circles))
            .where(*_conditions(wanted, operator))
            .order_by(cases.c.danger.desc(), cases.c.urgency.desc(), cases.c.made_at, cases.c.id)
            .limit(PAGE)
        )
        return [self._row(row) for row in self.connection.execute(found)]

    def counts(self, municipality: str, operator: Operator, circles: Circles) -> dict[str, int]:
        """How many visible cases are in each state."""
        found = (
            sa.select(cases.c.state, sa.func.count())
            .where(cases.c.municipality == municipality, visible_to(operator, circles))
            .group_by(cases.c.state)
        )
        return {row[0]: row[1] for row in self.connection.execute(found)}

    def _row(self, row: sa.Row[tuple[object, ...]]) -> QueueRow:
        return QueueRow(
            id=row.id,
            code=self.vault.open_text("reports", "code_enc", row.report_id, row.code_enc),
            place=row.unit,
            category=row.category,
            urgency=row.urgency,
            danger=row.danger,
            waiting_since=row.made_at,
            state=row.state,
            version=row.version,
            assigned_unit=row.assigned_unit,
            assignee=row.assignee_name or "",
            channel=row.channel,
            language=row.language,
            talking=row.talking,
            incomplete=row.incomplete,
            professional=row.professional,
            fault=row.fault,
            acknowledged=row.acknowledged_at is not None,
            escalated=row.escalated,
            closed_circle=row.closed_circle,
            erase=row.erase_asked_at is not None,
        )


def first_report() -> sa.ScalarSelect[str]:
    """The report that opened the case of the outer query: ids sort by time."""
    opening = reports.alias("opening")
    return (
        sa.select(sa.func.min(opening.c.id)).where(opening.c.case == cases.c.id).scalar_subquery()
    )


def _conditions(wanted: QueueFilter, operator: Operator) -> list[sa.ColumnElement[bool]]:
    named = {
        "unit": wanted.unit,
        "category": wanted.category,
        "urgency": wanted.urgency,
        "channel": wanted.channel,
        "language": wanted.language,
        "assigned_unit": wanted.assigned_unit,
    }
    conditions = [cases.c[name] == value for name, value in named.items() if value]
    in_state = cases.c.state == wanted.state if wanted.state else cases.c.state != "closed"
    switches = {
        cases.c.assignee.is_(None): wanted.unassigned,
        cases.c.assignee == operator.id: wanted.mine,
        cases.c.danger.is_(True): wanted.danger,
        cases.c.incomplete.is_(True): wanted.incomplete,
    }
    return [in_state, *conditions, *(what for what, on in switches.items() if on)]
