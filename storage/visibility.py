"""Which cases exist for an operator, as SQL: the same rule as `flows.facts.sees`."""

import sqlalchemy as sa

from flows.facts import Circles, Operator
from storage.schema import audit, cases

GLASS_LASTS = 3_600_000_000
"""How long a broken glass stays open: one hour in microseconds."""


def visible_to(operator: Operator, circles: Circles) -> sa.ColumnElement[bool]:
    """Cases of the operator's municipality that are not closed to somebody else (S13, R38)."""
    here = cases.c.municipality == operator.municipality if operator.municipality else sa.true()
    if "supervisor" in operator.roles:
        return here
    still_open = cases.c.closed_circle == ""
    in_circle = cases.c.closed_circle.in_(operator.roles)
    return here & sa.or_(in_circle, still_open & _shown_while_open(operator, circles))


def glass_broken(operator: Operator, now: int) -> sa.ColumnElement[bool]:
    """Cases that this operator opened with a reason within the last hour: the audit row is key."""
    return sa.exists().where(
        audit.c.object == cases.c.id,
        audit.c.municipality == cases.c.municipality,
        audit.c.actor == operator.id,
        audit.c.action == "break_glass",
        audit.c.at > now - GLASS_LASTS,
    )


def _shown_while_open(operator: Operator, circles: Circles) -> sa.ColumnElement[bool]:
    if "operator" in operator.roles:
        return sa.true()
    handed = [cases.c.assignee == operator.id, _led_by(operator, circles)]
    if "unit_worker" in operator.roles:
        of_unit = cases.c.assigned_unit == operator.unit if operator.unit else sa.true()
        handed.append((cases.c.assigned_unit != "") & of_unit)
    return sa.or_(*handed)


def _led_by(operator: Operator, circles: Circles) -> sa.ColumnElement[bool]:
    led = [name for role in sorted(operator.roles) for name in circles.led_by(role)]
    mine = cases.c.category.in_(led)
    if circles.child.role not in operator.roles:
        return mine
    elsewhere = cases.c.category.not_in(list(circles.by_category))
    return mine | (cases.c.child.is_(True) & elsewhere)
