"""The statements of an intake: every change of a batch by one statement a table."""

from typing import Any

from sqlalchemy import bindparam, case, insert, update

from flows.facts import NOW
from storage.bulk import Bulk, kept_or
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


OPEN_CASE = Bulk(insert(cases))
OPEN_REPORT = Bulk(insert(reports))
WANT_MEDIA = Bulk(insert(media))

_urgency = bindparam("urgency", type_=cases.c.urgency.type)
_now = bindparam("now", type_=cases.c.changed_at.type)
CHANGE_CASE = Bulk(
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
CHANGE_REPORT = Bulk(
    update(reports).where(reports.c.id == bindparam("of")).values(**kept_or(reports, REPORT_FIELDS))
)
