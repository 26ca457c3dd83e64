"""The statements of an intake: every change of a batch by one statement a table."""

from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, case, func, insert, update

from flows.facts import NOW
from storage.schema import cases, media, reports

CASE_FIELDS = (
    "unit",
    "whom",
    "category",
    "knows",
    "anonymity",
    "danger",
    "child",
    "place_enc",
    "seen_enc",
    "talking",
    "incomplete",
    "fault",
)
REPORT_FIELDS = (
    "contact_state",
    "contact_words_enc",
    "intake",
    "completed_at",
    "profession_enc",
    "institution_enc",
    "heard_at",
)
# None leaves a column as it is; urgency 0 is below every urgency.
UNCHANGED_CASE: dict[str, Any] = {**dict.fromkeys(CASE_FIELDS), "urgency": 0}
UNCHANGED_REPORT: dict[str, Any] = dict.fromkeys(REPORT_FIELDS)


def kept_or(table: Table, fields: tuple[str, ...]) -> dict[str, ColumnElement[Any]]:
    """Each column: the new value, or what stands there."""
    return {
        name: func.coalesce(bindparam(name, type_=table.c[name].type), table.c[name])
        for name in fields
    }


OPEN_CASE = insert(cases)
OPEN_REPORT = insert(reports)
WANT_MEDIA = insert(media)

_urgency = bindparam("urgency", type_=cases.c.urgency.type)
_now = bindparam("now", type_=cases.c.changed_at.type)
CHANGE_CASE = (
    update(cases)
    .where(cases.c.id == bindparam("of"))
    .values(
        **kept_or(cases, CASE_FIELDS),
        urgency=case((cases.c.urgency < _urgency, _urgency), else_=cases.c.urgency),
        urgent_at=case(
            ((_urgency >= NOW) & cases.c.urgent_at.is_(None), _now), else_=cases.c.urgent_at
        ),
        changed_at=_now,
    )
)
CHANGE_REPORT = (
    update(reports).where(reports.c.id == bindparam("of")).values(**kept_or(reports, REPORT_FIELDS))
)
