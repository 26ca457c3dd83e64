"""The life of a case: `decide` says what a command changes, and nothing else may change it."""

from collections.abc import Mapping
from typing import Literal, assert_never

from flows import commands as c
from flows.contacting import allow_words, invite, narrow, reply, verify
from flows.decision import Answer, Decision, Handover, Refused, moved
from flows.facts import CaseFacts, CaseState, Operator, sees, works_on
from flows.recording import correct, raise_urgency

Who = Literal["seeing", "working", "starting", "supervising", "outside"]

OPEN: tuple[CaseState, ...] = ("received", "looked_at", "referred", "accepted", "intervened")
ALWAYS: tuple[CaseState, ...] = (*OPEN, "closed")
WAITING: tuple[CaseState, ...] = ("received", "looked_at", "referred")

# Command -> the states it is possible in, and who it is for besides the role's permission.
LIFE: Mapping[type[c.Command], tuple[tuple[CaseState, ...], Who]] = {
    c.Look: (OPEN, "seeing"),
    c.Assign: (OPEN, "seeing"),
    c.TakeAndStart: (WAITING, "starting"),
    c.Accept: (("referred",), "working"),
    c.Reject: (("referred",), "working"),
    c.Intervene: (("accepted",), "working"),
    c.Close: (OPEN, "seeing"),
    c.Reopen: (("closed",), "supervising"),
    c.Correct: (OPEN, "seeing"),
    c.Raise: (OPEN, "seeing"),
    c.AddNote: (ALWAYS, "seeing"),
    c.Reply: (ALWAYS, "seeing"),
    c.Invite: (ALWAYS, "seeing"),
    c.Stricter: (ALWAYS, "seeing"),
    c.RecordWords: (ALWAYS, "seeing"),
    c.Verify: (ALWAYS, "seeing"),
    c.BreakGlass: (ALWAYS, "outside"),
}
# Who may end a case that the unit has taken up: not the desk alone.
TAKEN_UP: tuple[CaseState, ...] = ("accepted", "intervened")

EMPTY = Refused("empty")
UNASSIGNED: Mapping[str, object] = {"assigned_unit": "", "assignee": None}
REOPENED: Mapping[str, object] = {"outcome": "", "closed_at": None, **UNASSIGNED}

# Everything that leaves the case in its state.
Written = (
    c.AddNote | c.Correct | c.Raise | c.Reply | c.Invite | c.Stricter | c.RecordWords | c.Verify
)


def decide(case: CaseFacts, command: c.Command, operator: Operator, now: int) -> Decision | Refused:
    """What a command does to a case, or the coded reason why it cannot be done.

    Checks facts only (state, membership, S5, S11, S13); roles are `admin.access`'s. `now` is
    microseconds UTC.
    """
    states, who = LIFE[type(command)]
    if refused := _who_refuses(case, operator, who):
        return refused
    if case.state not in states:
        return Refused("state")
    return _carry_out(case, command, operator, now)


def _who_refuses(case: CaseFacts, operator: Operator, who: Who) -> Refused | None:
    seen = sees(case, operator)
    if who == "outside":
        return Refused("not_needed") if seen else None
    if not seen:
        return Refused("not_found")
    allowed = {
        "seeing": True,
        "working": works_on(case, operator),
        "starting": {"operator", "unit_worker"} <= operator.roles,
        "supervising": "supervisor" in operator.roles,
    }
    return None if allowed[who] else Refused("not_yours")


def _carry_out(
    case: CaseFacts, command: c.Command, operator: Operator, now: int
) -> Decision | Refused:
    match command:
        case c.Look():
            return _look(case, now)
        case c.Assign():
            return _assign(case, command, now)
        case c.TakeAndStart():
            return _start(case, command.unit, operator, now)
        case c.Accept():
            accepted = Decision("accept", {"assignee": operator.id}, Answer("accepted"))
            return moved(case, "accepted", accepted)
        case c.Reject():
            return _reject(case, command)
        case c.Intervene():
            return _intervene(case, operator, now)
        case c.Close():
            return _close(case, command, operator, now)
        case c.Reopen():
            return moved(case, "looked_at", Decision("reopen", REOPENED))
        case c.BreakGlass():
            return _break_glass(case, command, operator)
        case _:
            return _write_down(case, command, now)


