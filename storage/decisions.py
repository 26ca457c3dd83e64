"""The only writer of a case after intake: case, referral, audit row and event in one transaction."""

import msgspec
import sqlalchemy as sa

from flows.decision import Answer, Decision, Handover
from flows.events import OperatorReplied, What
from flows.facts import CaseFacts, Operator
from storage.audit import Audit
from storage.ids import new_id
from storage.inbox import Inbox
from storage.notes import Notes
from storage.operators import Operators
from storage.referrals import Referrals
from storage.schema import cases, contacts, operators, reports
from storage.table import TableAccess


class StaleCase(Exception):
    """Somebody else changed the case meanwhile: look again and decide again."""


class UnknownAssignee(Exception):
    """The person named is no active operator of this municipality."""


class Settled(msgspec.Struct, frozen=True):
    """What was written: the case's new version, and contacts to alert at once (never with words)."""

    version: int
    alert: tuple[str, ...] = ()


class Decisions(TableAccess):
    """Writes decisions of `flows.cases.decide`."""

    def apply(self, case: CaseFacts, decision: Decision, operator: Operator, now: int) -> Settled:
        """All of a decision or nothing; StaleCase, UnknownAssignee."""
        self._check_assignee(case, decision)
        version = self._change_case(case, decision, now)
        self._change_report(case, decision)
        self._refer(case, decision, operator, now)
        if decision.note:
            self._notes.add(case.id, operator.id, decision.note, now)
        if decision.verify:
            self._verify(case, operator, now)
        self._audit.add(
            case.municipality, operator.id, decision.action, case.id, decision.detail, now
        )
        if decision.event is not None:
            self._tell(case, decision.event, now)
        return Settled(version, self._supervisors(case) if decision.alert else ())

    def _change_case(self, case: CaseFacts, decision: Decision, now: int) -> int:
        sealed = {
            f"{name}_enc": self.vault.seal_text("cases", f"{name}_enc", case.id, words)
            for name, words in decision.words.items()
        }
        if not decision.changes and not sealed:
            return case.version
        expected = sa.and_(
            cases.c.id == case.id,
            cases.c.municipality == case.municipality,
            cases.c.state == case.state,
            cases.c.version == case.version,
            # A turn may have heard danger since: nobody decides past it (S24).
            cases.c.danger.is_(case.danger),
        )
        follow = {"version": case.version + 1, "changed_at": now}
        self._update(cases.update().where(expected).values(**decision.changes, **sealed, **follow))
        return case.version + 1

    def _change_report(self, case: CaseFacts, decision: Decision) -> None:
        changes = dict(decision.report)
        words = changes.pop("contact_words", None)
        if words is not None:
            sealed = self.vault.seal_text(
                "reports", "contact_words_enc", case.report.id, str(words)
            )
            changes["contact_words_enc"] = sealed
        if not changes:
            return
        expected = sa.and_(
            reports.c.id == case.report.id,
            reports.c.contact_state == case.report.contact,
            reports.c.invited_at.is_not_distinct_from(case.report.invited_at),
        )
        self._update(reports.update().where(expected).values(**changes))

    def _update(self, statement: sa.Update) -> None:
        if self.connection.execute(statement).rowcount != 1:
            raise StaleCase

    def _refer(self, case: CaseFacts, decision: Decision, operator: Operator, now: int) -> None:
        table = Referrals(self.connection, self.vault)
        match decision.referral:
            case Handover() as made:
                table.hand_over(case.id, case.municipality, made, operator.id, now)
            case Answer() as answer:
                table.answer(case.id, answer, operator.id, now)
            case None:
                pass

    def _check_assignee(self, case: CaseFacts, decision: Decision) -> None:
        assignee = decision.changes.get("assignee")
        if assignee is None:
            return
        known = sa.select(operators.c.id).where(
            operators.c.id == assignee,
            operators.c.disabled_at.is_(None),
            operators.c.municipality.is_(None) | (operators.c.municipality == case.municipality),
        )
        if self.connection.scalar(known) is None:
            raise UnknownAssignee

    def _verify(self, case: CaseFacts, operator: Operator, now: int) -> None:
        of_report = sa.select(reports.c.contact).where(reports.c.id == case.report.id)
        self.connection.execute(
            contacts.update()
            .where(contacts.c.id == of_report.scalar_subquery(), contacts.c.verified_at.is_(None))
            .values(verified_at=now, verified_by=operator.id)
        )

    def _tell(self, case: CaseFacts, event: What, now: int) -> None:
        if isinstance(event, OperatorReplied):
            event = msgspec.structs.replace(event, reply_id=new_id(now))
        Inbox(self.connection, self.vault).put_for_report(case.report.id, event, now)

    def _supervisors(self, case: CaseFacts) -> tuple[str, ...]:
        found = Operators(self.connection, self.vault).supervisors(case.municipality)
        return tuple(found)

    @property
    def _audit(self) -> Audit:
        return Audit(self.connection, self.vault)

    @property
    def _notes(self) -> Notes:
        return Notes(self.connection, self.vault)
