"""Cases as staff find them; every query is bound to the municipality (R38)."""

import msgspec
import sqlalchemy as sa

from flows.commands import TakePhone
from flows.decision import Decision
from flows.facts import CaseFacts, Circles, Operator, ReportFacts
from storage.dead_letters import DeadLetter, DeadLetters
from storage.decisions import Decisions, Settled
from storage.escalations import Escalation, Escalations
from storage.identities import Identities, Identity
from storage.municipalities import Municipalities
from storage.operators import Operators
from storage.phone import Opened, PhoneReports
from storage.queue import Queue, QueueFilter, QueueRow, first_report
from storage.referrals import Referrals
from storage.schema import cases, contacts, reports, sessions
from storage.table import TableAccess
from storage.transcript import Transcript
from storage.visibility import glass_broken, visible_to

PLAIN = tuple(
    name
    for name in CaseFacts.__struct_fields__
    if name not in {"report", "referral", "circles", "broken_by", "erase"}
)


class CaseWords(msgspec.Struct, frozen=True, kw_only=True):
    """The opened free words of a case: for the page of one case only."""

    person: str = ""
    place: str = ""
    seen: str = ""
    outcome: str = ""
    contact: str = ""
    profession: str = ""
    institution: str = ""

    def __repr__(self) -> str:
        return "CaseWords(***)"


