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
    unmarked = cases.c.closed_circle == ""
    visited = unmarked & cases.c.intervened_at.is_not(None)
    still_open = unmarked & sa.not_(visited & _led_by(circles.roles, circles))
    in_circle = cases.c.closed_circle.in_(operator.roles)
    heard_later = visited & _led_by(operator.roles, circles)
    shown = still_open & _shown_while_open(operator, circles)
    shares = sa.true() if circles.child.role in operator.roles else sa.false()
    child_in_it = cases.c.child.is_(True) & shares
    return here & sa.or_(in_circle, heard_later, shown, child_in_it)


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
    handed = [cases.c.assignee == operator.id, _led_by(operator.roles, circles)]
    if "unit_worker" in operator.roles:
        of_unit = cases.c.assigned_unit == operator.unit if operator.unit else sa.true()
        handed.append((cases.c.assigned_unit != "") & of_unit)
    return sa.or_(*handed)


def _led_by(roles: frozenset[str], circles: Circles) -> sa.ColumnElement[bool]:
    led = [name for role in sorted(roles) for name in circles.led_by(role)]
    by_category = cases.c.category.in_(led)
    if circles.child.role not in roles:
        return by_category
    elsewhere = cases.c.category.not_in(list(circles.by_category))
    return by_category | (cases.c.child.is_(True) & elsewhere)
