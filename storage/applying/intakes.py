"""What a talk tells about a report: its row and the intake part of its case."""

from collections.abc import Iterable
from typing import Any

import msgspec

from flows.effects import (
    AddToReport,
    AnswerReport,
    CompleteReport,
    Flagged,
    OpenReport,
    RaiseFlag,
    SetContact,
)
from flows.facts import NOW, TODAY
from storage.applying import intake_sql as sql
from storage.applying.outcome import Applied, Outcome
from storage.ids import new_id
from storage.reports import Whereabouts
from storage.unit import Unit
from storage.vault import Vault

URGENCY = {"now": NOW, "today": TODAY}
CODED = {"where": "unit", "whom": "whom", "category": "category", "knows": "knows"}
SEALED = {"where": "place_enc", "seen": "seen_enc"}
ABOUT_REPORTER = {"profession": "profession_enc", "institution": "institution_enc"}
OLD = (AddToReport, AnswerReport, SetContact, RaiseFlag, CompleteReport, Flagged)


class Intakes:
    """Collects what a batch tells about reports, then writes it at once."""

    def __init__(self, vault: Vault, now: int) -> None:
        self._vault = vault
        self._now = now
        self._found: dict[str, Whereabouts] = {}
        self._new_cases: list[dict[str, object]] = []
        self._new_reports: list[dict[str, object]] = []
        self._cases: dict[str, dict[str, Any]] = {}
        self._reports: dict[str, dict[str, Any]] = {}
        self._media: list[dict[str, object]] = []
        self._opened: list[Whereabouts] = []
        self._urgent: dict[str, Whereabouts] = {}
        self._completed: dict[str, Whereabouts] = {}

    def look_up(self, unit: Unit, outcomes: Iterable[Outcome]) -> None:
        """Find the cases of all reports that the batch speaks of, in one select."""
        effects = [effect for outcome in outcomes for effect in outcome.effects]
        opened = {effect.report_id for effect in effects if isinstance(effect, OpenReport)}
        named = {effect.report_id for effect in effects if isinstance(effect, OLD)}
        if wanted := named - opened - {""}:
            self._found = unit.reports.find(sorted(wanted))

    def open(self, outcome: Outcome, effect: OpenReport) -> None:
        """A new report with its case, visible to the desk from this commit on."""
        case, report, contact = new_id(self._now), effect.report_id, outcome.contact
        shared = {
            "municipality": effect.municipality,
            "channel": contact.channel,
            "language": effect.language,
        }
        times = {"made_at": self._now, "changed_at": self._now}
        self._new_cases.append({"id": case, "professional": effect.professional, **shared, **times})
        professional = ("verified" if contact.verified else "says") if effect.professional else ""
        self._new_reports.append(
            {
                "id": report,
                "case": case,
                "contact": contact.id,
                "line": contact.line,
                "kind": effect.kind,
                "code_enc": self._vault.seal_text("reports", "code_enc", report, effect.code),
                "code_index": self._vault.index("code", effect.code),
                "professional": professional,
                "opened_at": self._now,
                "heard_at": self._now,
                **shared,
            }
        )
        found = Whereabouts(
            report=report,
            case=case,
            municipality=effect.municipality,
            code=effect.code,
            contact=contact.id,
        )
        self._found[report] = found
        self._opened.append(found)

    def add(self, outcome: Outcome, effect: AddToReport) -> None:
        """Attachments wait to be fetched; the words are in the transcript already."""
        found = self._find(effect.report_id)
        if found is None:
            return
        self._report(found)["heard_at"] = self._now
        for attachment in effect.attachments:
            row_id = new_id(self._now)
            seal = self._vault.seal_text
            said = attachment.text
            self._media.append(
                {
                    "id": row_id,
                    "report": found.report,
                    "line": outcome.contact.line,
                    "kind": attachment.kind,
                    "reference_enc": seal("media", "reference_enc", row_id, attachment.reference),
                    "text_enc": seal("media", "text_enc", row_id, said) if said else None,
                    "state": "wanted" if attachment.reference else "told",
                    "size": attachment.size,
                    "due_at": self._now,
                    "made_at": self._now,
                }
            )

    def answer(self, effect: AnswerReport) -> None:
        """One structured answer to its column; urgency only grows (S24)."""
        found = self._find(effect.report_id)
        if found is None:
            return
        slot, value = effect.slot, effect.value
        case = self._case(found)
        if slot in CODED and value:
            case[CODED[slot]] = value
        elif slot == "wait" and value in URGENCY:
            self._grow(found, URGENCY[value])
        elif slot == "anonymous" and value == "yes":
            case["anonymity"] = "anonymous"
        elif slot == "municipality" and value:
            self._move(found, value)
        if slot in SEALED and effect.words:
            column = SEALED[slot]
            case[column] = self._vault.seal_text("cases", column, found.case, effect.words)
        if slot in ABOUT_REPORTER and (told := effect.words or value):
            column = ABOUT_REPORTER[slot]
            sealed = self._vault.seal_text("reports", column, found.report, told)
            self._report(found)[column] = sealed
        self._report(found)["heard_at"] = self._now

    def _move(self, found: Whereabouts, municipality: str) -> None:
        """The person named the municipality of a line that has none of its own."""
        self._case(found)["municipality"] = municipality
        self._report(found)["municipality"] = municipality
        self._found[found.report] = msgspec.structs.replace(found, municipality=municipality)

    def set_contact(self, effect: SetContact) -> None:
        """The person's own word about writing back (S5)."""
        found = self._find(effect.report_id)
        if found is None:
            return
        report = self._report(found)
        report["contact_state"] = effect.state
        if effect.words:
            report["contact_words_enc"] = self._vault.seal_text(
                "reports", "contact_words_enc", found.report, effect.words
            )

    def raise_flag(self, effect: RaiseFlag) -> None:
        """Danger was heard: as urgent as can be, and it stays so (S24)."""
        found = self._find(effect.report_id)
        if found is None:
            return
        case = self._case(found)
        case["danger"] = True
        if effect.child:
            case["child"] = True
        self._grow(found, NOW)

    def complete(self, effect: CompleteReport) -> None:
        """Intake ended, one way or the other (R10)."""
        found = self._find(effect.report_id)
        if found is None:
            return
        intake = "complete" if effect.complete else "incomplete"
        self._report(found).update(intake=intake, completed_at=self._now)
        self._case(found).update(talking=False, incomplete=not effect.complete)
        self._completed[found.report] = found

    def flag(self, effect: Flagged) -> None:
        """Something for staff to see at the case."""
        found = self._find(effect.report_id)
        if found is not None:
            self._case(found)["fault"] = effect.reason[:40]

    def write(self, unit: Unit) -> None:
        """Cases before the reports that point to them, changes after both."""
        for statement, rows in (
            (sql.OPEN_CASE, self._new_cases),
            (sql.OPEN_REPORT, self._new_reports),
            (sql.CHANGE_CASE, list(self._cases.values())),
            (sql.CHANGE_REPORT, list(self._reports.values())),
            (sql.WANT_MEDIA, self._media),
        ):
            statement.run(unit.connection, rows)

    def told(self) -> Applied:
        """Who is to be told of it."""
        touched = (self._found[name] for name in {*self._reports, *self._changed_reports()})
        return Applied(
            media=sum(row["state"] == "wanted" for row in self._media),
            changed=tuple(sorted({found.municipality for found in touched})),
            opened=tuple(self._opened),
            urgent=tuple(self._urgent.values()),
            completed=tuple(self._completed.values()),
        )

    def _changed_reports(self) -> set[str]:
        changed = {found.report for found in self._found.values() if found.case in self._cases}
        return changed | {found.report for found in self._opened}

    def _find(self, report: str) -> Whereabouts | None:
        return self._found.get(report)

    def _grow(self, found: Whereabouts, urgency: int) -> None:
        case = self._case(found)
        case["urgency"] = max(case.get("urgency", 0), urgency)
        if urgency == NOW:
            self._urgent[found.report] = found

    def _case(self, found: Whereabouts) -> dict[str, Any]:
        return self._cases.setdefault(found.case, {"of": found.case, "now": self._now})

    def _report(self, found: Whereabouts) -> dict[str, Any]:
        return self._reports.setdefault(found.report, {"of": found.report})
