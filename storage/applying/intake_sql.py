"""The statements of an intake: every change of a batch by one statement a table."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, false, func, insert, null, update

from flows.facts import NOW
from storage.bulk import Bulk, kept_or
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
CASE_FIELDS = (*CODED_FIELDS, *SEALED_FIELDS, *PLAIN_FIELDS)
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
# None leaves a column as it is; urgency 0 is below every urgency.
UNCHANGED_CASE: dict[str, Any] = {**dict.fromkeys(CASE_FIELDS), "urgency": 0}
UNCHANGED_REPORT: dict[str, Any] = dict.fromkeys(REPORT_FIELDS)


OPEN_CASE = Bulk(insert(cases))
OPEN_REPORT = Bulk(insert(reports))
WANT_MEDIA = Bulk(insert(media))


def filled(fields: tuple[str, ...], empty: object) -> dict[str, ColumnElement[Any]]:
    """Each column: the new value, unless staff have looked and something stands there."""
    return {
        name: case(
            (
                cases.c.acknowledged_at.is_not(None) & cases.c[name].is_distinct_from(empty),
                cases.c[name],
            ),
            else_=kept,
        )
        for name, kept in kept_or(cases, fields).items()
    }


_urgency = bindparam("urgency", type_=cases.c.urgency.type)
_now = bindparam("now", type_=cases.c.changed_at.type)
_danger = bindparam("danger", type_=cases.c.danger.type)
# Danger that is new on a case unsees it: it escalates from the beginning (R11).
_new_danger = func.coalesce(_danger, false()) & cases.c.danger.is_(False)
CHANGE_CASE = Bulk(
    update(cases)
    .where(cases.c.id == bindparam("of"))
    .values(
        **kept_or(cases, PLAIN_FIELDS),
        **filled(CODED_FIELDS, ""),
        **filled(SEALED_FIELDS, None),
        acknowledged_at=case((_new_danger, null()), else_=cases.c.acknowledged_at),
        escalated=case((_new_danger, 0), else_=cases.c.escalated),
        urgency=case((cases.c.urgency < _urgency, _urgency), else_=cases.c.urgency),
        urgent_at=case(
            (_new_danger | ((_urgency >= NOW) & cases.c.urgent_at.is_(None)), _now),
            else_=cases.c.urgent_at,
        ),
        changed_at=_now,
    )
)
CHANGE_REPORT = Bulk(
    update(reports).where(reports.c.id == bindparam("of")).values(**kept_or(reports, REPORT_FIELDS))
)
