"""The statements of an intake: every change of a batch by one statement a table."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    Update,
    bindparam,
    case,
    false,
    insert,
    literal,
    null,
    update,
)

from flows.facts import NOW
from storage.bulk import Bulk, Changes
from storage.schema import cases, media, reports

# Once staff have looked, a later answer only fills what is still empty.
CODED_FIELDS = ("unit", "whom", "category", "knows")
SEALED_FIELDS = ("place_enc", "seen_enc")
PLAIN_FIELDS = (
    "municipality",
    "anonymity",
    "danger",
    "child",
    "talking",
    "incomplete",
    "fault",
)
REPORT_FIELDS = (
    "municipality",
    "contact_state",
    "contact_words_enc",
    "intake",
    "completed_at",
    "profession_enc",
    "institution_enc",
    "heard_at",
)

OPEN_CASE = Bulk(insert(cases))
OPEN_REPORT = Bulk(insert(reports))
WANT_MEDIA = Bulk(insert(media))


def given(fields: tuple[str, ...], table: Table) -> dict[str, ColumnElement[Any]]:
    """Each column: the new value."""
    return {name: bindparam(name, type_=table.c[name].type) for name in fields}


def filled(fields: tuple[str, ...], empty: object) -> dict[str, ColumnElement[Any]]:
    """Each column: the new value, unless staff have looked and something stands there."""
    return {
        name: case(
            (
                cases.c.acknowledged_at.is_not(None) & cases.c[name].is_distinct_from(empty),
                cases.c[name],
            ),
            else_=value,
        )
        for name, value in given(fields, cases).items()
    }


_urgency = bindparam("urgency", type_=cases.c.urgency.type)
_now = bindparam("now", type_=cases.c.changed_at.type)


def change_of_case(keys: frozenset[str]) -> Update:
    """Cases of which these columns change; a row has `of` (the case), `now`, maybe `urgency`."""
    coded, sealed, plain = (
        tuple(name for name in fields if name in keys)
        for fields in (CODED_FIELDS, SEALED_FIELDS, PLAIN_FIELDS)
    )
    changed = {**given(plain, cases), **filled(coded, ""), **filled(sealed, None)}
    if "danger" in keys or "urgency" in keys:
        changed |= _urgent(keys)
    return update(cases).where(cases.c.id == bindparam("of")).values(**changed, changed_at=_now)


def _urgent(keys: frozenset[str]) -> dict[str, ColumnElement[Any]]:
    """Urgency only grows; danger that is new on a case unsees it: it escalates anew (R11)."""
    danger = bindparam("danger", type_=cases.c.danger.type) if "danger" in keys else false()
    urgency = _urgency if "urgency" in keys else literal(0)
    new_danger = danger & cases.c.danger.is_(False)
    first = (urgency >= NOW) & cases.c.urgent_at.is_(None)
    return {
        "acknowledged_at": case((new_danger, null()), else_=cases.c.acknowledged_at),
        "escalated": case((new_danger, 0), else_=cases.c.escalated),
        "urgency": case((cases.c.urgency < urgency, urgency), else_=cases.c.urgency),
        "urgent_at": case((new_danger | first, _now), else_=cases.c.urgent_at),
    }


def change_of_report(keys: frozenset[str]) -> Update:
    """Reports of which these columns change; a row has `of`, the report."""
    named = tuple(name for name in REPORT_FIELDS if name in keys)
    return update(reports).where(reports.c.id == bindparam("of")).values(**given(named, reports))


CHANGE_CASE = Changes(change_of_case)
CHANGE_REPORT = Changes(change_of_report)
