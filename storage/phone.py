"""A report that a caller told to an operator, written down by them."""

import msgspec

from flows.codes import make_code
from flows.commands import TakePhone
from flows.facts import NOW, Operator
from storage.audit import Audit
from storage.ids import fresh_code_bits, new_id
from storage.municipalities import Municipalities
from storage.schema import cases, reports
from storage.table import TableAccess

CODED = ("language", "category", "unit", "whom", "urgency", "danger", "child", "knows")


class Opened(msgspec.Struct, frozen=True):
    """The id of a new case and the code that the caller may keep."""

    case: str
    code: str


class PhoneReports(TableAccess):
    """Opens report and case at once; the caller has no contact, so nothing is ever sent."""

    def open(self, taken: TakePhone, operator: Operator, now: int) -> Opened:
        """The new case; who wrote it down has also seen it. LookupError: no such municipality."""
        case_id, report_id, code = new_id(now), new_id(now), self._fresh_code(taken.municipality)
        self.connection.execute(cases.insert(), self._case(taken, case_id, now))
        report = self._report(taken, report_id, code, now)
        self.connection.execute(
            reports.insert(), {**report, "case": case_id, "taken_by": operator.id}
        )
        Audit(self.connection, self.vault).add(
            taken.municipality, operator.id, "take_phone", case_id, {"kind": taken.kind}, now
        )
        return Opened(case_id, code)

    def _fresh_code(self, municipality: str) -> str:
        place = Municipalities(self.connection, self.vault).get(municipality)
        if place is None:
            raise LookupError(municipality)
        return make_code(place.code_prefix, fresh_code_bits())

    def _case(self, taken: TakePhone, case_id: str, now: int) -> dict[str, object]:
        words = {
            f"{name}_enc": self._sealed("cases", f"{name}_enc", case_id, getattr(taken, name))
            for name in ("person", "place", "seen")
        }
        urgent = taken.danger or taken.urgency >= NOW
        return {
            "id": case_id,
            "municipality": taken.municipality,
            "state": "looked_at",
            "channel": "phone",
            "talking": False,
            "made_at": now,
            "changed_at": now,
            "acknowledged_at": now,
            "urgent_at": now if urgent else None,
            **{name: getattr(taken, name) for name in CODED},
            **words,
        }

    def _report(self, taken: TakePhone, report_id: str, code: str, now: int) -> dict[str, object]:
        told = "\n".join(filter(None, (taken.reporter, taken.phone)))
        return {
            "id": report_id,
            "municipality": taken.municipality,
            "channel": "phone",
            "language": taken.language,
            "kind": taken.kind,
            "code_enc": self._sealed("reports", "code_enc", report_id, code),
            "code_index": self.vault.index("code", code),
            "intake": "complete",
            "contact_state": taken.contact,
            "contact_words_enc": self._sealed(
                "reports", "contact_words_enc", report_id, taken.contact_words
            ),
            "reporter_enc": self._sealed("reports", "reporter_enc", report_id, told),
            "opened_at": now,
            "heard_at": now,
            "completed_at": now,
        }

    def _sealed(self, table: str, column: str, row_id: str, text: str) -> bytes | None:
        return self.vault.seal_text(table, column, row_id, text) if text else None