class Cases(TableAccess):
    """Reading cases; the one writer is `storage.decisions`."""

    def queue(self, municipality: str, wanted: QueueFilter, operator: Operator) -> list[QueueRow]:
        """The queue as one operator may see it."""
        queue = Queue(self.connection, self.vault)
        return queue.rows(municipality, wanted, operator, self._circles(municipality))

    def counts(self, municipality: str, operator: Operator) -> dict[str, int]:
        """How many cases this operator may see, by state."""
        queue = Queue(self.connection, self.vault)
        return queue.counts(municipality, operator, self._circles(municipality))

    def load(self, case_id: str, municipality: str) -> CaseFacts | None:
        """A case whoever asks: for commands like breaking the glass; None elsewhere."""
        here = cases.c.municipality == municipality
        row = self.connection.execute(_one(case_id).where(here)).mappings().first()
        return None if row is None else self._facts(row, self._circles(municipality), ())

    def with_code(self, code: str, municipality: str) -> str:
        """The id of the case with this reference code, visible or not; "" when there is none."""
        found = sa.select(reports.c.case).where(
            reports.c.code_index.in_(self.vault.indexes("code", code)),
            reports.c.municipality == municipality,
        )
        return self.connection.scalar(found) or ""

    def visible(self, case_id: str, operator: Operator, now: int) -> CaseFacts | None:
        """A case if this operator may see it, else None as if it did not exist (R38, S13)."""
        found = sa.select(cases.c.municipality).where(cases.c.id == case_id)
        municipality = self.connection.scalar(found)
        if municipality is None or operator.municipality not in ("", municipality):
            return None
        circles = self._circles(municipality)
        return self._if_allowed(case_id, operator, circles, now)

    def words(self, case: CaseFacts) -> CaseWords:
        """The free words of a case that was found by `visible`."""
        row = self.connection.execute(_one(case.id)).mappings().one()
        kept = {name: self._opened(row, "cases", f"{name}_enc") for name in SEALED}
        told = {short: self._opened(row, "reports", name) for short, name in TOLD.items()}
        return CaseWords(**kept, **told)

    def colleagues_named(self, case: CaseFacts) -> list[str]:
        """Staff whom the report names: somebody else should review it (safety S20)."""
        words = self.words(case)
        heard = Transcript(self.connection, self.vault).of_report(case.report.id)
        texts = [line.text for line in heard if line.direction == "in"]
        texts += [words.person, words.place, words.seen]
        return Operators(self.connection, self.vault).named_in(case.municipality, texts)

    def identity(self, case: CaseFacts, operator: Operator, reason: str, now: int) -> Identity:
        """Who reported and how they are reached; each look is audited with its coded reason."""
        return Identities(self.connection, self.vault).view(case, operator, reason, now)

    def apply_decision(
        self, case: CaseFacts, decision: Decision, operator: Operator, now: int
    ) -> Settled:
        """Writes what was decided, all of it or nothing; StaleCase when the case has moved on."""
        return Decisions(self.connection, self.vault).apply(case, decision, operator, now)

    def open_by_phone(self, taken: TakePhone, operator: Operator, now: int) -> Opened:
        """A report that was told by phone: its case and the code for the caller."""
        return PhoneReports(self.connection, self.vault).open(taken, operator, now)

    def escalate(self, now: int, minutes: tuple[int, ...] = (5, 10, 15)) -> list[Escalation]:
        """Unacknowledged urgent cases that reached the next step, with whom to tell (R11)."""
        return Escalations(self.connection, self.vault).escalate(now, minutes)

    def dead_letters(self, municipality: str) -> list[DeadLetter]:
        """Messages that could not be read and wait for a person."""
        return DeadLetters(self.connection, self.vault).waiting(municipality)

    def _if_allowed(
        self, case_id: str, operator: Operator, circles: Circles, now: int
    ) -> CaseFacts | None:
        for allowed, broken in (
            (visible_to(operator, circles), ()),
            (glass_broken(operator, now), (operator.id,)),
        ):
            row = self.connection.execute(_one(case_id).where(allowed)).mappings().first()
            if row is not None:
                return self._facts(row, circles, broken)
        return None

    def _facts(self, row: sa.RowMapping, circles: Circles, broken: tuple[str, ...]) -> CaseFacts:
        plain = {name: row[name] for name in PLAIN}
        referral = Referrals(self.connection, self.vault).open_of(str(row["id"]))
        report = self._report(row)
        extra = {"report": report, "referral": referral, "circles": circles, "broken_by": broken}
        asked = {"erase": row["erase_asked_at"] is not None}
        return msgspec.convert({**plain, **extra, **asked}, CaseFacts)

    def _report(self, row: sa.RowMapping) -> ReportFacts:
        return msgspec.convert(
            {
                "id": row["report_id"],
                "code": self._opened(row, "reports", "code_enc"),
                "contact": row["contact_state"],
                "reachable": row["contact_id"] is not None and row["unlinked_at"] is None,
                "invited_at": row["invited_at"],
                "heard_at": max(row["heard_at"], row["session_heard_at"] or 0),
                "professional": row["report_professional"],
                "verified": row["verified_at"] is not None,
                "campaign": row["report_campaign"] or 0,
            },
            ReportFacts,
        )

    def _opened(self, row: sa.RowMapping, table: str, column: str) -> str:
        sealed = row[column]
        owner = row["report_id"] if table == "reports" else row["id"]
        if not isinstance(sealed, bytes) or not sealed:
            return ""
        return self.vault.open_text(table, column, str(owner), sealed)

    def _circles(self, municipality: str) -> Circles:
        return Municipalities(self.connection, self.vault).circles(municipality)


SEALED = ("person", "place", "seen", "outcome")
TOLD = {
    "contact": "contact_words_enc",
    "profession": "profession_enc",
    "institution": "institution_enc",
}


def _one(case_id: str) -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(
            cases,
            reports.c.id.label("report_id"),
            reports.c.code_enc,
            reports.c.contact_state,
            reports.c.contact_words_enc,
            reports.c.invited_at,
            reports.c.heard_at,
            reports.c.erase_asked_at,
            reports.c.professional.label("report_professional"),
            reports.c.campaign.label("report_campaign"),
            reports.c.profession_enc,
            reports.c.institution_enc,
            contacts.c.id.label("contact_id"),
            sessions.c.heard_at.label("session_heard_at"),
            contacts.c.unlinked_at,
            contacts.c.verified_at,
        )
        .select_from(cases)
        .join(reports, reports.c.id == first_report())
        .outerjoin(contacts, contacts.c.id == reports.c.contact)
        .outerjoin(sessions, sessions.c.contact == reports.c.contact)
        .where(cases.c.id == case_id)
    )