def _write_down(case: CaseFacts, command: Written, now: int) -> Decision | Refused:
    match command:
        case c.AddNote():
            return Decision("note", note=command.text) if command.text.strip() else EMPTY
        case c.Correct():
            return correct(case, command, now)
        case c.Raise():
            return raise_urgency(case, command.urgency, now)
        case c.Reply():
            return reply(case.report, command)
        case c.Invite():
            return invite(case.report, command, now)
        case c.Stricter():
            return narrow(case.report, command)
        case c.RecordWords():
            return allow_words(command)
        case c.Verify():
            return verify(case.report)
        case _:
            assert_never(command)


def _seen(case: CaseFacts, now: int) -> dict[str, object]:
    return {} if case.acknowledged_at is not None else {"acknowledged_at": now}


def _look(case: CaseFacts, now: int) -> Decision | Refused:
    looked = Decision("look", _seen(case, now))
    if case.state == "received":
        return moved(case, "looked_at", looked)
    return looked if looked.changes else Refused("state")


def _assign(case: CaseFacts, command: c.Assign, now: int) -> Decision | Refused:
    """After the first intervention the case stays where it is: only its manager changes."""
    if not command.unit:
        return EMPTY
    stays = case.state == "intervened"
    handover = Handover(command.unit, command.assignee, "accepted" if stays else "requested")
    assigned = _handed(case, "assign", handover, now)
    return assigned if stays else moved(case, "referred", assigned)


def _start(case: CaseFacts, unit: str, operator: Operator, now: int) -> Decision | Refused:
    if not unit:
        return EMPTY
    if case.assignee not in (None, operator.id):
        return Refused("taken")
    handover = Handover(unit, operator.id, "accepted")
    return moved(case, "accepted", _handed(case, "take", handover, now))


def _handed(case: CaseFacts, action: str, handover: Handover, now: int) -> Decision:
    changes = {"assigned_unit": handover.unit, "assignee": handover.assignee, **_seen(case, now)}
    detail = {"unit": handover.unit, "assignee": handover.assignee or ""}
    return Decision(action, changes, handover, detail=detail)


def _reject(case: CaseFacts, command: c.Reject) -> Decision | Refused:
    if not command.reason.strip():
        return EMPTY
    rejected = Decision("reject", UNASSIGNED, Answer("rejected", command.reason))
    return moved(case, "looked_at", rejected)


def _intervene(case: CaseFacts, operator: Operator, now: int) -> Decision:
    """The duty worker makes the first intervention whatever the type (domain/kucova.md 4.2)."""
    changes = {"intervened_at": now, **_closing_circle(case, operator)}
    return moved(case, "intervened", Decision("intervene", changes))


def _closing_circle(case: CaseFacts, operator: Operator) -> dict[str, object]:
    """What closes a case to its role (S13): who lacks the role hands it over."""
    circle = case.circle
    if circle is None:
        return {}
    closing: dict[str, object] = {"closed_circle": circle.role}
    if circle.role not in operator.roles or case.assignee != operator.id:
        closing |= {"assignee": None, "assigned_unit": circle.unit or case.assigned_unit}
    return closing


def _close(case: CaseFacts, command: c.Close, operator: Operator, now: int) -> Decision | Refused:
    if refused := _close_refuses(case, command, operator):
        return refused
    changes: dict[str, object] = {"outcome": command.outcome, "closed_at": now, **_seen(case, now)}
    if case.circle is not None:
        changes["closed_circle"] = case.circle.role
    answer = Answer("completed" if case.state in TAKEN_UP else "cancelled")
    closed = Decision(
        "close",
        changes,
        answer if case.referral else None,
        detail={"outcome": command.outcome},
        words={"outcome": command.words},
    )
    return moved(case, "closed", closed)


def _close_refuses(case: CaseFacts, command: c.Close, operator: Operator) -> Refused | None:
    if case.danger and case.acknowledged_at is None:
        return Refused("danger_first")
    if command.outcome == "served" and case.intervened_at is None:
        return Refused("not_intervened")
    may_end = works_on(case, operator) or "supervisor" in operator.roles
    return Refused("not_yours") if case.state in TAKEN_UP and not may_end else None


def _break_glass(case: CaseFacts, command: c.BreakGlass, operator: Operator) -> Decision | Refused:
    """Only inside the municipality, only for an urgent case (S13); the audit row is the key."""
    if operator.municipality not in ("", case.municipality):
        return Refused("not_found")
    if not case.urgent:
        return Refused("not_urgent")
    if not command.reason.strip():
        return EMPTY
    return Decision("break_glass", note=command.reason, alert=True)
