"""Writing to the reporter within safety S5: yes, not asked, never."""

from flows import commands as c
from flows.decision import Decision, Refused
from flows.events import OperatorReplied
from flows.facts import ReportFacts

STRICTNESS = {"yes": 0, "not_asked": 1, "never": 2}


def reply(report: ReportFacts, command: c.Reply) -> Decision | Refused:
    """Words go out on a yes, or when the invited person wrote again and so asked for them."""
    if not (command.canned or command.text.strip()):
        return Refused("empty")
    if refused := _unreachable(report):
        return refused
    if report.contact == "not_asked" and not _came_back(report):
        return Refused("not_asked")
    event = _replied(report, canned=command.canned, text=command.text)
    return Decision("reply", event=event, detail={"canned": command.canned})


def invite(report: ReportFacts, command: c.Invite, now: int) -> Decision | Refused:
    """Once, and only to who was not asked; the sender keeps it between 09 and 20."""
    if not command.reason.strip():
        return Refused("empty")
    if refused := _unreachable(report):
        return refused
    if report.contact == "yes":
        return Refused("asked")
    if report.invited_at is not None:
        return Refused("invited")
    event = _replied(report, invitation=True)
    return Decision("invite", event=event, report={"invited_at": now}, note=command.reason)


def narrow(report: ReportFacts, command: c.Stricter) -> Decision | Refused:
    """Staff only make the contact state stricter."""
    if STRICTNESS[command.contact] <= STRICTNESS[report.contact]:
        return Refused("only_stricter")
    return _contact_set("stricter", command.contact, {})


def allow_words(command: c.RecordWords) -> Decision | Refused:
    """The person's own words, with way and time (the audit row's), set any state."""
    if not command.words.strip():
        return Refused("empty")
    decision = _contact_set("contact_words", command.state, {"way": command.way})
    return Decision(
        decision.action,
        detail=decision.detail,
        report={**decision.report, "contact_words": command.words},
    )


def verify(report: ReportFacts) -> Decision | Refused:
    """A sender is verified once; afterwards nobody asks who they are (issue 2, story 4)."""
    if not report.reachable:
        return Refused("unreachable")
    if report.verified:
        return Refused("verified")
    return Decision("verify", report={"professional": "verified"}, verify=True)


def _contact_set(action: str, state: str, detail: dict[str, str]) -> Decision:
    return Decision(action, detail={"contact": state, **detail}, report={"contact_state": state})


def _unreachable(report: ReportFacts) -> Refused | None:
    if report.contact == "never":
        return Refused("never_contact")
    return None if report.reachable else Refused("unreachable")


def _came_back(report: ReportFacts) -> bool:
    return report.invited_at is not None and report.heard_at > report.invited_at


def _replied(
    report: ReportFacts, *, canned: str = "", text: str = "", invitation: bool = False
) -> OperatorReplied:
    """`reply_id` is drawn by storage: flows has no dice."""
    return OperatorReplied(
        report.id, report.code, "", canned, text, contact=report.contact, invitation=invitation
    )
