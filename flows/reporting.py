"""What a talk does to its report: open it, add to it, answer its questions, end its intake."""

from typing import Final, Literal

from flows.effects import (
    AddToReport,
    AnswerReport,
    CancelTimer,
    CompleteReport,
    Flagged,
    OpenReport,
    RaiseFlag,
    Remember,
    SetContact,
    SetTimer,
)
from flows.events import ContactState
from flows.messages import Inbound
from flows.session import ReportTalk
from flows.talk import Talk
from flows.triggers import Danger

ReportKind = Literal["unknown", "someone", "self", "human"]
REPORTS_AN_HOUR: Final = 5
"""Reliability R24."""
HOUR: Final = 3_600_000_000
CONTACT_STATES: Final[dict[str, ContactState]] = {
    "yes": "yes",
    "not_asked": "not_asked",
    "never": "never",
}


def open_report(talk: Talk, kind: ReportKind = "unknown", *, professional: bool = False) -> bool:
    """Begin a report unless one is open; False beyond five an hour, then words go to the last."""
    if talk.report:
        return True
    if talk.given.reports_lately >= REPORTS_AN_HOUR and talk.session.report:
        talk.change_report(heard_at=talk.now)
        talk.add(Flagged(reason="many_reports", report_id=talk.session.report.id))
        calm_down(talk)
        return False
    given, slug = talk.given, talk.municipality.slug
    talk.add(
        OpenReport(
            report_id=given.report_id,
            code=given.code,
            municipality=slug,
            language=talk.language,
            kind=kind,
            professional=professional,
        )
    )
    talk.change(report=ReportTalk(given.report_id, given.code, slug, talk.now, talk.now))
    if kind in ("someone", "self"):
        answer(talk, "whom", "other" if kind == "someone" else "self")
    return True


def calm_down(talk: Talk) -> None:
    """Ask once an hour for patience; nothing is dropped meanwhile (R24)."""
    if talk.now - talk.session.flood_told_at >= HOUR:
        talk.say("flood.calm")
        talk.change(flood_told_at=talk.now)


def keep_words(talk: Talk, inbound: Inbound) -> None:
    """Nothing that was said is lost: text and attachments go to the report of this talk."""
    report = talk.recent_report
    if report and (inbound.text.strip() or inbound.attachments):
        talk.add(
            AddToReport(
                report_id=report.id,
                text=inbound.text,
                attachments=inbound.attachments,
                late=not report.open,
            )
        )


def thank_once(talk: Talk) -> None:
    """Say that words were added; by SMS once in a talk, each answer costs and is seen."""
    report = talk.recent_report
    if report and not (talk.on_sms and talk.session.shared.get("thanked") == report.id):
        talk.say("added")
        talk.share(thanked=report.id)


def answer(talk: Talk, slot: str, value: str = "", words: str = "") -> None:
    """Note the answer to a question; a question without value and words was skipped."""
    report = talk.report
    if not report:
        return
    if slot == "contact":
        _set_contact(talk, report, value, words)
    elif value or words:
        talk.add(AnswerReport(report_id=report.id, slot=slot, value=value, words=words))
    if slot not in report.answered:
        talk.change_report(answered=(*report.answered, slot))


def _set_contact(talk: Talk, report: ReportTalk, value: str, words: str) -> None:
    state = CONTACT_STATES.get(value)
    if state:
        talk.add(SetContact(report_id=report.id, state=state, words=words))
        talk.change_report(contact=state)


def settle_place(talk: Talk, slug: str) -> None:
    """The municipality is known now; a report opened without one belongs to it."""
    talk.change(municipality=slug)
    talk.add(Remember(municipality=slug))
    talk.change_report(municipality=slug)
    answer(talk, "municipality", slug)


def raise_flag(talk: Talk, danger: Danger) -> None:
    """Danger raises the urgency of the open or just closed report, never lowers it (S24)."""
    report = talk.recent_report
    if report:
        talk.add(RaiseFlag(report_id=report.id, reason=danger.reason, child=danger.child))
        talk.change_report(danger=True)


def end_intake(talk: Talk, *, complete: bool) -> None:
    """The report goes to the queue, complete or as far as it came (R10)."""
    report = talk.report
    if report:
        talk.add(
            CompleteReport(report_id=report.id, complete=complete),
            CancelTimer(kind="report_timeout"),
        )
        talk.change_report(open=False)


def still_here(talk: Talk) -> None:
    """The person wrote: the time-out of an open report and the same talk begin anew."""
    if talk.recent_report:
        talk.change_report(heard_at=talk.now)
    if talk.report:
        talk.add(SetTimer(kind="report_timeout", after=talk.municipality.report_timeout))
