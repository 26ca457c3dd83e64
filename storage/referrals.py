"""A case handed to a unit and what the unit answered, in FHIR Task words."""

import msgspec
import sqlalchemy as sa

from flows.decision import Answer, Handover
from storage.ids import new_id
from storage.schema import operators, referrals
from storage.table import TableAccess

OPEN = ("requested", "accepted")


class Referral(msgspec.Struct, frozen=True, kw_only=True):
    """One handing over; names are operators', `reason` the opened words of a rejection."""

    id: str
    unit: str
    assignee: str
    state: str
    reason: str
    made_by: str
    made_at: int
    answered_by: str
    answered_at: int | None

    def __repr__(self) -> str:
        return f"Referral({self.id}, {self.state})"


class Referrals(TableAccess):
    """The referrals of cases; written by `storage.decisions` alone."""

    def hand_over(self, case_id: str, municipality: str, made: Handover, by: str, now: int) -> str:
        """Opens a referral, cancels the one that was open; its id."""
        self.answer(case_id, Answer("cancelled"), by, now)
        referral_id = new_id(now)
        answered = made.state == "accepted"
        row = {
            "id": referral_id,
            "case": case_id,
            "municipality": municipality,
            "unit": made.unit,
            "assignee": made.assignee,
            "state": made.state,
            "made_by": by,
            "made_at": now,
            "answered_at": now if answered else None,
            "answered_by": by if answered else None,
        }
        self.connection.execute(referrals.insert(), row)
        return referral_id

    def answer(self, case_id: str, answer: Answer, by: str, now: int) -> None:
        """Answers the open referral of a case, if there is one."""
        referral_id = self.open_of(case_id)
        if not referral_id:
            return
        changes: dict[str, object] = {"state": answer.state, "answered_at": now, "answered_by": by}
        if answer.state == "accepted":
            changes["assignee"] = by
        if answer.reason:
            sealed = self.vault.seal_text("referrals", "reason_enc", referral_id, answer.reason)
            changes["reason_enc"] = sealed
        self.connection.execute(
            referrals.update().where(referrals.c.id == referral_id).values(**changes)
        )

    def open_of(self, case_id: str) -> str:
        """The id of the referral that waits or is worked on, or ""."""
        found = (
            sa.select(referrals.c.id)
            .where(referrals.c.case == case_id, referrals.c.state.in_(OPEN))
            .order_by(referrals.c.id.desc())
            .limit(1)
        )
        return self.connection.scalar(found) or ""

    def of_case(self, case_id: str) -> list[Referral]:
        """The referrals of a case, oldest first."""
        worker, maker, answerer = (
            operators.alias(name) for name in ("worker", "maker", "answerer")
        )
        found = (
            sa.select(
                referrals,
                worker.c.name.label("worker_name"),
                maker.c.name.label("maker_name"),
                answerer.c.name.label("answerer_name"),
            )
            .outerjoin(worker, worker.c.id == referrals.c.assignee)
            .outerjoin(maker, maker.c.id == referrals.c.made_by)
            .outerjoin(answerer, answerer.c.id == referrals.c.answered_by)
            .where(referrals.c.case == case_id)
            .order_by(referrals.c.id)
        )
        return [self._referral(row) for row in self.connection.execute(found)]

    def _referral(self, row: sa.Row[tuple[object, ...]]) -> Referral:
        sealed = row.reason_enc
        reason = self.vault.open_text("referrals", "reason_enc", row.id, sealed) if sealed else ""
        return Referral(
            id=row.id,
            unit=row.unit,
            assignee=row.worker_name or "",
            state=row.state,
            reason=reason,
            made_by=row.maker_name or "",
            made_at=row.made_at,
            answered_by=row.answerer_name or "",
            answered_at=row.answered_at,
        )
